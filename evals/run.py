"""One evaluation: every question put to every system, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from evals.answer_metrics import answer_metrics, holds_answer
from evals.bootstrap import Difference, paired_difference
from evals.datasets import SMALL_TALK, Dataset, Question
from evals.rank_metrics import Qrels, Run, judge, rank, rank_metrics
from evals.refusal_metrics import auroc, calibration_error, refusal_scores, refused_at, reliability
from evals.span_metrics import overlap, recall_by_budget
from evals.systems import Answerer, AnswerRecord, Hit, SearchesWithin, System

_NO_HIT = -1e9  # a score below all others
BUDGETS = (125, 250, 500, 1000, 2000, 4000, 8000)
"""Characters returned, for the curve of recall against them."""


@dataclass(frozen=True, slots=True)
class SystemResult:
    """What one system found.

    ``hits`` is by question id, for all questions; ``metrics`` and ``curves`` (recall at each of
    ``BUDGETS``) are by question id too, for the answerable ones.
    """

    name: str
    hits: Mapping[str, tuple[Hit, ...]]
    qrels: Qrels
    run: Run
    metrics: Mapping[str, Mapping[str, float]]
    curves: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """What the answerer said, by question id, and its metrics, for the answerable ones.

    ``correct`` says for all questions whether answering with that text was right: it holds the
    gold answer, or where the data set has none, it cites some of the evidence; of small talk,
    whether it was taken for that. ``milliseconds`` is the mean time of a question.
    """

    records: Mapping[str, AnswerRecord]
    metrics: Mapping[str, Mapping[str, float]]
    correct: Mapping[str, bool]
    summary: Mapping[str, float]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All results on one data set; the first system is the one under test, the rest baselines."""

    dataset: Dataset
    top_k: int
    systems: tuple[SystemResult, ...]
    answers: AnswerResult | None

    def questions(self, type: str | None = None) -> list[Question]:
        """The answerable questions, of one type or of all."""
        return [q for q in self.dataset.questions if q.answerable and type in (None, q.type)]

    def types(self) -> list[str]:
        """The types of the answerable questions, in order of first appearance."""
        return list(dict.fromkeys(q.type for q in self.questions()))

    def mean(self, system: SystemResult, metric: str, type: str | None = None) -> float:
        """A system's mean over the answerable questions, of one type or of all."""
        return fmean(system.metrics[q.id][metric] for q in self.questions(type))

    def refusal_by_score(self, system: SystemResult) -> dict[str, float]:
        """How well the score of a system's first hit tells what it should refuse.

        Its AUROC, and the share of the unanswerable that the threshold refuses which refuses one
        answerable question in twenty; empty where all questions are answerable. No hit scores
        least.
        """
        asked = list(_asking(self.dataset))
        answerable = [q.answerable for q in asked]
        found = [system.hits[q.id] for q in asked]
        scores = [hits[0].score if hits else _NO_HIT for hits in found]
        return _refusal(answerable, scores)

    def difference(self, baseline: SystemResult, metric: str) -> Difference:
        """How far the first system is ahead of a baseline."""
        first, ids = self.systems[0], [q.id for q in self.questions()]
        return paired_difference(
            [first.metrics[i][metric] for i in ids], [baseline.metrics[i][metric] for i in ids]
        )

    def summary(self) -> dict[str, float]:
        """The figures of the system under test, by metric name; what the gate looks at.

        Those of the halves of the data set end in ``_looked_at`` and ``_held_out``.
        """
        figures = self._figures(self.dataset)
        for half, dataset in self.dataset.halves().items():
            figures |= {f"{name}_{half}": v for name, v in self._figures(dataset).items()}
        return figures

    def _figures(self, dataset: Dataset) -> dict[str, float]:
        """The figures on the questions of ``dataset``, which is this one or a part of it."""
        first = self.systems[0]
        asked = [q.id for q in dataset.questions if q.answerable]
        names = next(iter(first.metrics.values()), {})
        figures = {name: fmean(first.metrics[i][name] for i in asked) for name in names}
        if self.answers is None:
            return figures
        answers = self.answers
        return figures | _answer_summary(dataset, answers.records, answers.metrics, answers.correct)


def evaluate(
    dataset: Dataset,
    systems: Sequence[System],
    *,
    answerer: Answerer | None = None,
    top_k: int = 10,
) -> Evaluation:
    """Ask every system all questions at once, ``top_k`` hits each, and the answerer one by one.

    Raises ValueError without a system or without an answerable question.
    """
    if not systems:
        raise ValueError("no system to evaluate; give at least one")
    if not any(q.answerable for q in dataset.questions):
        raise ValueError(f"{dataset.name}: no answerable question; retrieval cannot be judged")
    results = tuple(_ask(dataset, system, top_k) for system in systems)
    answers = _answers(dataset, answerer) if answerer else None
    return Evaluation(dataset, top_k, results, answers)


