"""The lines of a column to paragraphs, by what stands between and beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.reading.mail_heads import opens_known_field
from rag.reading.pdf.text_lines import TextLine

INDENT = 0.7
"""Sizes by which the first line of a paragraph is set in, at least."""
SHORT = 0.25
"""Of a column's width: so much is free behind a line that goes no further."""

_DEEPEST_INDENT = 8.0
_APART = 1.3  # of the usual distance between lines
_LEADING = 1.2  # sizes, where too few lines tell
_DOUBLE, _FARTHEST = 2.2, 3.2  # sizes between lines: double spacing, and no more lines of a text
_EVENLY, _MOSTLY, _GO_ON = 5, 0.6, 0.3  # steps that tell; those alike; lines with a small letter
_SAME_SIZE = 0.07  # of the size, by which lines of a paragraph may differ
_NOISY = 0.3  # of lines with words of many sizes: text recognition, whose sizes say nothing
_UNLIKE = 0.6  # of neighbours of other sizes: the same
_LONGEST_LABEL = 40  # characters in which the name of a memorandum's field and its colon stand
_ENDS = re.compile(r"[.!?…:;。！？：；؟۔][\"'”’»)\]」』*†‡\d]*\Z")
_DASHES = "–—-"
BULLET = re.compile(r"(?:[•·▪◦‣●○■□➢❖✓–—*-]|o(?=\s\s?[A-Z]))\s+(?=\S)")
_NUMBERED = re.compile(
    r"(?:\(?(?P<number>\d{1,3})[.)]|\[(?P<work>\d{1,3})\]|\(?(?P<letter>[a-zA-Z]|[ivxIVX]{1,5})[.)])\s"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together, in a column from ``left`` to ``right``.

    ``flow`` numbers the columns of the document in reading order, and ``gap`` is how far the first
    line stands from the one above it in the same column, as a share of the usual distance.
    """

    lines: tuple[TextLine, ...]
    flow: int
    left: float
    right: float
    gap: float = 1.0
    noisy: bool = False

    @property
    def text(self) -> str:
        """The first line, which tells what the piece is."""
        return self.lines[0].text

    @property
    def size(self) -> float:
        return median([line.size for line in self.lines])

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def length(self) -> int:
        """Characters."""
        return sum(len(line.text) for line in self.lines)


def pieces_of(
    lines: Sequence[TextLine], flow: int, left: float, right: float, tagged: bool
) -> list[Piece]:
    """The paragraphs, headings and items that the lines of one column make.

    ``tagged`` says that the tags of the lines tell paragraphs apart.
    """
    if not lines:
        return []
    column = _Column(lines, left, right, tagged)
    found: list[Piece] = []
    current = [lines[0]]
    gap = 2.0
    for before, line, after in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        if column.breaks(current, before, line, after):
            found.append(Piece(tuple(current), flow, left, right, gap, column.noisy))
            gap = (line.baseline - before.baseline) / column.leading
            current = []
        current.append(line)
    found.append(Piece(tuple(current), flow, left, right, gap, column.noisy))
    return found


class _Column:
    """What is usual in a column, which tells where a paragraph ends."""

    def __init__(self, lines: Sequence[TextLine], left: float, right: float, tagged: bool) -> None:
        self._tagged = tagged
        self._width = right - left
        self._left, self._right = left, right
        self._margin = _usual_edge([line.left for line in lines], lines[0].size)
        opened = [_NUMBERED.match(line.text) for line in lines]
        self._numbers = {int(m["number"] or m["work"] or 0) for m in opened if m}
        steps = [
            (b.baseline - a.baseline) / max(a.size, b.size)
            for a, b in pairwise(lines)
            if b.baseline > a.baseline
        ]
        usual = median(steps) if _is_double_spaced(lines, steps) else _LEADING
        near = [step for step in steps if step < max(_DOUBLE, _APART * usual)]
        self._step = median(near) if len(near) > 2 else _LEADING
        sizes = [abs(a.size - b.size) > _SAME_SIZE * a.size for a, b in pairwise(lines)]
        uneven = sum(line.uneven for line in lines) > _NOISY * len(lines)
        self.noisy = uneven or (len(sizes) > 8 and sum(sizes) > _UNLIKE * len(sizes))
        self.leading = self._step * median(line.size for line in lines)

    def breaks(
        self,
        current: Sequence[TextLine],
        before: TextLine,
        line: TextLine,
        after: TextLine | None,
    ) -> bool:
        """Whether a line opens a new paragraph behind those of the current one."""
        if self._tagged and before.tag and line.tag:
            return before.tag.element != line.tag.element
        if self._looks_otherwise(before, line) or self._stands_apart(before, line):
            return True
        if line.raised and line.raised[0][0] == 0:
            return True
        if opens_known_field(line.text[:_LONGEST_LABEL]):
            return True
        if opens_item(line.text) and self._may_open(current, before, line):
            return True
        if before.leftwards or line.leftwards:
            return self._ended_early(before, line)
        if self._is_indented(current, before, line, after):
            return True
        return self._ended_early(before, line)

    def _may_open(self, current: Sequence[TextLine], before: TextLine, line: TextLine) -> bool:
        """Whether what looks like an item is one: a bullet, or the next number behind an end.

        A dash may stand at the beginning of a line by chance.
        """
        numbered = _NUMBERED.match(line.text)
        if numbered is None:
            by_chance = line.text[0] in _DASHES and current[0].text[0] != line.text[0]
            return not by_chance or _ends(before) or self._falls_short(before)
        number = int(numbered["number"] or numbered["work"] or 0)
        if number > 1:
            return number - 1 in self._numbers
        return _ends(before) or self._falls_short(before)

    def _looks_otherwise(self, before: TextLine, line: TextLine) -> bool:
        if not self.noisy and not same_size(before, line):
            return True
        return before.bold != line.bold and not self.noisy

    def _stands_apart(self, before: TextLine, line: TextLine) -> bool:
        size = max(before.size, line.size)
        usual = max(self._step, 1.0) * (size if not self.noisy else self.leading / self._step)
        return line.baseline - before.baseline > _APART * usual

    def _is_indented(
        self,
        current: Sequence[TextLine],
        before: TextLine,
        line: TextLine,
        after: TextLine | None,
    ) -> bool:
        indent = (line.left - before.left) / line.size
        first = current[0]
        if indent >= INDENT and indent < _DEEPEST_INDENT:
            # The second line of an item hangs behind its first; a first line follows an end.
            back = after is not None and line.left - after.left >= INDENT * line.size
            hangs = len(current) == 1 and not self._falls_short(before) and not back
            return (
                not hangs
                and before.left <= self._margin + INDENT * line.size
                and (_ends(before) or self._falls_short(before))
            )
        if -indent >= INDENT:
            hanging = len(current) > 1 and before.left - first.left >= INDENT * line.size
            return hanging and line.left <= first.left + INDENT * line.size
        return False

    def _ended_early(self, before: TextLine, line: TextLine) -> bool:
        """Whether a line had room for the first word of the next, and ends a sentence."""
        free = room_behind(before, self._left, self._right)
        needed = first_word_width(line)
        if _ends(before):
            return free > max(needed, 0.04 * self._width)
        capital = line.text[0].isupper() or line.text[0].isdigit()
        alike = line.size == before.size and not (before.bold and line.bold)
        return capital and alike and free > max(needed, SHORT * self._width)

    def _falls_short(self, line: TextLine) -> bool:
        return self._right - line.right > SHORT * self._width


def _ends(line: TextLine) -> bool:
    """Whether a line ends a sentence."""
    return _ENDS.search(line.text) is not None


def _is_double_spaced(lines: Sequence[TextLine], steps: Sequence[float]) -> bool:
    """Whether far lines are those of one text: evenly apart, many going on with a small letter."""
    if len(steps) < _EVENLY or median(steps) > _FARTHEST:
        return False
    even = sum(abs(step - median(steps)) <= 0.05 * median(steps) for step in steps)
    small = sum(line.text[0].islower() for line in lines)
    return even >= _MOSTLY * len(steps) and small >= _GO_ON * len(lines)


def room_behind(line: TextLine, left: float, right: float) -> float:
    """How much of a column a line leaves free behind its end."""
    return line.left - left if line.leftwards else right - line.right


def first_word_width(line: TextLine) -> float:
    """About how wide the first word of a line is, with a space before it."""
    first = line.text.split(" ", 1)[0]
    return (len(first) + 1) * (line.right - line.left) / max(len(line.text), 1)


def same_size(before: TextLine, line: TextLine) -> bool:
    """Whether two lines are of one size, or go on in the size that the first ends with."""
    most = _SAME_SIZE * before.size
    ends = before.end_sizes[1], line.end_sizes[0]
    return abs(before.size - line.size) <= most or (
        abs(ends[0] - ends[1]) <= most and max(ends) >= min(before.size, line.size)
    )


def opens_item(text: str) -> bool:
    """Whether a line opens an item: with a bullet, a number or a letter."""
    return BULLET.match(text) is not None or _NUMBERED.match(text) is not None


def _usual_edge(lefts: Sequence[float], size: float) -> float:
    """The least left edge that several lines share."""
    counts: dict[int, int] = {}
    for left in lefts:
        place = round(left / max(size, 1) * 2)
        counts[place] = counts.get(place, 0) + 1
    least = max(counts.values()) / 4
    common = [place for place, count in counts.items() if count >= least]
    return min(common) * max(size, 1) / 2
