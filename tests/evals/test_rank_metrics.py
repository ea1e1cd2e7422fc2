"""Rank metrics, and that trec_eval's own code finds the same in the exported files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import pytrec_eval

from evals.datasets import GoldSpan, Question
from evals.rank_metrics import (
    Qrels,
    Run,
    holds,
    judge,
    rank,
    rank_metrics,
    trec_id,
    write_qrels,
    write_run,
)
from evals.systems import Chunk, Hit
from rag.document.model import Span


def question(id: str, *sets: Sequence[GoldSpan]) -> Question:
    return Question(id, "?", "fact", "en", True, tuple(tuple(one) for one in sets))


def test_half_of_a_gold_span_makes_a_unit_relevant() -> None:
    gold = GoldSpan("d", Span(10, 20))
    assert holds(Span(15, 90), gold)
    assert not holds(Span(16, 90), gold)
    assert not holds(Span(20, 90), gold)


def test_spans_of_all_alternatives_and_the_best_grade_count() -> None:
    units = [
        Chunk("a", "d", Span(0, 10)),
        Chunk("b", "d", Span(10, 30)),
        Chunk("c", "e", Span(0, 9)),
    ]
    asked = question(
        "q", [GoldSpan("d", Span(0, 8))], [GoldSpan("d", Span(2, 6), 3), GoldSpan("d", Span(5, 30))]
    )
    assert judge([asked], units) == {"q": {"a": 3, "b": 1}}


def test_no_unit_that_qualifies_scores_zero() -> None:
    units = [Chunk("a", "d", Span(0, 10))]
    qrels = judge([question("q", [GoldSpan("d", Span(0, 100))])], units)
    assert qrels == {"q": {}}
    assert set(rank_metrics(qrels, {"q": {"a": 1.0}})["q"].values()) == {0.0}


def test_values_by_hand() -> None:
    qrels: Qrels = {"q": {"a": 1, "b": 1}, "none": {"z": 1}}
    run = rank({"q": [Hit("d", Span(0, 1), 1.0, unit) for unit in ("x", "a", "b")]})
    values = rank_metrics(qrels, run)
    assert values["q"]["mrr@5"] == 0.5
    assert values["q"]["recall@1"] == 0.0
    assert values["q"]["recall@5"] == 1.0
    assert values["q"]["ndcg@10"] == pytest.approx((0.63093 + 0.5) / (1 + 0.63093), abs=1e-5)
    assert set(values["none"].values()) == {0.0}


def test_equal_scores_fall_strictly_as_32_bit_floats() -> None:
    scores = [0.3, 0.3, 0.3, 0.2, 0.25, -1.0, -1.0]
    hits = [Hit("d", Span(0, 1), score, str(n)) for n, score in enumerate(scores)]
    written = list(rank({"q": hits})["q"].values())
    assert all(a > b for a, b in pairwise(written))
    assert written == pytest.approx([0.3, 0.3, 0.3, 0.2, 0.2, -1.0, -1.0], abs=1e-5)


def test_ids_lose_their_white_space_but_not_their_difference() -> None:
    ids = ["a b", "a_b", "a%20b", "a\tb", "维基 1", "doc/10-20#3"]
    written = [trec_id(one) for one in ids]
    assert len(set(written)) == len(ids)
    assert all(not any(c.isspace() for c in one) for one in written)
    assert written[-1] == "doc/10-20#3"


def many(seed: int) -> tuple[Qrels, Run]:
    """40 questions with graded judgements, ties and unjudged units; one finds nothing."""
    chance = random.Random(seed)
    qrels: Qrels = {}
    hits: dict[str, list[Hit]] = {}
    for number in range(40):
        units = [f"unit {n}" for n in range(30)]
        relevant = chance.sample(units, chance.randint(1, 8))
        qrels[f"q {number}"] = {unit: chance.randint(1, 3) for unit in relevant}
        found = chance.sample(units, 12) if number else []
        scores = sorted((chance.randint(0, 5) / 7 for _ in found), reverse=True)
        hits[f"q {number}"] = [
            Hit("d", Span(0, 1), score, unit) for unit, score in zip(found, scores, strict=True)
        ]
    return qrels, rank(hits)


@pytest.mark.parametrize("seed", range(3))
def test_trec_eval_agrees_on_the_exported_files(tmp_path: Path, seed: int) -> None:
    qrels, run = many(seed)
    write_qrels(tmp_path / "qrels", qrels)
    write_run(tmp_path / "run", run, "our system")
    with (tmp_path / "qrels").open() as lines:
        read_qrels = pytrec_eval.parse_qrel(lines)
    with (tmp_path / "run").open() as lines:
        read_run = pytrec_eval.parse_run(lines)
    # trec_eval's reciprocal rank has no cutoff, so it is given the first five.
    top = {q: dict(sorted(s.items(), key=lambda e: -e[1])[:5]) for q, s in read_run.items()}
    measured = pytrec_eval.RelevanceEvaluator(read_qrels, {"recall.1,5", "ndcg_cut.10"})
    theirs = measured.evaluate(read_run)
    ranks = pytrec_eval.RelevanceEvaluator(read_qrels, {"recip_rank"}).evaluate(top)
    for asked, ours in rank_metrics(qrels, run).items():
        name = trec_id(asked)
        if name not in theirs:  # nothing was found, so trec_eval has no line for it
            assert not run[asked]
            assert set(ours.values()) == {0.0}
            continue
        assert ours["mrr@5"] == pytest.approx(ranks[name]["recip_rank"])
        assert ours["recall@1"] == pytest.approx(theirs[name]["recall_1"])
        assert ours["recall@5"] == pytest.approx(theirs[name]["recall_5"])
        assert ours["ndcg@10"] == pytest.approx(theirs[name]["ndcg_cut_10"])
