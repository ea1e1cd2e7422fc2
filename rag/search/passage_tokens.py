"""All that is encoded of a passage: its views, and the headings that it stands under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.document.model import Document, Passage
from rag.models.embedder import Encoding
from rag.search.headings import headings_over
from rag.search.late_interaction import PassageTokens
from rag.search.passage_views import View, in_passage, views


@dataclass(frozen=True, slots=True)
class PassageTexts:
    """The texts of a passage to encode: the first view is the passage as printed."""

    passage: Passage
    views: tuple[View, ...]
    headings: str

    @classmethod
    def of(cls, document: Document, passage: Passage) -> PassageTexts:
        return cls(passage, tuple(views(document, passage)), headings_over(document, passage))

    @property
    def printed(self) -> str:
        """The passage as printed."""
        return self.views[0].text

    @property
    def texts(self) -> tuple[str, ...]:
        """What is encoded, in the order in which ``tokens`` takes the encodings."""
        own = tuple(view.text for view in self.views)
        return (*own, self.headings) if self.headings else own

    def tokens(self, encodings: Iterator[Encoding], dimension: int) -> list[PassageTokens]:
        """The token vectors of the views, and last those of the headings, as one sentence.

        As many of the ``encodings`` are taken as there are ``texts``; ``dimension`` is that of a
        token's vector, or the bytes of its code.
        """
        found = [
            PassageTokens.of(self.passage, in_passage(view, next(encodings))) for view in self.views
        ]
        headings = next(encodings) if self.headings else None
        return [*found, PassageTokens.as_one(headings, dimension)]
