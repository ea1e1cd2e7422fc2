"""The order that numbers tell: they count across the columns of a page, or down them.

White space and drawn lines may speak for the one or for the other. Where what they part opens with
numbers, these decide: 1 and 2 side by side with 3 and 4 under them, or 1 and 3 with 2 and 4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.reading.pdf.beside import Flow, Item, Part
from rag.reading.pdf.lines import lines_of
from rag.reading.pdf.words import Word

_NUMBER = re.compile(r"\(?(\d{1,3})[.):]\s")
_LEAST = 4  # numbers: fewer may count by chance
_ONE_HEIGHT = 1.0  # sizes by which what stands side by side may differ


def rows_across(columns: Sequence[Sequence[Item]]) -> list[list[list[Item]]] | None:
    """The rows of columns, each as its columns; None where the columns are read down.

    They are read across where the lines that open with a number stand side by side, and the numbers
    go up by one from left to right and from row to row, but not down the columns.
    """
    opened = [_numbers(column) for column in columns]
    down = [number for column in opened for _, _, number in column]
    if len(down) < _LEAST or down == sorted(down):
        return None
    found = sorted(
        (top, column, size, number)
        for column, openings in enumerate(opened)
        for top, size, number in openings
    )
    tops = [found[0][0]]
    places: list[tuple[int, int, int]] = []
    for top, column, size, number in found:
        if top - tops[-1] > _ONE_HEIGHT * size:
            tops.append(top)
        places.append((len(tops), column, number))
    if not _counts_up([number for _, _, number in sorted(places)]):
        return None
    return _cut(columns, tops[1:])


def _counts_up(numbers: Sequence[int]) -> bool:
    return all(after == before + 1 for before, after in pairwise(numbers))


def _numbers(column: Sequence[Item]) -> list[tuple[float, float, int]]:
    """The lines of a column that open with a number: their top, their size, the number."""
    found = []
    for line in lines_of([item for item in column if isinstance(item, Word)]):
        if match := _NUMBER.match(line.text):
            found.append((line.top, line.size, int(match[1])))
    return found


def _cut(columns: Sequence[Sequence[Item]], tops: Sequence[float]) -> list[list[list[Item]]]:
    """The columns, cut where the rows begin; what reaches over a cut goes with the larger half."""
    rows: list[list[list[Item]]] = [[[] for _ in columns] for _ in range(len(tops) + 1)]
    for place, column in enumerate(columns):
        for item in column:
            middle = (item.top + item.bottom) / 2
            rows[sum(middle > top for top in tops)][place].append(item)
    return rows


def columns_down(parts: Sequence[Part]) -> list[Part]:
    """The parts of a page; numbered ones that stand in rows and count down columns, in that order.

    What stands under a numbered part, in its column, goes with it.
    """
    found: list[Part] = []
    group: list[list[Part]] = []
    for part in parts:
        if _number_of(part) is not None:
            group.append([part])
        elif group and _is_under(part, group[-1][0]):
            group[-1].append(part)
        else:
            found += _counted(group)
            found.append(part)
            group = []
    return [*found, *_counted(group)]


def _counted(group: Sequence[Sequence[Part]]) -> list[Part]:
    """What is numbered, in the order of its numbers where that goes down the columns."""
    ordered = sorted(group, key=lambda each: _number_of(each[0]) or 0)
    numbers = [_number_of(each[0]) or 0 for each in ordered]
    down = all(_follows(before[0], after[0]) for before, after in pairwise(ordered))
    if len(group) < _LEAST or not _counts_up(numbers) or not down:
        ordered = list(group)
    return [part for each in ordered for part in each]


def _number_of(part: Part) -> int | None:
    """The number that the first line of a column opens with."""
    match = _NUMBER.match(part.lines[0].text) if isinstance(part, Flow) else None
    return int(match[1]) if match else None


def _follows(before: Part, after: Part) -> bool:
    """Whether one part stands under another, or in a column beside it."""
    return _is_under(after, before) or after.left >= before.right or after.right <= before.left


def _is_under(part: Part, other: Part) -> bool:
    return part.top > other.top and part.left < other.right and other.left < part.right
