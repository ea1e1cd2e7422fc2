"""HTML's tables: those of data as rows; those that only lay out a page are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.document.anchors import Anchor
from rag.document.model import BlockKind
from rag.reading.drafts import Draft
from rag.reading.html_tree import Element
from rag.reading.inline import Inline
from rag.reading.table_grid import Cell, header_rows, laid_out, row_inline

_MOST_SPAN = 65_534
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MOSTLY = 0.5


@dataclass(slots=True)
class OpenTable:
    """A table whose rows are being read."""

    rows: list[list[Cell]] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    in_row: bool = False

    def begin_row(self) -> None:
        self.rows.append([])
        self.in_row = True

    def add(self, cell: Element, inline: Inline) -> None:
        """The next cell of the row."""
        rows, columns = _span(cell.get("rowspan")), _span(cell.get("colspan"))
        heads = cell.tag == "th"
        self.rows[-1].append(Cell(inline, rows or _MOST_SPAN, columns or 1, heads))

    def end_row(self, anchor: Anchor) -> None:
        self.anchors.append(anchor)
        self.in_row = False

    def drafts(self) -> Iterator[Draft]:
        """The rows as blocks, each with the header that it is read with."""
        grid = laid_out(self.rows)
        heads = header_rows(grid)
        header: Draft | None = None
        first = True
        for number, cells in enumerate(grid):
            if _stands_in_the_next(self.rows[number], grid, number):
                continue
            if not any(cell.inline.text.strip() for cell in self.rows[number]):
                continue
            inline = row_inline(cells)
            context = None if number < heads else header
            draft = Draft(
                BlockKind.ROW, inline, self.anchors[number], gap=int(first), context=context
            )
            yield draft
            first = False
            if number < heads:
                header = draft


def is_layout(table: Element) -> bool:
    """Whether a table only lays out a page: it says so, has one column, or holds what no cell does:
    headings, or tables with most of its words."""
    if table.get("role") in ("presentation", "none"):
        return True
    widest = length = nested = 0
    headings = headed = False
    pending: list[tuple[Element, bool]] = [(table, False)]
    while pending:
        element, inside = pending.pop()
        headings = headings or element.tag in _HEADINGS
        headed = headed or (element.tag == "th" and not inside)
        cells = 0
        for child in element.children:
            if isinstance(child, str):
                words = len(child.strip())
                length, nested = length + words, nested + words * inside
            else:
                pending.append((child, inside or child.tag == "table"))
                cells += child.tag in ("td", "th")
        if not inside:
            widest = max(widest, cells)
    return widest < 2 or (not headed and (headings or nested > _MOSTLY * length))


def _span(value: str) -> int:
    """How many rows or columns a cell says that it takes, 0 for all that follow."""
    value = value.strip()
    if not (value.isascii() and value.isdecimal()) or len(value) > 5:
        return 1
    return min(int(value), _MOST_SPAN)


def _stands_in_the_next(row: list[Cell], grid: list[list[Cell]], number: int) -> bool:
    """Whether all that a row says stands again in the next, which its cells reach into."""
    if number + 1 == len(grid) or any(cell.rows == 1 for cell in row):
        return False
    said = [cell.inline.text for cell in grid[number]]
    again = [cell.inline.text for cell in grid[number + 1]]
    return len(said) <= len(again) and all(
        not one.strip() or one == other for one, other in zip(said, again, strict=False)
    )
