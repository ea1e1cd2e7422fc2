"""Scale words: behind a number ("3 million"), and in the name of a column ("Turnover in €m")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.question.terms import fold
from rag.question.unit_names import currency_of, is_currency, unit_of

_SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "thousands": 1e3,
    "tausend": 1e3,
    "tsd": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "mio": 1e6,
    "mn": 1e6,
    "millionen": 1e6,
    "billion": 1e9,
    "billions": 1e9,
    "bn": 1e9,
    "mrd": 1e9,
    "milliarde": 1e9,
    "milliarden": 1e9,
    "trillion": 1e12,
    "万": 1e4,
    "亿": 1e8,
}
_SCALE = re.compile(r"\s?(?:(?P<word>[a-z]+)\.?(?![a-z])|(?P<cjk>[万亿]))", re.IGNORECASE)
_OF_MONEY = {"k": 1e3, "t": 1e3, "m": 1e6, "b": 1e9}
"""Letters that are a scale beside a currency alone: "€m", but "m" is metres."""
_CODES = {"teur": ("eur", 1e3), "keur": ("eur", 1e3), "meur": ("eur", 1e6), "musd": ("usd", 1e6)}
_CJK_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_PARTS = re.compile(
    r"[(\[]([^()\[\]]{1,40})[)\]]|, ([^,]{1,20})$| in (\S{1,20}(?: \S{1,20}){0,2})$"
)
_RATE = re.compile(r"\b(?:per|pro|je|each|every)\b|/|每")
_TOKEN = re.compile(r"[a-z]+|[€$£¥%]|\d[\d.,]*(?: \d{3}(?!\d))*|[\u3400-\u9fff]+")
_POWER = re.compile(r"(?:10{3,9}|000)")
_LETTER = re.compile(r"(?<![a-z])([ktmb]) ?[€$£](?!\w)|[€$£] ?([kmb])(?![a-z])")
_CJK_SCALE = re.compile(r"[百千万亿]+")
_CJK_LAST = re.compile(r"[百千万亿]+(?:欧元|美元|元|人|吨|户|辆)?$")
_OVER_TABLE = re.compile(
    r"[(\[][^()\[\]]{1,40}[)\]]|\b(?:in|of) (?:[€$£¥]|[a-z]{1,12}\.?)(?: [a-z]{1,12}\.?){0,2}"
    r"|单位[^,.;，。；]{0,9}"
)
_SMALL = frozenset({"in", "of", "the", "s"})


@dataclass(frozen=True, slots=True)
class HeadOfColumn:
    """What the name of a column says of its numbers: what each is to be multiplied by, its units.

    The ``factor`` is None where the name says two things.
    """

    factor: float | None
    units: frozenset[str]


def scaled(text: str, at: int) -> tuple[float, int]:
    """The factor that a word such as "million" behind a number stands for, and its end."""
    match = _SCALE.match(text, at)
    if match is None:
        return 1.0, at
    factor = _SCALES.get((match["word"] or match["cjk"]).casefold())
    return (factor, match.end()) if factor else (1.0, at)


def head_of_column(name: str) -> HeadOfColumn:
    """The scale and the units that a column's name gives: "Turnover (million euros)"."""
    folded = fold(name)
    factors: set[float] = set()
    units = {unit for word in _TOKEN.findall(folded) if is_currency(unit := unit_of(word))}
    for match in _PARTS.finditer(folded):
        factor, unit = _read(next(filter(None, match.groups())))
        factors |= {factor} - {1.0}
        units |= {unit} - {""}
    if not factors:
        factors = set(_in_words(folded))
    return HeadOfColumn((factors or {1.0}).pop() if len(factors) < 2 else None, frozenset(units))


def names_scale(words: str) -> bool:
    """Whether words name a scale: "100 million"."""
    return any(_in_words(fold(words)))


def says_scale(text: str) -> bool:
    """Whether words over a table may say of its numbers: "All figures in thousands"."""
    return any(names_scale(part[0]) for part in _OVER_TABLE.finditer(fold(text)))


def _read(part: str) -> tuple[float, str]:
    """The scale of words such as "million euros", "€m", "1,000 t", and the unit beside it."""
    if _RATE.search(part):
        return 1.0, unit_of(part)
    tokens = _TOKEN.findall(part)
    is_money = any(currency_of(token) for token in tokens)
    factor = 1.0
    rest: list[str] = []
    for token in tokens:
        scale, word = _scale_of(token, is_money)
        factor *= scale
        if word and word not in _SMALL:
            rest.append(word)
    return factor, unit_of(" ".join(rest))


def _scale_of(token: str, is_money: bool) -> tuple[float, str]:
    """The factor that a word is, and what it says beside."""
    if code := _CODES.get(token):
        return code[1], code[0]
    if len(token) == 1 and token in _OF_MONEY:
        return (_OF_MONEY[token], "") if is_money else (1.0, token)
    if factor := _SCALES.get(token):
        return factor, ""
    if power := _POWER.fullmatch(re.sub(r"[., ]", "", token)):
        return 10.0 ** power[0].count("0"), ""
    if cjk := _CJK_SCALE.match(token):
        factor = 1.0
        for sign in cjk[0]:
            factor *= _CJK_SCALES[sign]
        return factor, token[cjk.end() :]
    return 1.0, token


def _in_words(folded: str) -> Iterator[float]:
    """The scales that a name says in full words, but for rates: "Millions of passengers"."""
    if _RATE.search(folded):
        return
    for word in _TOKEN.findall(folded):
        if len(word) > 2 and word in _SCALES:
            yield _SCALES[word]
    for letter in _LETTER.finditer(folded):
        yield _OF_MONEY[letter[1] or letter[2]]
    if cjk := _CJK_LAST.search(folded):
        yield _read(cjk[0])[0]
