"""The lines of a text as they stand on its pages, and what stands about each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.document.model import Span
from rag.reading.lines import each_line, interrupts

LONGEST_MARK = 120
"""Characters of a running head."""

_EDGE = 3  # lines at the top and at the foot of a page that may be its marks
_LINE_OF_PROSE = 30  # characters: a page ends with a full line where a sentence goes on
_ENDS = re.compile(r"[.!?。！？][\"'”’»)\]]*\Z")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line that is not blank; ``alone`` says whether a blank one, or an edge, is beside it."""

    span: Span
    words: str
    number: int
    page: int
    from_top: int
    from_foot: int
    alone_above: bool
    alone_below: bool

    @property
    def is_alone(self) -> bool:
        return self.alone_above or self.alone_below

    @property
    def stands_alone(self) -> bool:
        return self.alone_above and self.alone_below

    @property
    def is_at_edge(self) -> bool:
        return min(self.from_top, self.from_foot) < _EDGE


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines, and for each the nearest before and behind it that can be no mark of a page."""

    lines: Sequence[PageLine]
    before: Sequence[int | None]
    behind: Sequence[int | None]

    @property
    def pages(self) -> int:
        return self.lines[-1].page + 1

    def interrupts(self, line: int) -> bool:
        """Whether a sentence goes on over the line."""
        before, behind = self.before[line], self.behind[line]
        if before is None or behind is None:
            return False
        last = self.lines[before].words
        return len(last) >= _LINE_OF_PROSE and interrupts(last, self.lines[behind].words)

    def follows_prose(self, line: int) -> bool:
        """Whether a sentence ends before the line, or goes on over it."""
        before = self.before[line]
        ended = before is not None and _ENDS.search(self.lines[before].words) is not None
        return ended or self.interrupts(line)

    def has_same_words_beside(self, lines: Sequence[int]) -> bool:
        """Whether each of several lines has the same head above it, or below it."""
        for step in (-1, 1):
            beside = [line + step for line in lines if 0 <= line + step < len(self.lines)]
            heads = {folded(self.lines[each].words) for each in beside}
            if len(heads) == 1 and len(beside) == len(lines) > 1:
                return may_be_head(self.lines[beside[0]])
        return False

    def often_interrupts(self, lines: Sequence[int]) -> bool:
        """Whether at least a third of the lines cut a sentence in two."""
        return 3 * sum(map(self.interrupts, lines)) >= len(lines) > 0


def read_lines(text: str) -> list[PageLine]:
    found: list[tuple[Span, int, int, bool, bool]] = []
    page, blank = 0, True
    for number, (span, line) in enumerate(each_line(text), 1):
        margin = len(line) - len(line.lstrip())
        if not len(span):
            page += line.count("\f")
            if found and not blank:
                found[-1] = (*found[-1][:4], True)
            blank = True
            continue
        page += line[:margin].count("\f")
        found.append((span, number, page, blank or "\f" in line[:margin], False))
        page += line[margin:].count("\f")
        blank = "\f" in line[margin:]
    if found:
        found[-1] = (*found[-1][:4], True)
    sizes = Counter(page for _, _, page, _, _ in found)
    seen: Counter[int] = Counter()
    lines = []
    for span, number, page, above, below in found:
        top = seen[page]
        seen[page] += 1
        words = span.of(text)
        lines.append(PageLine(span, words, number, page, top, sizes[page] - 1 - top, above, below))
    return lines


def page_text(lines: Sequence[PageLine], counted: set[int], words: Counter[str]) -> PageText:
    """The lines with their neighbours, over those that may be numbers or come several times."""
    may_be = [
        i in counted or (words[folded(line.words)] > 2 and may_be_head(line))
        for i, line in enumerate(lines)
    ]
    before: list[int | None] = []
    last = None
    for index, skipped in enumerate(may_be):
        before.append(last)
        last = last if skipped else index
    behind: list[int | None] = []
    last = None
    for index in range(len(lines) - 1, -1, -1):
        behind.append(last)
        last = last if may_be[index] else index
    return PageText(lines, before, behind[::-1])


def folded(words: str) -> str:
    return " ".join(words.casefold().split())


def may_be_head(line: PageLine) -> bool:
    """Whether it is no label or sentence; one that stands alone may be a notice at the foot."""
    if not any(map(str.isalpha, line.words)) or line.words[-1] in ":：,;":
        return False
    return _ENDS.search(line.words) is None or (line.page > 0 and line.stands_alone)
