"""What is evaluated: documents, the questions on them, and where in the text the answers stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from rag.document.model import Document, Passage, Span
from rag.errors import BriefRagError

SMALL_TALK = "small-talk"
"""The type of turns that ask for nothing, such as a greeting: they are not to be refused."""


class DatasetError(BriefRagError):
    """A data set that cannot be used; the message names file, line and field, and the remedy."""


class DatasetAbsent(DatasetError):
    """The files of a data set are not on this machine, so that its evaluation can be skipped."""


class AnswersMode(StrEnum):
    """Whether an answer must hold one of the accepted strings, or all of them."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Text that holds what was asked, in ``document``; ``grade`` above 1 marks what fits better."""

    document: str
    span: Span
    grade: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question.

    ``gold`` lists the sets of spans that each suffice to answer: the evidence first, then the
    alternatives. It is empty exactly where ``answerable`` is false. ``answers`` may be empty for
    data sets that label passages only. ``document`` is the one that was asked, where the data set
    says it; ``before`` are the questions that came before it in a conversation, oldest first.
    """

    id: str
    text: str
    type: str
    language: str
    answerable: bool
    gold: tuple[tuple[GoldSpan, ...], ...]
    answers: tuple[str, ...] = ()
    answers_mode: AnswersMode = AnswersMode.ANY
    document: str | None = None
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions and their documents.

    ``passages`` is given where the data set itself says what is to be found (paragraphs of SQuAD,
    documents of BEIR); None leaves the cutting to the system. ``within_documents`` says that
    passages too are looked for in the question's document alone. ``held_out`` names documents that
    no rule was made with a look at; figures are given for the two halves too.
    """

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    passages: tuple[Passage, ...] | None = None
    within_documents: bool = False
    held_out: frozenset[str] = frozenset()

    def texts(self) -> dict[str, str]:
        """The text of every document by its id."""
        return {d.id: d.text for d in self.documents}

    def halves(self) -> dict[str, Dataset]:
        """The questions on documents that were looked at, and on those held out, if there are any.

        A half without an answerable question is left out.
        """
        if not self.held_out:
            return {}
        halves = {
            name: replace(
                self,
                questions=tuple(
                    q for q in self.questions if (q.document in self.held_out) == held_out
                ),
            )
            for name, held_out in (("looked_at", False), ("held_out", True))
        }
        return {n: half for n, half in halves.items() if any(q.answerable for q in half.questions)}

    def first(self, limit: int | None) -> Dataset:
        """The same data set with its first ``limit`` questions; None keeps all."""
        return self if limit is None else replace(self, questions=self.questions[:limit])

    def spread(self, limit: int | None) -> Dataset:
        """The same data set with ``limit`` questions from all over it; None keeps all."""
        if limit is None or limit >= len(self.questions):
            return self
        places = (i * len(self.questions) // limit for i in range(limit))
        return replace(self, questions=tuple(self.questions[place] for place in places))
