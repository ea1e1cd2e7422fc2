"""Train a reader: ``make train-reader``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated, Any

import torch
import typer
from tokenizers import Tokenizer

from evals.training.material import Material, material_of
from evals.training.recipe import RECIPES, Recipe
from evals.training.rows import (
    LANGUAGES,
    OWN,
    VALIDATION,
    TrainingRow,
    data_sha256,
    language_rows,
    own_rows,
    public_rows,
)
from evals.training.train import train
from evals.training.writing import write_adapter
from rag.models.pytorch import load_sentence_transformer
from rag.models.reader_conversion import ENGLISH, MULTILINGUAL
from rag.models.reader_network import ReaderNetwork


class Which(StrEnum):
    """The readers by their languages."""

    ENGLISH = "english"
    MULTILINGUAL = "multilingual"


def main(
    data: Annotated[Path, typer.Argument(help="the folder of public data sets")],
    which: Annotated[Which, typer.Option("--reader", help="which reader")] = Which.ENGLISH,
    threads: Annotated[int | None, typer.Option(min=1, help="threads, all cores' if not")] = None,
    folder: Annotated[Path, typer.Option(help="where checkpoints are kept")] = Path(
        ".brief-rag/training"
    ),
) -> None:
    """Train a reader on the public rows in DATA and our own, and write its adapter."""
    folder.mkdir(parents=True, exist_ok=True)
    if threads:
        torch.set_num_threads(threads)
    reader = ENGLISH if which is Which.ENGLISH else MULTILINGUAL
    recipe = RECIPES[reader]
    model = load_sentence_transformer(reader.base)
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    material = _material(data, recipe, tokenizer, in_languages=reader is not ENGLISH)

    def network_of(rank: int | None) -> ReaderNetwork:
        encoder: Any = load_sentence_transformer(reader.base)[0].auto_model
        for module in encoder.modules():
            if hasattr(module, "p"):
                module.p = 0.0
            if hasattr(module, "dropout_prob"):
                module.dropout_prob = 0.0
        return ReaderNetwork(encoder, rank, recipe.first_layer)

    others = () if reader is ENGLISH else LANGUAGES
    hashes = data_sha256(data, (*OWN, *others, VALIDATION))
    made_of = json.dumps([asdict(recipe), hashes])
    kept = folder / f"{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.pt"
    print(f"checkpoints in {kept}", flush=True)
    network, curve = train(network_of, material, recipe, kept)
    write_adapter(reader, network, curve, recipe, hashes)


def _material(data: Path, recipe: Recipe, tokenizer: Tokenizer, in_languages: bool) -> Material:
    training, held = public_rows(data)
    validation = {"public": held, "own": own_rows(data, [VALIDATION])}
    languages: list[TrainingRow] = []
    if in_languages:
        languages, validation["languages"] = language_rows(data)
    training = _some(training, recipe.public, recipe.seed)
    validation = {n: _some(rows, recipe.judged, recipe.seed) for n, rows in validation.items()}
    print(f"{len(training)} public rows, {len(languages)} in other languages", flush=True)
    return material_of(training, validation, own_rows(data), tokenizer, recipe.seed, languages)


def _some(rows: list[TrainingRow], count: int | None, seed: int) -> list[TrainingRow]:
    return rows if count is None else Random(seed).sample(rows, min(count, len(rows)))


if __name__ == "__main__":
    typer.run(main)