def _ask(dataset: Dataset, system: System, top_k: int) -> SystemResult:
    found = _search(dataset, system, top_k)
    hits = {q.id: tuple(h) for q, h in zip(dataset.questions, found, strict=True)}
    answerable = [q for q in dataset.questions if q.answerable]
    qrels = judge(answerable, system.units)
    run = rank(hits)
    ranked = rank_metrics(qrels, {q.id: run[q.id] for q in answerable})
    metrics = {q.id: ranked[q.id] | _span_metrics(q, hits[q.id]) for q in answerable}
    curves = {
        q.id: tuple(recall_by_budget([(h.document, h.span) for h in hits[q.id]], q.gold, BUDGETS))
        for q in answerable
    }
    return SystemResult(system.name, hits, qrels, run, metrics, curves)


def _search(dataset: Dataset, system: System, top_k: int) -> list[list[Hit]]:
    questions = dataset.questions
    if not dataset.within_documents:
        return system.search_many([q.text for q in questions], top_k)
    if isinstance(system, SearchesWithin):
        return [system.search_within(q.text, str(q.document), top_k) for q in questions]
    everything = system.search_many([q.text for q in questions], len(system.units))
    return [
        [hit for hit in hits if hit.document == question.document][:top_k]
        for question, hits in zip(questions, everything, strict=True)
    ]


def _span_metrics(question: Question, hits: Sequence[Hit]) -> dict[str, float]:
    places = [(hit.document, hit.span) for hit in hits]
    first, five = overlap(places[:1], question.gold), overlap(places[:5], question.gold)
    return {
        "char_recall@1": first.recall,
        "char_precision@1": first.precision,
        "char_iou@1": first.iou,
        "char_recall@5": five.recall,
        "char_precision@5": five.precision,
        "char_iou@5": five.iou,
    }


def _answers(dataset: Dataset, answerer: Answerer) -> AnswerResult:
    started = time.perf_counter()
    records = {q.id: answerer.answer(q) for q in dataset.questions}
    milliseconds = 1000 * (time.perf_counter() - started) / len(records)
    metrics = {q.id: answer_metrics(q, records[q.id]) for q in dataset.questions if q.answerable}
    correct = {q.id: _is_correct(q, records[q.id]) for q in dataset.questions}
    return AnswerResult(
        records, metrics, correct, _answer_summary(dataset, records, metrics, correct), milliseconds
    )


def _is_correct(question: Question, record: AnswerRecord) -> bool:
    if question.type == SMALL_TALK:
        return record.small_talk
    if not question.answerable:
        return False
    if question.answers:
        return holds_answer(question, record.text)
    return overlap(record.spans, question.gold).recall > 0


def _answer_summary(
    dataset: Dataset,
    records: Mapping[str, AnswerRecord],
    metrics: Mapping[str, Mapping[str, float]],
    correct: Mapping[str, bool],
) -> dict[str, float]:
    """The figures of the answers to the questions of ``dataset``; the mappings may hold more."""
    talk = [q.id for q in dataset.questions if q.type == SMALL_TALK]
    dataset = replace(dataset, questions=tuple(_asking(dataset)))
    ids = [q.id for q in dataset.questions]
    judged = [metrics[i] for i in ids if i in metrics]
    names = dict.fromkeys(name for values in judged for name in values)
    summary = {name: fmean(values[name] for values in judged if name in values) for name in names}
    answerable = [q.answerable for q in dataset.questions]
    confidence = [records[i].confidence for i in ids]
    given = [records[i] for i in ids if records[i].answerable]
    if given:
        summary["marked"] = fmean(bool(record.marks) for record in given)
    summary |= _refusal(answerable, confidence)
    summary |= _refused(dataset, records)
    summary |= refusal_scores(answerable, [records[i].answerable for i in ids])
    summary["calibration_error"] = calibration_error(
        reliability([correct[i] for i in ids], confidence)
    )
    return summary | ({"small_talk": fmean(correct[i] for i in talk)} if talk else {})


def _refusal(answerable: Sequence[bool], confidence: Sequence[float]) -> dict[str, float]:
    """AUROC, and what is refused of the unanswerable where one answerable in twenty is."""
    found = {
        "refusal_auroc": auroc(answerable, confidence),
        "refused_at_5_percent": refused_at(answerable, confidence),
    }
    return {name: value for name, value in found.items() if value is not None}


def _asking(dataset: Dataset) -> Iterator[Question]:
    """The questions that ask for something."""
    return (question for question in dataset.questions if question.type != SMALL_TALK)


def _refused(dataset: Dataset, records: Mapping[str, AnswerRecord]) -> dict[str, float]:
    """The share refused of the answerable questions, and of each type of the others."""
    kinds: dict[str, list[bool]] = {}
    for question in dataset.questions:
        kind = "answerable" if question.answerable else question.type
        kinds.setdefault(kind, []).append(not records[question.id].answerable)
    return {f"refused_{kind}": fmean(refused) for kind, refused in kinds.items()}
