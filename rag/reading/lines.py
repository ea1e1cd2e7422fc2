"""The lines of a plain text, in runs without a blank one between."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rag.document.model import Span
from rag.reading.blocks import Block, Heading

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？：；][\"'”’»)\]」』*_⁰¹²³⁴⁵⁶⁷⁸⁹]*\Z")


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines without a blank one between; ``gap`` counts the blank lines before them.

    ``heading`` is set where they are a heading, and then nothing else. ``read`` are the blocks that
    they were read as, where that is known already. ``goes_on`` says that a page break before them
    interrupted the sentence that they open with.
    """

    lines: tuple[Span, ...]
    gap: int
    heading: Heading | None = None
    read: tuple[Block, ...] = ()
    goes_on: bool = False

    @property
    def span(self) -> Span:
        return Span(self.lines[0].start, self.lines[-1].end)


def each_line(text: str) -> Iterator[tuple[Span, str]]:
    """Each line's place without the white space around it, and the line as it is.

    A blank line has an empty span. What ends with a line end has no line behind it.
    """
    for match in _LINE.finditer(text):
        line = match[0]
        if not line and match.start() and text[match.start() - 1] not in "\r\n":
            continue  # the end of a last line without a line end
        content = line.strip()
        start = match.start() + len(line) - len(line.lstrip()) if content else match.start()
        yield Span(start, start + len(content)), line


def interrupts(before: str, after: str) -> bool:
    """Whether a sentence goes on from one line to another: it has not ended, and none opens."""
    if not before or not after or _ENDS_SENTENCE.search(before):
        return False
    return after[0].islower() or (before[-1] in "-,\u00ad" and after[0].isalpha())


def runs_of_lines(text: str, left_out: Collection[int] = ()) -> list[Lines]:
    """The runs; lines that start at the offsets of ``left_out`` belong to none.

    A page break, which is a form feed or a line left out, ends a run. Where nothing but white space
    stands there and a sentence goes on over it, it does not. However many blank lines stand about
    it, they are one.
    """
    runs: list[tuple[list[Span], int, bool]] = []
    last: Span | None = None
    gap, broken, apart = 0, False, False  # apart: more than white space stands in between
    for span, line in each_line(text):
        if not len(span) or span.start in left_out:
            gap += 1
            broken |= bool(len(span)) or "\f" in line
            apart |= bool(len(span))
            continue
        margin = len(line) - len(line.lstrip())
        broken |= "\f" in line[:margin]
        goes_on = broken and last is not None and interrupts(last.of(text), span.of(text))
        if last is None or ((gap or broken) and (apart or not goes_on)):
            runs.append(([], min(gap, 1) if broken and last else gap, goes_on))
        runs[-1][0].append(span)
        last, gap, apart = span, 0, False
        broken = "\f" in line[margin:]
    return [Lines(tuple(lines), gap, goes_on=goes_on) for lines, gap, goes_on in runs]
