"""How the time that a piece of work takes grows with its input, measured so that noise is small.

Time is the processor's for this process alone, so neither another process nor the speed of the
machine changes what is compared.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Input = TypeVar("Input")

FACTOR = 8
MOST = 24
"""What grows with its input takes 8 times as long for 8 times as much, with its square 64 times."""
_LARGEST = 32_000


def assert_linear(
    make: Callable[[int], Input],
    work: Callable[[Input], object],
    smallest: int = 1000,
    enough: float = 0.004,
) -> None:
    """Assert that ``work`` takes no more than ``MOST`` times as long for ``FACTOR`` times as much.

    ``make`` gives an input of about so many characters. It starts with ``smallest`` and takes
    more until the work takes ``enough`` seconds.
    """
    work(make(smallest))  # what is imported or compiled once is no part of it
    size = smallest
    while (shorter := _seconds(work, make(size))) < enough and size < _LARGEST:
        size *= 2
    small, large = make(size), make(FACTOR * size)
    longer = float("inf")
    for _ in range(5):  # the least of several: whatever disturbs a measurement makes it longer
        shorter = min(shorter, _seconds(work, small))
        longer = min(longer, _seconds(work, large))
        if longer <= MOST * shorter:
            return
    raise AssertionError(
        f"{FACTOR} times as much as {size} takes {longer / shorter:.0f} times as long "
        f"({shorter * 1000:.0f} and {longer * 1000:.0f} ms)"
    )


def _seconds(work: Callable[[Input], object], given: Input) -> float:
    gc.disable()  # it would look through all that earlier tests have left
    try:
        started = time.process_time()
        work(given)
        return time.process_time() - started
    finally:
        gc.enable()
