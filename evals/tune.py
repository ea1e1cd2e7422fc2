"""Choose the constants of ranking by cross-validation, and show what each signal is worth.

Run as ``make tune``. The signals of every question are measured once; a grid of weights is then
scored on them. For each fold the weights are chosen on the other folds' questions, over all data
sets at once with each set counting the same, and judged on its own: the gap between the figures is
what choosing on the same questions would have flattered. Nothing is written: the constants stand in
``rag.settings.Weights``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from evals.cli import BUNDLED
from evals.dataset_kinds import read_dataset
from evals.datasets import Dataset, DatasetAbsent, Question
from evals.product import build_product
from evals.rank_metrics import judge
from rag.document.filters import Filters
from rag.document.model import Document
from rag.models.embedder import Embedder
from rag.models.opening import open_embedders
from rag.question.query import Query
from rag.reading.library import load_documents
from rag.search.signals import Signals, encode_query, measure
from rag.settings import Settings, Weights

FOLDS = 5
MAX_QUESTIONS = 600  # of one data set, evenly spaced: a set of thousands decides no more
GRID = [
    Weights(sentence=s, passage=1 - s, coverage=c, dense=d)
    for s, c, d in product((0.0, 0.25, 0.5, 0.75, 1.0), (0.0, 0.05, 0.1, 0.2, 0.4), (0.0, 0.1, 0.3))
]
NOTHING = Weights(sentence=0.0, passage=0.0, coverage=0.0, dense=0.0)
SHIPPED = Weights()
ABLATIONS = {
    "all, as shipped": SHIPPED,
    "best sentence alone": replace(NOTHING, sentence=1.0),
    "whole passage alone": replace(NOTHING, passage=1.0),
    "vocabulary alone": replace(NOTHING, coverage=1.0),
    "dense alone": replace(NOTHING, dense=1.0),
    "without best sentence": replace(SHIPPED, sentence=0.0),
    "without whole passage": replace(SHIPPED, passage=0.0),
    "without vocabulary": replace(SHIPPED, coverage=0.0),
    "with dense (0.1)": replace(SHIPPED, dense=0.1),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One answerable question: the signals of all passages, and which of them are relevant."""

    type: str
    signals: Signals
    relevant: NDArray[np.bool_]

    def reciprocal_rank(self, weights: Weights, depth: int = 5) -> float:
        """1 / rank of the first relevant passage, 0 beyond ``depth``."""
        order = np.argsort(-self.signals.score(weights), kind="stable")[:depth]
        found = np.flatnonzero(self.relevant[order])
        return float(1 / (found[0] + 1)) if len(found) else 0.0


def measure_dataset(dataset: Dataset, settings: Settings, embedder: Embedder) -> list[Measured]:
    """The signals of the data set's answerable questions in English, over all its passages.

    Over those of the question's document where the data set asks within documents.
    """
    product = build_product(dataset, settings, [embedder])
    store = product.engine.store
    questions = [q for q in dataset.questions if q.answerable and q.language == "en"]
    questions = questions[:: max(1, len(questions) // MAX_QUESTIONS)]
    qrels = judge(questions, product.units)

    def measured(question: Question) -> Measured:
        query = encode_query(Query.of(question.text), embedder, settings.weights.form_word)
        within = (question.document,) if dataset.within_documents and question.document else ()
        candidates = store.search(query, Filters(document=within), store.passage_count)
        relevant = qrels.get(question.id, {})
        return Measured(
            question.type,
            measure(store, query, candidates),
            np.asarray([passage.id in relevant for passage in candidates.passages]),
        )

    return [measured(question) for question in questions]


def cross_validate(
    scores: Mapping[str, NDArray[np.float64]], folds: int = FOLDS
) -> tuple[list[int], dict[str, float]]:
    """The grid point chosen for each fold, and each data set's mean score on held-out questions.

    ``scores`` holds, for each data set, the score of every grid point on every question
    ([grid, questions]). Every ``folds``-th question is one fold.
    """
    chosen: list[int] = []
    held_out: dict[str, list[float]] = {name: [] for name in scores}
    for fold in range(folds):
        means = []
        for values in scores.values():
            outside = np.arange(values.shape[1]) % folds != fold
            means.append(values[:, outside].mean(axis=1))
        best = int(np.mean(means, axis=0).argmax())
        chosen.append(best)
        for name, values in scores.items():
            held_out[name] += values[best, fold::folds].tolist()
    return chosen, {name: float(np.mean(values)) for name, values in held_out.items()}


def main(
    datasets: Annotated[
        list[str] | None, typer.Argument(help="KIND:PATH; the bundled one is always among them.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Questions of each set.")] = None,
) -> None:
    """Choose the constants of ranking by cross-validation, and show what each signal is worth."""
    # Thirteen columns: where the output is no terminal, as wide as they need.
    console = Console() if sys.stdout.isatty() else Console(width=170)
    settings = Settings()
    corpus: list[Document] = load_documents([settings.corpus])
    embedder = open_embedders(settings)[0]
    found: dict[str, list[Measured]] = {}
    for name in dict.fromkeys([BUNDLED, *(datasets or ())]):
        try:
            dataset = read_dataset(name, corpus).spread(limit)
        except DatasetAbsent as absent:
            console.print(f"skipped: {absent}", soft_wrap=True)
            continue
        found[dataset.name] = measure_dataset(dataset, settings, embedder)
    _print_ablations(console, found)
    _print_choice(console, found)


def _print_ablations(console: Console, found: Mapping[str, Sequence[Measured]]) -> None:
    types = dict.fromkeys(m.type for m in next(iter(found.values())))
    groups = {name: list(questions) for name, questions in found.items()}
    first = next(iter(found.values()))
    groups |= {kind: [m for m in first if m.type == kind] for kind in types}
    table = Table("MRR@5", *groups)
    for label, weights in ABLATIONS.items():
        means = (np.mean([m.reciprocal_rank(weights) for m in g]) for g in groups.values())
        table.add_row(label, *(f"{mean:.3f}" for mean in means))
    console.print(table)


def _print_choice(console: Console, found: Mapping[str, Sequence[Measured]]) -> None:
    scores = {
        name: np.asarray([[m.reciprocal_rank(w) for m in questions] for w in GRID])
        for name, questions in found.items()
    }
    chosen, held_out = cross_validate(scores)
    for number, point in enumerate(chosen, 1):
        w = GRID[point]
        console.print(
            f"fold {number}: sentence {w.sentence} passage {w.passage} coverage {w.coverage} "
            f"dense {w.dense}",
            highlight=False,
        )
    table = Table("MRR@5", *found)
    best = {name: values[chosen[0]].mean() for name, values in scores.items()}
    shipped = {n: np.mean([m.reciprocal_rank(SHIPPED) for m in q]) for n, q in found.items()}
    for label, row in (
        ("held out", held_out),
        ("first fold's choice, all questions", best),
        ("shipped", shipped),
    ):
        table.add_row(label, *(f"{row[name]:.3f}" for name in found))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
