"""Things in groups of a bounded size, each in its place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")


def in_groups(
    things: Iterable[Thing], size: Callable[[Thing], int], most: int, count: int = sys.maxsize
) -> Iterator[list[Thing]]:
    """The things in order, in groups of at most so many in all, and at most ``count`` of them. One
    that is larger is a group by itself."""
    group: list[Thing] = []
    total = 0
    for each in things:
        own = size(each)
        if group and (total + own > most or len(group) == count):
            yield group
            group, total = [], 0
        group.append(each)
        total += own
    if group:
        yield group
