"""Tables that drawn lines show: cells in a grid, or rows between level lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.reading.pdf.gutters import Gap, bands, gaps, run_from, shared
from rag.reading.pdf.lines import Line, lines_of
from rag.reading.pdf.prose import is_prose, share_aligned
from rag.reading.pdf.sets import Sets
from rag.reading.pdf.table_heads import with_head
from rag.reading.pdf.tables import Cell, Table, header_of, table_of_columns, with_signs_joined
from rag.reading.pdf.words import Rule, Word

_NEAR = 3.0  # points by which lines that meet may miss each other
_APART = 8.0  # points between the columns of a table that are drawn apart
_MOST_LINES = 600  # of one direction on a page; a drawing has more
_MOST_CELLS = 20_000
_GUTTER = 0.75  # sizes, between the columns of a table with level lines alone
_HEAD_LINES, _HEAD_STEP = 3, 2.0  # lines over the first rule; sizes from one to the next
_ALIGNED = 0.6  # of the lines, that make rows
_LEAST_OF_ONE = 3  # cells of a single row, as the end of a page leaves of a table
_MOST_OF_A_CELL = 1_500  # characters: a box with more in it is no cell


@dataclass(frozen=True, slots=True)
class Ruled:
    """The tables, the words outside of them, and the level lines that belong to none."""

    tables: list[Table]
    words: list[Word]
    rules: list[Rule]


@dataclass(frozen=True, slots=True)
class _Stroke:
    """Where a line stands across its direction, and from where to where it goes along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """The lines of one table: where they stand, and the lines themselves."""

    level: list[_Stroke]
    upright: list[_Stroke]

    @property
    def edges(self) -> tuple[float, float, float, float]:
        level = [(s.start, s.end) for s in self.level]
        lefts = [s.at for s in self.upright] + [start for start, _ in level]
        rights = [s.at for s in self.upright] + [end for _, end in level]
        ys = [s.at for s in self.level]
        return min(lefts), min(ys), max(rights), max(ys)


def ruled_tables(words: Sequence[Word], rules: Sequence[Rule]) -> Ruled:
    """The tables among the words of a page, by the lines drawn on it."""
    level = _strokes([(r.top, r.bottom, r.left, r.right) for r in rules if r.is_horizontal])
    upright = _strokes([(r.left, r.right, r.top, r.bottom) for r in rules if not r.is_horizontal])
    if len(level) > _MOST_LINES or len(upright) > _MOST_LINES:
        return Ruled([], list(words), [])
    found = Ruled([], list(words), [])
    grids = [*_side_by_side(list(_grids(level, upright))), *_stacks(level)]
    for grid in sorted(grids, key=lambda each: (not each.upright, _area(each))):
        inside, outside = _parted(found.words, grid)
        table, taken = _table(inside, outside, grid) if inside else (None, set())
        if table:
            left = [word for word in outside if word not in taken]
            table, heads = with_head(with_signs_joined(table), left)
            left = [word for word in left if word not in heads]
            found = Ruled([*found.tables, table], left, [])
    free = [s for s in level if not any(t.top - _NEAR <= s.at <= t.bottom + _NEAR
            and s.start < t.right and t.left < s.end for t in found.tables)]  # fmt: skip
    return Ruled(found.tables, found.words, [Rule(s.start, s.at, s.end, s.at) for s in free])


def _strokes(lines: Sequence[tuple[float, float, float, float]]) -> list[_Stroke]:
    """Lines of one direction; those that lie on or behind one another are one."""
    rows: list[list[_Stroke]] = []
    for low, high, start, end in sorted(lines, key=lambda each: each[0] + each[1]):
        stroke = _Stroke((low + high) / 2, start, end)
        if not rows or stroke.at - rows[-1][0].at > 1:
            rows.append([])
        rows[-1].append(stroke)
    return [stroke for row in rows for stroke in _laid_end_to_end(row)]


def _laid_end_to_end(row: list[_Stroke]) -> Iterator[_Stroke]:
    row.sort(key=lambda stroke: stroke.start)
    at, start, end = row[0].at, row[0].start, row[0].end
    for stroke in row[1:]:
        if stroke.start > end + _NEAR:
            yield _Stroke(at, start, end)
            start = stroke.start
        end = max(end, stroke.end) if stroke.start <= end + _NEAR else stroke.end
    yield _Stroke(at, start, end)


