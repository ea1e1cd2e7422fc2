"""The text at the end of the report: what is linked to, marked, with a place to jump to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from evals.datasets import Dataset
from evals.span_metrics import merge
from rag.document.model import Span

# Above this many characters in all, documents are shown only around what is linked to.
WHOLE_TEXT_LIMIT = 300_000
_AROUND = 300


class Mark(StrEnum):
    """Why a stretch of text is linked to."""

    GOLD = "gold"
    FOUND = "found"
    BOTH = "gold found"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A span that the report links to; ``gold`` says that it should have been found."""

    document: str
    span: Span
    gold: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """Text with one mark throughout; ``anchor`` is set where a linked span starts."""

    text: str
    mark: Mark
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of one document; an empty mark with "[...]" stands where text is left out."""

    title: str
    segments: tuple[Segment, ...]


def anchor(dataset: Dataset, place: Place) -> str:
    """The id of the element at which a place starts."""
    number = next(i for i, d in enumerate(dataset.documents) if d.id == place.document)
    return f"d{number}-{place.span.start}"


def excerpts(dataset: Dataset, places: Iterable[Place]) -> list[Excerpt]:
    """The documents with a linked place, in order; whole, or in windows if they are long."""
    by_document: dict[str, list[Place]] = {}
    for place in places:
        by_document.setdefault(place.document, []).append(place)
    linked = [d for d in dataset.documents if d.id in by_document]
    whole = sum(len(d.text) for d in linked) <= WHOLE_TEXT_LIMIT
    return [
        Excerpt(d.title, tuple(_segments(dataset, d.id, d.text, by_document[d.id], whole)))
        for d in linked
    ]


def _segments(
    dataset: Dataset, document: str, text: str, places: Sequence[Place], whole: bool
) -> Iterable[Segment]:
    windows = [Span(0, len(text))] if whole else _windows(text, places)
    gold = merge((document, p.span) for p in places if p.gold).get(document, [])
    found = merge((document, p.span) for p in places if not p.gold).get(document, [])
    anchors = {p.span.start: anchor(dataset, p) for p in places}
    edges = {edge for s in (*gold, *found, *windows) for edge in (s.start, s.end)} | set(anchors)
    end = 0
    for window in windows:
        if window.start > end:
            yield Segment(" [...] ", Mark.NONE, None)
        end = window.end
        cuts = sorted(e for e in edges if window.start <= e <= window.end)
        for a, b in pairwise(cuts):
            mark = _mark(_covers(gold, a), _covers(found, a))
            yield Segment(text[a:b], mark, anchors.get(a))
    if end < len(text):
        yield Segment(" [...]", Mark.NONE, None)


def _windows(text: str, places: Sequence[Place]) -> list[Span]:
    wide = (
        Span(max(0, p.span.start - _AROUND), min(len(text), p.span.end + _AROUND)) for p in places
    )
    return merge(("", span) for span in wide).get("", [])


def _covers(spans: Sequence[Span], offset: int) -> bool:
    return any(span.start <= offset < span.end for span in spans)


def _mark(gold: bool, found: bool) -> Mark:
    if gold:
        return Mark.BOTH if found else Mark.GOLD
    return Mark.FOUND if found else Mark.NONE
