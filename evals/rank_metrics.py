"""How early the units that hold the answer come: MRR, recall and nDCG, by ir_measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG

from evals.datasets import GoldSpan, Question
from evals.systems import Hit, Unit
from rag.document.model import Span

Qrels = dict[str, dict[str, int]]
"""Question id -> unit id -> grade above 0."""

Run = dict[str, dict[str, float]]
"""Question id -> unit id -> score, strictly falling with the rank."""

MEASURES = {
    "mrr@5": RR @ 5,
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "ndcg@10": nDCG @ 10,
}


def judge(questions: Sequence[Question], units: Sequence[Unit]) -> Qrels:
    """Which units answer: those with at least half of the characters of a gold span.

    Spans of all alternative sets count. A unit that holds several gets the highest grade. A
    question for which no unit qualifies keeps an empty entry, and so scores 0.
    """
    by_document: dict[str, list[Unit]] = {}
    for unit in units:
        by_document.setdefault(unit.document, []).append(unit)
    judged: Qrels = {}
    for question in questions:
        grades = judged.setdefault(question.id, {})
        for gold in {g for one in question.gold for g in one}:
            for unit in by_document.get(gold.document, ()):
                if holds(unit.span, gold):
                    grades[unit.id] = max(gold.grade, grades.get(unit.id, 0))
    return judged


def holds(span: Span, gold: GoldSpan) -> bool:
    """Whether the span, in gold's document, has at least half of gold's characters."""
    common = min(span.end, gold.span.end) - max(span.start, gold.span.start)
    return common > 0 and 2 * common >= len(gold.span)


def rank(hits: Mapping[str, Sequence[Hit]]) -> Run:
    """Scores that keep the order of the hits.

    trec_eval reads scores as 32-bit floats and sorts ties by id, so an equal score is lowered to
    the next float below.
    """
    run: Run = {}
    for question, found in hits.items():
        scores = run.setdefault(question, {})
        last = np.float32(np.inf)
        for hit in found:
            last = min(np.float32(hit.score), np.nextafter(last, np.float32(-np.inf)))
            scores[hit.passage] = float(last)
    return run


def rank_metrics(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Each measure of ``MEASURES`` for each question in ``qrels``: question id -> name -> value.

    MRR@5 is 1 / the rank of the first relevant unit, 0 from rank 6 on (Voorhees 1999). Recall@k
    is the share of all relevant units among the first k, as trec_eval has it, so that with n > k
    relevant units it cannot reach 1. nDCG@10 takes the grade as gain (Järvelin and Kekäläinen
    2002, as in trec_eval). A question without relevant units, or without hits, scores 0.
    """
    values = {question: dict.fromkeys(MEASURES, 0.0) for question in qrels}
    judged = [
        ir_measures.Qrel(q, unit, grade)
        for q, units in qrels.items()
        for unit, grade in units.items()
    ]
    found = [
        ir_measures.ScoredDoc(q, unit, score)
        for q, units in run.items()
        for unit, score in units.items()
    ]
    names = {measure: name for name, measure in MEASURES.items()}
    if judged and found:
        for metric in ir_measures.iter_calc(list(names), judged, found):
            values[metric.query_id][names[metric.measure]] = metric.value
    return values


def write_qrels(path: Path, qrels: Qrels) -> None:
    """Write TREC's ``question 0 unit grade`` lines."""
    lines = (
        f"{trec_id(q)} 0 {trec_id(unit)} {grade}\n"
        for q, units in qrels.items()
        for unit, grade in units.items()
    )
    path.write_text("".join(lines), "utf-8")


def write_run(path: Path, run: Run, name: str) -> None:
    """Write TREC's ``question Q0 unit rank score name`` lines.

    A question without hits has no line; ``trec_eval -c`` counts it as 0, as we do.
    """
    lines = (
        f"{trec_id(q)} Q0 {trec_id(unit)} {rank} {score:.9g} {trec_id(name)}\n"
        for q, units in run.items()
        for rank, (unit, score) in enumerate(units.items(), start=1)
    )
    path.write_text("".join(lines), "utf-8")


def trec_id(text: str) -> str:
    """The text without white space, percent-encoded so that different ids stay different."""
    return quote(text, safe="#:/+,;=@()!*'")
