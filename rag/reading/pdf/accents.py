"""Accents that a file prints as signs of their own over a letter, joined to it."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.reading.pdf.characters import Character

_COMBINING = dict(
    zip(
        "´`ˆ˜¨ˇ˘˚¯˙¸˛˝",
        "\u0301\u0300\u0302\u0303\u0308\u030c\u0306\u030a\u0304\u0307\u0327\u0328\u030b",
        strict=True,
    )
)
_DOTLESS = str.maketrans("ıȷ", "ij")
_HEIGHT = 0.6  # sizes by which the baselines of an accent and its letter may differ
_CELL = 12.0  # points


def is_accent(text: str) -> bool:
    """Whether a character is an accent that stands for itself."""
    return text in _COMBINING


def with_accents(
    runs: list[list[Character]], accents: Iterable[Character]
) -> list[list[Character]]:
    """The runs of characters with each accent on the letter that it stands over.

    One that stands over none is a run of its own.
    """
    cells: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    accents = list(accents)
    if not accents:
        return runs
    for number, run in enumerate(runs):
        for place, sign in enumerate(run):
            cells[_cell(sign)].append((number, place))
    for accent in accents:
        at = _letter_under(accent, runs, cells)
        if at is None:
            runs.append([accent])
            continue
        letter = runs[at[0]][at[1]]
        bare = letter.text.translate(_DOTLESS) + _COMBINING[accent.text]
        runs[at[0]][at[1]] = replace(letter, text=unicodedata.normalize("NFC", bare))
    return runs


def _cell(sign: Character) -> tuple[int, int]:
    return int((sign.left + sign.right) / 2 // _CELL), int(sign.baseline // _CELL)


def _letter_under(
    accent: Character,
    runs: Sequence[Sequence[Character]],
    cells: dict[tuple[int, int], list[tuple[int, int]]],
) -> tuple[int, int] | None:
    x, y = _cell(accent)
    middle = (accent.left + accent.right) / 2
    near = [
        at for i in (x - 1, x, x + 1) for j in (y - 1, y, y + 1) for at in cells.get((i, j), ())
    ]
    best, nearest = None, float("inf")
    for at in near[:200]:
        sign = runs[at[0]][at[1]]
        width = sign.right - sign.left
        apart = abs((sign.left + sign.right) / 2 - middle)
        level = abs(sign.baseline - accent.baseline) <= _HEIGHT * max(width, 4)
        if level and sign.text.isalpha() and apart < width / 2 and apart < nearest:
            best, nearest = at, apart
    return best
