"""Tables that the tags of a PDF tell, whatever is drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rag.reading.pdf.lines import lines_of
from rag.reading.pdf.tables import Cell, Table, header_of
from rag.reading.pdf.words import Word


def tagged_tables(
    words: Sequence[Word], cells: Mapping[int, Sequence[Sequence[int]]]
) -> tuple[list[Table], list[Word]]:
    """The tables, and the words outside of them; ``cells`` are those of each table, row by row.

    A table of one column or row says nothing that its lines do not.
    """
    by_table: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        if word.tag and word.tag.cell:
            by_table[word.tag.table].append(word)
    tables: list[Table] = []
    taken: set[int] = set()
    for number, held in by_table.items():
        found = list(_tables(held, cells.get(number, ())))
        if found:
            tables += found
            taken.add(number)
    outside = [w for w in words if not (w.tag and w.tag.cell and w.tag.table in taken)]
    return tables, outside


def _tables(words: Sequence[Word], rows: Sequence[Sequence[int]]) -> Iterator[Table]:
    """The parts of a table, of which each next begins in another column."""
    held: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        if word.tag:
            held[word.tag.cell].append(word)
    filled = [[held.get(cell, []) for cell in row] for row in rows if any(c in held for c in row)]
    width = max(map(len, filled), default=0)
    if sum(sum(map(bool, row)) > 1 for row in filled) < min(2, len(filled)) or not filled:
        return
    part: list[list[list[Word]]] = []
    for row in filled:
        if part and _top(row) < _top(part[-1]):
            yield _table(part, width)
            part = []
        part.append(row)
    yield _table(part, width)


def _top(row: Sequence[Sequence[Word]]) -> float:
    return min(word.top for cell in row for word in cell)


def _table(rows: Sequence[Sequence[list[Word]]], width: int) -> Table:
    found = [
        tuple(Cell(tuple(lines_of(cell))) for cell in [*row, *[[]] * (width - len(row))])
        for row in rows
    ]
    words = [word for row in rows for cell in row for word in cell]
    marked = [all(w.tag and w.tag.heads for cell in row for w in cell) for row in rows]
    last = next((n for n, heads in enumerate(marked) if not heads), len(rows)) - 1
    untold = not any(w.tag and w.tag.heads for w in words)
    return Table(
        tuple(found),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
        header_of(found) if untold else last if last >= 0 else None,
    )
