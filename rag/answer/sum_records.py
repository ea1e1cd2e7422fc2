"""Records that stand for all the others: "All companies", or the sum of what is over it.

Which is the most must not be answered with the total of all, whatever the total is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.answer.record_fields import Field
from rag.question.properties import Property
from rag.question.quantities import Measure, says_nothing
from rag.question.terms import fold, terms

_ALL = re.compile(
    r"(?:all|alle|samtliche|every|the (?:whole|entire))\b(?: (?:the|of)\b)*|所有|全部"
)
# These may be names as well: a bank is called Nationwide.
_WHOLE = frozenset(
    "all whole entire combined together overall nationwide national countrywide statewide citywide "
    "worldwide world global alle gesamt gesamte bundesweit landesweit weltweit "
    "全国 全球 世界 全市 全省 所有 全部".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 80  # characters of a name
_LEAST_OTHERS = 2
_LARGEST_PLACE, _SMALLEST_PLACE = 12, -4  # powers of ten that numbers may be rounded to
_MOST_APART = 0.005  # of a sum, by which rounded numbers may add up to another
_SURE = 3
"""Digits that agree by chance in one of a thousand."""


def sum_records(fields: Sequence[Field], about: frozenset[str]) -> tuple[frozenset[int], bool]:
    """The records that stand for all others, and whether another one may do so."""
    count = len(fields[0].cells)
    if count <= _LEAST_OTHERS:
        return frozenset(), False
    named = frozenset(n for n in range(count) if _is_all(fields, n, about))
    rest = [n for n in range(count) if n not in named]
    if named or len(rest) <= _LEAST_OTHERS:
        return named, False
    # A sum is the first record, or the last.
    told = {n: _agreeing(fields, n) for n in (0, count - 1)}
    least = _SURE if len(rest) - 1 > _LEAST_OTHERS else 2 * _SURE
    sums = frozenset(n for n, digits in told.items() if digits >= least)
    return sums, any(digits and n not in sums for n, digits in told.items())


def _is_all(fields: Sequence[Field], n: int, about: frozenset[str]) -> bool:
    """Whether a record is called all of what the records are: "All companies"."""
    key = next((field for field in fields if field.column is None), fields[0])
    words = fold(key.words[n][:_LOOKED_AT])
    opening = _ALL.match(words)
    what = frozenset(terms(words[opening.end() :])) if opening else frozenset()
    at_edge = n in (0, len(key.cells) - 1)
    return bool(what) and what <= (key.terms | about if at_edge else key.terms)


def _agreeing(fields: Sequence[Field], n: int) -> int:
    """How many digits say that a record is the sum of all others; a name may say so, too.

    A field in which it is none speaks against it, though it may hold the mean there. What has a
    keeper or a date is a thing by itself.
    """
    key = next((field for field in fields if field.column is None), fields[0])
    others = (f for f in fields if f is not key and (f.column is None or not _is_number(f)))
    if any(not says_nothing(field.words[n]) for field in others):
        return 0
    words = set(_WORD.findall(fold(key.words[n][:_LOOKED_AT])))
    told = [_digits(values, n) for values in _additive(fields) if values[n]]
    found = sum(told)
    if not found:
        return int(bool(told) and bool(words) and words <= _WHOLE)
    if words & _WHOLE and found > 1:
        return 2 * _SURE
    return max(found - told.count(0), 1)


def _is_number(field: Field) -> bool:
    return field.column is not None and field.column.measure is Measure.NUMBER


def _additive(fields: Sequence[Field]) -> Iterator[list[float | None]]:
    """The numbers of each field that may be added up, None where one is missing."""
    for field in fields:
        column = field.column
        if column is None or not _is_number(field):
            continue
        values = [value.low if value else None for value in column.values]
        counts = all(abs(b - a) == 1 for a, b in pairwise(v for v in values if v is not None))
        if Property.RANK not in field.properties and not counts:
            yield values


def _digits(values: Sequence[float | None], n: int) -> int:
    """The digits of a number that is the sum of all others, but for zeros at its end; 0 if none."""
    total = values[n] or 0.0
    others = [value for place, value in enumerate(values) if place != n and value is not None]
    if len(others) < _LEAST_OTHERS:
        return 0
    unit = _rounded_to([total, *others])
    apart = abs(sum(others) - total)
    if apart > min(unit * (len(others) + 1) / 2, _MOST_APART * abs(total)) + unit / 1000:
        return 0
    return len(str(round(abs(total) / unit)).rstrip("0"))


def _rounded_to(values: Sequence[float]) -> float:
    """The power of ten that all numbers are multiples of."""
    for power in range(_LARGEST_PLACE, _SMALLEST_PLACE, -1):
        unit = 10.0**power
        if all(abs(value - round(value / unit) * unit) <= 1e-9 * abs(value) for value in values):
            return unit
    return 10.0**_SMALLEST_PLACE