def _grids(level: Sequence[_Stroke], upright: Sequence[_Stroke]) -> Iterator[_Grid]:
    """Lines that meet, several of each direction."""
    sets = Sets(len(level) + len(upright))
    for number, across in enumerate(upright, len(level)):
        for other, along in enumerate(level):
            if (
                along.start - _NEAR <= across.at <= along.end + _NEAR
                and across.start - _NEAR <= along.at <= across.end + _NEAR
            ):
                sets.join(number, other)
    for members in sets.members():
        grid = _Grid(
            [level[n] for n in members if n < len(level)],
            [upright[n - len(level)] for n in members if n >= len(level)],
        )
        if len(grid.level) > 1 and len(grid.upright) > 1:
            yield grid


def _side_by_side(grids: list[_Grid]) -> Iterator[_Grid]:
    """The grids; those of one height that all but touch are one, whose columns are drawn apart."""
    grids.sort(key=lambda grid: (round(grid.edges[1]), round(grid.edges[3]), grid.edges[0]))
    last: _Grid | None = None
    for grid in grids:
        if last is not None and _are_beside(last, grid):
            last = _Grid(last.level + grid.level, last.upright + grid.upright)
            continue
        if last is not None:
            yield last
        last = grid
    if last is not None:
        yield last


def _are_beside(one: _Grid, other: _Grid) -> bool:
    _, top, right, bottom = one.edges
    left, other_top, _, other_bottom = other.edges
    same = abs(top - other_top) <= _NEAR and abs(bottom - other_bottom) <= _NEAR
    rows = len({round(s.at) for s in one.level})
    return same and rows > 2 and -_NEAR <= left - right <= _APART


def _stacks(level: Sequence[_Stroke]) -> Iterator[_Grid]:
    """Level lines of the same length under one another, as over and under a table and its head."""
    sets = Sets(len(level))
    by_start = sorted(range(len(level)), key=lambda n: (round(level[n].start), level[n].at))
    for one, other in pairwise(by_start):
        same = abs(level[one].start - level[other].start) <= _NEAR
        if same and abs(level[one].end - level[other].end) <= _NEAR:
            sets.join(one, other)
    for members in sets.members():
        if len(members) > 1:
            yield _Grid([level[n] for n in members], [])


def _area(grid: _Grid) -> float:
    left, top, right, bottom = grid.edges
    return (right - left) * (bottom - top)


def _parted(words: Sequence[Word], grid: _Grid) -> tuple[list[Word], list[Word]]:
    left, top, right, bottom = grid.edges
    inside: list[Word] = []
    outside: list[Word] = []
    for word in words:
        x, y = (word.left + word.right) / 2, (word.top + word.baseline) / 2
        within = left - _NEAR <= x <= right + _NEAR and top <= y <= bottom
        (inside if within else outside).append(word)
    return inside, outside


def _table(
    words: Sequence[Word], outside: Sequence[Word], grid: _Grid
) -> tuple[Table | None, set[Word]]:
    """The table that lines show, and the words outside of them that head it."""
    if len({round(s.at) for s in grid.upright}) > 2:
        return _of_cells(words, grid), set()
    return _of_rows(words, outside, grid)


def _of_rows(
    words: Sequence[Word], outside: Sequence[Word], grid: _Grid
) -> tuple[Table | None, set[Word]]:
    """A table whose columns only white space parts; its head may stand over the first line."""
    groups = bands(words)
    left, _, right, _ = grid.edges
    least = _GUTTER * median(word.size for word in words)
    run = run_from(groups, 0, (left, right), least)
    if run.end < len(groups) or not run.gutters:
        return None, set()
    lines = lines_of(words)
    columns = [lines_of([w for w in words if a <= w.left and w.right <= b])
               for a, b in _between(run.gutters, left, right)]  # fmt: skip
    columns = [column for column in columns if column]
    if sum(map(is_prose, columns)) > 1 or share_aligned(columns) < _ALIGNED:
        return None, set()
    head, gutters = _head(outside, lines[0], run.gutters, (left, right), least)
    table = table_of_columns([list(line.words) for line in [*head, *lines]], gutters)
    return table, {word for line in head for word in line.words}


