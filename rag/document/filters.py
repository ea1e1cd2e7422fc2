"""Which passages a question may be answered from: by document, section, cited source and date."""

from __future__ import annotations

from dataclasses import dataclass

from rag.document.model import Document, Passage, SourceReference


@dataclass(frozen=True, slots=True)
class Filters:
    """Every filter that is set must hold; within one, any value may.

    ``section`` and ``source`` (an outlet) compare without case. ``date_from`` and ``date_to`` are
    ISO dates of any precision, both inclusive; a passage passes that cites a source dated within
    them, and of one of ``source`` where that is set too. A date as coarse as a year passes if any
    of its days would.
    """

    document: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None

    def allow(self, document: Document, passage: Passage) -> bool:
        """Whether the passage of the document passes."""
        if self.document and document.id not in self.document:
            return False
        if self.section:
            title = document.sections[passage.section].title.casefold()
            if title not in {section.casefold() for section in self.section}:
                return False
        if not (self.source or self.date_from or self.date_to):
            return True
        return any(self._allow_source(r) for r in document.references_in(passage.span))

    def _allow_source(self, reference: SourceReference) -> bool:
        if self.source:
            outlet = (reference.outlet or "").casefold()
            if outlet not in {source.casefold() for source in self.source}:
                return False
        if not (self.date_from or self.date_to):
            return True
        if reference.date.startswith("-"):  # printed without a year, and none is known
            return False
        earliest, latest = _days(reference.date)
        return (self.date_from is None or latest >= _days(self.date_from)[0]) and (
            self.date_to is None or earliest <= _days(self.date_to)[1]
        )


def _days(date: str) -> tuple[str, str]:
    """The first and last day of an ISO date of any precision, comparable as text."""
    return f"{date}-01-01"[:10], date + "-12-31"[len(date) - 4 :]
