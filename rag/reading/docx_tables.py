"""Word's tables as rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.document.anchors import Anchor
from rag.document.model import BlockKind
from rag.reading.docx_package import attribute, child, is_on, name_of, number, value
from rag.reading.docx_styles import Styles
from rag.reading.drafts import Draft
from rag.reading.inline import Inline
from rag.reading.table_grid import Cell, header_rows, laid_out, row_inline
from rag.reading.xml_tree import Element

_MOST_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class ReadCell:
    """What a cell says, the place of its first paragraph, and whether all of it is emphasised."""

    inline: Inline
    anchor: Anchor
    emphasised: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell before it is read: its column and width, whether it goes on the one above, and whether
    ones below may go on it."""

    element: Element
    column: int
    columns: int
    goes_on: bool
    restarts: bool


def rows_of(table: Element) -> Iterator[Element]:
    """The rows of a table, those in controls too."""
    pending = list(reversed(list(table)))
    while pending:
        each = pending.pop()
        if name_of(each) == "w:tr":
            yield each
        elif name_of(each) in ("w:sdt", "w:sdtContent", "w:ins", "w:customXml"):
            pending += reversed(list(each))


def is_deleted(row: Element) -> bool:
    return child(row, "w:trPr", "w:del") is not None


def cells_of(row: Element) -> Iterator[Element]:
    """The cells of a row, in controls too."""
    pending = list(reversed(list(row)))
    while pending:
        each = pending.pop()
        if name_of(each) == "w:tc":
            yield each
        elif name_of(each) in ("w:sdt", "w:sdtContent", "w:ins", "w:customXml"):
            pending += reversed(list(each))


def table_drafts(
    table: Element,
    styles: Styles,
    read: Callable[[Element], ReadCell],
    leave_out: Callable[[str, Element], None],
) -> Iterator[Draft]:
    """The rows of a table as blocks, each with the header that it is read with.

    ``read`` reads a cell; ``leave_out`` is told of rows that are deleted, and of cells that another
    covers.
    """
    elements = list(rows_of(table))
    places = [list(_places(row)) for row in elements]
    below = _rows_below(places)
    rows: list[list[Cell]] = []
    anchors: list[Anchor | None] = []
    heads_first = _heads_first(table, styles)
    for at, row in enumerate(places):
        if is_deleted(elements[at]):
            leave_out("deleted", elements[at])
            continue
        before = number(value(elements[at], "w:trPr", "w:gridBefore"))
        cells = [Cell(Inline(""))] * min(before, _MOST_COLUMNS)
        given: list[tuple[_Place, ReadCell]] = []
        for place in row:
            if place.goes_on:
                leave_out("covered", place.element)
            else:
                given.append((place, read(place.element)))
        said = is_on(child(elements[at], "w:trPr"), "w:tblHeader")
        emphasised = bool(given) and all(cell.emphasised for _, cell in given)
        heads = said or (not rows and len(places) > 1 and (heads_first or emphasised))
        for place, cell in given:
            rows_down = 1 + (below[at].get(place.column, 0) if place.restarts else 0)
            cells.append(Cell(cell.inline, rows_down, place.columns, heads))
        rows.append(cells)
        anchors.append(given[0][1].anchor if given else None)
    yield from _drafts(rows, anchors)


def _drafts(rows: Sequence[Sequence[Cell]], anchors: Sequence[Anchor | None]) -> Iterator[Draft]:
    grid = laid_out(rows)
    heads = header_rows(grid)
    header: Draft | None = None
    first, last = True, Anchor()
    for at, cells in enumerate(grid):
        last = anchors[at] or last
        if not any(cell.inline.text.strip() for cell in rows[at]):
            continue
        context = None if at < heads else header
        draft = Draft(BlockKind.ROW, row_inline(cells), last, gap=int(first), context=context)
        yield draft
        first = False
        if at < heads:
            header = draft


def _heads_first(table: Element, styles: Styles) -> bool:
    """Whether the style of a table prints its first row as a header."""
    look = child(table, "w:tblPr", "w:tblLook")
    bits = attribute(look, "w:val")
    try:
        switched = bool(int(bits, 16) & 0x20) if 0 < len(bits) <= 4 else False
    except ValueError:
        switched = False
    on = attribute(look, "w:firstRow") in ("1", "true", "on") or switched
    return on and styles.of_run(value(table, "w:tblPr", "w:tblStyle")).heads_rows


def _places(row: Element) -> Iterator[_Place]:
    column = number(value(row, "w:trPr", "w:gridBefore"))
    for cell in cells_of(row):
        columns = min(max(1, number(value(cell, "w:tcPr", "w:gridSpan"), 1)), _MOST_COLUMNS)
        merge = child(cell, "w:tcPr", "w:vMerge")
        restarts = attribute(merge, "w:val") == "restart"
        yield _Place(cell, column, columns, merge is not None and not restarts, restarts)
        column += columns


def _rows_below(places: Sequence[Sequence[_Place]]) -> list[dict[int, int]]:
    """For each row, by column, how many of the rows below go on what stands there."""
    found: list[dict[int, int]] = []
    below: dict[int, int] = {}
    for row in reversed(places):
        found.append(below)
        below = {place.column: below.get(place.column, 0) + 1 for place in row if place.goes_on}
    return found[::-1]
