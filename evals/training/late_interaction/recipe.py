"""The settings that were tried, each with all that its adapter depends on beside the data."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Recipe:
    """One setting.

    ``rank`` is the adapter's, ``first_layer`` the lowest that it changes: the upper half alone
    halves what training costs. ``passages`` are seen in all, ``batch`` at once, each with at most
    ``questions`` of its own. With ``mined``, every passage stands in a batch beside the likest one
    of its document. ``temperature`` divides a score before the softmax; ``sentence`` weighs which
    sentence of the right passage is best. ``pull_tokens`` and ``pull_pooled`` weigh how far
    (1 - cosine) token vectors and text vectors go from the base model's.
    """

    seed: int = 7
    rank: int = 32
    first_layer: int = 3
    rate: float = 5e-4
    warm_up: int = 10  # steps
    batch: int = 32
    questions: int = 3
    passages: int = 8_000
    judge_every: int = 4_000  # passages
    mined: bool = True
    temperature: float = 0.03
    sentence: float = 0.5
    pull_tokens: float = 0.0
    pull_pooled: float = 2.0


RECIPES: dict[str, Recipe] = {
    "free": Recipe(),
    "pulled": replace(Recipe(), pull_tokens=4.0),
    "in-batch": replace(Recipe(), mined=False),
}
"""The settings by name."""
