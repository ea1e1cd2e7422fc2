"""What stands side by side: columns that are read one after the other, or cells in rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.reading.pdf.gutters import Gap, bands, gaps, split
from rag.reading.pdf.lines import Line, lines_of
from rag.reading.pdf.prose import is_prose, reads_down, share_aligned
from rag.reading.pdf.tables import Table, table_of_columns, with_signs_joined
from rag.reading.pdf.words import Rule, Word

NARROW = 0.45
"""Sizes: no gutter is narrower."""

_GUTTER, _WIDE_GUTTER = 0.75, 1.5  # sizes
_MANY, _SOME = 8, 4  # lines on both sides, that a narrow gutter and a usual one have
_TABLE_GUTTER = 1.2  # sizes, between the columns of a table with few rows
_WIDE = 2.5  # sizes: white space that parts the cells of as few as two rows
_FEW = 3  # lines: fewer beside prose are a label, read with the line that they stand beside
_MOST_ALIGNED, _FEW_ALIGNED = 0.6, 0.4  # shares of lines: with fewer, columns hold no rows
_MARKER = re.compile(
    r"[•·▪◦‣●○■□–—*-]|[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]{1,2}|\[\w{1,8}\]|\d(?:\.\d){0,3}"
)

Item = Word | Table | Rule


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines that stand below each other in one column, and the column's edges."""

    lines: tuple[Line, ...]
    left: float
    right: float

    @property
    def top(self) -> float:
        return self.lines[0].top


Part = Flow | Table


def columns_in(
    groups: Sequence[Sequence[Item]], gutters: Sequence[Gap], size: float
) -> list[list[Item]] | None:
    """The columns between the gutters, in reading order; None where they are not columns."""
    items = [item for group in groups for item in group]
    gutters = _without_markers(items, _certain(items, gutters, size))
    columns = [column for column in split(items, gutters) if column]
    if len(columns) < 2:
        return None
    lines = [lines_of([i for i in column if isinstance(i, Word)]) for column in columns]
    if not _are_columns(columns, lines):
        return None
    return columns[::-1] if _leftwards(lines) else columns


def table_in(groups: Sequence[Sequence[Item]], gutters: Sequence[Gap], size: float) -> Table | None:
    """The table whose columns the gutters part; None where nothing makes rows of cells."""
    items = [item for group in groups for item in group]
    if any(isinstance(item, Table) for item in items):
        return None
    gutters = _without_markers(items, _certain(items, gutters, size))
    rows = _rows(groups)
    least = _GUTTER if len(rows) >= _SOME else _TABLE_GUTTER
    parting = [gap for gap in gutters if gap[1] - gap[0] >= least * size]
    if sum(map(bool, split(items, parting))) < 2:
        return None
    several = sum(len(gaps(row, (row[0].left, row[0].left))) > 1 for row in rows)
    widest = max(gap[1] - gap[0] for gap in parting)
    if len(rows) < 2 or several < 2 or (len(rows) == 2 and widest < _WIDE * size):
        return None
    table = table_of_columns(rows, parting)
    return with_signs_joined(table) if table else None


def _certain(items: Sequence[Item], gutters: Sequence[Gap], size: float) -> list[Gap]:
    """The gutters that are as wide as so few lines beside them need.

    In a few justified lines white space may stand under white space by chance.
    """
    columns = split(items, gutters)
    lines = [len(bands(column)) for column in columns]
    kept: list[Gap] = []
    for number, gap in enumerate(gutters):
        least = min(lines[number], lines[number + 1])
        needed = NARROW if least >= _MANY else _GUTTER if least >= _SOME else _WIDE_GUTTER
        if gap[1] - gap[0] >= needed * size:
            kept.append(gap)
    return kept


def _without_markers(items: Sequence[Item], gutters: Sequence[Gap]) -> list[Gap]:
    """The gutters but those behind a column of nothing but bullets or numbers of items."""
    kept: list[Gap] = []
    for number, column in enumerate(split(items, gutters)[:-1]):
        words = [item for item in column if isinstance(item, Word)]
        marks = bool(words) and all(_MARKER.fullmatch(word.text) for word in words)
        marks = marks or _count_up(words)
        if not (marks and len(words) == len(column)):
            kept.append(gutters[number])
    return kept


def _count_up(words: Sequence[Word]) -> bool:
    """Whether words are the numbers of notes or paragraphs, one after the other."""
    numbers = [int(word.text) if word.text.isdecimal() else -1 for word in words]
    ordered = sorted(zip((word.baseline for word in words), numbers, strict=True))
    return len(ordered) > 1 and all(b == a + 1 > 0 for (_, a), (_, b) in pairwise(ordered))


def _are_columns(columns: Sequence[Sequence[Item]], lines: Sequence[Sequence[Line]]) -> bool:
    """Whether columns are read one after the other: prose, or lines that do not make rows."""
    if any(isinstance(item, Table) for column in columns for item in column):
        return True
    prose = sum(map(is_prose, lines))
    if prose >= 2:
        return True
    aligned = share_aligned(lines)
    if min(map(len, lines)) > 1 and reads_down(lines):
        return True
    if prose and max(map(len, lines)) >= 2 * min(map(len, lines)) >= 2 * _FEW:
        return True
    return aligned < (_MOST_ALIGNED if prose else _FEW_ALIGNED) and min(map(len, lines)) >= _FEW


def _leftwards(columns: Sequence[Sequence[Line]]) -> bool:
    lines = [line for column in columns for line in column]
    return 2 * sum(line.leftwards for line in lines) > len(lines)


def _rows(groups: Sequence[Sequence[Item]]) -> list[list[Word]]:
    """The words of each baseline, from the top down."""
    words = [item for group in groups for item in group if isinstance(item, Word)]
    return [list(line.words) for line in lines_of(words)]
