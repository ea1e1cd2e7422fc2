"""Train the adapter of one setting; a run that was stopped goes on where it was."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch

from evals.training.late_interaction.judge import judge
from evals.training.late_interaction.losses import Batch, batch_of, loss_of
from evals.training.late_interaction.network import TokenNetwork
from evals.training.late_interaction.passages import AskedPassage
from evals.training.late_interaction.recipe import Recipe

NetworkOf = Callable[[int | None], TokenNetwork]
"""Gives a network over a fresh encoder, with an adapter of a rank or none."""

Curve = list[dict[str, Any]]
"""Figures on the validation passages, by passages seen and strength of the adapter."""

STRENGTHS = (0.25, 0.5, 0.75, 1.0)
"""The shares of the adapter's change that are judged at the end."""

_BUCKET = 16  # batches that are sorted by length together
_KEEP_EVERY, _TELL_EVERY = 120, 30  # seconds


@dataclass(frozen=True)
class Material:
    """Passages to train on, the place of each one's neighbour, and those to judge by, by set."""

    training: Sequence[AskedPassage]
    neighbours: Sequence[int | None]
    validation: Mapping[str, Sequence[AskedPassage]]


@dataclass
class _Run:
    """Where a run is: its network and optimizer, the steps done, and the figures so far."""

    network: TokenNetwork
    optimizer: torch.optim.AdamW
    step: int
    curve: Curve

    def keep(self, path: Path) -> None:
        """Write what goes on with the run, in place of what was written before."""
        state = {
            "adapter": self.network.adapter(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "curve": self.curve,
        }
        torch.save(state, path.with_suffix(".new"))
        os.replace(path.with_suffix(".new"), path)


def train(
    network_of: NetworkOf, material: Material, recipe: Recipe, kept: Path
) -> tuple[TokenNetwork, Curve]:
    """The trained network, and the figures along the way and at every strength at the end.

    ``kept`` is the file of the checkpoint, which belongs to this recipe and these passages.
    """
    torch.manual_seed(recipe.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    base = network_of(None).to(device)
    run = _begun(network_of(recipe.rank).to(device), recipe, kept)
    if not run.curve:
        _judge(run, base, material, device)
    steps, every = recipe.passages // recipe.batch, recipe.judge_every // recipe.batch
    kept_at = told = time.monotonic()
    batches = _batches(material, recipe, run.step)
    while run.step < steps:
        loss = _step(run, base, next(batches), recipe, device)
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            print(f"step {run.step} of {steps}, loss {loss:.3f}", flush=True)
        if run.step % every == 0 and run.step < steps:
            _judge(run, run.network, material, device)
        if time.monotonic() - kept_at > _KEEP_EVERY or run.step == steps:
            kept_at = time.monotonic()
            run.keep(kept)
    for strength in STRENGTHS:
        weaker = network_of(recipe.rank)
        weaker.load_adapter(run.network.adapter(), strength)
        _judge(run, weaker.to(device), material, device, strength)
    return run.network.cpu(), run.curve


def _begun(network: TokenNetwork, recipe: Recipe, kept: Path) -> _Run:
    """The run of a checkpoint, or a new one."""
    trained = [p for p in network.parameters() if p.requires_grad]
    run = _Run(network, torch.optim.AdamW(trained, recipe.rate, weight_decay=0.0), 0, [])
    if kept.exists():
        saved = torch.load(kept, map_location="cpu", weights_only=True)
        network.load_adapter(saved["adapter"])
        run.optimizer.load_state_dict(saved["optimizer"])
        run.step, run.curve = saved["step"], saved["curve"]
    return run


def _step(run: _Run, base: TokenNetwork, batch: Batch, recipe: Recipe, device: str) -> float:
    """Learn from a batch, at a rate that rises and then falls to nothing; returns its loss."""
    left = 1 - run.step * recipe.batch / recipe.passages
    for group in run.optimizer.param_groups:
        group["lr"] = recipe.rate * left * min(1.0, (run.step + 1) / recipe.warm_up)
    loss = loss_of(run.network, base, batch, recipe, device)
    run.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_([p for p in run.network.parameters() if p.requires_grad], 1.0)
    run.optimizer.step()
    run.step += 1
    return float(loss.detach())


def _judge(
    run: _Run, network: TokenNetwork, material: Material, device: str, strength: float = 1.0
) -> None:
    """Add the figures of a network on the validation passages to the run's."""
    figures = judge(network, material.validation, device)
    run.curve.append({"steps": run.step, "strength": strength, **figures})
    print(json.dumps(run.curve[-1]), flush=True)


def _batches(material: Material, recipe: Recipe, skip: int) -> Iterator[Batch]:
    """Batches of like length, without the first ones; the same for the same seed."""
    number = 0
    for epoch in range(1_000):
        rng = Random(f"{recipe.seed} {epoch}")
        pairs = _pairs(material, recipe.mined, rng)
        half = recipe.batch // 2
        for at in range(0, len(pairs), half * _BUCKET):
            part = pairs[at : at + half * _BUCKET]
            part.sort(key=lambda pair: sum(len(material.training[n].ids) for n in pair))
            groups = [part[i : i + half] for i in range(0, len(part), half)]
            rng.shuffle(groups)
            for group in groups:
                passages = [material.training[n] for pair in group for n in pair]
                batch = batch_of(passages, recipe.questions, rng)
                if number >= skip:
                    yield batch
                number += 1


def _pairs(material: Material, mined: bool, rng: Random) -> list[list[int]]:
    """All passages two by two, in random order: with their neighbours, or as it comes."""
    order = list(range(len(material.training)))
    rng.shuffle(order)
    if not mined:
        return [order[n : n + 2] for n in range(0, len(order), 2)]
    taken: set[int] = set()
    pairs = []
    for place in order:
        if place in taken:
            continue
        near = material.neighbours[place]
        pair = [place] if near is None or near in taken else [place, near]
        taken.update(pair)
        pairs.append(pair)
    return pairs
