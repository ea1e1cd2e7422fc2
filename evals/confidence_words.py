"""Whether the words that the chat page has for a confidence mean what they say.

``python -m evals.confidence_words DATA`` asks the questions on documents that are held out, and
prints how often what is said in each of the page's words is so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from evals.calibration_material import NEAR_SETS, REAL
from evals.cli import LIBRARY, NEAR_TOPIC
from evals.confidence_fitting import ANSWERABLE
from evals.dataset_kinds import read_dataset
from evals.datasets import Dataset
from evals.product import build_product
from rag.models.opening import open_embedders, open_readers
from rag.reading.library import load_documents
from rag.settings import Settings

SETS = (NEAR_TOPIC, NEAR_SETS[REAL], LIBRARY)

WORDS = {
    (True, 0.9): "Very likely an answer",
    (True, 0.5): "Likely an answer",
    (True, 0.0): "Uncertain: check the passage",
    (False, 0.33): "It may touch on this; see the passages",
    (False, 0.0): "Likely it says nothing on this",
}
"""The page's words, by whether it answers and from which confidence on; see ``wording.js``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its set, whether its document answers it, and what the product made of it."""

    set: str
    answerable: bool
    answered: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Said:
    """Questions of which the page says the same: how many, the mean of their confidence, and the
    share that is answerable."""

    words: str
    count: int
    confidence: float
    share: float


def words_of(answered: bool, confidence: float) -> str:
    """What the page says."""
    return next(
        words
        for (of_answer, least), words in WORDS.items()
        if of_answer == answered and confidence >= least
    )


def reliability(asked: Sequence[Asked]) -> list[Said]:
    """How often what is said is so, where three in four questions are answerable in each set, and
    each set counts the same."""
    counts = {(a.set, a.answerable): 0 for a in asked}
    for each in asked:
        counts[each.set, each.answerable] += 1
    shares = {True: ANSWERABLE, False: 1 - ANSWERABLE}
    weights = np.asarray([shares[a.answerable] / counts[a.set, a.answerable] for a in asked])
    confidence = np.asarray([a.confidence for a in asked])
    truth = np.asarray([a.answerable for a in asked], float)
    words = np.asarray([words_of(a.answered, a.confidence) for a in asked])
    found = []
    for one in WORDS.values():
        said = words == one
        if said.any():
            mean, share = (
                float(np.average(values[said], weights=weights[said]))
                for values in (confidence, truth)
            )
            found.append(Said(one, int(said.sum()), mean, share))
    return found


def ask(dataset: Dataset, settings: Settings) -> list[Asked]:
    """What the product makes of the English questions on the documents that are held out."""
    embedders = open_embedders(settings)
    readers = open_readers(embedders, settings)
    product = build_product(dataset, settings, embedders, readers=readers)
    asked = [q for q in dataset.halves()["held_out"].questions if q.language == "en"]
    records = [(question, product.answer(question)) for question in asked]
    return [
        Asked(dataset.name, question.answerable, record.answerable, record.confidence)
        for question, record in records
    ]


def main(
    data: Annotated[Path, typer.Argument(help="the folder of public data sets")],
    limit: Annotated[int | None, typer.Option(min=1, help="questions of each set")] = None,
) -> None:
    """Say how often what the page says of a confidence is so."""
    settings = Settings()
    corpus = load_documents([settings.corpus])
    asked: list[Asked] = []
    for name in SETS:
        asked += ask(read_dataset(name.format(data=data), corpus).spread(limit), settings)
    print("| words | questions | mean confidence | answerable |\n| --- | ---: | ---: | ---: |")
    for said in reliability(asked):
        print(f"| {said.words} | {said.count} | {said.confidence:.2f} | {said.share:.2f} |")


if __name__ == "__main__":
    typer.run(main)
