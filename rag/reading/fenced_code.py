"""Code between fences in a plain text: a ``#`` in it heads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.document.model import BlockKind, Span
from rag.reading.blocks import Block
from rag.reading.lines import Lines

_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<word>[^`~]*+)")


def with_code(text: str, runs: Sequence[Lines]) -> Iterator[Lines]:
    """The runs, with all from an opening fence to its closing one as one piece of code.

    A fence that none closes is text, as what stands behind it is.
    """
    closing = _closing_fences(text, runs)
    code: list[Span] = []
    gap, end = 0, -1
    for run in runs:
        prose: list[Span] = []
        for line in run.lines:
            if not code and line.start in closing:
                gap, end = 0 if prose else run.gap, closing[line.start]
                if prose:
                    yield Lines(tuple(prose), run.gap, goes_on=run.goes_on)
                    prose = []
            if line.start <= end:
                code.append(line)
            else:
                prose.append(line)
            if line.start == end:
                block = Block(BlockKind.CODE, Span(code[0].start, line.end), gap)
                yield Lines(tuple(code), gap, read=(block,))
                code = []
        if len(prose) == len(run.lines):
            yield run
        elif prose:
            yield Lines(tuple(prose), 0)


def _closing_fences(text: str, runs: Sequence[Lines]) -> dict[int, int]:
    """Where the line of each opening fence starts, and that of the fence which closes it."""
    found: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for run in runs:
        for line in run.lines:
            fence = _FENCE.fullmatch(line.of(text)) if text[line.start] in "`~" else None
            if fence is None or run.read or run.heading:
                continue
            if opened is None:
                opened = line.start, fence["fence"]
            elif fence["fence"].startswith(opened[1]) and not fence["word"].strip():
                found[opened[0]] = line.start
                opened = None
    return found
