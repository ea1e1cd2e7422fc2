"""Dots that lead the eye to the next cell, as in a table of contents, and say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from rag.reading.pdf.words import Word

_TOGETHER = re.compile(r"[.…·]{4,}")
_DOTS = re.compile(r"[.…·]{1,3}")
_LEAST = 6  # that stand apart: an ellipsis has up to four


def is_leader(text: str) -> bool:
    """Whether a word is nothing but dots, more than an ellipsis has."""
    return _TOGETHER.fullmatch(text) is not None


def without_leaders(words: Sequence[Word]) -> list[Word]:
    """The words in the order of the file but for dots that stand apart in a row."""
    found: list[Word] = []
    behind = False
    for dots, group in groupby(words, key=_baseline_of_dots):
        run = list(group)
        if dots is not None and len(run) >= _LEAST:
            behind = True
            continue
        found += _set_apart(run) if behind else run
        behind = False
    return found


def _baseline_of_dots(word: Word) -> int | None:
    """Where a word of dots stands, None for another."""
    return round(word.baseline) if _DOTS.fullmatch(word.text) else None


def _set_apart(run: Sequence[Word]) -> Iterable[Word]:
    yield replace(run[0], spaced=True)
    yield from run[1:]
