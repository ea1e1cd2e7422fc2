"""The marks of pages in a plain text: page numbers, running heads and feet.

They are told from text by what a page does: its numbers count on from page to page, its heads come
again at its edge, and both may cut a sentence in two. A form feed says where the edge is. What only
looks like a mark is text: the numbers of chapters, the lines of a refrain. A head without a number
is left out only where the same words stand somewhere before.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from rag.document.model import LeftOut
from rag.reading.page_lines import (
    LONGEST_MARK,
    PageText,
    folded,
    may_be_head,
    page_text,
    read_lines,
)
from rag.reading.page_numbers import counted, page_numbers

_LONGEST_JOINED = 60  # of one that no blank line parts from the text
_SAME_DISTANCE = 2  # lines by which pages without a page break may differ in length
_SHORTEST_PAGE = 20  # lines, where nothing but their length tells
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\s*\S")


def page_marks(text: str) -> dict[int, LeftOut]:
    """The lines that are marks of pages, by the offset that each starts at.

    They are called ``page number`` where that is in the line, else ``running head``.
    """
    lines = read_lines(text)
    if not lines:
        return {}
    kinds = counted(lines)
    words = Counter(folded(line.words) for line in lines if len(line.words) <= LONGEST_MARK)
    read = page_text(lines, {line for kind in kinds.values() for line, _ in kind}, words)
    numbers = page_numbers(read, kinds)
    heads = _running_heads(read, numbers, words)
    marks = sorted([(line, "page number") for line in numbers]
                   + [(line, "running head") for line in heads - numbers])  # fmt: skip
    return {
        lines[line].span.start: LeftOut(kind, lines[line].number, lines[line].words)
        for line, kind in marks
    }


def _running_heads(text: PageText, numbers: set[int], words: Counter[str]) -> set[int]:
    """The lines that come again at the edges of pages, or beside their numbers."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(text.lines):
        key = folded(line.words)
        if index not in numbers and words[key] > 1 and may_be_head(line):
            places[key].append(index)
    found: set[int] = set()
    for lines in places.values():
        edge = _at_edges(text, lines, numbers)
        heads = edge or _beside_numbers(text, lines, numbers)
        found.update(_but_the_first(text, lines, heads))
    return found


def _at_edges(text: PageText, lines: Sequence[int], numbers: set[int]) -> list[int]:
    """Those that form feeds show to be at the edge of pages, if there are enough of them."""
    at_edge = [
        line
        for line in lines
        if text.pages > 1 and _nearest_edge(text, line, numbers) and text.lines[line].is_at_edge
    ]
    pages = {text.lines[line].page for line in at_edge}
    return at_edge if len(pages) >= min(3, text.pages) else []


def _nearest_edge(text: PageText, line: int, numbers: set[int]) -> bool:
    """Whether only marks of the page stand between the line and its edge, one line at most."""
    here = text.lines[line]
    if not here.is_alone and len(here.words) > _LONGEST_JOINED:
        return False
    if here.from_top == 0 or here.from_foot == 0:
        return True
    if here.from_top < here.from_foot:
        return all(line - n in numbers for n in range(1, here.from_top + 1)) or here.from_top == 1
    return all(line + n in numbers for n in range(1, here.from_foot + 1)) or here.from_foot == 1


def _beside_numbers(text: PageText, lines: Sequence[int], numbers: set[int]) -> list[int]:
    """Those that stand apart beside page numbers, cut sentences in two, or come page by page."""
    apart = [
        line
        for line in lines
        if (text.lines[line].alone_above or line - 1 in numbers)
        and (text.lines[line].alone_below or line + 1 in numbers)
    ]
    if len(apart) < 2:
        return []
    beside = [line for line in apart if {line - 1, line + 1} & numbers]
    if 2 * len(beside) >= len(apart):
        return apart
    if len(apart) < 3:
        return []
    distances = [
        text.lines[b].number - text.lines[a].number for a, b in pairwise(apart)
    ]  # fmt: skip
    middle = median(distances)
    regular = middle >= _SHORTEST_PAGE and all(
        abs(each - middle) <= _SAME_DISTANCE for each in distances
    )
    return apart if text.often_interrupts(apart) or (regular and len(apart) > 3) else []


def _but_the_first(text: PageText, lines: Sequence[int], heads: Sequence[int]) -> Iterator[int]:
    """The heads, without the first where it may be the title: no words are left out everywhere."""
    for line in heads:
        words = text.lines[line].words
        first = line == lines[0]
        columns = _COLUMNS.search(words) and text.lines[line].is_alone
        if not first or columns or text.interrupts(line):
            yield line
