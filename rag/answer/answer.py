"""What an answer is: the document's own sentences with their citations, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from rag.document.citations import Citation
from rag.document.model import Span
from rag.question.conversation import REFUSAL
from rag.search.ranking import Hit


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer, and where it stands.

    ``passage`` is the id of the passage that holds it, None for a line of the masthead or a
    heading, which stand in none. ``marks`` are what in it answers, where
    that can be told; ``is_context`` says that it is there for what the next one refers to. ``part``
    is the asker's words for the part of the question that it answers, empty where it has but one.
    """

    citation: Citation
    passage: str | None
    marks: tuple[Span, ...]
    is_context: bool
    part: str = ""

    @property
    def text(self) -> str:
        """The sentence, to the character."""
        return self.citation.quote


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say, and how sure it is that this answers.

    The sentences stand in reading order, those of a question of several parts part by part; one
    that decides a question for yes or no comes first. ``statement`` is what the product itself says
    of the documents, such as how many notes they have, or of what parts nothing was found; it is no
    quotation, and empty in most answers. A refusal has neither statement nor sentences.
    ``confidence`` is the probability that the documents answer the question; ``passages`` are those
    found for it, best first; ``warnings`` say what the asker should know. ``small_talk`` says that
    nothing was asked, so that the statement is a fixed line which says nothing of the documents;
    ``answerable`` and ``confidence`` mean nothing then. ``not_found`` are words of the question
    that nothing found says, where they decide that it is refused.
    """

    answerable: bool
    confidence: float
    sentences: tuple[AnswerSentence, ...]
    passages: tuple[Hit, ...] = ()
    warnings: tuple[str, ...] = ()
    statement: str = ""
    small_talk: bool = False
    not_found: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The statement and the sentences, or the refusal.

        Behind each sentence stands the number of its citation, from 1 on.
        """
        numbered = " ".join(f"{each.text} [{n}]" for n, each in enumerate(self.sentences, 1))
        return "\n".join(filter(None, (self.statement, numbered))) or REFUSAL
