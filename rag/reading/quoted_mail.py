"""What a plain text quotes behind ``>``, as mails do: quotations, and the items in them.

A paragraph of it opens behind its first mark. Where it goes on over lines, the marks of these lie
in its span, since a span is one piece of the text; they are white space to whatever looks for
sentences, so none opens or ends with a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.document.model import BlockKind, Span
from rag.reading.blocks import Block
from rag.reading.lines import Lines
from rag.reading.sentences import MARKER

_MARK = re.compile(r"(?:>[ \t]{0,3})+")
_INNER_MARK = re.compile(r"(?<=[\r\n])[ \t]*(?:>[ \t]{0,3})+")
_PROMPT = re.compile(r">>>\s")
_COMPARED = re.compile(r">\s?[\d=€$£]")  # "> 50 percent", at the head of a line by chance


def with_quotations(text: str, runs: Sequence[Lines]) -> Iterator[Lines]:
    """The runs of lines; those behind marks are read as quotations, apart from the reply."""
    for run in runs:
        if run.read or run.heading:
            yield run
        else:
            yield from _apart(text, run)


def blank_marks(text: str, block: Block) -> Iterator[tuple[int, str]]:
    """What to write over the marks inside a quotation, with the offset of each."""
    start = block.span.start
    first = start
    while first and text[first - 1] in "> \t":
        first -= 1
    if ">" in text[first:start] and (first == 0 or text[first - 1] in "\r\n\f"):
        for mark in _INNER_MARK.finditer(text, start, block.span.end):
            yield mark.start(), " " * len(mark[0])


def _apart(text: str, run: Lines) -> Iterator[Lines]:
    at = 0
    for quoted, group in groupby(range(len(run.lines)), lambda n: text[run.lines[n].start] == ">"):
        numbers = list(group)
        start, end = numbers[0], numbers[-1] + 1
        if not quoted or not _is_quotation(text, run.lines, start, end):
            continue
        if start > at:
            yield _part(run, at, start)
        gap = 0 if start else run.gap
        blocks = tuple(_blocks(text, run.lines[start:end], gap))
        yield Lines(run.lines[start:end], gap, read=blocks)
        at = end
    if at < len(run.lines):
        yield _part(run, at, len(run.lines)) if at else run


def _part(run: Lines, start: int, end: int) -> Lines:
    return Lines(run.lines[start:end], 0 if start else run.gap, goes_on=run.goes_on and not start)


def _is_quotation(text: str, lines: Sequence[Span], start: int, end: int) -> bool:
    """Whether lines that open with ``>`` are quoted; a prompt or a comparison is not."""
    words = [line.of(text) for line in lines[start:end]]
    if all(map(_PROMPT.match, words)) or not any(_MARK.sub("", line, count=1) for line in words):
        return False
    if len(words) > 1:
        return True
    led_in = start > 0 and lines[start - 1].of(text).endswith((":", "："))
    return led_in or (start == 0 and _COMPARED.match(words[0]) is None)


def _blocks(text: str, lines: Sequence[Span], gap: int) -> Iterator[Block]:
    """The paragraphs and items that quoted lines are; another depth, or a bare mark, ends one."""
    paragraph: list[Span] = []
    depth = 0

    def ended() -> Iterator[Block]:
        nonlocal gap
        if paragraph:
            span = Span(paragraph[0].start, paragraph[-1].end)
            is_item = MARKER.match(text, span.start, span.end) is not None
            kind = BlockKind.ITEM if is_item else BlockKind.QUOTATION
            yield Block(kind, span, gap)
            paragraph.clear()
            gap = 0

    for line in lines:
        mark = _MARK.match(text, line.start, line.end)
        end = mark.end() if mark else line.start
        here = mark[0].count(">") if mark else 0
        content = Span(end, line.end)
        if here != depth or not len(content) or MARKER.match(text, end, line.end):
            yield from ended()
        if len(content):
            paragraph.append(content)
        else:
            gap = 1
        depth = here
    yield from ended()