def _head(
    outside: Sequence[Word],
    first: Line,
    gutters: tuple[Gap, ...],
    edges: Gap,
    least: float,
) -> tuple[list[Line], tuple[Gap, ...]]:
    """The lines close above a table that the gutters run through, and what they leave of those."""
    reach = first.top - _HEAD_LINES * 2 * first.size
    above = [w for w in outside if reach < w.baseline <= first.top and edges[0] - _NEAR <= w.left]
    above = [word for word in above if word.right <= edges[1] + _NEAR]
    head: list[Line] = []
    lowest = first
    for line in reversed(lines_of(above)[-_HEAD_LINES:]):
        left = tuple(shared(gutters, gaps(line.words, edges), least))
        close = lowest.baseline - line.baseline <= _HEAD_STEP * first.size
        if not close or len(left) < len(gutters) or line.right < gutters[0][1]:
            break
        head.insert(0, line)
        gutters, lowest = left, line
    return head, gutters


def _between(
    gutters: Sequence[tuple[float, float]], left: float, right: float
) -> list[tuple[float, float]]:
    starts = [left, *(gap[1] for gap in gutters)]
    ends = [*(gap[0] for gap in gutters), right]
    return [(a - _NEAR, b + _NEAR) for a, b in zip(starts, ends, strict=True)]


def _of_cells(words: Sequence[Word], grid: _Grid) -> Table | None:
    """A table whose cells lines part, some of which may be merged."""
    xs, ys = _places(grid.upright), _places(grid.level)
    wide, high = len(xs) - 1, len(ys) - 1
    if wide < 1 or high < 1 or wide * high > _MOST_CELLS:
        return None
    merged = _merged(grid, xs, ys)
    held: dict[int, list[Word]] = {}
    for word in words:
        column = bisect_right(xs, (word.left + word.right) / 2, 1, wide) - 1
        row = bisect_right(ys, (word.top + word.baseline) / 2, 1, high) - 1
        held.setdefault(merged.root(row * wide + column), []).append(word)
    if max(sum(len(w.text) for w in cell) for cell in held.values()) > _MOST_OF_A_CELL:
        return None
    return _laid_out(held, merged, wide, high, grid)


def _laid_out(
    held: dict[int, list[Word]], merged: Sets, wide: int, high: int, grid: _Grid
) -> Table | None:
    """The rows and columns that hold text; a merged cell stands where it begins."""
    areas = {members[0]: members for members in merged.members()}
    columns = sorted({root % wide for root in held})
    rows = sorted({root // wide for root in held})
    filled = [sum(root // wide == row for root in held) for row in rows]
    if high == 1 and wide >= _LEAST_OF_ONE and columns[0]:  # the rest of a row, cut by the page
        columns = list(range(wide))
        filled = [wide]
    few = len(columns) < 2 or (len(rows) < 2 and len(columns) < _LEAST_OF_ONE)
    if few or 2 * sum(n > 1 for n in filled) < len(rows):
        return None
    table: list[tuple[Cell, ...]] = []
    for row in rows:
        cells: list[Cell] = []
        for column in columns:
            place = row * wide + column
            area = areas.get(place, [place])
            spans = {n % wide for n in area}, {n // wide for n in area}
            over = sum(c in spans[0] for c in columns), sum(r in spans[1] for r in rows)
            cells.append(Cell(tuple(lines_of(held.get(place, []))), *over))
        table.append(tuple(cells))
    return Table(tuple(table), *grid.edges, header_of(table))


def _merged(grid: _Grid, xs: Sequence[float], ys: Sequence[float]) -> Sets:
    """The cells of the grid, those that no line parts as one."""
    wide, high = len(xs) - 1, len(ys) - 1
    sets = Sets(wide * high)
    upright = _by_place(grid.upright, xs)
    level = _by_place(grid.level, ys)
    for row in range(high):
        for column in range(wide):
            place = row * wide + column
            x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            if column + 1 < wide and not _covers(upright[column + 1], y):
                sets.join(place, place + 1)
            if row + 1 < high and not _covers(level[row + 1], x):
                sets.join(place, place + wide)
    return sets


def _by_place(strokes: Sequence[_Stroke], places: Sequence[float]) -> list[list[_Stroke]]:
    found: list[list[_Stroke]] = [[] for _ in places]
    for stroke in strokes:
        nearest = min(range(len(places)), key=lambda n: abs(places[n] - stroke.at))
        found[nearest].append(stroke)
    return found


def _covers(strokes: Sequence[_Stroke], at: float) -> bool:
    return any(stroke.start - 1 <= at <= stroke.end + 1 for stroke in strokes)


def _places(strokes: Sequence[_Stroke]) -> list[float]:
    """Where the lines stand, those as one that stand close together."""
    found: list[float] = []
    for at in sorted(stroke.at for stroke in strokes):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    return found
