"""What stands on a page in the order in which it is read: columns, rows, lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from rag.reading.pdf.gutters import Gap, Run, bands, gaps, run_from, split
from rag.reading.pdf.lines import Line, lines_of
from rag.reading.pdf.prose import is_prose, reads_down, share_aligned
from rag.reading.pdf.tables import Table, table_of_columns
from rag.reading.pdf.words import Rule, Word

_NARROW, _GUTTER, _WIDE_GUTTER = 0.45, 0.75, 1.5  # sizes
_MANY, _SOME = 8, 4  # lines on both sides, that a narrow gutter and a usual one have
_TABLE_GUTTER = 1.2  # sizes, between the columns of a table
_WIDE = 2.5  # sizes: white space that parts the cells of as few as two rows
_MOST_TRIES = 200  # of a part of a page, to find columns where there are none
_FEW = 3  # lines: fewer beside prose are a label, read with the line that they stand beside
_CAPTION, _HEADING = 3, 2  # lines
_DEEPEST = 6  # columns inside columns
_MOST_ALIGNED, _FEW_ALIGNED = 0.6, 0.4  # shares of lines: with fewer, columns hold no rows
_MARKER = re.compile(
    r"[•·▪◦‣●○■□–—*-]|[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]{1,2}|\[\w{1,8}\]|\d(?:\.\d){0,3}"
)


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines that stand below each other in one column, and the column's edges."""

    lines: tuple[Line, ...]
    left: float
    right: float


Part = Flow | Table
Item = Word | Table | Rule


def arranged(items: Sequence[Item], depth: int = 0) -> Iterator[Part]:
    """The parts of a page, or of a part of one, in reading order.

    ``items`` are its words, the tables that drawn lines show, and rules that part what stands above
    them from what stands below.
    """
    words = [item for item in items if isinstance(item, Word)]
    if not items:
        return
    edges = min(i.left for i in items), max(i.right for i in items)
    size = median([word.size for word in words]) if words else 10.0
    groups = bands(items)
    single: list[Item] = []
    at, tries = 0, _MOST_TRIES if depth < _DEEPEST else 0
    while at < len(groups):
        run = run_from(groups, at, edges, _NARROW * size) if tries else Run(at + 1, ())
        first, end = _trimmed(groups, at, run, size)
        if run.gutters and _more_below(groups, at, run, edges, size):
            first = end = at
        parts = _side_by_side(groups[first:end], run.gutters, size, depth) if first < end else None
        if parts is None:
            single += groups[at]
            at += 1
            tries -= bool(run.gutters)
            continue
        yield from _flows([*single, *(item for group in groups[at:first] for item in group)])
        yield from parts
        single, at = [], end
    yield from _flows(single)


def _flows(items: Sequence[Item]) -> Iterator[Part]:
    """Items of a single column: the lines between tables, and the tables."""
    words: list[Word] = []
    for item in sorted(items, key=lambda each: each.top):
        if isinstance(item, Table):
            yield from _flow(words)
            words = []
            yield item
        elif isinstance(item, Word):
            words.append(item)
    yield from _flow(words)


def _flow(words: Sequence[Word]) -> Iterator[Flow]:
    if words:
        lines = lines_of(words)
        yield Flow(tuple(lines), min(w.left for w in words), max(w.right for w in words))


def _more_below(
    groups: Sequence[Sequence[Item]], at: int, run: Run, edges: Gap, size: float
) -> bool:
    """Whether a run that begins a little lower has more gutters, as a table below its caption."""
    lower = range(at + 1, min(at + 1 + _CAPTION, run.end))
    runs = [run_from(groups, first, edges, _NARROW * size) for first in lower]
    return any(len(r.gutters) > len(run.gutters) and r.end >= run.end for r in runs)


def _trimmed(groups: Sequence[Sequence[Item]], at: int, run: Run, size: float) -> tuple[int, int]:
    """Where a run begins and ends without the bands that stand apart and on one side alone.

    Above two columns a heading may be no wider than the left one, and below them too. A run of
    nothing but such bands is empty.
    """
    sides = [sum(map(bool, split(group, run.gutters))) for group in groups[at : run.end]]
    several = [at + n for n, count in enumerate(sides) if count > 1]
    if not several:
        return at, at

    def apart(upper: int) -> bool:
        gap = min(i.top for i in groups[upper + 1]) - max(i.bottom for i in groups[upper])
        return gap > size

    first = next((n + 1 for n in reversed(range(at, several[0])) if apart(n)), at)
    if run.end == len(groups):
        return first, run.end
    below = range(max(several[-1], run.end - 1 - _HEADING), run.end - 1)
    last = next((n for n in below if apart(n)), run.end - 1)
    return first, last + 1


def _side_by_side(
    groups: Sequence[Sequence[Item]], gutters: Sequence[Gap], size: float, depth: int
) -> list[Part] | None:
    """What stands side by side: columns one after the other, or rows; None for neither."""
    items = [item for group in groups for item in group]
    gutters = _without_markers(items, _certain(items, gutters, size))
    if not gutters:
        return None
    columns = [column for column in split(items, gutters) if column]
    if len(columns) < 2:
        return None
    lines = [lines_of([i for i in column if isinstance(i, Word)]) for column in columns]
    if _are_columns(columns, lines):
        ordered = reversed(columns) if _leftwards(lines) else columns
        return [part for column in ordered for part in arranged(column, depth + 1)]
    if any(isinstance(item, Table) for item in items):
        return None
    wide = [gap for gap in gutters if gap[1] - gap[0] >= _TABLE_GUTTER * size]
    cells = [c for c in split(items, wide) if c]
    if len(cells) < 2:
        return None
    rows = _rows(groups)
    several = sum(len(gaps(r, (r[0].left, r[0].left))) > 1 for r in rows)
    widest = max(gap[1] - gap[0] for gap in wide)
    if len(rows) < 2 or several < 2 or (len(rows) == 2 and widest < _WIDE * size):
        return None
    table = table_of_columns(rows, wide)
    return [table] if table else None


def _certain(items: Sequence[Item], gutters: Sequence[Gap], size: float) -> list[Gap]:
    """The gutters that are as wide as so few lines beside them need.

    In a few justified lines white space may stand under white space by chance.
    """
    columns = split(items, gutters)
    lines = [len(bands(column)) for column in columns]
    kept: list[Gap] = []
    for number, gap in enumerate(gutters):
        least = min(lines[number], lines[number + 1])
        needed = _NARROW if least >= _MANY else _GUTTER if least >= _SOME else _WIDE_GUTTER
        if gap[1] - gap[0] >= needed * size:
            kept.append(gap)
    return kept


def _without_markers(items: Sequence[Item], gutters: Sequence[Gap]) -> list[Gap]:
    """The gutters but those behind a column of nothing but bullets or numbers of items."""
    kept: list[Gap] = []
    for number, column in enumerate(split(items, gutters)[:-1]):
        words = [item for item in column if isinstance(item, Word)]
        marks = bool(words) and all(_MARKER.fullmatch(word.text) for word in words)
        if not (marks and len(words) == len(column)):
            kept.append(gutters[number])
    return kept


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
