"""Units of measure and currencies by their signs, short forms and names, so that they compare."""

from __future__ import annotations

import re

from rag.question.terms import fold, stem

_CURRENCIES = {
    "€": "euro",
    "$": "dollar",
    "£": "pound",
    "¥": "yen",
    "eur": "euro",
    "usd": "dollar",
    "us$": "dollar",
    "gbp": "pound",
    "euro": "euro",
    "euros": "euro",
    "dollar": "dollar",
    "dollars": "dollar",
    "pound": "pound",
    "pounds": "pound",
    "yen": "yen",
    "yuan": "yuan",
    "rmb": "yuan",
    "cny": "yuan",
    "人民币": "yuan",
    "英镑": "pound",
    "日元": "yen",
    "欧元": "euro",
    "美元": "dollar",
    "元": "yuan",
}
_UNITS = {
    "%": "percent",
    "per cent": "percent",
    "pct": "percent",
    "prozent": "percent",
    "km": "kilometr",
    "kilometer": "kilometr",
    "kilometers": "kilometr",
    "m": "metr",
    "meter": "metr",
    "meters": "metr",
    "kg": "kilogram",
    "g": "gram",
    "l": "litr",
    "liter": "litr",
    "liters": "litr",
    "h": "hour",
    "min": "minut",
    "minuten": "minut",
    "stunden": "hour",
    "jahre": "year",
    "years old": "year",
    "°c": "c",
}


_SPOKEN = re.compile(
    "|".join(
        rf"\b{re.escape(word)}\b" if word.isalpha() and word.isascii() else re.escape(word)
        for word in sorted(_CURRENCIES, key=len, reverse=True)
        if word != "元"  # as in 公元
    )
    + r"|(?<=[\d百千万亿])元"
)


def unit_of(words: str) -> str:
    """The unit that words name, so that "km" and "kilometres" are one."""
    folded = fold(words).strip(" .")
    if known := _CURRENCIES.get(folded) or _UNITS.get(folded):
        return known
    return " ".join(_UNITS.get(word, stem(word)) for word in re.findall(r"[^\W\d_]+|%", folded))


def is_currency(unit: str) -> bool:
    """Whether a unit is money of a kind that has a sign."""
    return unit in _CURRENCIES.values()


def currency_of(sign: str) -> str | None:
    """The currency that a sign before a number stands for."""
    return _CURRENCIES.get(sign.casefold())


def currencies_in(text: str) -> frozenset[str]:
    """The currencies that a folded text speaks of."""
    return frozenset(_CURRENCIES[match[0]] for match in _SPOKEN.finditer(text))
