"""A table as rows of cells, each under its column, whatever cells reach over several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rag.reading.inline import Inline

_BETWEEN = " | "
_DIGIT = re.compile(r"\d")
_MOST_REPEATED = 20_000
"""How many characters and places cells of a table may be written in again; beyond that each stands
where it is written. Without a bound, a few cells could say that they reach over a million."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, how many rows and columns it takes, and whether it is a header."""

    inline: Inline
    rows: int = 1
    columns: int = 1
    heads: bool = False


def laid_out(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The cells of each row by column. A cell that takes several rows stands in each of them, one
    that takes several columns too, unless it takes the whole row."""
    width = max((sum(cell.columns for cell in row) for row in rows), default=0)
    grid = _Grid(width)
    return [grid.row(row) for row in rows]


@dataclass(slots=True)
class _Grid:
    """A table in the making: by column, the cells that reach down and for how many rows more."""

    width: int
    allowance: int = _MOST_REPEATED
    reaching: dict[int, tuple[Cell, int]] = field(default_factory=dict)

    def row(self, cells: Sequence[Cell]) -> list[Cell]:
        """The next row."""
        line: list[Cell] = []
        last = max(self.reaching, default=-1)
        alone = len(cells) == 1 and not self.reaching and cells[0].columns >= self.width
        for cell in cells:
            self._fill(line, last, to_gap=True)
            at = len(line)
            line.append(cell)
            if not alone:
                line += self._again(cell, cell.columns - 1)
            if cell.rows > 1:
                self.reaching |= dict.fromkeys(range(at, len(line)), (cell, cell.rows - 1))
        self._fill(line, last, to_gap=False)
        return line

    def _fill(self, line: list[Cell], last: int, to_gap: bool) -> None:
        """Write the cells that reach down from above: to the first free place, or all."""
        while len(line) <= last:
            at = len(line)
            cell, rows = self.reaching.pop(at, (None, 0))
            if cell is None and to_gap:
                return
            again = self._again(cell or Cell(Inline("")), 1)
            if not again:
                self.reaching.clear()
                return
            line += again
            if cell is not None and rows > 1:
                self.reaching[at] = cell, rows - 1

    def _again(self, cell: Cell, times: int) -> list[Cell]:
        """The cell written so many times more, as far as may be; what it leaves out and links to is
        told once."""
        again = replace(cell, inline=replace(cell.inline, links=(), left_out=(), label=None))
        cost = len(cell.inline.text) + 1
        times = min(times, max(0, self.allowance) // cost)
        self.allowance -= times * cost
        return [again] * times


def row_inline(cells: Sequence[Cell]) -> Inline:
    """A row on one line, "|" between its cells; their links stay."""
    links: list[tuple[int, int, str]] = []
    parts: list[str] = []
    length = 0
    for cell in cells:
        inline = replace(cell.inline, line_starts=()).stripped()
        links += ((length + a, length + b, url) for a, b, url in inline.links)
        parts.append(inline.text.replace("\n", " "))
        length += len(inline.text) + len(_BETWEEN)
    left_out = tuple(each for cell in cells for each in cell.inline.left_out)
    return Inline(_BETWEEN.join(parts), links=tuple(links), left_out=left_out)


def header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top of a table are its header.

    Those whose cells all say that they are; where no cell does, the first row, if it has no digits
    and some column has them in all rows below.
    """
    heads = 0
    while heads < len(rows) - 1 and len(rows[heads]) > 1 and all(c.heads for c in rows[heads]):
        heads += 1
    if heads or any(cell.heads for row in rows for cell in row) or len(rows) < 3:
        return heads
    first, *below = ([bool(_DIGIT.search(cell.inline.text)) for cell in row] for row in rows)
    if any(first) or not all(cell.inline.text.strip() for cell in rows[0]):
        return 0
    columns = range(1, len(first))
    return int(any(all(c < len(row) and row[c] for row in below) for c in columns))
