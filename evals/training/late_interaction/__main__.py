"""Train the adapters that were tried: ``make train-late-interaction``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from random import Random
from typing import Annotated, Any

import torch
import typer

from evals.training.late_interaction.neighbours import neighbours
from evals.training.late_interaction.network import TokenNetwork
from evals.training.late_interaction.passages import asked_passages
from evals.training.late_interaction.recipe import RECIPES, Recipe
from evals.training.late_interaction.train import Material, train
from evals.training.late_interaction.writing import write_adapter
from evals.training.rows import VALIDATION, data_sha256, is_held, own_rows, public_rows
from rag.models.pytorch import load_sentence_transformer

_OWN_SHARE = 12  # one group in so many of our own rows is kept for validation
_JUDGED = 100  # passages of a validation set
_LEAST = 200  # characters of a passage of the public rows: single sentences teach words alone


def main(
    data: Annotated[Path, typer.Argument(help="the folder of public data sets")],
    names: Annotated[
        list[str] | None, typer.Option("--setting", help="of recipe.py; all if none")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="threads, all cores' if not")] = None,
    folder: Annotated[Path, typer.Option(help="where checkpoints and adapters are kept")] = Path(
        ".brief-rag/training/late-interaction"
    ),
) -> None:
    """Train an adapter of token vectors for each setting, and say what it gives."""
    folder.mkdir(parents=True, exist_ok=True)
    if threads:
        torch.set_num_threads(threads)
    material = _material(data)
    print(f"{len(material.training)} passages, {_asked(material)} questions", flush=True)
    hashes = data_sha256(data)
    for name in names or list(RECIPES):
        recipe = RECIPES[name]
        made_of = json.dumps([asdict(recipe), hashes])
        kept = folder / f"{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.pt"
        print(f"{name}: checkpoints in {kept}", flush=True)
        network, curve = train(partial(_network, recipe), material, recipe, kept)
        write_adapter(folder / f"{name}.safetensors", network, recipe, hashes, curve)


def _network(recipe: Recipe, rank: int | None) -> TokenNetwork:
    encoder: Any = load_sentence_transformer()[0].auto_model
    encoder.set_attn_implementation("eager")  # on a CPU the fused one takes far longer
    encoder.eval()  # no dropout
    return TokenNetwork(encoder, rank, recipe.first_layer)


def _material(data: Path) -> Material:
    tokenizer = load_sentence_transformer().tokenizer.backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    public, held = public_rows(data)
    own = own_rows(data)
    training = [row for row in public if len(row.context) >= _LEAST]
    training += [row for row in own if not is_held(row.group, _OWN_SHARE)]
    sets = {
        "public": [row for row in held if len(row.context) >= _LEAST],
        "own": [row for row in own if is_held(row.group, _OWN_SHARE)],
        "reworded": own_rows(data, [VALIDATION]),
    }
    validation = {}
    for name, rows in sets.items():
        passages = asked_passages(rows, tokenizer)
        Random(7).shuffle(passages)
        if passages:
            validation[name] = passages[:_JUDGED]
    passages = asked_passages(training, tokenizer)
    return Material(passages, neighbours(passages), validation)


def _asked(material: Material) -> int:
    return sum(len(passage.questions) for passage in material.training)


if __name__ == "__main__":
    typer.run(main)
