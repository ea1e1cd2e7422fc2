"""How well returned text covers the gold text, character by character.

Recall, precision and IoU are defined as in LegalBench-RAG (Pipitone and Houir Alami 2024, section
4) and in Chroma's "Evaluating Chunking Strategies for Retrieval" (Smith and Troynikov 2024), with
one choice: spans are merged first, so that nothing counts twice. Chroma counts overlapping
chunks' common text twice in the denominator; here overlap costs nothing but its place in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.datasets import GoldSpan
from rag.document.model import Span

Place = tuple[str, Span]
"""A span and the id of the document it is in."""

Regions = dict[str, list[Span]]
"""By document: spans in reading order, none of them empty, touching or overlapping."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Recall, precision and intersection over union in characters, each 0 to 1."""

    recall: float
    precision: float
    iou: float


def merge(places: Iterable[Place]) -> Regions:
    """The union of spans in any order, by document."""
    merged: Regions = {}
    for document, span in sorted(places):
        if not len(span):
            continue
        regions = merged.setdefault(document, [])
        if regions and span.start <= regions[-1].end:
            regions[-1] = Span(regions[-1].start, max(regions[-1].end, span.end))
        else:
            regions.append(span)
    return merged


def size(regions: Regions) -> int:
    """Characters covered."""
    return sum(len(span) for spans in regions.values() for span in spans)


def intersection(left: Regions, right: Regions) -> int:
    """Characters covered by both."""
    return sum(
        max(0, min(a.end, b.end) - max(a.start, b.start))
        for document in left.keys() & right.keys()
        for a in left[document]
        for b in right[document]
    )


def overlap(returned: Iterable[Place], gold: Sequence[Sequence[GoldSpan]]) -> Overlap:
    """Compare what was returned with the evidence set that it covers best.

    ``gold`` lists the alternative sets; the one with the highest recall is taken, and among equals
    the one with the highest IoU. Nothing returned scores 0 throughout.

    Raises ValueError where ``gold`` holds no characters.
    """
    found = merge(returned)
    scores = [_overlap(found, merge((g.document, g.span) for g in one)) for one in gold]
    if not scores:
        raise ValueError("no gold span to compare with; ask only answerable questions")
    return max(scores, key=lambda s: (s.recall, s.iou))


def _overlap(found: Regions, gold: Regions) -> Overlap:
    common, returned, wanted = intersection(found, gold), size(found), size(gold)
    if not wanted:
        raise ValueError("a gold set without characters; a gold span must not be empty")
    precision = common / returned if returned else 0.0
    return Overlap(common / wanted, precision, common / (returned + wanted - common))


def recall_by_budget(
    ranked: Sequence[Place], gold: Sequence[Sequence[GoldSpan]], budgets: Sequence[int]
) -> list[float]:
    """Recall within the first ``b`` characters of the ranked spans, for each budget ``b``.

    Characters that an earlier span has brought already are not counted again; the span in which
    a budget runs out counts up to there.
    """
    fresh: list[Place] = []
    for document, span in ranked:
        seen = merge(fresh).get(document, [])
        fresh.extend((document, piece) for piece in _without(span, seen))
    return [overlap(_head(fresh, budget), gold).recall for budget in budgets]


def _without(span: Span, seen: Sequence[Span]) -> list[Span]:
    """The parts of a span outside of merged ones."""
    parts, start = [], span.start
    for other in seen:
        if other.overlaps(span):
            if start < other.start:
                parts.append(Span(start, other.start))
            start = max(start, other.end)
    if start < span.end:
        parts.append(Span(start, span.end))
    return parts


def _head(places: Sequence[Place], budget: int) -> list[Place]:
    head: list[Place] = []
    for document, span in places:
        if budget <= 0:
            break
        head.append((document, Span(span.start, min(span.end, span.start + budget))))
        budget -= len(span)
    return head
