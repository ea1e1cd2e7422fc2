"""What a question may be answered from: by document, section, cited source and date."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from rag.document.model import Document, Passage, SourceReference, Span

ISO_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Filters:
    """Every filter that is set must hold; within one, any value may.

    ``section`` and ``source`` (an outlet) compare without case. ``date_from`` and ``date_to`` are
    ISO dates, as precise as a year, a month or a day, both inclusive; a passage passes that cites
    a source dated within them, and of one of ``source`` where that is set too. A date as coarse as
    a year passes if any of its days would; a source without a date does not. ``within`` are spans
    of documents, by id: a passage passes that shares a character with one of them.

    Raises ValueError for a date that is none, or where no day is left.
    """

    document: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    within: tuple[tuple[str, Span], ...] = ()

    def __post_init__(self) -> None:
        for name in ("date_from", "date_to"):
            if (given := getattr(self, name)) is not None:
                iso_date(given)
        if self.date_from and self.date_to and _days(self.date_from)[0] > _days(self.date_to)[1]:
            raise ValueError(f"date_from {self.date_from} is after date_to {self.date_to}")

    @property
    def of_sources(self) -> bool:
        """Whether any of them looks at what a passage cites."""
        return bool(self.source or self.date_from or self.date_to)

    def allow(self, document: Document, passage: Passage) -> bool:
        """Whether the passage of the document passes."""
        if self.document and document.id not in self.document:
            return False
        if self.section:
            title = document.sections[passage.section].title.casefold()
            if title not in {section.casefold() for section in self.section}:
                return False
        if self.within and not any(
            document.id == at and span.overlaps(passage.span) for at, span in self.within
        ):
            return False
        if not self.of_sources:
            return True
        return any(self.allow_source(r) for r in document.references_in(passage.span))

    def allow_source(self, reference: SourceReference) -> bool:
        """Whether a source is one of those asked for, and of the dates asked for."""
        if self.source:
            outlet = (reference.outlet or "").casefold()
            if outlet not in {source.casefold() for source in self.source}:
                return False
        if not (self.date_from or self.date_to):
            return True
        days = days_of(reference)
        if days is None:
            return False
        earliest, latest = days
        first, last = self.days
        return (first is None or latest >= first) and (last is None or earliest <= last)

    @property
    def days(self) -> tuple[str | None, str | None]:
        """The first and last day that ``date_from`` and ``date_to`` allow; None for any."""
        return (
            self.date_from and _days(self.date_from)[0],
            self.date_to and _days(self.date_to)[1],
        )


NO_FILTERS = Filters()
"""What lets everything pass."""


def iso_date(text: str) -> str:
    """The same text, if it is an ISO date as precise as a year, a month or a day.

    Raises ValueError if not.
    """
    if ISO_DATE.fullmatch(text):
        with suppress(ValueError):
            date.fromisoformat(text + "-01-01"[len(text) - 4 :])
            return text
    raise ValueError(f"{text!r} is no date such as 2015, 2015-05 or 2015-05-09")


def days_of(reference: SourceReference) -> tuple[str, str] | None:
    """The first and last day that a source may be of, as ISO dates.

    None for one cited without a date, or without a year where none is known.
    """
    if not reference.date or reference.date.startswith("-"):
        return None
    return _days(reference.date)


def _days(day: str) -> tuple[str, str]:
    """The first and last day of an ISO date of any precision, comparable as text."""
    return f"{day}-01-01"[:10], day + "-12-31"[len(day) - 4 :]
