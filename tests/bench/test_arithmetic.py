"""The arithmetic of `make bench`; the measuring itself is its own proof."""

from __future__ import annotations

import pytest

from bench.floor import WEIGHTS, Floor, operations
from bench.sizes import installed_bytes, served_with, with_dependencies
from bench.table import percentile, row


def test_a_row_is_the_ratio_of_medians() -> None:
    assert row("what", "ms", [1, 2, 90], [8, 4, 0]).ratio == 0.5


def test_percentiles_are_measured_values() -> None:
    assert percentile([float(n) for n in range(1, 102)], 50) == 51
    assert percentile([1.0, 2.0, 30.0], 99) == 30


def test_one_token_costs_two_operations_a_weight_and_its_attention() -> None:
    assert WEIGHTS == 10_616_832
    assert operations(1) == 2 * WEIGHTS + 6 * 4 * 384


def test_the_floor_is_the_longer_of_arithmetic_and_memory() -> None:
    assert Floor(1, 100, 10, 1000.0, 1000.0).milliseconds == pytest.approx(100)
    assert Floor(1, 100, 10, 1000.0, 10.0).milliseconds == pytest.approx(1000)


def test_what_is_installed_is_followed_and_counted_once() -> None:
    found = with_dependencies(["sentence-transformers"])
    assert {"torch", "transformers", "numpy"} <= found
    assert installed_bytes(["numpy", "numpy"]) == installed_bytes(["numpy"]) > 1e6
    assert installed_bytes(served_with()) < installed_bytes(found) / 2
