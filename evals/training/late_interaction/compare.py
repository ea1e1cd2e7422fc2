"""The product with the default model and with adapted ones, side by side.

``python -m evals.training.late_interaction.compare DATA ADAPTER:STRENGTH…`` asks the questions of
all sets and prints a table in Markdown. The whole of search runs as it ships: conversion, a
codebook trained for the adapted vectors, two views of a passage.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from safetensors.torch import load

from evals.calibration_material import NEAR_SETS, REAL
from evals.cli import BUNDLED, LIBRARY, NEAR_TOPIC
from evals.dataset_kinds import read_dataset
from evals.training.late_interaction.network import TokenNetwork
from evals.tune import NOTHING, SHIPPED, Measured, measure_dataset
from rag.models.opening import open_embedders
from rag.models.pytorch import load_sentence_transformer
from rag.reading.library import load_documents
from rag.settings import Settings

LATE = replace(NOTHING, sentence=SHIPPED.sentence, passage=SHIPPED.passage)
"""Late interaction alone."""

SETS = {
    "the brief": BUNDLED,
    "XQuAD": "squad:{data}/xquad/xquad.en.json",
    "SQuAD 2.0": "squad:{data}/squad2/dev.json",
    "chunking": "spans:{data}/chunking",
    "the library": LIBRARY,
    "near the topic": NEAR_TOPIC,
    "real documents": NEAR_SETS[REAL],
}
"""What is asked, by the name of its row."""

PARTS = {"the brief": "paraphrase", "the library": "reworded"}
"""A type of question that has a row of its own."""


def main(
    data: Annotated[Path, typer.Argument(help="the folder of public data sets")],
    adapters: Annotated[list[str], typer.Argument(help="FILE.safetensors:STRENGTH")],
    folder: Annotated[Path, typer.Option(help="where models and indexes are kept")] = Path(
        ".brief-rag/training/late-interaction"
    ),
) -> None:
    """Ask all sets with the default model and with each adapter, and print the MRR@5."""
    found = {"default model": measured(Settings(index_dir=folder / "default"), data)}
    for adapter in adapters:
        path, _, strength = adapter.rpartition(":")
        place = folder / f"{Path(path).stem}-{strength}"
        write_model(Path(path), float(strength), place / "model")
        settings = Settings(model=str(place / "model"), index_dir=place)
        found[f"{Path(path).stem}, {strength}"] = measured(settings, data)
    print(table(found))


def write_model(adapter: Path, strength: float, folder: Path) -> None:
    """Write the default model with a share of the adapter's change, for sentence-transformers."""
    about = json.loads(adapter.with_suffix(".json").read_text("utf-8"))
    model: Any = load_sentence_transformer()
    recipe = about["recipe"]
    network = TokenNetwork(model[0].auto_model, recipe["rank"], recipe["first_layer"])
    network.load_adapter(load(adapter.read_bytes()), strength)
    network.merge()
    model.save(str(folder), create_model_card=False)


def measured(settings: Settings, data: Path) -> dict[str, list[Measured]]:
    """The signals of each row's questions with the settings' model."""
    corpus = load_documents([settings.corpus])
    embedder = open_embedders(settings)[0]
    rows = {}
    for name, place in SETS.items():
        dataset = read_dataset(place.format(data=data), corpus)
        rows[name] = measure_dataset(dataset, settings, embedder)
        if name in PARTS:
            part = [each for each in rows[name] if each.type == PARTS[name]]
            rows[f"{name}, {PARTS[name]}"] = part
    return rows


def table(found: Mapping[str, Mapping[str, Sequence[Measured]]]) -> str:
    """MRR@5 by late interaction alone and by the whole ranking: a row for each set."""
    return "\n".join(_lines(found))


def _lines(found: Mapping[str, Mapping[str, Sequence[Measured]]]) -> Iterator[str]:
    yield "| set | questions | " + " | ".join(f"{name}: late | all" for name in found) + " |"
    yield "| --- | ---: |" + " ---: |" * (2 * len(found))
    for row, first in next(iter(found.values())).items():
        figures = [
            f"{np.mean([m.reciprocal_rank(weights) for m in rows[row]]):.3f}"
            for rows in found.values()
            for weights in (LATE, SHIPPED)
        ]
        yield f"| {row} | {len(first)} | {' | '.join(figures)} |"


if __name__ == "__main__":
    typer.run(main)
