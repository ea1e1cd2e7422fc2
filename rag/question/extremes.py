"""Superlatives: which end of a scale they mean, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.question.properties import Property as P
from rag.question.quantities import NUMBER_WORDS


@dataclass(frozen=True, slots=True)
class Extreme:
    """One end of a scale.

    ``sign`` is 1 for the most of what the question names, -1 for the least, and 0 where only
    ``senses`` say what is compared: the oldest is that of most age, or of the earliest start.
    ``at`` is the place from that end, which is 1 for "the largest" and 2 for "the second largest";
    ``count`` is how many are asked for, None where the question does not say.
    """

    sign: int
    senses: Mapping[P, int]
    at: int = 1
    count: int | None = None

    def is_said_by(self, other: Extreme) -> bool:
        """Whether another superlative may say the same: "the lowest" of what is cheapest."""
        if other.sign:
            return self.sign in (0, other.sign)
        return not self.senses.items().isdisjoint(other.senses.items())


def _senses(**named: int) -> Mapping[P, int]:
    return {P[name.upper()]: sign for name, sign in named.items()}


_OLD = _senses(age=1, start=-1, birth=-1)
_NEW = _senses(age=-1, start=1, birth=1)
_FIRST = _senses(date=-1, start=-1, rank=-1)
_LAST = _senses(date=1, start=1, rank=1)
_ADJECTIVES: tuple[tuple[str, int, Mapping[P, int]], ...] = (
    ("most meisten meiste maximum greatest top", 1, {}),
    ("least fewest wenigsten wenigste minimum", -1, {}),
    ("highest hochste hochsten hochster hochstes", 1, _senses(height=1)),
    ("lowest niedrigste niedrigsten tiefste tiefsten", -1, _senses(height=-1)),
    ("largest biggest grosste grossten grosster", 1, _senses(size=1, population=1)),
    ("smallest tiniest kleinste kleinsten kleinster", -1, _senses(size=-1, population=-1)),
    ("oldest altesten alteste altester", 0, _OLD),
    ("youngest jungsten jungste newest neueste neuesten", 0, _NEW),
    ("longest langsten langste", 1, _senses(length=1, duration=1, tenure=-1)),
    ("shortest kurzesten kurzeste", -1, _senses(length=-1, duration=-1, height=-1)),
    ("tallest", 0, _senses(height=1)),
    ("heaviest schwersten schwerste", 0, _senses(weight=1)),
    ("lightest leichtesten leichteste", 0, _senses(weight=-1)),
    ("cheapest billigsten billigste gunstigste gunstigsten", 0, _senses(price=-1)),
    ("dearest priciest costliest teuersten teuerste", 0, _senses(price=1)),
    ("fastest quickest schnellsten schnellste", 0, _senses(speed=1)),
    ("slowest langsamsten langsamste", 0, _senses(speed=-1)),
    ("deepest", 0, _senses(depth=1)),
    ("shallowest", 0, _senses(depth=-1)),
    ("widest broadest breiteste", 0, _senses(width=1)),
    ("narrowest schmalste", 0, _senses(width=-1)),
    ("hottest warmest warmste heisseste", 0, _senses(temperature=1)),
    ("coldest coolest kalteste", 0, _senses(temperature=-1)),
    ("loudest noisiest lauteste", 0, _senses(noise=1)),
    ("quietest leiseste", 0, _senses(noise=-1)),
    ("farthest furthest", 0, _senses(distance=1)),
    ("nearest closest", 0, _senses(distance=-1)),
    ("best beste besten", 0, _senses(rank=-1, score=1)),
    ("worst schlechteste schlechtesten", 0, _senses(rank=1, score=-1)),
    ("earliest fruheste fruhesten", 0, _senses(date=-1, start=-1)),
    ("latest spateste spatesten", 0, _senses(date=1, start=1)),
    ("first erste ersten erster erstes zuerst", 0, _FIRST),
    ("last letzte letzten letzter zuletzt", 0, _LAST),
    ("最多", 1, {}),
    ("最少", -1, {}),
    ("最高", 1, _senses(height=1)),
    ("最低", -1, _senses(height=-1)),
    ("最大", 1, _senses(size=1, population=1)),
    ("最小", -1, _senses(size=-1, population=-1)),
    ("最长", 1, _senses(length=1, duration=1)),
    ("最短", -1, _senses(length=-1, duration=-1)),
    ("最早 第一个 最先", 0, _FIRST),
    ("最晚 最后 最近 最新", 0, _LAST),
    ("最老", 0, _OLD),
    ("最年轻", 0, _NEW),
    ("最贵", 0, _senses(price=1)),
    ("最便宜", 0, _senses(price=-1)),
    ("最重", 0, _senses(weight=1)),
    ("最轻", 0, _senses(weight=-1)),
    ("最好", 0, _senses(rank=-1, score=1)),
    ("最差", 0, _senses(rank=1, score=-1)),
)
_BY_WORD = {
    word: Extreme(sign, senses) for words, sign, senses in _ADJECTIVES for word in words.split()
}
_WITH_MOST = {
    "expensive": _senses(price=1),
    "costly": _senses(price=1),
    "recent": _LAST,
    "recently": _LAST,
    "populous": _senses(population=1),
    "powerful": _senses(power=1),
}
_COMPARATIVES = {
    "more": "most",
    "less": "least",
    "fewer": "fewest",
    "better": "best",
    "worse": "worst",
    "later": "latest",
    "further": "furthest",
}
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "2nd": 2, "3rd": 3, "4th": 4}
_LATIN = "|".join(sorted((w for w in _BY_WORD if w.isascii()), key=len, reverse=True))
_CHINESE = "|".join(sorted((w for w in _BY_WORD if not w.isascii()), key=len, reverse=True))
# "At most": 最多可以, 最多接待多少.
_BOUND = r"(?<=最[多少])(?:可|能|要|得|允许|准|[^，。？?]{0,12}(?:多少|几))"
_COUNTS = {word: number for word, number in NUMBER_WORDS.items() if number}
_NUMBERS = "|".join([*_COUNTS, r"[1-9]\d?"])
_SUPERLATIVE = re.compile(
    rf"(?:\b(?P<ordinal>{'|'.join(_ORDINALS)})[ -])?(?:\b(?P<before>{_NUMBERS}) )?"
    rf"\b(?:am )?(?P<word>{_LATIN})\b"
    rf"(?: (?P<adjective>{'|'.join(_WITH_MOST)})\b)?(?: (?P<behind>{_NUMBERS})\b)?"
    rf"|(?P<cjk>{_CHINESE})(?!{_BOUND})的?"
)
_COMPARATIVE = re.compile(
    r"\b(?:(?P<much>more|less) (?P<adjective>expensive|costly|powerful|populous|recent)"
    r"|(?<!many )(?P<word>\w{3,12}er|more|less|better|worse))\b(?! than\b)"
)


def find_extreme(folded: str) -> tuple[Extreme, tuple[int, int]] | None:
    """The last superlative of a folded question and where it stands."""
    found = None
    for match in _SUPERLATIVE.finditer(folded):
        found = match
    if found is None:
        return None
    extreme = _extreme(found)
    return (extreme, found.span()) if extreme else None


def find_extremes(folded: str) -> Iterator[Extreme]:
    """All superlatives of a folded text."""
    found = (_extreme(match) for match in _SUPERLATIVE.finditer(folded))
    return (extreme for extreme in found if extreme)


def find_comparative(folded: str) -> tuple[Extreme, tuple[int, int]] | None:
    """A comparative without "than", which asks for one of two: "Which is heavier?"."""
    for match in _COMPARATIVE.finditer(folded):
        if much := match["much"]:
            extreme = _with_adjective(1 if much == "more" else -1, match["adjective"])
        else:
            superlative = _superlative_of(match["word"])
            found = _BY_WORD.get(superlative)
            if found is None:
                continue
            extreme = found
        return extreme, match.span()
    return None


def senses_of_comparative(word: str, adjective: str | None = None) -> Extreme | None:
    """What a comparative compares: "heavier" weight; "more" whatever is named."""
    if adjective:
        return _with_adjective(-1 if word == "less" else 1, adjective)
    return _BY_WORD.get(_superlative_of(word))


def _superlative_of(comparative: str) -> str:
    if known := _COMPARATIVES.get(comparative):
        return known
    return comparative[:-1] + "st" if comparative.endswith("er") else comparative


def _extreme(match: re.Match[str]) -> Extreme | None:
    word = match["word"] or match["cjk"]
    extreme = _BY_WORD[word]
    if adjective := match["adjective"]:
        if word not in ("most", "least"):
            return None
        extreme = _with_adjective(1 if word == "most" else -1, adjective)
    at = _ORDINALS.get(match["ordinal"] or "", 1)
    printed = match["before"] or (match["behind"] if word in ("top", "first", "last") else None)
    count = (_COUNTS.get(printed) or int(printed)) if printed else None
    return Extreme(extreme.sign, extreme.senses, at, count)


def _with_adjective(sign: int, adjective: str) -> Extreme:
    return Extreme(0, {named: sign * each for named, each in _WITH_MOST[adjective].items()})
