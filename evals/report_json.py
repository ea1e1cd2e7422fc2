"""The report for programs: all figures, and every question with what was found for it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.datasets import Question
from evals.report_table import COMPARED
from evals.run import BUDGETS, Evaluation, SystemResult
from evals.systems import AnswerRecord


def write_json(path: Path, evaluation: Evaluation) -> None:
    """Write ``report.json``: UTF-8, one object, offsets in code points."""
    path.write_text(json.dumps(as_json(evaluation), ensure_ascii=False, indent=1), "utf-8")


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation in JSON's types."""
    first, *baselines = evaluation.systems
    answers = evaluation.answers
    report: dict[str, Any] = {
        "dataset": evaluation.dataset.name,
        "questions": len(evaluation.dataset.questions),
        "answerable": len(evaluation.questions()),
        "documents": {d.id: d.sha256 for d in evaluation.dataset.documents},
        "top_k": evaluation.top_k,
        "summary": evaluation.summary(),
        "budgets": BUDGETS,
        "systems": [_system(evaluation, system) for system in evaluation.systems],
        "differences": {
            b.name: {m: asdict(evaluation.difference(b, m)) for m in COMPARED} for b in baselines
        },
        "details": [_question(q, first, evaluation) for q in evaluation.dataset.questions],
    }
    if answers:
        report["answers"] = {"summary": answers.summary, "milliseconds": answers.milliseconds}
    return report


def _system(evaluation: Evaluation, system: SystemResult) -> dict[str, Any]:
    curves = list(system.curves.values())
    return {
        "name": system.name,
        "metrics": {m: evaluation.mean(system, m) for m in next(iter(system.metrics.values()))},
        "by_type": {t: evaluation.mean(system, "mrr@5", t) for t in evaluation.types()},
        "recall_by_budget": [sum(c) / len(curves) for c in zip(*curves, strict=True)],
    }


def _question(question: Question, first: SystemResult, evaluation: Evaluation) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "id": question.id,
        "question": question.text,
        "type": question.type,
        "language": question.language,
        "answerable": question.answerable,
        "gold": [
            [{"document": g.document, **asdict(g.span)} for g in one] for one in question.gold
        ],
        "hits": [
            {"document": h.document, **asdict(h.span), "score": h.score, "passage": h.passage}
            for h in first.hits[question.id]
        ],
        "metrics": {s.name: s.metrics.get(question.id, {}) for s in evaluation.systems},
    }
    if evaluation.answers:
        detail["answer"] = _answer(evaluation.answers.records[question.id]) | {
            "correct": evaluation.answers.correct[question.id],
            "metrics": evaluation.answers.metrics.get(question.id, {}),
        }
    return detail


def _answer(record: AnswerRecord) -> dict[str, Any]:
    return {
        "answerable": record.answerable,
        "confidence": record.confidence,
        "text": record.text,
        "spans": [{"document": document, **asdict(span)} for document, span in record.spans],
    }
