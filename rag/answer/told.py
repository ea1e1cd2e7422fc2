"""What a document tells of itself: a statement of the product, and the places that it rests on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.document.filters import Filters
from rag.document.model import Document, Paragraph, Passage, Section, SourceReference, Span


@dataclass(frozen=True, slots=True)
class Told:
    """What a document tells of one thing asked.

    ``statement`` is the product's own, a sentence whose subject is left open: "was written by Ann
    Lee". It is empty where the ``quotes`` say all. ``unknown`` says, as such a sentence, what the
    document does not tell: "does not say who wrote it".
    """

    statement: str = ""
    quotes: tuple[Span, ...] = ()
    unknown: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.statement or self.quotes)


@dataclass(frozen=True)
class Scope:
    """A document, and what of it the filters let pass.

    ``is_whole`` says that it is all of it. Otherwise what stands outside of passages, such as the
    title, does not pass: no filter but that of documents lets it.
    """

    document: Document
    passages: Sequence[Passage]
    filters: Filters

    @classmethod
    def of(cls, document: Document, passages: Sequence[Passage], filters: Filters) -> Scope:
        passing = [p for p in passages if filters.allow(document, p)]
        return cls(document, passing, filters)

    @property
    def is_whole(self) -> bool:
        return self.filters == Filters(document=self.filters.document)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences that pass, in order."""
        paragraphs = (s for _, paragraph in self.paragraphs for s in paragraph.sentences)
        return tuple(s for s in paragraphs if self.holds(s))

    @cached_property
    def paragraphs(self) -> tuple[tuple[Section, Paragraph], ...]:
        """The paragraphs of which something passes, each with its section, in order."""
        return tuple(
            (section, paragraph)
            for section, paragraph in self.document.paragraphs()
            if self.holds(paragraph.span)
        )

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections with a heading of which something passes, or that of one below them."""
        titled = (s for s in self.document.sections if s.heading)
        if self.is_whole:
            return tuple(titled)
        return tuple(s for s in titled if self.holds(s.span))

    @cached_property
    def references(self) -> tuple[SourceReference, ...]:
        """The source references that pass."""
        return tuple(
            reference
            for reference in self.document.references
            if self.filters.allow_source(reference) and self.holds(reference.span)
        )

    def holds(self, span: Span) -> bool:
        """Whether a span, or some of it, passes."""
        if self.is_whole:
            return True
        first, last = self._places(span)
        return first < last

    def _places(self, span: Span) -> tuple[int, int]:
        return (
            bisect_right(self.passages, span.start, key=lambda each: each.span.end),
            bisect_left(self.passages, span.end, key=lambda each: each.span.start),
        )
