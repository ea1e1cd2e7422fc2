"""Whether lines are the rows of a table by where their cells stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import east_asian_width

from rag.document.model import Span
from rag.reading.sentences import MARKER

_RULE = re.compile(r"[-=–—_]{2,}(?:[ \t]+[-=–—_]{2,})*+")
_CELL = re.compile(r"\S+(?: \S+)*+")
_LEADERS = re.compile(r"\.{4,}|(?: \.){3,}|…")
_CODE = re.compile(r"[{};]|[=!<>]=|=>|->|\(\)|(?:^|\s)=(?:\s|$)|::|//|\A[$%#>]{1,3} ")
_NUMBER = re.compile(r"[-+(~≈<>€$£¥]*\d[\d.,:/% €$£¥)–-]*(?:[a-zA-Z%°]{1,4})?|[-–—]|n/?a", re.I)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_ENDS_PROSE = re.compile(r"[,;!?]\Z|[^\W\d_A-Z]{3}\.\Z")
_IN_LINE = 1  # characters by which cells that stand in line may differ
_TAB = 1000  # columns that a tab is as wide as: the cells between tabs are counted, not measured
_MOST_HEADER_LINES = 3
_LEAST_ROWS = 3  # without a rule
_MOST_WORDS = 5  # of a cell on average, where no rule says that it is a table


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    end: int
    words: str

    @property
    def is_number(self) -> bool:
        return _NUMBER.fullmatch(self.words) is not None


@dataclass(slots=True)
class _Row:
    """The lines of a row, of which a cell may take several, and its cells."""

    lines: list[Span]
    cells: list[_Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, whether the first heads the others, and how many lines they take."""

    rows: tuple[Span, ...]
    headed: bool
    lines: int


def is_rule(words: str) -> bool:
    """Whether a line is a rule of dashes, which may leave gaps between columns."""
    return _RULE.fullmatch(words) is not None


def read_table(text: str, lines: Sequence[Span], led_in: bool = False) -> Table | None:
    """The table that lines open with; None where they are prose, or a list in columns.

    ``led_in`` says that the line before leads in to them: then only a rule or numbers show a table.
    """
    words = [line.of(text) for line in lines]
    rules = {number for number, line in enumerate(words) if is_rule(line)}
    rows = _rows(text, lines)
    columns = max((len(row.cells) for row in rows), default=0)
    full = [row for row in rows if len(row.cells) == columns]
    if columns < 2 or len(full) < 2 or any(map(_LEADERS.search, words)):
        return None
    if 2 * sum(_CODE.search(line) is not None for line in words) >= len(words):
        return None
    hulls = _hulls(full)
    if hulls is None:
        return None
    first_rule = min(rules - {0}, default=0)
    head = first_rule - (0 in rules) if first_rule <= _MOST_HEADER_LINES else 0
    read = _joined(rows, hulls, head)
    numbers = any(cell.is_number for row in read for cell in row.cells)
    if not head and ((led_in and not numbers) or _may_be_prose(read, columns)):
        return None
    if len(read) < 2:
        return None
    last = read[-1].lines[-1]
    used = next(n for n, line in enumerate(lines, 1) if line == last)
    while used in rules:  # a rule under the last row
        used += 1
    spans = tuple(Span(row.lines[0].start, row.lines[-1].end) for row in read)
    return Table(spans, head > 0 or _has_header(read, columns), used)


def _rows(text: str, lines: Sequence[Span]) -> list[_Row]:
    """Each line that is no rule, with its cells; none where some have tabs and others have not."""
    rows = [line for line in lines if not is_rule(line.of(text))]
    tabbed = ["\t" in line.of(text) for line in rows]
    if any(tabbed):
        if not all(tabbed):
            return []
        several = any("\t\t" in line.of(text) for line in rows)
        return [_Row([line], _between_tabs(text, line, several)) for line in rows]
    return [_Row([line], _between_spaces(text, line)) for line in rows]


def _between_tabs(text: str, line: Span, several: bool) -> list[_Cell]:
    cells = re.split(r"\t+" if several else r"\t", line.of(text))
    first = 0 if several else text[line.start - margin(text, line) : line.start].count("\t")
    return [
        _Cell(number * _TAB, number * _TAB + 1, cell.strip())
        for number, cell in enumerate(cells, first)
        if cell.strip()
    ]


