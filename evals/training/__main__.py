"""Train the reader: ``make train-reader``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.training.material import material_of
from evals.training.recipe import Recipe
from evals.training.rows import VALIDATION, data_sha256, own_rows, public_rows
from evals.training.train import train
from evals.training.writing import write_adapter
from rag.models.pytorch import load_sentence_transformer
from rag.models.reader_network import ReaderNetwork


def main(
    data: Annotated[Path, typer.Argument(help="the folder of public data sets")],
    folder: Annotated[Path, typer.Option(help="where checkpoints are kept")] = Path(
        ".brief-rag/training"
    ),
) -> None:
    """Train the reader on the public rows in DATA and our own, and write its adapter."""
    folder.mkdir(parents=True, exist_ok=True)
    recipe = Recipe()
    training, held = public_rows(data)
    model = load_sentence_transformer()
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    print(f"{len(training)} rows for training, {len(held)} for validation", flush=True)
    validation = {"public": held, "own": own_rows(data, [VALIDATION])}
    material = material_of(training, validation, own_rows(data), tokenizer, recipe.seed)

    def network_of(rank: int | None) -> ReaderNetwork:
        encoder: Any = load_sentence_transformer()[0].auto_model
        for module in encoder.modules():
            if hasattr(module, "p"):
                module.p = 0.0
            if hasattr(module, "dropout_prob"):
                module.dropout_prob = 0.0
        return ReaderNetwork(encoder, rank)

    made_of = json.dumps([asdict(recipe), data_sha256(data)])
    kept = folder / f"{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.pt"
    network, curve = train(network_of, material, recipe, kept)
    write_adapter(network, curve, recipe, data)


if __name__ == "__main__":
    typer.run(main)
