"""Words that run aslant: watermarks, and the heads of narrow columns, which rise to the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from rag.reading.pdf.characters import Character
from rag.reading.pdf.words import Word, union

_LARGEST = 1.3  # of the size of the page's words; a watermark is larger
_FEWEST = 2  # heads
_NEAR = 1.2  # sizes from the end of one word to the next of the same head


def heads_aslant(
    runs: Sequence[tuple[int, Sequence[Character]]], level: Sequence[Word]
) -> tuple[list[Word], list[str]]:
    """Runs of characters with their places, as words among the level ones, or as watermarks.

    A head stands over its column where it begins, and takes no more room there than its first
    character does.
    """
    texts = ["".join(glyph.text for glyph in run) for _, run in runs]
    if not runs or not level:
        return [], texts
    most = _LARGEST * median(word.size for word in level)
    heads: list[list[tuple[int, Sequence[Character]]]] = []
    marks: list[str] = []
    for (place, run), text in zip(runs, texts, strict=True):
        if run[0].style.size > most or run[-1].baseline > run[0].baseline:
            marks.append(text)
        elif heads and _goes_on(heads[-1][-1][1][-1], run[0]):
            heads[-1].append((place, run))
        else:
            heads.append([(place, run)])
    if len(heads) < _FEWEST:
        return [], texts
    return [_head(parts) for parts in heads], marks


def _goes_on(last: Character, first: Character) -> bool:
    distance = math.hypot(first.left - last.right, first.baseline - last.baseline)
    return distance <= _NEAR * first.style.size


def _head(parts: Sequence[tuple[int, Sequence[Character]]]) -> Word:
    """The words of one head as one, which is never read apart."""
    place, run = parts[0]
    text = " ".join("".join(glyph.text for glyph in each) for _, each in parts)
    box = union([glyph.box for _, each in parts for glyph in each])
    style, first = run[0].style, run[0]
    printed = style.size, box, style.bold, style.italic
    return Word(text, first.left, first.right, first.baseline, *printed, True, place, None)
