"""What is looked for in the passages for a question."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

from rag.errors import UnfitQuestion
from rag.question.kinds import AskedFor, asked_for

MAX_QUESTION = 2000
"""The most characters that a question may have."""


@dataclass(frozen=True)
class Query:
    """What is looked for: ``text``, and ``background`` that a follow-up leaves unsaid.

    All of the background counts for as much as one word of the text that matters.
    """

    text: str
    background: str = ""

    @classmethod
    def of(cls, text: str, background: str = "") -> Query:
        """The query of texts as people type them: full-width letters are no others.

        Raises UnfitQuestion for a background that is no Unicode text.
        """
        if not _is_unicode(text + background):
            raise UnfitQuestion("an earlier turn is not UTF-8 text: it holds half a character")
        return cls(unicodedata.normalize("NFKC", text), unicodedata.normalize("NFKC", background))

    @property
    def whole(self) -> str:
        """Both as one text, the background first."""
        return f"{self.background} {self.text}" if self.background else self.text

    @cached_property
    def asked(self) -> AskedFor:
        """The kind of thing that the text asks for."""
        return asked_for(self.text)


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def fit_question(text: str) -> str:
    """The question without white space around it.

    Raises UnfitQuestion where nothing is left, for more than ``MAX_QUESTION`` characters, and for
    what is no Unicode text.
    """
    if not _is_unicode(text):
        raise UnfitQuestion("the question is not UTF-8 text: it holds half a character")
    question = text.strip()
    if not question:
        raise UnfitQuestion("the question is empty")
    if len(question) > MAX_QUESTION:
        raise UnfitQuestion(
            f"the question has {len(question)} characters; at most {MAX_QUESTION} are taken"
        )
    return question
