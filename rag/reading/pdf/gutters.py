"""White space that runs down a page between what stands side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Placed(Protocol):
    """What takes room on a page, in the frame of reading."""

    @property
    def left(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...


P = TypeVar("P", bound=Placed)

Gap = tuple[float, float]
"""From where to where nothing stands, from left to right."""

_AHEAD = 40
_WIDE, _VERY_WIDE = 3, 9  # times the least width: what no chance makes in a few lines, or in two
_SETTLED = 2, 3  # bands: what shares fewer of their gutters is no part of them


@dataclass(frozen=True, slots=True)
class Run:
    """Bands up to number ``end`` that the same gutters run through."""

    end: int
    gutters: tuple[Gap, ...]


def bands(items: Sequence[P]) -> list[list[P]]:
    """The items from the top down, cut wherever white space goes through from left to right."""
    found: list[list[P]] = []
    bottom = float("-inf")
    for item in sorted(items, key=lambda each: (each.top, each.left)):
        if item.top >= bottom:
            found.append([])
        found[-1].append(item)
        bottom = max(bottom, item.bottom)
    return found


def run_from(
    groups: Sequence[Sequence[Placed]],
    first: int,
    edges: Gap,
    least: float,
    settled: bool = False,
) -> Run:
    """The longest run of bands from the first that share a gutter at least so wide.

    A gutter has items on both of its sides somewhere in the run, within its first ``_AHEAD`` bands.
    Without one the run is the first band, and has no gutters. It ends before a band that stands
    inside a gutter, as the number of a page does. A run that is to be ``settled`` ends before it
    loses a wide one of several gutters.
    """
    room: list[Gap] = [edges]
    left, right = float("inf"), float("-inf")
    best: Run | None = None
    at = first
    while at < len(groups) and (best or at < first + _AHEAD):
        free = shared(room, gaps(groups[at], edges), least)
        if not free or (best and _is_inside(groups[at], best.gutters)):
            break
        room = free
        left = min(left, *(item.left for item in groups[at]))
        right = max(right, *(item.right for item in groups[at]))
        at += 1
        inner = tuple(gap for gap in room if left < gap[0] and gap[1] < right)
        if settled and best and at - 1 - first >= _SETTLED[0]:
            width = _WIDE if at - 1 - first >= _SETTLED[1] else _VERY_WIDE
            if has_lost(best.gutters, inner, width * least):
                break
        if inner:
            best = Run(at, inner)
    return best or Run(first + 1, ())


def _is_inside(items: Sequence[Placed], gutters: Sequence[Gap]) -> bool:
    """Whether all items stand in one gutter, amid what it parts."""
    left, right = min(item.left for item in items), max(item.right for item in items)
    return any(gap[0] < left and right < gap[1] for gap in gutters)


def has_lost(before: Iterable[Gap], after: Sequence[Gap], least: float) -> bool:
    """Whether nothing is left of a gutter that is at least so wide."""
    return any(
        gap[1] - gap[0] >= least and not any(a[0] < gap[1] and gap[0] < a[1] for a in after)
        for gap in before
    )


def gaps(items: Iterable[Placed], edges: Gap) -> list[Gap]:
    """What the items leave free between two edges."""
    found: list[Gap] = []
    at = edges[0]
    for item in sorted(items, key=lambda each: each.left):
        if item.left > at:
            found.append((at, item.left))
        at = max(at, item.right)
    if edges[1] > at:
        found.append((at, edges[1]))
    return found


def split(items: Iterable[P], gutters: Sequence[Gap]) -> list[list[P]]:
    """The items between the gutters, from left to right."""
    columns: list[list[P]] = [[] for _ in range(len(gutters) + 1)]
    for item in items:
        middle = (item.left + item.right) / 2
        columns[sum(middle > gap[0] for gap in gutters)].append(item)
    return columns


def shared(some: Sequence[Gap], others: Sequence[Gap], least: float) -> list[Gap]:
    """What is free in both, where that is at least so wide; both are in order."""
    found: list[Gap] = []
    i = j = 0
    while i < len(some) and j < len(others):
        left, right = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if right - left >= least:
            found.append((left, right))
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return found
