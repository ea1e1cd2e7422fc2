"""Span metrics on cases counted by hand."""

from __future__ import annotations

import pytest

from evals.datasets import GoldSpan
from evals.span_metrics import merge, overlap, recall_by_budget, size
from rag.document.model import Span


def places(*spans: tuple[int, int], document: str = "d") -> list[tuple[str, Span]]:
    return [(document, Span(*span)) for span in spans]


def evidence(*spans: tuple[int, int], document: str = "d") -> tuple[GoldSpan, ...]:
    return tuple(GoldSpan(document, Span(*span)) for span in spans)


def test_overlapping_touching_and_unordered_spans_merge() -> None:
    merged = merge(places((30, 40), (0, 10), (5, 12), (12, 15), (7, 7)))
    assert merged == {"d": [Span(0, 15), Span(30, 40)]}
    assert size(merged) == 25


@pytest.mark.parametrize(
    ("returned", "recall", "precision", "iou"),
    [
        ([(0, 10)], 0.5, 1.0, 0.5),
        # [5, 25) of which 15 are gold; the union of both is [0, 25).
        ([(5, 25)], 0.75, 0.75, 0.6),
        # The same 20 characters in overlapping, unordered and repeated spans.
        ([(15, 25), (5, 18), (5, 18), (10, 20)], 0.75, 0.75, 0.6),
        ([(20, 30)], 0.0, 0.0, 0.0),
        ([], 0.0, 0.0, 0.0),
    ],
)
def test_overlap_counts_each_character_once(
    returned: list[tuple[int, int]], recall: float, precision: float, iou: float
) -> None:
    score = overlap(places(*returned), [evidence((0, 20))])
    assert (score.recall, score.precision, score.iou) == pytest.approx((recall, precision, iou))


def test_overlapping_gold_spans_count_once() -> None:
    # The gold union is [0, 15); 5 of it and 5 others are returned.
    score = overlap(places((10, 20)), [evidence((5, 15), (0, 10))])
    assert score.recall == pytest.approx(5 / 15)
    assert score.precision == pytest.approx(0.5)
    assert score.iou == pytest.approx(5 / 20)


def test_the_same_offsets_in_another_document_are_not_the_same() -> None:
    assert overlap(places((0, 10), document="other"), [evidence((0, 10))]).recall == 0
    both = evidence((0, 10)) + evidence((0, 10), document="other")
    assert overlap(places((0, 10)), [both]).recall == 0.5


def test_the_best_alternative_counts() -> None:
    sets = [evidence((0, 10), (50, 60)), evidence((100, 110)), evidence((100, 105))]
    score = overlap(places((0, 10), (100, 110)), sets)
    assert (score.recall, score.precision, score.iou) == (1.0, 0.5, 0.5)


def test_without_gold_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(ValueError, match="answerable"):
        overlap(places((0, 1)), [])
    with pytest.raises(ValueError, match="empty"):
        overlap(places((0, 1)), [evidence((3, 3))])


def test_recall_by_budget_cuts_the_last_span_and_skips_what_was_seen() -> None:
    # New characters in order: [20, 30), then [10, 20) as [20, 25) was seen, then [0, 5).
    ranked = places((20, 30), (10, 25), (0, 5))
    sets = [evidence((0, 20))]
    assert recall_by_budget(ranked, sets, [5, 10, 15, 20, 22, 100]) == pytest.approx(
        [0, 0, 0.25, 0.5, 0.6, 0.75]
    )


def test_a_span_around_one_already_seen_brings_both_its_ends() -> None:
    ranked = places((10, 20), (0, 30))
    assert recall_by_budget(ranked, [evidence((0, 30))], [10, 20, 30]) == pytest.approx(
        [1 / 3, 2 / 3, 1]
    )
