"""How sure a difference between two systems is, given these questions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of the first minus mean of the second, and its 95% interval."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


def paired_difference(
    first: ArrayLike, second: ArrayLike, *, resamples: int = 10_000, seed: int = 0
) -> Difference:
    """Paired percentile bootstrap (Efron and Tibshirani 1993; Sakai 2006 for retrieval).

    ``first`` and ``second`` are two systems' values on the same n questions, shape [n]; questions
    are drawn with replacement, each with both its values. The same seed gives the same interval.

    Raises ValueError for different or zero lengths.
    """
    gaps = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    if gaps.ndim != 1 or not gaps.size:
        raise ValueError("a difference needs one value of each system for at least one question")
    # Multinomial counts stand for drawing n indices, without an array of [resamples, n] of them.
    distinct, counts = np.unique(gaps, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(gaps.size, counts / gaps.size, resamples)
    means = drawn @ distinct / gaps.size
    low, high = np.quantile(means, [0.025, 0.975])
    return Difference(float(gaps.mean()), float(low), float(high))
