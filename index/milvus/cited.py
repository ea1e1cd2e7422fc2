"""Which sources a passage cites, as numbers that a filter by outlet and dates looks for.

A source is of all days from a first to a last: of one day, of a month or of a year. It passes a
filter where one of its days does. Both are written as calendar blocks, a day, month, year, decade
or century: a source of one day lies in five of them, and every run of days is made of few. So a
filter by dates is a list of blocks, of which a passage must cite one, and an engine answers it by
equality alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from index.milvus.packing import number_of
from rag.document.filters import Filters, days_of
from rag.document.model import SourceReference

_LEVELS = (10, 7, 4, 3, 2)  # characters of an ISO date: day, month, year, decade, century
_ANY = ""


def cited_numbers(references: Iterable[SourceReference]) -> set[int]:
    """The numbers that stand for some sources: by outlet, by dates, and by both."""
    found: set[int] = set()
    for reference in references:
        outlet = (reference.outlet or "").casefold()
        found.add(_number(outlet, _ANY, _ANY))
        for precision, block in _blocks_of(reference):
            found.update(_number(named, precision, block) for named in (outlet, None))
    return found


def asked_numbers(filters: Filters) -> list[int]:
    """The numbers of which a passage that passes has one."""
    outlets = {source.casefold() for source in filters.source} if filters.source else {None}
    if not (filters.date_from or filters.date_to):
        return sorted(_number(outlet, _ANY, _ANY) for outlet in outlets)
    first, last = filters.days
    asked = list(_blocks_between(first or "0001-01-01", last or "9999-12-31"))
    return sorted({_number(outlet, *each) for outlet in outlets for each in asked})


def _number(outlet: str | None, precision: str, block: str) -> int:
    named = "" if outlet is None else f"={outlet}"
    return number_of(f"{precision}{block}\n{named}")


def _blocks_of(reference: SourceReference) -> Iterator[tuple[str, str]]:
    """How precise a source's date is, and the blocks that it lies in whole."""
    if days_of(reference) is None or not reference.date:
        return
    given = len(reference.date)
    for level in _LEVELS:
        if level <= given:
            yield _named(given), reference.date[:level]


def _blocks_between(first: str, last: str) -> Iterator[tuple[str, str]]:
    """The blocks that sources of each precision lie in that share a day with a run of days."""
    for given in (10, 7, 4):
        # A source of a month passes where any day of it does: the run is widened to whole months.
        for block in _covering(first[:given], last[:given]):
            yield _named(given), block


def _named(precision: int) -> str:
    return f"{precision}:"


def _covering(first: str, last: str) -> Iterator[str]:
    """The fewest blocks that make up a run, both ends of which are of one precision."""
    at: str | None = first
    while at is not None and at <= last:
        block: str = at
        for level in _LEVELS:
            if level >= len(at):
                continue
            larger = at[:level]
            starts_here = _first_in(larger, len(first)) == at
            if not starts_here or _last_in(larger, len(first)) > last:
                break
            block = larger
        yield block
        at = _next(_last_in(block, len(first)))


def _first_in(block: str, precision: int) -> str:
    year = block.ljust(4, "0")
    return (year + "-01-01"[len(year) - 4 :])[:precision]


def _last_in(block: str, precision: int) -> str:
    if len(block) == 7 and precision == 10:
        following = _next(block)
        if following is None:
            return date.max.isoformat()
        return (date.fromisoformat(f"{following}-01") - timedelta(days=1)).isoformat()
    year = block.ljust(4, "9")
    return (year + "-12-31"[len(year) - 4 :])[:precision]


def _next(block: str) -> str | None:
    """The block of the same size that follows; None behind the last year."""
    if len(block) == 10:
        day = date.fromisoformat(block)
        return None if day == date.max else (day + timedelta(days=1)).isoformat()
    if len(block) == 7:
        year, month = int(block[:4]), int(block[5:])
        if block == "9999-12":
            return None
        return f"{year + month // 12:04}-{month % 12 + 1:02}"
    return None if block == "9999" else f"{int(block) + 1:04}"
