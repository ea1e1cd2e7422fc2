"""Which passages of a segment the filters let pass, looked up rather than tried one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.segment import LiveSegment
from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document, Span

Rows = NDArray[np.int64]


def allowed_rows(live: LiveSegment, filters: Filters) -> Rows | None:
    """Rows of the passages that are there and pass, in order; None for all of the segment."""
    if filters == NO_FILTERS:
        return None if live.live is None else np.flatnonzero(live.live)
    rows = [each for each in _by_filter(live, filters) if each is not None]
    passing = rows[0]
    for other in rows[1:]:
        passing = np.intersect1d(passing, other, assume_unique=True)
    return passing if live.live is None else passing[live.live[passing]]


def allows_span(
    live: LiveSegment, document: Document, number: int, span: Span, filters: Filters
) -> bool:
    """Whether a passage that the filters let pass shares a character with a document's span."""
    if filters == NO_FILTERS:
        return True
    contents = live.segment.contents
    passages = contents.passages(contents.rows_touching(number, span).tolist())
    return any(filters.allow(document, passage) for passage in passages)


def _by_filter(live: LiveSegment, filters: Filters) -> list[Rows | None]:
    """The rows that pass each of the filters, ascending; None where one is not set."""
    contents = live.segment.contents
    documents = sections = cited = within = None
    if filters.document:
        documents = _joined([np.arange(*_bounds(live, name)) for name in filters.document])
    if filters.section:
        sections = contents.rows_under({title.casefold() for title in filters.section})
    if filters.of_sources:
        cited = contents.rows_citing(filters)
    if filters.within:
        found = ((live.find(name), span) for name, span in filters.within)
        within = _joined([contents.rows_touching(at[0], span) for at, span in found if at])
    return [documents, sections, cited, within]


def _bounds(live: LiveSegment, id: str) -> tuple[int, int]:
    found = live.find(id)
    return (found[1].start, found[1].stop) if found else (0, 0)


def _joined(parts: list[Rows]) -> Rows:
    return np.unique(np.concatenate([np.zeros(0, np.int64), *parts]))
