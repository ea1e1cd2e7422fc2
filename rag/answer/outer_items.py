"""Which items of a list are its own, and which are items of lists that stand in it.

That is told by what leads in to an item, by how far it is indented, and by how items are marked:
in "1. … • … • … 2. …" the bullets are inside. What cannot be told is no list to count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from rag.document.model import BlockKind, Document, Paragraph

_BULLET = re.compile(r"[•‣◦▪●·*+–—-](?=\s)")
_NUMBERED = re.compile(r"([(\[]?)(\d{1,3})([.)\]º°])(?=\s)")
_LETTERED = re.compile(r"(\(?)([A-Za-z]|[ivxIVX]{2,6})([.)])(?=\s)")
_LONGEST_MARKER = 16  # characters
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()
_TAB = 4
_ASKEW = 1  # columns by which items of one list may be apart
_DEEPEST = 4
_MOST_READINGS = 32
_STEP = " > "


class _Mark(NamedTuple):
    """How an item is marked: the form, such as "(a)", and the number; None for a bullet."""

    form: str
    number: int | None


class _Reading(NamedTuple):
    """One way to read marks: the lists that are open, and a bit for each item, the last one lowest.

    It is set where the item is of the outermost list.
    """

    open: tuple[_Mark, ...]
    outer: int


def whole_lists(
    document: Document, paragraphs: Sequence[Paragraph]
) -> Mapping[int, Sequence[Paragraph]]:
    """The lists of a section, each by the number of its first paragraph: their outermost items.

    A list is none whose numbers go on with those of another, or begin amid: neither is whole.
    """
    runs = (list(run) for is_item, run in groupby(paragraphs, key=_is_item) if is_item)
    found: dict[int, Sequence[Paragraph]] = {}
    ends: dict[_Mark, int] = {}
    for run in runs:
        first = run[0].number
        found[first] = outer_items(document, run)
        if begun := _before(document, found[first]):
            found[first] = ()
            if before := ends.get(begun):
                found[before] = ()
        ends |= {mark: first for item in found[first][-1:] for mark in _marks(document, item)}
    return found


def _is_item(paragraph: Paragraph) -> bool:
    return paragraph.kind is BlockKind.ITEM


def _before(document: Document, items: Sequence[Paragraph]) -> _Mark | None:
    """The mark that must stand before the first item, where its number counts on from it."""
    marks = [list(_marks(document, item)) for item in items[:2]]
    for mark in marks[0] if marks else ():
        if mark.number and mark.number > 1:
            follows = [m for m in marks[-1] if m == (mark.form, mark.number + 1)]
            if follows or len(marks) == 1:
                return mark._replace(number=mark.number - 1)
    return None


def outer_items(
    document: Document, items: Sequence[Paragraph], may_be_inside: bool = True
) -> Sequence[Paragraph]:
    """The outermost of neighbouring items; none where it cannot be told which they are.

    Where the first item holds all others, those are the list.
    """
    listed = _without_rest(document, items)
    depths = _depths(document, listed)
    listed = [item for item, depth in zip(listed, depths, strict=True) if depth <= depths[0]]
    if not _by_elements(document, items):
        listed = list(_as_marked(document, listed))
    if len(listed) == 1 < len(items) and may_be_inside:
        return outer_items(document, items[1:], may_be_inside=False)
    return listed


def _without_rest(document: Document, items: Sequence[Paragraph]) -> list[Paragraph]:
    """The items without those that another leads in to, and without second paragraphs of one."""
    alike = [item for item in items if item.context == items[0].context]
    marked = [item for item in alike if any(_marks(document, item))]
    # "A. Smith" by itself is no mark.
    return marked if marked[:1] == alike[:1] and len(marked) > 1 else alike


def _depths(document: Document, items: Sequence[Paragraph]) -> list[int]:
    """How deep items stand, as far as their places tell: in HTML, or in a file's own text."""
    if _by_elements(document, items):
        return [_element(document, item).count("li:") for item in items]
    if document.lines or document.anchors:
        return [0] * len(items)
    columns = [_column(document.text, item.span.start) for item in items]
    return [int(column > columns[0] + _ASKEW) for column in columns]


