"""What an answer is: the document's own sentences with their citations, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from rag.document.citations import Citation
from rag.document.model import Span
from rag.search.ranking import Hit

REFUSAL = "The brief does not answer this."


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer, and where it stands.

    ``passage`` is the id of the passage that holds it. ``marks`` are what in it answers, where
    that can be told; ``is_context`` says that it is there for what the next one refers to.
    """

    citation: Citation
    passage: str
    marks: tuple[Span, ...]
    is_context: bool

    @property
    def text(self) -> str:
        """The sentence, to the character."""
        return self.citation.quote


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say, in reading order, and how sure it is that this answers.

    A refusal has no sentences. ``confidence`` is the probability that the documents answer the
    question; ``passages`` are those found for it, best first; ``warnings`` say what the asker
    should know.
    """

    answerable: bool
    confidence: float
    sentences: tuple[AnswerSentence, ...]
    passages: tuple[Hit, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentences, each with the number of its citation (from 1), or the refusal."""
        numbered = (f"{each.text} [{n}]" for n, each in enumerate(self.sentences, 1))
        return " ".join(numbered) or REFUSAL
