"""The report in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from rich.console import Console
from rich.table import Table

from evals.run import AnswerResult, Evaluation

RANKS = ("mrr@5", "recall@1", "recall@5", "ndcg@10")
CHARACTERS = (
    "char_recall@1",
    "char_recall@5",
    "char_precision@5",
    "char_iou@1",
    "char_iou@5",
)
"""What is shown of the metrics; report.json has all."""

REFUSALS = ("refusal_auroc", "refused_at_5_percent")
"""What is shown of refusing by a score."""

HALVES = (
    "mrr@5",
    "answer_correct",
    "refusal_auroc",
    "refused_at_5_percent",
    "refused_answerable",
    "refused_absent",
    "refused_unanswerable",
)
"""What is shown of each half of a data set of which a part is held out."""

COMPARED = ("mrr@5", "recall@1", "recall@5", "ndcg@10", "char_recall@5", "char_iou@5")
"""The metrics whose differences are shown with an interval."""


def label(metric: str) -> str:
    """A metric's name for people: ``mrr@5`` is "MRR@5", ``char_recall@5`` "char recall@5"."""
    words = metric.replace("_", " ")
    for name in ("MRR", "nDCG", "IoU", "AUROC"):
        words = words.replace(name.lower(), name)
    return words


def print_report(evaluation: Evaluation, console: Console) -> None:
    """Print the systems' figures, those by question type, the differences, and the answers'."""
    asked = len(evaluation.questions())
    title = f"{evaluation.dataset.name}: {asked} answerable questions"
    console.print(_systems(evaluation, RANKS, title))
    console.print(_systems(evaluation, CHARACTERS, "characters of the evidence"))
    if len(evaluation.types()) > 1:
        console.print(_types(evaluation))
    if len(evaluation.systems) > 1:
        console.print(_differences(evaluation))
    if evaluation.answers:
        if len(evaluation.types()) > 1:
            console.print(_answers_by_type(evaluation, evaluation.answers))
        console.print(_answers(evaluation))
    if any(map(evaluation.refusal_by_score, evaluation.systems)):
        console.print(_refusals(evaluation))
    if evaluation.dataset.halves():
        console.print(_halves(evaluation))


def _systems(evaluation: Evaluation, metrics: Sequence[str], title: str) -> Table:
    table = Table(title=title)
    table.add_column("system", no_wrap=True)
    for metric in metrics:
        table.add_column(label(metric), justify="right")
    for system in evaluation.systems:
        figures = [f"{evaluation.mean(system, metric):.3f}" for metric in metrics]
        table.add_row(system.name, *figures)
    return table


def _types(evaluation: Evaluation) -> Table:
    table = Table(title="MRR@5 by type of question")
    table.add_column("type", no_wrap=True)
    table.add_column("n", justify="right")
    for system in evaluation.systems:
        table.add_column(system.name, justify="right")
    for kind in evaluation.types():
        figures = [f"{evaluation.mean(s, 'mrr@5', kind):.3f}" for s in evaluation.systems]
        table.add_row(kind, str(len(evaluation.questions(kind))), *figures)
    return table


def _differences(evaluation: Evaluation) -> Table:
    first, *baselines = evaluation.systems
    table = Table(
        title=f"{first.name} ahead of the others, with 95% intervals",
        caption="bold: the interval lies on one side of 0",
    )
    table.add_column("against", no_wrap=True)
    for metric in COMPARED:
        table.add_column(label(metric), justify="right")
    for baseline in baselines:
        cells = []
        for metric in COMPARED:
            d = evaluation.difference(baseline, metric)
            text = f"{d.mean:+.3f}\n{d.low:+.3f} to {d.high:+.3f}"
            cells.append(f"[bold]{text}[/bold]" if d.clear else text)
        table.add_row(baseline.name, *cells)
    return table


def _answers_by_type(evaluation: Evaluation, answers: AnswerResult) -> Table:
    names = ("answer_correct", "citation_recall", "citation_precision")
    table = Table("type", "n", title="Answers by type of question")
    for name in (*names, "refused"):
        table.add_column(label(name), justify="right")
    for kind in dict.fromkeys(q.type for q in evaluation.dataset.questions):
        asked = [q for q in evaluation.dataset.questions if q.type == kind]
        values = [answers.metrics[q.id] for q in asked if q.answerable]
        cells = [_mean([v[name] for v in values if name in v]) for name in names]
        refused = _mean([float(not answers.records[q.id].answerable) for q in asked])
        table.add_row(kind, str(len(asked)), *cells, refused)
    return table


def _mean(values: Sequence[float]) -> str:
    return f"{fmean(values):.3f}" if values else ""


def _refusals(evaluation: Evaluation) -> Table:
    """What a threshold on the first hit's score would refuse, for systems that only search."""
    table = Table("system", title="Refusing by the score of the first hit")
    for name in REFUSALS:
        table.add_column(label(name), justify="right")
    for system in evaluation.systems:
        figures = evaluation.refusal_by_score(system)
        table.add_row(system.name, *(f"{figures[name]:.3f}" for name in REFUSALS))
    return table


def _halves(evaluation: Evaluation) -> Table:
    figures = evaluation.summary()
    table = Table("half", "n", title="Documents looked at, and held out")
    for name in HALVES:
        table.add_column(label(name), justify="right")
    for half, dataset in evaluation.dataset.halves().items():
        found = [figures.get(f"{name}_{half}") for name in HALVES]
        cells = ["" if value is None else f"{value:.3f}" for value in found]
        table.add_row(label(half), str(len(dataset.questions)), *cells)
    return table


def _answers(evaluation: Evaluation) -> Table:
    table = Table(title="Answers and refusals")
    table.add_column("metric")
    table.add_column("value", justify="right")
    if evaluation.answers:
        for name, value in evaluation.answers.summary.items():
            table.add_row(label(name), f"{value:.3f}")
        table.add_row("milliseconds a question", f"{evaluation.answers.milliseconds:.1f}")
    return table
