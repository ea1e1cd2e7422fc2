"""The lines over a table that head its columns, which no drawn line takes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.reading.pdf.lines import Line, lines_of
from rag.reading.pdf.tables import Cell, Table, header_of
from rag.reading.pdf.words import Word

_MOST_LINES, _STEP = 4, 2.2  # lines; sizes from one to the next
_GUTTER = 0.75  # sizes between the parts of a head
_NEAR = 3.0  # points by which a head may reach over the table's edges


def with_head(table: Table, above: Sequence[Word]) -> tuple[Table, set[Word]]:
    """The table with the lines over it that head its columns, and the words that these took.

    Each part of such a line stands over one column; the lowest has two parts at least, and those
    over it, which head several columns or say the unit, stand over one that is headed.
    """
    columns = _extents(table)
    size = _size_of(table)
    if size is None or (table.header is not None and len(_filled(table, table.header)) > 1):
        return table, set()
    reach = table.top - _MOST_LINES * _STEP * size
    inside = [
        word
        for word in above
        if reach < word.baseline <= table.top + size / 2
        and table.left - _NEAR <= word.left
        and word.right <= table.right + _NEAR
    ]
    found: list[tuple[Line, tuple[Cell, ...]]] = []
    waiting: list[tuple[Line, tuple[Cell, ...]]] = []  # of one part, under what may be the head
    lowest = table.top + size
    for line in reversed(lines_of(inside)[-_MOST_LINES:]):
        row = _row_of(line, columns)
        if row is None or lowest - line.baseline > _STEP * size:
            break
        lowest = line.baseline
        several = sum(bool(cell.lines) for cell in row) > 1
        if not several and not found:
            waiting.append((line, row))
            continue
        found += [*waiting, (line, row)]
        waiting = []
    if not any(sum(bool(cell.lines) for cell in row) > 1 for _, row in found):
        return table, set()
    head = [row for _, row in reversed(found)]
    rows = (*head, *table.rows)
    top = min(line.top for line, _ in found)
    taken = {word for line, _ in found for word in line.words}
    return replace(table, rows=rows, top=top, header=header_of(rows)), taken


def _filled(table: Table, row: int) -> list[Cell]:
    return [cell for cell in table.rows[row] if cell.lines]


def _size_of(table: Table) -> float | None:
    sizes = sorted(line.size for row in table.rows for cell in row for line in cell.lines)
    return sizes[len(sizes) // 2] if sizes else None


def _extents(table: Table) -> list[tuple[float, float] | None]:
    """From where to where the cells of each column reach, merged ones aside."""
    found: list[tuple[float, float] | None] = []
    for column in range(max(map(len, table.rows))):
        lines = [
            line
            for row in table.rows
            if column < len(row) and row[column].columns == 1
            for line in row[column].lines
        ]
        edges = (
            min((line.left for line in lines), default=0.0),
            max((line.right for line in lines), default=0.0),
        )
        found.append(edges if lines else None)
    return found


def _row_of(line: Line, columns: Sequence[tuple[float, float] | None]) -> tuple[Cell, ...] | None:
    """A line as a row of the table; None where two of its parts stand over one column."""
    cells: list[list[Word]] = [[] for _ in columns]
    for part in _parts(line):
        left, right = min(w.left for w in part), max(w.right for w in part)
        best = max(range(len(columns)), key=lambda n: _shared(columns[n], left, right))
        if _shared(columns[best], left, right) <= -2 * line.size or cells[best]:
            return None
        cells[best] = part
    return tuple(Cell((Line(tuple(words)),) if words else ()) for words in cells)


def _shared(column: tuple[float, float] | None, left: float, right: float) -> float:
    """How far a column and a part lie over one another; below 0, how far apart they are."""
    if column is None:
        return float("-inf")
    return min(column[1], right) - max(column[0], left)


def _parts(line: Line) -> list[list[Word]]:
    parts: list[list[Word]] = []
    for before, word in line.pairs():
        if before is None or word.left - before.right > _GUTTER * line.size:
            parts.append([])
        parts[-1].append(word)
    return parts
