"""What a page of a PDF holds: words with their places, and the lines that are drawn on it.

All lengths are points. Two frames are used. In that of the page as it is displayed, ``x`` runs to
the right and ``y`` down from the top left corner: boxes stand in it. In the frame of reading, the
page is turned so that most of its text runs from left to right: lines and columns are found in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
"""Left, top, right and bottom on the page as it is displayed."""

ASCENT = 0.7
"""How far the core of a line reaches over its baseline, as a share of its size."""
DESCENT = 0.2
"""How far it reaches below."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What the structure of a tagged PDF calls a text: ``role`` is a standard type such as "H1".

    ``element`` tells the block elements of one page apart; ``item`` is the item of a list around
    it, and ``table``, ``row`` and ``cell`` are those of a table, 0 for none. ``heads`` says that
    the cell is one of a header.
    """

    role: str
    element: int
    item: int = 0
    table: int = 0
    row: int = 0
    cell: int = 0
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Characters of one style that no white space parts; ``box`` is on the page as displayed.

    ``left``, ``right`` and ``baseline`` are in the frame of reading. ``place`` is its
    number in the order of the file, ``spaced`` whether white space stands before it there: without,
    it goes on the word before, as a raised number does. ``link`` is the address that it leads to.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    box: Box
    bold: bool = False
    italic: bool = False
    spaced: bool = True
    place: int = 0
    tag: Tag | None = None
    link: str = ""

    @property
    def top(self) -> float:
        return self.baseline - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + DESCENT * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, horizontal or vertical, in the frame of reading."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_horizontal(self) -> bool:
        return self.right - self.left >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its printed label, and its size in the frame of reading.

    ``apart`` are the words that do not run as most do, such as a note along the margin, by the way
    they run, each in the frame of reading of its own. ``unseen`` is text that is not to be read,
    with its kind: watermarks, and what the file itself calls decoration. ``drawn`` says whether the
    page shows more than text, as a scanned page does. ``cells`` are the cells of each table that
    is tagged, row by row.
    """

    number: int
    label: str
    width: float
    height: float
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    apart: tuple[tuple[Word, ...], ...] = ()
    unseen: tuple[tuple[str, str], ...] = ()
    drawn: bool = False
    cells: Mapping[int, Sequence[Sequence[int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: its title, how deep it stands from 1, and its page from 1."""

    title: str
    depth: int
    page: int | None


def union(boxes: list[Box]) -> Box:
    """The smallest box around several."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
