"""Train the reader from the embedding model's own weights, phase by phase.

The state is kept every few minutes; a run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import torch

from evals.training.folding import folded
from evals.training.judge import judge
from evals.training.losses import losses, tensors
from evals.training.material import Material
from evals.training.recipe import Phase, Recipe
from evals.training.windows import Example
from rag.models.reader_network import ReaderNetwork

NetworkOf = Callable[[int | None], ReaderNetwork]
"""Gives a network over a fresh encoder, with an adapter of a rank or none."""

Curve = list[dict[str, Any]]
"""Figures on the validation rows, by phase and examples seen."""

_BUCKET = 64  # batches that are sorted by length together
_KEEP_EVERY, _TELL_EVERY = 120, 30  # seconds


@dataclass
class _Run:
    """Where a run is: its network and optimizer, the phase, what it has seen, and the figures."""

    network: ReaderNetwork
    phase: int = 0
    seen: int = 0
    step: int = 0
    curve: Curve = field(default_factory=list)
    optimizer: Any = None

    def to_keep(self) -> dict[str, Any]:
        """What goes on with the run, as tensors and plain values."""
        return {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "state": {
                "phase": self.phase,
                "seen": self.seen,
                "step": self.step,
                "curve": self.curve,
            },
        }


def train(
    network_of: NetworkOf, material: Material, recipe: Recipe, kept: Path
) -> tuple[ReaderNetwork, Curve]:
    """The trained network with its adapter, and the figures on validation rows along the way.

    ``kept`` is the file of the checkpoint, which belongs to this recipe and these rows. The last
    phase trains the adapter.
    """
    torch.manual_seed(recipe.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    run, optimizer_state = _resumed(network_of, recipe, kept)
    run.network.to(device)
    while run.phase < len(recipe.phases):
        phase = recipe.phases[run.phase]
        before = recipe.phases[run.phase - 1].trains if run.phase and not run.seen else None
        if (before, phase.trains) == ("all", "adapter"):
            run.network = folded(run.network.cpu(), network_of(recipe.rank)).to(device)
        run.optimizer = _optimizer(run.network, phase, recipe)
        if optimizer_state:
            run.optimizer.load_state_dict(optimizer_state)
            optimizer_state = None
        _run_phase(run, material, recipe, kept, device)
        run.phase, run.seen, run.step = run.phase + 1, 0, 0
    return run.network.cpu(), run.curve


def _resumed(network_of: NetworkOf, recipe: Recipe, kept: Path) -> tuple[_Run, Any]:
    """The run of a checkpoint with its optimizer's state, or a new one."""
    if not kept.exists():
        first = recipe.phases[0].trains
        return _Run(network_of(recipe.rank if first == "adapter" else None)), None
    saved = torch.load(kept, map_location="cpu", weights_only=True)
    state = saved["state"]
    has_adapter = recipe.phases[state["phase"]].trains == "adapter"
    network = network_of(recipe.rank if has_adapter else None)
    network.load_state_dict(saved["network"])
    return _Run(network, **state), saved["optimizer"]


def _optimizer(network: ReaderNetwork, phase: Phase, recipe: Recipe) -> torch.optim.AdamW:
    """An optimizer of what the phase trains; the rest of the network is frozen."""
    adapter_alone = phase.trains == "adapter"
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(
            network.in_adapter(name) if adapter_alone else network.is_changed(name)
        )
    trained = [p for p in network.parameters() if p.requires_grad]
    return torch.optim.AdamW(
        trained, phase.rate, betas=(0.9, 0.98), weight_decay=recipe.weight_decay
    )


def _run_phase(run: _Run, material: Material, recipe: Recipe, kept: Path, device: str) -> None:
    phase = recipe.phases[run.phase]
    run.network.train()
    saved = told = time.monotonic()
    batches = _batches(material, recipe, run)
    while run.seen < phase.examples:
        batch = next(batches)
        _set_rate(run, phase)
        mistakes = _step(run, batch, device, recipe.bfloat16)
        before, run.seen, run.step = run.seen, run.seen + len(batch), run.step + 1
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            print(f"phase {run.phase}: {run.seen} examples, loss {mistakes:.3f}", flush=True)
        ends = run.seen >= phase.examples
        if run.seen // recipe.judge_every > before // recipe.judge_every or ends:
            figures = judge(run.network, material.validation, device, recipe.bfloat16)
            run.curve.append({"phase": run.phase, "examples": run.seen, **figures})
            run.network.train()
            print(json.dumps(run.curve[-1]), flush=True)
        if time.monotonic() - saved > _KEEP_EVERY or ends:
            saved = time.monotonic()
            torch.save(run.to_keep(), kept.with_suffix(".new"))
            os.replace(kept.with_suffix(".new"), kept)


def _set_rate(run: _Run, phase: Phase) -> None:
    """A straight line between the phase's rates, after a warm-up."""
    rate = phase.rate + (phase.last_rate - phase.rate) * run.seen / phase.examples
    for group in run.optimizer.param_groups:
        group["lr"] = rate * min(1.0, (run.step + 1) / phase.warm_up)


def _step(run: _Run, batch: list[Example], device: str, bfloat16: bool) -> float:
    """Learn from a batch; returns its loss."""
    parts = losses(run.network, tensors(batch, device), device, bfloat16)
    loss = sum(parts, torch.tensor(0.0))
    run.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_([p for p in run.network.parameters() if p.requires_grad], 1.0)
    run.optimizer.step()
    return float(loss.detach())


def _batches(material: Material, recipe: Recipe, run: _Run) -> Iterator[list[Example]]:
    """Batches of like length, from where the phase stands on; the same ones for the same seed."""
    skip, number, phase = run.step, 0, recipe.phases[run.phase]
    for epoch in range(1_000):
        rng = Random(f"{recipe.seed} {run.phase} {epoch}")
        examples = material.examples(rng, phase)
        size = recipe.batch * _BUCKET
        for at in range(0, len(examples), size):
            part = sorted(examples[at : at + size], key=lambda e: len(e.ids))
            groups = [part[i : i + recipe.batch] for i in range(0, len(part), recipe.batch)]
            rng.shuffle(groups)
            for group in groups:
                if number >= skip:
                    yield group
                number += 1
