"""Tables: cells in rows, found between drawn lines or by how words stand under one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.reading.dates import read_date
from rag.reading.pdf.gutters import Gap, split
from rag.reading.pdf.lines import Line, lines_of
from rag.reading.pdf.words import Word

_MOST_HEADERS = 3  # rows
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE, _BEHIND = re.compile(r"[$€£¥₹(]{1,2}"), re.compile(r"[%)]{1,2}")
_PITCH = 1.45  # sizes: rows that stand no further apart may be lines of one cell


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines in a cell; a merged one takes ``columns`` columns and ``rows`` rows."""

    lines: tuple[Line, ...]
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, in the frame of reading; ``header`` is the row that heads those below it."""

    rows: tuple[tuple[Cell, ...], ...]
    left: float
    top: float
    right: float
    bottom: float
    header: int | None = None


def table_of_columns(rows: Sequence[Sequence[Word]], gutters: Sequence[Gap]) -> Table | None:
    """The table whose columns the gutters part; None where hardly a row has two cells.

    A row without a first cell right under another goes on the cells of that.
    """
    found: list[list[list[Word]]] = []
    last_baseline = 0.0
    for row in rows:
        cells = split(row, gutters)
        baseline = max(word.baseline for word in row)
        size = max(word.size for word in row)
        goes_on = found and not cells[0] and baseline - last_baseline <= _PITCH * size
        if goes_on and all(found[-1][n] for n, cell in enumerate(cells) if cell):
            for n, cell in enumerate(cells):
                found[-1][n] += cell
        else:
            found.append([list(cell) for cell in cells])
        last_baseline = baseline
    words = [word for row in rows for word in row]
    # White space beside the table is a gutter, too, where the text around it is wider.
    filled = [n for n in range(len(gutters) + 1) if any(row[n] for row in found)]
    cells_of = [tuple(Cell(tuple(lines_of(row[n]))) for n in filled) for row in found]
    if sum(sum(bool(cell.lines) for cell in row) > 1 for row in cells_of) < 2:
        return None
    return Table(
        tuple(cells_of),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
        header_of(cells_of),
    )


def with_signs_joined(table: Table) -> Table:
    """The table; a column of nothing but signs such as "$" or "%" is part of
    the column that they belong to.

    A cell that reaches over both is as good as one of the column that has words.
    """
    rows = [list(row) for row in table.rows]
    column = 0
    while rows and column < min(map(len, rows)):
        before, behind = _is_of_signs(rows, column, _BEFORE), _is_of_signs(rows, column, _BEHIND)
        target = column + 1 if before else column - 1
        if (before or behind) and 0 <= target < min(map(len, rows)):
            for row in rows:
                first, second = sorted((column, target))
                row[first : second + 1] = [_as_one(row[first], row[second])]
        else:
            column += 1
    return replace(table, rows=tuple(map(tuple, rows)))


def _is_of_signs(rows: Sequence[Sequence[Cell]], column: int, signs: re.Pattern[str]) -> bool:
    """Whether a column holds nothing else, cells that reach over it and the next aside."""
    own = [row[column].text for row in rows if row[column].columns == 1 and row[column].lines]
    return bool(own) and all(signs.fullmatch(text) for text in own)


def _as_one(first: Cell, second: Cell) -> Cell:
    lines = [*first.lines, *second.lines]
    joined = tuple(lines_of([word for line in lines for word in line.words]))
    columns = max(first.columns - 1, second.columns, 1)
    return Cell(joined, columns, max(first.rows, second.rows))


def header_of(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The row that heads those below it: it has two cells or more, and no number among them.

    Of several such rows at the top it is the last, if those above have fewer cells, as headings
    over several columns do.
    """
    found: int | None = None
    cells = 0
    for place, row in enumerate(rows[: min(_MOST_HEADERS, len(rows) - 1)]):
        filled = [cell.text for cell in row if cell.text]
        if any(map(_is_number, filled)) or (found is not None and len(filled) <= cells):
            break
        if len(filled) > 1:
            found, cells = place, len(filled)
    return found


def _is_number(text: str) -> bool:
    if _YEAR.fullmatch(text) or read_date(text, None):
        return False
    return any(map(str.isdigit, text)) and sum(map(str.isalpha, text)) * 2 < len(text)
