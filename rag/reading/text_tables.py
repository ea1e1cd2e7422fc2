"""Tables in a plain text: columns set apart by spaces or tabs, by ``|``, or in frames of ``+---+``.

Rules of dashes belong to no row. Columns of spaces are a table only where no cell of one reaches
into another, and cells stand in line. Prose with wide spaces, lists, code, verse and tables of
contents with leaders are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.document.model import BlockKind, Span
from rag.reading.aligned_rows import is_rule, margin, read_table
from rag.reading.blocks import Block
from rag.reading.lines import Lines

_LEAST_LINES = 3
_MOST_LINES_OF_A_ROW = 6
_INDENTED = 4  # blanks by which a line that goes on in a cell is set in
_GAP = re.compile(r"\S(?: {2,}|[ ]*\t\s*)\S")
_PIPE_RULE = re.compile(r"[|+ \t]*:?[-=]{2,}[-=:|+ \t]*")
_CODE = re.compile(r"\|\||[{};]|&&|=>|->|\(\)")


def with_tables(text: str, runs: Sequence[Lines]) -> Iterator[Lines]:
    """The runs of lines, with the tables among them read as rows, apart from what is about them."""
    for run in runs:
        if run.read or run.heading or len(run.lines) < 2:
            yield run
        else:
            yield from _apart(text, run)


def _apart(text: str, run: Lines) -> Iterator[Lines]:
    """A run cut at the tables in it."""
    at = 0
    for start, end, spans, headed in _tables(text, run.lines):
        if start > at:
            yield _part(run, at, start)
        header = spans[0] if headed else None
        rows = [
            Block(BlockKind.ROW, span, 0, context=header if number else None)
            for number, span in enumerate(spans)
        ]
        gap = 0 if start else run.gap
        rows[0] = Block(BlockKind.ROW, spans[0], gap)
        yield Lines(run.lines[start:end], gap, read=tuple(rows))
        at = end
    if at < len(run.lines):
        yield _part(run, at, len(run.lines)) if at else run


def _part(run: Lines, start: int, end: int) -> Lines:
    return Lines(run.lines[start:end], 0 if start else run.gap, goes_on=run.goes_on and not start)


def _tables(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, int, list[Span], bool]]:
    """Each table: from which line to which, its rows, and whether the first is their header."""
    words = [line.of(text) for line in lines]
    start = tried = 0  # each line is looked at once for either kind
    while start < len(lines):
        end = start
        while start >= tried and end < len(lines) and _may_be_piped(words[end]):
            end += 1
        tried = max(tried, end)
        if spans := _piped_rows(words[start:end], lines[start:end]):
            yield start, end, spans, True
            start = end
            continue
        end = start
        while end < len(lines) and _may_be_aligned(text, lines, start, end):
            end += 1
        # "The following wrote this:" leads in to a list in columns, which has no header.
        led_in = start > 0 and words[start - 1].endswith((":", "："))
        enough = end - start >= _LEAST_LINES
        table = read_table(text, lines[start:end], led_in) if enough else None
        if table:
            yield start, start + table.lines, list(table.rows), table.headed
        start = max(end, start + 1)


def _may_be_piped(words: str) -> bool:
    first = words.find("|")
    return first > 0 or (first == 0 and words.endswith("|")) or _is_frame(words)


def _is_frame(words: str) -> bool:
    return _PIPE_RULE.fullmatch(words) is not None


def _may_be_aligned(text: str, lines: Sequence[Span], start: int, at: int) -> bool:
    """Whether a line may be of a table that opens at ``start``: its cells, a rule, more of one."""
    words = lines[at].of(text)
    if _GAP.search(words) or is_rule(words):
        return True
    return at > start and margin(text, lines[at]) >= margin(text, lines[start]) + _INDENTED


def _piped_rows(words: Sequence[str], lines: Sequence[Span]) -> list[Span]:
    """Rows with ``|`` between the cells; in a frame, what stands between two rules is one row."""
    ruled = list(map(_is_frame, words))
    rows = [line for line, rule in zip(words, ruled, strict=True) if not rule]
    pipes = {line.strip("| \t").count("|") for line in rows}
    framed = all(line.startswith("|") and line.endswith("|") for line in rows)
    if len(rows) < 2 or (not framed and (len(pipes) > 1 or not any(ruled))):
        return []
    if not any(ruled) and len(rows) < _LEAST_LINES:
        return []
    if 2 * sum(_CODE.search(line) is not None for line in rows) >= len(rows):
        return []
    groups: list[list[Span]] = [[]]
    for line, rule in zip(lines, ruled, strict=True):
        if rule:
            groups.append([])
        else:
            groups[-1].append(line)
    groups = [group for group in groups if group]
    longest = max(map(len, groups))
    if sum(ruled) < 4 or longest > _MOST_LINES_OF_A_ROW:  # rules about the header and at the end
        groups = [[line] for group in groups for line in group]
    text = dict(zip(lines, words, strict=True))
    spans = [
        Span(
            group[0].start + _margin(text[group[0]]),
            group[-1].end - _margin(text[group[-1]][::-1]),
        )
        for group in groups
        if any(text[line].strip("| \t") for line in group)
    ]
    return spans if len(spans) > 1 else []


def _margin(words: str) -> int:
    return len(words) - len(words.lstrip("| \t"))
