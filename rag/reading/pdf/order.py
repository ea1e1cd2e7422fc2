"""What stands on a page in the order in which it is read: columns, rows, lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from rag.reading.pdf.beside import NARROW, Flow, Item, Part, columns_in, table_in
from rag.reading.pdf.counting import rows_across
from rag.reading.pdf.gutters import Gap, Run, bands, has_lost, run_from, split
from rag.reading.pdf.lines import lines_of
from rag.reading.pdf.tables import Table
from rag.reading.pdf.words import Word

_MOST_TRIES = 200  # of a part of a page, to find columns where there are none
_ABOVE, _HEADING = 6, 2  # lines
_NEW = 0.9  # sizes: a gutter so wide begins a table, though the line above it has none
_DEEPEST = 6  # columns inside columns


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
        found = _beside_at(groups, at, edges, size, depth) if tries else None
        if found is None or not found[2]:
            single += groups[at]
            at += 1
            tries -= found is not None
            continue
        first, end, parts = found
        yield from _flows([*single, *(item for group in groups[at:first] for item in group)])
        yield from parts
        single, at = [], end
    yield from _flows(single)


def _beside_at(
    groups: Sequence[Sequence[Item]], at: int, edges: Gap, size: float, depth: int
) -> tuple[int, int, list[Part]] | None:
    """What stands side by side from a band on: where it begins and ends, and its parts in order.

    None where there is no gutter; no parts where what it parts is neither columns nor a table.
    """
    run = run_from(groups, at, edges, NARROW * size)
    if not run.gutters:
        return None
    first, end = _trimmed(groups, at, run, size)
    columns = columns_in(groups[first:end], run.gutters, size) if first < end else None
    if columns:
        rows = rows_across(columns) or [columns]
        cells = (column for row in rows for column in row)
        return first, end, [part for column in cells for part in arranged(column, depth + 1)]
    run = run_from(groups, at, edges, NARROW * size, settled=True)
    several = _with_several(groups, at, run)
    if not several:
        return at, at, []
    first, end = several[0], several[-1] + 1
    if _more_below(groups, at, Run(end, run.gutters), edges, size):
        return at, at, []
    table = table_in(groups[first:end], run.gutters, size)
    return first, end, [table] if table else []


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
    """Whether a run that begins a little lower has more gutters, as a table below its caption, or
    below the head of a letter."""
    lower = range(at + 1, min(at + 1 + _ABOVE, run.end))
    least = NARROW * size
    runs = [run_from(groups, first, edges, least, settled=True) for first in lower]
    long = run.end - _HEADING
    return any(r.end >= long and has_lost(r.gutters, run.gutters, _NEW * size) for r in runs)


def _with_several(groups: Sequence[Sequence[Item]], at: int, run: Run) -> list[int]:
    """The bands of a run that have something on several sides of its gutters."""
    sides = (sum(map(bool, split(group, run.gutters))) for group in groups[at : run.end])
    return [at + n for n, count in enumerate(sides) if count > 1]


def _trimmed(groups: Sequence[Sequence[Item]], at: int, run: Run, size: float) -> tuple[int, int]:
    """Where a run begins and ends without the bands that stand apart and on one side alone.

    Above two columns a heading may be no wider than the left one, and below them too. A run of
    nothing but such bands is empty.
    """
    several = _with_several(groups, at, run)
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
