"""The recipe: all that the adapter depends on, beside the data and the model it starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the training: how many examples, and the learning rate at both ends.

    ``all`` trains the encoder but for its embeddings, ``adapter`` an adapter alone, into which the
    change so far is folded. ``own`` says whether our own rows are among the examples.
    """

    trains: Literal["all", "adapter"]
    examples: int
    rate: float
    last_rate: float
    own: bool = True


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sizes, seed and phases; ``rank`` is the adapter's."""

    seed: int = 7
    batch: int = 32
    rank: int = 44
    weight_decay: float = 0.01
    warm_up: int = 300  # steps of each phase
    judge_every: int = 20_000  # examples
    phases: tuple[Phase, ...] = (
        Phase("all", 20_000, 2e-4, 2e-4, own=False),
        Phase("all", 140_000, 2e-4, 8e-5),
        Phase("adapter", 45_000, 4e-4, 0.0),
    )
