"""Whether lines are those of paragraphs, as they fill their column, or cells of rows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from rag.reading.pdf.lines import Line

_LINES = 4  # at least, of a column of prose
_CHARACTERS = 16  # of its usual line
_IDEOGRAPHS = 8
_WORDS = 3
_ALIGNED = 0.25  # sizes by which baselines of one row differ
_DOWN = 0.4  # of the pairs of lines, of which the second goes on in small letters
_ENDS = ".!?:;"
_FILLED = 0.55  # of the column's width, that its usual line takes


def is_prose(lines: Sequence[Line]) -> bool:
    """Whether lines fill their column as those of paragraphs do."""
    if len(lines) < _LINES:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    usual = median(line.right - line.left for line in lines)
    worded = median(len(line.words) for line in lines) >= _WORDS
    long = median(len(line.text) for line in lines) >= _CHARACTERS
    ideographs = median(sum(c > "\u2e80" for c in line.text) for line in lines) >= _IDEOGRAPHS
    return usual >= _FILLED * width and ((long and worded) or ideographs)


def share_aligned(columns: Sequence[Sequence[Line]]) -> float:
    """How many lines of the shorter columns stand on the baseline of one of the longest."""
    longest = max(columns, key=len)
    others = [line for column in columns if column is not longest for line in column]
    baselines = sorted(line.baseline for line in longest)
    aligned = sum(_has_near(baselines, line.baseline, _ALIGNED * line.size) for line in others)
    return aligned / len(others) if others else 0.0


def _has_near(places: Sequence[float], at: float, most: float) -> bool:
    first = bisect_left(places, at - most)
    return first < len(places) and places[first] <= at + most


def reads_down(columns: Sequence[Sequence[Line]]) -> bool:
    """Whether lines go on below one another, as those of a sentence do and cells do not."""
    pairs = [pair for column in columns for pair in pairwise(column)]
    on = sum(b.text[0].islower() and a.text[-1] not in _ENDS for a, b in pairs)
    return on >= _DOWN * len(pairs) > 0
