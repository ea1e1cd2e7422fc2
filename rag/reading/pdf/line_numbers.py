"""The numbers of lines that drafts, pleadings and transcripts print in the margin.

They are left out and listed. Numbers are those of lines where they stand under one another outside
all of the text, count on evenly, and the lines beside them are prose: many go on with a small
letter, which the rows of a table and the items of a list do not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.reading.pdf.words import Page, Word

_LEAST = 5  # numbers on a page
_LONGEST = 5  # digits
_ONE_COLUMN = 2.0  # points by which the edges of the numbers differ
_EVEN = 0.9  # of the numbers, that are the one before and a step
_OUTSIDE = 0.97  # of the words of the page, that stand on the other side
_GOES_ON = 0.3  # of the lines of prose, that begin with a small letter
_KIND = "line number"


def without_line_numbers(page: Page) -> Page:
    """The page without the numbers of its lines, which are added to ``unseen``."""
    digits = [w for w in page.words if w.text.isdecimal() and len(w.text) <= _LONGEST]
    if len(digits) < _LEAST:
        return page
    numbers = max(map(_counted, _columns(digits)), key=len)
    taken = set(numbers)
    others = [word for word in page.words if word not in taken]
    if not (numbers and _is_margin(numbers, others) and _is_prose(_beside(numbers, others))):
        return page
    said = " ".join(word.text for word in numbers)
    return replace(page, words=tuple(others), unseen=(*page.unseen, (_KIND, said)))


def _columns(digits: Sequence[Word]) -> list[list[Word]]:
    """The numbers that stand under one another, by their right edges and by their left ones."""
    found: list[list[Word]] = []
    for edge in ("right", "left"):
        by_place: dict[int, list[Word]] = defaultdict(list)
        for word in digits:
            place = int(getattr(word, edge) // _ONE_COLUMN)
            by_place[place].append(word)
            by_place[place + 1].append(word)  # so that no edge is a border
        found.append(max(by_place.values(), key=len))
    return found


def _counted(column: Sequence[Word]) -> list[Word]:
    """The numbers from the top down where they count on evenly, else none."""
    ordered = sorted(column, key=lambda word: word.baseline)
    steps = Counter(int(b.text) - int(a.text) for a, b in pairwise(ordered))
    step, count = max(steps.items(), key=lambda each: each[1], default=(0, 0))
    even = len(ordered) >= _LEAST and step > 0 and count >= _EVEN * (len(ordered) - 1)
    return ordered if even else []


def _is_margin(numbers: Sequence[Word], others: Sequence[Word]) -> bool:
    """Whether nearly all of the text stands on one side of the numbers."""
    left, right = min(word.left for word in numbers), max(word.right for word in numbers)
    inside = max(sum(w.left >= right for w in others), sum(w.right <= left for w in others))
    return bool(others) and inside >= _OUTSIDE * len(others)


def _beside(numbers: Sequence[Word], words: Sequence[Word]) -> list[Word]:
    """For each number, what opens the line that stands nearest to it.

    The lines between tell nothing: in a table they go on the cells of a row.
    """
    first: dict[int, Word] = {}
    for word in words:
        line = round(word.baseline)
        if line not in first or word.left < first[line].left:
            first[line] = word
    opening = [first[line] for line in sorted(first)]
    return [_nearest(opening, number.baseline) for number in numbers]


def _nearest(words: Sequence[Word], baseline: float) -> Word:
    """The word whose baseline is nearest, of words from the top down."""
    at = bisect_left(words, baseline, key=lambda word: word.baseline)
    return min(words[max(at - 1, 0) : at + 1], key=lambda word: abs(word.baseline - baseline))


def _is_prose(opening: Sequence[Word]) -> bool:
    """Whether many lines that open with these words go on with a small letter."""
    cased = [w.text[0] for w in opening if w.text[0].lower() != w.text[0].upper()]
    return sum(map(str.islower, cased)) >= max(_GOES_ON * len(cased), 2)
