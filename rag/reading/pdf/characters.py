"""The characters of a page as its file draws them, and whether one goes on another."""

from __future__ import annotations

from dataclasses import dataclass

from rag.reading.pdf.signs import is_ideograph, runs_leftwards
from rag.reading.pdf.words import Box

_BACK, _AHEAD = 0.5, 0.35  # how far, in sizes, a letter may stand from the one before it
_AHEAD_OF_IDEOGRAPH = 0.9
_SAME_LINE = 0.08  # sizes
_OPENING, _CLOSING = "([{“‘«", ")]}”’».,;:!?%"


@dataclass(frozen=True, slots=True)
class Style:
    """What all characters of one text object share; ``turns`` is None for text aslant."""

    size: float
    turns: int | None
    bold: bool
    italic: bool
    marked: int
    decoration: bool


@dataclass(frozen=True, slots=True)
class Character:
    """A character; ``left`` to ``baseline`` are in the frame of reading of its own turns."""

    text: str
    box: Box
    left: float
    right: float
    baseline: float
    style: Style


def unspaced(last: str, following: str) -> bool:
    """Whether no space stands between two characters, though they are apart: beside ideographs,
    but where these meet words in other scripts."""
    if is_ideograph(last):
        return is_ideograph(following) or following in _CLOSING
    return is_ideograph(following) and last in _OPENING


def goes_on(last: Character, glyph: Character) -> bool:
    """Whether a character is the next of the same word, in the same style."""
    if last.style is not glyph.style:
        return False
    size = glyph.style.size
    level = abs(glyph.baseline - last.baseline) <= _SAME_LINE * size
    return glyph.style.turns is None or (level and _follows(last, glyph, size))


def is_near(last: Character, glyph: Character) -> bool:
    """Whether a character stands right behind another, as a raised number behind its word."""
    size = max(last.style.size, glyph.style.size)
    level = abs(glyph.baseline - last.baseline) <= size
    return last.style.turns == glyph.style.turns and level and _follows(last, glyph, size)


def _follows(last: Character, glyph: Character, size: float) -> bool:
    if glyph.left == last.left and glyph.right == last.right:
        return True  # letters of one ligature
    leftwards = runs_leftwards(glyph.text[0]) or runs_leftwards(last.text[0])
    gap = last.left - glyph.right if leftwards else glyph.left - last.right
    ideographs = is_ideograph(glyph.text[0]) or is_ideograph(last.text[-1])
    return -_BACK * size <= gap <= (_AHEAD_OF_IDEOGRAPH if ideographs else _AHEAD) * size
