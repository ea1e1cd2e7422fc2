"""How deep each heading stands: the tree of the sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.reading.blocks import Heading, Style

DEEPEST = 9
"""The greatest depth; without one, all that a section is part of could be as long as the text."""

_HAN = "〇零一二三四五六七八九十百"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# How a heading opens that says its place: "II. ", "B ", "§ 4", "(c) ", "Chapter 3", "第二章".
_PLACES = (
    ("section sign", r"§+ ?(?P<number>\d{1,4})\b"),
    ("word", r"(?P<word>[^\W\d_]{3,15}) (?P<number>\d{1,3}|[IVXLC]{1,7})\b[.:]?(?=\s|$)"),
    ("roman", r"(?P<number>[IVXLC]{2,7}|[IVX])(?:[.)]\s|\s*$|\s+[–—-] )"),
    ("letter", r"(?P<number>[A-Z])(?:[.)]\s|\s*$|\s+[–—-] )"),
    ("small letter", r"\(?(?P<number>[a-z])[.)]\s"),
    ("in brackets", r"\((?P<number>\d{1,3})\)\s"),
    ("ordinal", rf"第 ?(?P<number>[{_HAN}\d]{{1,4}}) ?(?P<word>[编編章节節条條部])"),
    ("han", rf"(?P<number>[{_HAN}]{{1,3}})[、．.]"),
    ("han in brackets", rf"[(（](?P<number>[{_HAN}]{{1,3}})[)）]"),
)
_PLACED = tuple((form, re.compile(pattern)) for form, pattern in _PLACES)
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class _Place:
    """How a heading is printed, and the place that it says it has, 0 for none."""

    form: str
    level: int
    number: int = 0


def depths(headings: Sequence[Heading]) -> list[int]:
    """The depth of each heading among those given in reading order, 1 for the outermost.

    Headings that are printed alike stand beside each other, or by the levels of their numbers and
    marks. Of those printed otherwise, what the text uses first stands over the rest, but a plain
    heading over no numbered one, unless the numbers begin anew under each. What the text uses only
    before its numbered headings or behind them, as an abstract or an appendix, stands beside those.
    """
    places = [_place(heading) for heading in headings]
    forms = Counter(place.form for place in places)
    # One heading of its form, such as "Apollo 11", is no place in a row.
    places = [
        p if forms[p.form] > 1 else _unplaced(h) for p, h in zip(places, headings, strict=True)
    ]
    ranks = _ranks(places)
    outermost = min(ranks.values(), default=0)
    over: list[tuple[int, int]] = []
    found: list[int] = []
    for place in places:
        rank = (ranks.get(place.form, outermost), place.level)
        while over and over[-1] >= rank:
            over.pop()
        over.append(rank)
        found.append(min(len(over), DEEPEST))
    return found


def says_its_place(heading: Heading) -> bool:
    """Whether a heading says which it is among others: "II. Tolls", "Chapter 3", "4 Crews"."""
    placed = any(pattern.match(heading.title) for _, pattern in _PLACED)
    return heading.style is Style.NUMBERED or (heading.style is not Style.MARKED and placed)


def _unplaced(heading: Heading) -> _Place:
    number = _NUMBER.search(heading.title) if heading.style is Style.NUMBERED else None
    return _Place(heading.style, heading.level, int(number[0]) if number else 0)


def _place(heading: Heading) -> _Place:
    if heading.style in (Style.MARKED, Style.NUMBERED):
        return _unplaced(heading)
    for form, pattern in _PLACED:
        if found := pattern.match(heading.title):
            named = found.groupdict().get("word")
            return _Place(
                f"{form} {named.casefold()}" if named else form, 1, _value(found["number"])
            )
    return _unplaced(heading)


def _value(number: str) -> int:
    """A number as it is printed, of whatever form, so that those of one form compare."""
    if number.isdecimal():
        return int(number)
    if number[0] in _HAN:
        tens, ten, ones = number.rpartition("十")
        high, low = (max(_HAN.index(each[-1:] or "零") - 1, 0) for each in (tens, ones))
        return (high or 1) * 10 + low if ten else low
    if len(number) > 1 or number in "IVX":
        values = [_ROMAN.get(letter, 0) for letter in number]
        signs = [-1 if one < other else 1 for one, other in pairwise([*values, 0])]
        return sum(sign * value for sign, value in zip(signs, values, strict=True))
    return ord(number.casefold()) - ord("a") + 1


def _ranks(places: Sequence[_Place]) -> dict[str, int]:
    """The rank of each form that stands over or under others, lower over higher."""
    numbered = [at for at, place in enumerate(places) if place.number]
    between = places[numbered[0] : numbered[-1] + 1] if numbered else places
    forms = {place.form for place in between}
    ranks: dict[str, int] = {}
    for at, place in enumerate(places):
        if place.form in forms:
            ranks.setdefault(place.form, at)
    if numbered and Style.PLAIN in ranks and _go_on([places[at] for at in numbered]):
        ranks[Style.PLAIN] = max(ranks[Style.PLAIN], numbered[0] + 1)
    return ranks


def _go_on(numbered: Sequence[_Place]) -> bool:
    """Whether the numbers of the outermost headings only rise."""
    first = numbered[0].form
    outermost = min(place.level for place in numbered if place.form == first)
    found = [p.number for p in numbered if (p.form, p.level) == (first, outermost)]
    return all(one < other for one, other in pairwise(found))