def _by_elements(document: Document, items: Sequence[Paragraph]) -> bool:
    """Whether the elements of HTML tell where items stand: all from the same one on."""
    if not (document.anchors and document.anchors[0][1].element):
        return False
    elements = [_element(document, item) for item in items]
    first = elements[0].partition(_STEP)[0]
    return all(each.partition(_STEP)[0] == first and "li:" in each for each in elements)


def _element(document: Document, item: Paragraph) -> str:
    anchor = document.anchor_of(item.span)
    return anchor.element or "" if anchor else ""


def _column(text: str, at: int) -> int:
    return len(text[text.rfind("\n", 0, at) + 1 : at].expandtabs(_TAB))


def _as_marked(document: Document, items: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The outermost items as their marks tell; none where these may be read in two ways."""
    marks = [list(_marks(document, item)) for item in items]
    if not marks[0]:
        return items
    alike = all({m.form for m in each} & {m.form for m in marks[0]} for each in marks)
    first = next((m.number for m in marks[0]), None)
    if alike and all(first in [m.number for m in each] for each in marks):
        # In Markdown, a blank line opens a list in a list of the same bullets, or of all 1's.
        return () if document.lines and any(_opens_list(document, items)) else items
    readings = {_Reading((mark,), 1) for mark in marks[0]}
    for each in marks[1:]:
        readings = {r for reading in readings for mark in each for r in _read_on(reading, mark)}
        if len(readings) > _MOST_READINGS:
            return ()
    if not readings:
        return items if alike else ()
    told = {reading.outer for reading in readings}
    if len(told) > 1 or not all(_is_certain(reading) for reading in readings):
        return ()
    (outer,) = told
    return [item for n, item in enumerate(reversed(items)) if outer >> n & 1][::-1]


def _opens_list(document: Document, items: Sequence[Paragraph]) -> Iterator[bool]:
    """For each item but the first, whether a blank line stands before it."""
    for before, item in pairwise(items):
        yield document.text.count("\n", before.span.end, item.span.start) > 1


def _read_on(reading: _Reading, mark: _Mark) -> Iterator[_Reading]:
    """The ways in which an item with a mark may follow: in a list that is open, or in a new one."""
    for depth, last in enumerate(reading.open):
        if last.form == mark.form and (
            last.number is None or (mark.number is not None and mark.number > last.number)
        ):
            yield _Reading((*reading.open[:depth], mark), reading.outer << 1 | (depth == 0))
    opens = mark.number == 1 or all(mark.form != last.form for last in reading.open)
    if opens and mark.number in (None, 1) and len(reading.open) < _DEEPEST:
        yield _Reading((*reading.open, mark), reading.outer << 1)


def _is_certain(reading: _Reading) -> bool:
    """Whether a list that is open at the end stands inside, and not behind: bullets after "2."."""
    outermost = reading.open[0]
    inside = reading.open[1:]
    return not inside or (outermost.number is not None and inside[0].form != outermost.form)


def _marks(document: Document, item: Paragraph) -> Iterator[_Mark]:
    """How an item may be marked: "(i)" is the ninth letter, or the first Roman number."""
    start = item.span.start
    head = document.text[start : min(item.span.end, start + _LONGEST_MARKER)].lstrip()
    if bullet := _BULLET.match(head):
        yield _Mark(bullet[0], None)
    elif numbered := _NUMBERED.match(head):
        yield _Mark(f"{numbered[1]}1{numbered[3]}", int(numbered[2]))
    elif lettered := _LETTERED.match(head):
        sign, case = lettered[2].lower(), "A" if lettered[2].isupper() else "a"
        form = f"{lettered[1]}{case}{lettered[3]}"
        if len(sign) == 1:
            yield _Mark(form, ord(sign) - ord("a") + 1)
        if sign in _ROMAN:
            yield _Mark(f"{form} roman", _ROMAN.index(sign) + 1)