def _between_spaces(text: str, line: Span) -> list[_Cell]:
    left, words = margin(text, line), line.of(text)
    found = list(_CELL.finditer(words))
    if words.isascii():
        return [_Cell(left + cell.start(), left + cell.end(), cell[0]) for cell in found]
    wide = [0, *accumulate(1 + (east_asian_width(sign) in "WF") for sign in words)]
    return [_Cell(left + wide[cell.start()], left + wide[cell.end()], cell[0]) for cell in found]


def margin(text: str, line: Span) -> int:
    """How many blanks stand before a line."""
    start = line.start
    while start and text[start - 1] in " \t":
        start -= 1
    return line.start - start


def _hulls(full: Sequence[_Row]) -> list[tuple[int, int]] | None:
    """From where to where each column reaches; None where one reaches into the next.

    The cells under the first row start, end or have their middle in line, or are numbers.
    """
    hulls: list[tuple[int, int]] = []
    for column in zip(*(row.cells for row in full), strict=True):
        hull = min(cell.start for cell in column), max(cell.end for cell in column)
        if hulls and hulls[-1][1] >= hull[0]:
            return None
        below = column[1:]
        in_line = any(
            max(places) - min(places) <= _IN_LINE
            for places in (
                [cell.start for cell in below],
                [cell.end for cell in below],
                [(cell.start + cell.end) // 2 for cell in below],
            )
        )
        if not in_line and not all(cell.is_number for cell in below):
            return None
        hulls.append(hull)
    return hulls


def _joined(rows: Sequence[_Row], hulls: Sequence[tuple[int, int]], head: int) -> list[_Row]:
    """The rows up to the first line that does not fit; lines of one row are put together."""
    read: list[_Row] = []
    for number, row in enumerate(rows):
        columns = [_column(cell, hulls) for cell in row.cells]
        fits = None not in columns and len(set(columns)) == len(columns)
        goes_on = bool(read) and len(columns) == 1 and fits and columns != [0]
        if not fits or (len(columns) == 1 and not goes_on and number >= head):
            break
        if read and (number < head or (goes_on and not row.cells[0].is_number)):
            read[-1].lines += row.lines
        else:
            read.append(row)
    return read


def _column(cell: _Cell, hulls: Sequence[tuple[int, int]]) -> int | None:
    """The one column that a cell stands in."""
    found = [n for n, (start, end) in enumerate(hulls) if cell.start < end and start < cell.end]
    return found[0] if len(found) == 1 else None


def _may_be_prose(rows: Sequence[_Row], columns: int) -> bool:
    """Whether rows without a rule may be a list, a form, two columns of prose, verse or code."""
    if sum(len(row.lines) > 1 for row in rows) or len(rows) < _LEAST_ROWS:
        return True
    cells = [cell for row in rows for cell in row.cells]
    first = [row.cells[0].words for row in rows]
    if columns == 2 and all(MARKER.match(f"{words} ") for words in first):
        return True
    if columns == 2 and 2 * sum(words.endswith((":", "：")) for words in first) >= len(first):
        return True
    if not all(_opens_cell(cell.words) for cell in rows[0].cells):
        return True
    if 4 * sum(_ENDS_PROSE.search(cell.words) is not None for cell in cells) > len(cells):
        return True
    return sum(len(cell.words.split()) for cell in cells) > _MOST_WORDS * len(cells)


def _opens_cell(words: str) -> bool:
    """Whether a word at the head of a column may be its title: no small letter opens it."""
    return not words[0].islower()


def _has_header(rows: Sequence[_Row], columns: int) -> bool:
    """Whether the first row is a header: where the others have numbers it has none, but years."""
    for column in range(columns):
        cells = [row.cells[column] for row in rows if len(row.cells) == columns]
        first, below = cells[0], cells[1:]
        if not first.is_number or not all(cell.is_number for cell in below):
            continue
        years = [_YEAR.fullmatch(cell.words) is not None for cell in cells]
        if not years[0] or all(years):
            return False
    return True
