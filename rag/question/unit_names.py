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
    "gbp": "pound",
    "euros": "euro",
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
