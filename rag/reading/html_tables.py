"""HTML's tables: those of data as rows; those that only lay out a page are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.document.anchors import Anchor
from rag.document.model import BlockKind
from rag.reading.drafts import Draft
from rag.reading.html_tree import Element
from rag.reading.inline import Inline
from rag.reading.table_grid import Cell, header_rows, laid_out, row_inline

_MOST_SPAN = 65_534
_CELLS = frozenset({"td", "th"})
_PARTS = frozenset("h1 h2 h3 h4 h5 h6 table p div ul ol section article".split())
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_LONGEST_DATUM = 500  # characters of a cell with several blocks in it
_MOST_ELEMENTS = 1000  # of one


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
        head_cells: Sequence[Cell] = ()
        first = True
        for number, cells in enumerate(grid):
            if _stands_in_the_next(self.rows[number], grid, number):
                continue
            if not any(cell.inline.text.strip() for cell in self.rows[number]):
                continue
            is_head = number < heads or (
                number + 1 < len(grid) and _heads_below(self.rows[number], cells, head_cells)
            )
            draft = Draft(
                BlockKind.ROW,
                row_inline(cells),
                self.anchors[number],
                gap=int(first),
                context=None if is_head else header,
            )
            yield draft
            first = False
            if is_head:
                header, head_cells = draft, cells


def _heads_below(own: Sequence[Cell], cells: Sequence[Cell], above: Sequence[Cell]) -> bool:
    """Whether a row among others is the header of those below it: all its cells say that they are.

    One of nothing but numbers under a header without any is a sum that is printed like one.
    """
    if len(own) < 2 or not all(cell.heads for cell in cells):
        return False
    behind = [cell.inline.text for cell in cells[1:]]
    numbers = all(_DIGIT.search(_YEAR.sub("", text)) for text in behind)
    numbers_above = any(_DIGIT.search(cell.inline.text) for cell in above[1:])
    return not above or not numbers or numbers_above


def is_layout(table: Element) -> bool:
    """Whether a table only lays out a page: it says so, has one column, or without header cells
    holds what is no datum."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = [
        [cell for cell in row.children if isinstance(cell, Element) and cell.tag in _CELLS]
        for row in _rows(table)
    ]
    if all(len(cells) < 2 for cells in rows):
        return True
    if any(cell.tag == "th" for cells in rows for cell in cells):
        return False
    return any(_is_part_of_page(cell) for cells in rows for cell in cells)


def _is_part_of_page(cell: Element) -> bool:
    """Whether a cell holds headings, tables or paragraphs, and many words, as no datum does."""
    length = blocks = 0
    for number, element in enumerate(cell.elements()):
        length += sum(len(child.strip()) for child in element.children if isinstance(child, str))
        blocks += element.tag in _PARTS
        if (blocks > 1 and length > _LONGEST_DATUM) or number > _MOST_ELEMENTS:
            return True
    return False


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, without those of tables in it."""
    for child in table.children:
        if isinstance(child, Element):
            if child.tag == "tr":
                yield child
            elif child.tag in ("thead", "tbody", "tfoot"):
                yield from (c for c in child.children if isinstance(c, Element) and c.tag == "tr")


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
