"""The paired bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap

from evals.bootstrap import paired_difference


def test_a_constant_difference_has_no_width() -> None:
    difference = paired_difference([1.0, 0.5, 0.75], [0.5, 0.0, 0.25])
    assert (difference.mean, difference.low, difference.high) == pytest.approx((0.5, 0.5, 0.5))
    assert difference.clear


def test_equal_systems_do_not_differ() -> None:
    assert not paired_difference([0.0, 1.0], [0.0, 1.0]).clear


def test_the_interval_is_scipys_and_repeats() -> None:
    chance = np.random.default_rng(1)
    first, second = chance.random(200), chance.random(200) * 0.9
    ours = paired_difference(first, second)
    assert ours == paired_difference(first, second)
    theirs = bootstrap(
        (first, second),
        lambda a, b, axis=-1: a.mean(axis=axis) - b.mean(axis=axis),
        paired=True,
        method="percentile",
        rng=np.random.default_rng(2),
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_pairs_count_not_the_spread_of_each() -> None:
    spread = np.linspace(0, 1, 50)
    assert paired_difference(spread + 0.01, spread).clear


def test_lengths_must_fit() -> None:
    with pytest.raises(ValueError):
        paired_difference([], [])
    with pytest.raises(ValueError):
        paired_difference([1.0, 2.0], [1.0, 2.0, 3.0])
