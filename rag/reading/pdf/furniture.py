"""Running heads and feet and page numbers, which come again from page to page at the same place.

They are left out of the text and listed. A line at the edge of a page is one where a page near by
has the same line at the same height, but for its numbers. On a single page, a line far out that is
set apart and smaller than the text, or a bare number, is one as well.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from rag.reading.pdf.lines import Line, lines_of
from rag.reading.pdf.words import Page, Rule, Word

_NEAR = 4  # pages before and behind, of which one has the same head
_ZONE = 0.2  # of the page's height at each end, in which heads and feet stand
_FAR_OUT = 0.1  # of the height: farther out than a text with usual margins reaches
_MOST_LINES = 4  # of heads at one end of a page
_MOST_RULES = 20  # level lines between a head and the text that are looked at
_MEETS = 2.0  # points by which lines that meet may miss each other
_MOST_SIDES = 3  # drawn lines that run down: a frame around a head has no more
_SAME_HEIGHT = 5.0  # points
_SAME_SIZE = 0.6
_LARGE, _LARGE_AGAIN = 1.25, 1.7  # of the text's size: a title, not a head
_SMALL, _RAISED = 0.96, 0.85
_APART = 1.6  # sizes between a foot and the text, from baseline to baseline
_WIDE_GAP = 3.0  # sizes between the parts of a head: left, middle, right
_LONGEST = 160  # characters
_TELLING, _ONE_TEXT = 20, 0.85  # different words of the shorter page, and how many both have
_FEW_SIZES, _NOISY = 5, 0.2  # sizes of words, all and as a share of the words
_MOST_WORDS = 16
_MARK = re.compile(r"\d{1,3}|[*†‡§¶‖]{1,3}")
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]{1,7}")
_NUMBER = re.compile(
    r"[\[(–—-]{0,2} ?(?:(?:page|seite|página|p\.|s\.|第) ?)?#(?: ?(?:of|/|von|de|sur|页|頁) ?#)?"
    r" ?[页頁]?[\])–—-]{0,2}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Edges:
    """The outermost lines of a page from each end inwards, and the size of its text.

    Of a ``noisy`` page, such as one of handwriting that text recognition has read, sizes say
    nothing, and drawn lines may be those of the paper.
    """

    page: Page
    top: tuple[Line, ...]
    foot: tuple[Line, ...]
    size: float
    noisy: bool
    words: frozenset[str]


def without_furniture(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages in order without their heads, feet and numbers, which are added to ``unseen``.

    No more pages are held at once than are compared.
    """
    window: deque[_Edges] = deque()
    at = 0
    for page in pages:
        window.append(_edges(page))
        if len(window) > at + _NEAR:
            yield _cleared(window, at)
            at += 1
        if at > _NEAR:
            window.popleft()
            at -= 1
    while at < len(window):
        yield _cleared(window, at)
        at += 1


def _edges(page: Page) -> _Edges:
    high, low = _ZONE * page.height, (1 - _ZONE) * page.height
    top = lines_of([word for word in page.words if word.baseline < high])
    foot = lines_of([word for word in page.words if word.baseline > low])
    size = median(word.size for word in page.words) if page.words else 10.0
    if page.words and not foot:  # the sheet is larger than the page that is printed on it
        lowest = max(word.baseline for word in page.words)
        foot = lines_of([word for word in page.words if word.baseline > lowest - size])
    sizes = [round(word.size, 1) for word in page.words if len(word.text) > 2]
    noisy = len(set(sizes)) > max(_FEW_SIZES, _NOISY * len(sizes))
    heads, feet = tuple(top[:_MOST_LINES]), tuple(reversed(foot[-_MOST_LINES:]))
    return _Edges(page, heads, feet, size, noisy, frozenset(word.text for word in page.words))


def _cleared(window: Sequence[_Edges], at: int) -> Page:
    here = window[at]
    places = range(max(at - _NEAR, 0), min(at + _NEAR + 1, len(window)))
    near = [window[n] for n in places if n != at and not _say_the_same(here, window[n])]
    heads = [
        *_at_one_end(here, here.top, [each.top for each in near]),
        *_at_one_end(here, here.foot, [each.foot for each in near]),
    ]
    if not heads:
        return here.page
    taken: set[Word] = {word for line in heads for word in line.words}
    words = tuple(word for word in here.page.words if word not in taken)
    unseen = tuple((_kind(line), line.text) for line in heads)
    return replace(here.page, words=words, unseen=(*here.page.unseen, *unseen))


def _say_the_same(here: _Edges, other: _Edges) -> bool:
    """Whether one of two pages says what the other does, as slides that are shown step by step.

    What comes again on them may be text.
    """
    fewer = min(len(here.words), len(other.words))
    return fewer >= _TELLING and len(here.words & other.words) >= _ONE_TEXT * fewer


def _kind(line: Line) -> str:
    return "page number" if _is_number(line) else "running head"


def _at_one_end(
    here: _Edges, lines: Sequence[Line], near: Sequence[Sequence[Line]]
) -> Iterator[Line]:
    """The heads among the lines of one end, from the outermost inwards."""
    for number, line in enumerate(lines):
        if len(line.text) > _LONGEST or _is_note(here, line):
            return
        again = any(_same(line, other) for others in near for other in others)
        behind = lines[number + 1] if number + 1 < len(lines) else None
        if not any(map(str.isalnum, line.text)):
            continue  # dust on a scanned page
        if again and len(lines) + 1 >= _MOST_LINES and _beside(here, lines[number:]):
            return  # a table; the frame around a head holds nothing else
        if not again and not _stands_out(here, line, behind):
            return
        most = _LARGE_AGAIN if again else _LARGE
        large = max(word.size for word in line.words) > most * here.size
        if large and not (_numbered_parts(line) or _is_number(line)):
            return
        yield line


