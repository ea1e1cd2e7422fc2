"""The cells of a table's rows, whatever stands between them: bars, tabs or wide spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.document.model import Span

Cells = tuple[Span, ...]
"""One span a column, without white space around it; an empty one is an empty cell."""

_RUN = re.compile(r"\S+(?: \S+)*+")


def cells_of(text: str, rows: Sequence[Span]) -> list[Cells | None]:
    """The cells of rows, of which the first heads the others; None for a row that does not fit it.

    One with a bar in a cell, or an empty cell at an end that is not written, has another number of
    cells than the header. Of a row in several lines it cannot be told where a cell goes on.
    """
    lines = [_line(text, row) for row in rows]
    first = lines[0].of(text)
    if "|" in first:
        framed = first.startswith("|") and first.endswith("|") and len(first) > 1
        cells = [_between(text, line, "|", framed) for line in lines]
    elif "\t" in first:
        cells = [
            _between(text, line, r"\t+" if "\t\t" in first else r"\t", False) for line in lines
        ]
    else:
        return _aligned(text, lines)
    width = len(cells[0] or ())
    return [cell if cell and len(cell) == width else None for cell in cells]


def _line(text: str, row: Span) -> Span:
    """The whole line of a row, without white space around it; of several lines as it is."""
    if "\n" in row.of(text):
        return row
    start = text.rfind("\n", 0, row.start) + 1
    end = text.find("\n", row.end)
    end = len(text) if end < 0 else end
    if start < row.start and text[start : row.start].strip("| \t>"):
        start = row.start  # something else stands before it
    if end > row.end and text[row.end : end].strip("| \t\r"):
        end = row.end
    while start < end and text[end - 1] in " \r":
        end -= 1
    while start < end and text[start] in " >":
        start += 1
    return Span(start, end)


def _between(text: str, line: Span, mark: str, framed: bool) -> Cells | None:
    words = line.of(text)
    if "\n" in words:
        return None
    start, end = 0, len(words)
    if framed:
        if not (words.startswith("|") and words.endswith("|") and len(words) > 1):
            return None
        start, end = 1, end - 1
    pattern = re.escape(mark) if mark == "|" else mark
    edges = [start]
    for match in re.compile(pattern).finditer(words, start, end):
        edges += match.span()
    edges.append(end)
    return tuple(
        _stripped(text, line.start + a, line.start + b)
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    )


def _stripped(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def _aligned(text: str, lines: Sequence[Span]) -> list[Cells | None]:
    """Cells under one another: each stands under the one heading whose column it reaches into."""
    runs = [_runs(text, line) for line in lines]
    header = runs[0]
    full = [row for row in runs if row is not None and header and len(row) == len(header)]
    if header is None or not full:
        return [None] * len(lines)
    hulls = [
        (min(row[n][0] for row in full), max(row[n][1] for row in full)) for n in range(len(header))
    ]
    if any(a[1] > b[0] for a, b in pairwise(hulls)):
        return [None] * len(lines)
    return [None if row is None else _under(row, hulls) for row in runs]


_Run = tuple[int, int, Span]


def _runs(text: str, line: Span) -> list[_Run] | None:
    """The words of a line that no two spaces part, with the columns that they stand in."""
    words = line.of(text)
    if "\n" in words:
        return None
    margin = line.start - (text.rfind("\n", 0, line.start) + 1)
    return [
        (
            margin + match.start(),
            margin + match.end(),
            Span(line.start + match.start(), line.start + match.end()),
        )
        for match in _RUN.finditer(words)
    ]


def _under(row: Sequence[_Run], hulls: Sequence[tuple[int, int]]) -> Cells | None:
    cells: list[Span | None] = [None] * len(hulls)
    at = row[0][2].start if row else 0
    for start, end, span in row:
        found = [n for n, (left, right) in enumerate(hulls) if start < right and left < end]
        if len(found) != 1 or cells[found[0]] is not None:
            return None
        cells[found[0]] = span
    return tuple(cell or Span(at, at) for cell in cells)
