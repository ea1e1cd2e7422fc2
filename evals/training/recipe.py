"""The recipes: all that an adapter depends on, beside the data and the model it starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.models.reader_conversion import ENGLISH, MULTILINGUAL, BundledReader


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the training: how many examples, and the learning rate at both ends.

    ``all`` trains the encoder's layers whole, ``adapter`` an adapter alone, into which the change
    so far is folded. ``public`` is the share of the public rows that is drawn for a pass over the
    data, ``own`` and ``languages`` how often a row of our own is read in one. ``warm_up`` is how
    many steps the rate takes to rise.
    """

    trains: Literal["all", "adapter"]
    examples: int
    rate: float
    last_rate: float
    public: float = 1.0
    own: float = 0.0
    languages: float = 0.0
    warm_up: int = 300


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sizes, seed and phases; ``rank`` is the adapter's, ``first_layer`` the lowest it changes.

    Of the public rows ``public`` are looked at, and of each set of rows for validation ``judged``,
    all if None. ``bfloat16`` pays where the processor has tiles for it; elsewhere float32 is nearly
    twice as fast.
    """

    seed: int = 7
    batch: int = 32
    rank: int = 44
    first_layer: int = 0
    weight_decay: float = 0.01
    judge_every: int = 20_000  # examples
    public: int | None = None
    judged: int | None = None
    bfloat16: bool = True
    phases: tuple[Phase, ...] = (
        Phase("all", 20_000, 2e-4, 2e-4),
        Phase("all", 140_000, 2e-4, 8e-5, own=3),
        Phase("adapter", 45_000, 4e-4, 0.0, own=3),
    )


RECIPES: dict[BundledReader, Recipe] = {
    ENGLISH: Recipe(),
    MULTILINGUAL: Recipe(
        batch=16,
        first_layer=6,
        judge_every=5_000,
        public=12_000,
        judged=300,
        bfloat16=False,
        phases=(
            Phase("adapter", 15_000, 1e-3, 0.0, public=0.4, own=0.3, languages=1.6, warm_up=100),
        ),
    ),
}
"""How each bundled reader was trained."""