def _beside(here: _Edges, lines: Sequence[Line]) -> int:
    """How many drawn lines run down beside all of these lines, as beside the rows of a table."""
    beside: dict[int, list[Rule]] = defaultdict(list)
    for rule in here.page.rules:
        if not rule.is_horizontal:
            beside[round(rule.left)].append(rule)
    return sum(
        all(any(r.top <= line.baseline + 1 and line.baseline - 1 <= r.bottom for r in rules)
            for line in lines)
        for rules in beside.values()
    )  # fmt: skip


def _is_row(here: _Edges, line: Line, behind: Line | None) -> bool:
    """Whether a line stands in a table that goes on, or in cells."""
    goes_on = behind is not None and _beside(here, (line, behind)) > 0
    return goes_on or _beside(here, (line,)) > _MOST_SIDES


def _is_note(here: _Edges, line: Line) -> bool:
    """Whether a line begins a note: behind a raised mark, or one that stands raised in the text."""
    mark = line.words[0]
    if not _MARK.fullmatch(mark.text) or (len(line.words) == 1 and _is_centred(here, line)):
        return False
    if line.is_raised(mark):
        return True
    small = _RAISED * here.size
    return line.size < here.size and any(
        word.text == mark.text and word.size <= small and word is not mark
        for word in here.page.words
    )


def _same(line: Line, other: Line) -> bool:
    return (
        abs(line.baseline - other.baseline) <= _SAME_HEIGHT
        and abs(line.size - other.size) <= _SAME_SIZE
        and _folded(line) == _folded(other)
        and _count_on(line, other)
        and (_is_number(line) or any(map(str.isalpha, line.text)))  # numbers may be a table's
    )


def _count_on(line: Line, other: Line) -> bool:
    """Whether no more than one number differs, as that of the page does; rows have more."""
    pairs = zip(_DIGITS.findall(line.text), _DIGITS.findall(other.text), strict=False)
    return len([one for one, same in pairs if one != same]) <= 1


def _folded(line: Line) -> str:
    """The line without case, white space and the values of its numbers."""
    words = "".join(line.text.casefold().split())
    folded = _DIGITS.sub("#", words)
    return "#" if _ROMAN.fullmatch(folded) else folded


def _stands_out(here: _Edges, line: Line, behind: Line | None) -> bool:
    """Whether a line far out at the edge is no text, though no other page has the same."""
    apart = behind is None or abs(line.baseline - behind.baseline) >= _APART * here.size
    height = here.page.height
    far = line.baseline < _FAR_OUT * height or line.baseline > (1 - _FAR_OUT) * height
    if _is_number(line):
        return _is_centred(here, line) or (apart and far)
    if not (apart and far) or _is_row(here, line, behind):
        return False
    if _numbered_parts(line):  # but a table has several such lines
        return behind is None or not _has_parts(behind)
    if here.noisy:
        return False
    return line.size <= _SMALL * here.size or _has_parts(line) or _is_ruled_off(here, line, behind)


def _is_number(line: Line) -> bool:
    return _NUMBER.fullmatch(_folded(line)) is not None


def _is_centred(here: _Edges, line: Line) -> bool:
    """Whether a line stands in the middle of the text's width."""
    left = min(word.left for word in here.page.words)
    right = max(word.right for word in here.page.words)
    return abs(line.left + line.right - left - right) <= 2 * here.size


def _numbered_parts(line: Line) -> bool:
    """Whether a line has parts, and the first or last of them is a bare number."""
    ends = line.words[0].text, line.words[-1].text
    parts = _has_parts(line) and len(line.words) < _MOST_WORDS
    return parts and any(end.isdecimal() and len(end) < 5 for end in ends)


def _has_parts(line: Line) -> bool:
    """Whether wide white space parts the line, as what stands left, in the middle and right."""
    return any(
        before and max(word.left - before.right, before.left - word.right) > _WIDE_GAP * word.size
        for before, word in line.pairs()
    )


def _is_ruled_off(here: _Edges, line: Line, behind: Line | None) -> bool:
    """Whether a drawn line runs between a head and the text."""
    if behind is None:
        return False
    low, high = sorted((line.baseline, behind.baseline))
    between = [
        rule
        for rule in here.page.rules
        if rule.is_horizontal
        and low < rule.top < high
        and rule.right - rule.left > 0.3 * here.page.width
    ]
    # Lines between two of a page are few, unless it is drawn all over.
    below = line.baseline < behind.baseline
    return any(not _opens_a_box(here, rule, below) for rule in between[:_MOST_RULES])


def _opens_a_box(here: _Edges, rule: Rule, below: bool) -> bool:
    """Whether a level line is the edge of a field or a grid, below it or above: sides meet it at
    both of its ends, and go on on that side alone."""
    met = [
        side.left
        for side in here.page.rules
        if not side.is_horizontal
        and (side.top >= rule.top - _MEETS if below else side.bottom <= rule.bottom + _MEETS)
        and side.top - _MEETS <= rule.top <= side.bottom + _MEETS
    ]
    return all(any(abs(at - end) <= _MEETS for at in met) for end in (rule.left, rule.right))
