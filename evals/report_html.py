"""The report as one HTML file that needs nothing else: no network, no script, no other file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.excerpts import Place, anchor, excerpts
from evals.failures import Failure, WrongAnswer, failures, wrong_answers
from evals.plots import bars, curves, distributions, reliability_diagram
from evals.refusal_metrics import reliability
from evals.report_table import CHARACTERS, COMPARED, RANKS, label
from evals.run import BUDGETS, Evaluation

MOST_LISTED = 200
"""Questions listed of each kind of failure; the page says how many there are in all."""

_QUOTE = 240


def write_html(path: Path, evaluation: Evaluation) -> None:
    """Write ``report.html``: UTF-8, for light and dark screens, all text escaped."""
    path.write_text(as_html(evaluation), "utf-8")


def as_html(evaluation: Evaluation) -> str:
    """The page. Parts that need an answerer are left out where there is none."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    missed, wrong = failures(evaluation), wrong_answers(evaluation)
    listed, listed_wrong = missed[:MOST_LISTED], wrong[:MOST_LISTED]
    texts = evaluation.dataset.texts()

    def quote(place: Place) -> str:
        words = place.span.of(texts[place.document])
        return words if len(words) <= _QUOTE else words[:_QUOTE].rstrip() + " ..."

    return environment.get_template("report.html.j2").render(
        evaluation=evaluation,
        columns=RANKS + CHARACTERS,
        compared=COMPARED,
        label=label,
        plots=[(title, Markup(svg)) for title, svg in _plots(evaluation)],
        missed=listed,
        missed_count=len(missed),
        wrong=listed_wrong,
        wrong_count=len(wrong),
        quote=quote,
        anchor=lambda place: anchor(evaluation.dataset, place),
        excerpts=excerpts(evaluation.dataset, _places(listed, listed_wrong)),
    )


def _places(missed: Iterable[Failure], wrong: Iterable[WrongAnswer]) -> Iterable[Place]:
    for failure in missed:
        yield from failure.wanted
        if failure.first:
            yield failure.first
    for answer in wrong:
        yield from answer.wanted
        yield from answer.cited


def _plots(evaluation: Evaluation) -> Iterable[tuple[str, str]]:
    """Titles and drawings."""
    by_type = {
        f"{kind} ({len(evaluation.questions(kind))})": {
            s.name: evaluation.mean(s, "mrr@5", kind) for s in evaluation.systems
        }
        for kind in evaluation.types()
    }
    yield "By type of question", bars(by_type, "MRR@5")
    recall = {
        s.name: [sum(c) / len(s.curves) for c in zip(*s.curves.values(), strict=True)]
        for s in evaluation.systems
    }
    yield "Recall against characters returned", curves(BUDGETS, recall)
    if evaluation.answers:
        ids = [q.id for q in evaluation.dataset.questions]
        bins = reliability(
            [evaluation.answers.correct[i] for i in ids],
            [evaluation.answers.records[i].confidence for i in ids],
        )
        yield "Reliability of the confidence", reliability_diagram(bins)
    scores = _scores(evaluation)
    if all(scores.values()):
        what = "confidence" if evaluation.answers else "score of the first hit"
        yield f"Answerable and unanswerable questions: {what}", distributions(scores, what)


def _scores(evaluation: Evaluation) -> dict[str, list[float]]:
    """The confidence, or without an answerer the first hit's score, by kind of question."""
    scores: dict[str, list[float]] = {"answerable": [], "unanswerable": []}
    for question in evaluation.dataset.questions:
        kind = scores["answerable" if question.answerable else "unanswerable"]
        hits = evaluation.systems[0].hits[question.id]
        if evaluation.answers:
            kind.append(evaluation.answers.records[question.id].confidence)
        elif hits:
            kind.append(hits[0].score)
    return scores
