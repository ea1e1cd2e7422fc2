"""What the words beside a superlative do: which name what is compared, which the value asked for.

"What did the longest bridge cost?" compares lengths and asks for a cost; "Which bridge has the
highest cost?" compares costs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Words = Sequence[tuple[int, str]]
"""The words of a question that carry matter, each with its place, in order."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The words that a superlative, or a bound, stands next to.

    ``behind`` is the word that follows it: "the highest price". ``before`` are those that it
    follows, as "who earns the most" and "whose price is the highest", and those behind "by".
    ``wanted`` are the words that name the value asked for: "What is the cost of the longest …?".
    """

    behind: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


NOT_RANKED = Ranked()
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_]+")
_SMALL = frozenset("of the in on a an per at der die das den dem von 的".split())
_COPULAS = frozenset(
    "is are was were be been the at s ist sind war waren die der das 是 的".split()
)
_ARTICLE = r"(?: (?:the|its|their|a|all|der|die|das|den|dem)){0,3}"
_BY = re.compile(rf"\b(?:by|in terms of|according to|nach){_ARTICLE}(?: (?:number of|total))? $")
# "The cost of the longest"; German has a genitive.
_VALUE_OF = re.compile(rf"(?: (?:of|for|von|fur|der|des)){_ARTICLE} ")
_WITH_DO = re.compile(rf"\b(?:did|does|do){_ARTICLE} $")
_HOW = re.compile(rf"\bhow (\w{{2,12}}) (?:is|are|was|were){_ARTICLE} $")
_GERMAN_VERB = re.compile(rf"^\W{{0,8}}(?:was|wie ?viel) (\w{{3,20}}){_ARTICLE} $")
_HOW_MUCH = re.compile(r"[是有为]?多少")
_LOOKED_BACK = 60  # characters before a word


def ranked(folded: str, span: tuple[int, int], words: Words, target: Sequence[str]) -> Ranked:
    """What the words of a folded question do about the superlative that stands at ``span``."""
    start, end = span
    before = [each for each in words if each[0] < start]
    behind = [each for each in words if each[0] >= end]
    next_one = behind[:1] if behind and _only(_SMALL, folded[end : behind[0][0]]) else []
    with_do = _ends(_WITH_DO, folded, start)
    if with_do and len(behind) == 1:
        next_one = []  # "What did the longest cost?"
    by = [word for place, word in words if _ends(_BY, folded, place)]
    last = before[-1:] if before and _only(_COPULAS, folded[_end(before[-1]) : start]) else []
    wanted = [] if with_do is None else [*target[:1], *(word for _, word in behind)]
    if before and _VALUE_OF.fullmatch(folded, _end(before[-1]), start):
        wanted.append(before[-1][1])
    if how_much := _HOW_MUCH.search(folded, end):
        wanted += [word for place, word in behind if place + len(word) == how_much.start()]
    wanted += [said[1] for each in (_HOW, _GERMAN_VERB) if (said := _ends(each, folded, start))]
    return Ranked(
        behind=tuple(word for _, word in next_one),
        before=(*by, *(word for _, word in last if word not in wanted)),
        wanted=tuple(w for w in dict.fromkeys(wanted) if w not in by),
    )


def _only(small: frozenset[str], between: str) -> bool:
    return small.issuperset(_TOKEN.findall(between))


def _ends(pattern: re.Pattern[str], folded: str, at: int) -> re.Match[str] | None:
    """What of a pattern stands right before a place."""
    return pattern.search(folded, max(0, at - _LOOKED_BACK), at)


def _end(word: tuple[int, str]) -> int:
    return word[0] + len(word[1])
