"""Which field of records a question compares: by its name, by what it measures, by its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer.record_fields import DATES, Field
from rag.answer.records import RecordKind, RecordSet
from rag.question.bounds import Bound
from rag.question.extremes import Extreme, find_extreme
from rag.question.properties import Property, properties_of
from rag.question.quantities import Column, Measure
from rag.question.records import RecordQuestion
from rag.question.terms import fold, terms
from rag.question.unit_names import is_currency, unit_of

DATED = frozenset({Measure.DATE, Measure.YEAR, Measure.CLOCK})
_GERMAN_ENDING = re.compile(r"(?:en|er|es|em|e|n|s)$")
_LEAST_SCORE = 1
_LAST_PLACE = 200
_LOOKED_AT = 100_000  # characters in which a currency must be named


@dataclass(frozen=True)
class Measured:
    """A field as what a question compares.

    ``explained`` are the question's words that it accounts for; where there are none but the
    superlative itself, it ``is_implied``. ``senses`` are those of the superlative that it fits.
    """

    field: Field
    sign: int
    bound: Bound | None
    explained: frozenset[str]
    score: int
    is_implied: bool
    senses: frozenset[Property]


def measured_field(asked: RecordQuestion, records: RecordSet) -> Measured | None:
    """The one field that fits what the question compares better than any other."""
    first = records.fields[0]
    named_by = records.kind is RecordKind.ROW and not first.properties  # a number, not a value
    fields = records.fields[1:] if named_by else records.fields
    found = [m for f in fields for m in _measures(asked, records, f)]
    best = max((m.score for m in found), default=0)
    fitting = [m for m in found if m.score == best]
    if len(fitting) > 1 and asked.target:  # "Which year had the highest output?"
        fitting = [m for m in fitting if asked.target[0] not in m.explained]
    return fitting[0] if len(fitting) == 1 and best >= _LEAST_SCORE else None


def _measures(asked: RecordQuestion, records: RecordSet, field: Field) -> Iterator[Measured]:
    """The field as what the question compares, if it may be."""
    column = field.column
    if column is None or (asked.bound and not _comparable(asked.bound, column)):
        return
    words = [word.text for word in asked.words]
    named = frozenset(w for w in words if akin(w, field.terms, asked.is_german))
    alike = frozenset(w for w in words if not properties_of(w).isdisjoint(field.properties))
    units = frozenset(w for w in words if unit_of(w) in field.units)
    money = frozenset(w for w in words if _is_money_of(w, records, field))
    extreme, bound = asked.extreme, asked.bound
    senses = extreme.senses if extreme else bound.senses if bound else {}
    ranks = Property.RANK in field.properties and _is_ranking(column)
    own = [
        p
        for p in senses
        if (p in field.properties or (p is Property.DATE and column.measure in DATED and named))
        and (p is not Property.RANK or ranks)
        and (p not in DATES or column.measure in DATED)
        and (p is Property.DATE or p not in DATES or column.measure is not Measure.CLOCK)
    ]
    signs = {senses[p] for p in own}
    if len(signs) > 1:
        return
    if extreme and extreme.sign == 0 and not own:
        return
    if bound and bound.senses and not own and not (bound.is_open and named | alike):
        return
    dated = bound and bound.value.measure is Measure.DATE and Property.DATE in field.properties
    score = 3 * len(named) + 2 * len(alike - named) + 2 * bool(own) + len(units - named)
    score += bool(dated)
    sign = signs.pop() if own else extreme.sign if extreme else 0
    if extreme and not own and ranks and Property.HEIGHT in extreme.senses:
        sign = -sign  # the highest rank is the first
    if extreme and _is_other_end(field, sign):
        return
    bound = bound.of(own[0]) if bound and own and bound.senses else bound
    if score:
        implied = not (named or alike) and not DATES.isdisjoint(own)
        explained = named | alike | units | money
        yield Measured(field, sign, bound, explained, score, implied, frozenset(own))


def _is_ranking(column: Column) -> bool:
    """Whether a "place" is one of first, second and third, and none to sit on."""
    places = [value.low for value in column.values if value]
    return min(places) == 1 and max(places) <= _LAST_PLACE


def _is_other_end(field: Field, sign: int) -> bool:
    """Whether the field is the other end already: the highest of the lowest is no highest."""
    found = find_extreme(fold(field.name))
    return found is not None and _sign_of(found[0]) not in (0, sign)


def _sign_of(extreme: Extreme) -> int:
    return extreme.sign or extreme.senses.get(Property.DATE, 0)


def _is_money_of(word: str, records: RecordSet, field: Field) -> bool:
    """Whether a currency that no cell names is that of the document, which speaks of no other."""
    unit = unit_of(word)
    if not is_currency(unit) or field.units:
        return False
    return word in fold(records.document.text[:_LOOKED_AT])


def _comparable(bound: Bound, column: Column) -> bool:
    if bound.value.measure is Measure.NUMBER:
        return column.measure in (Measure.NUMBER, Measure.YEAR)
    if bound.value.measure is Measure.DATE:
        return column.measure in (Measure.DATE, Measure.YEAR)
    return bound.value.measure is column.measure


def akin(word: str, named: frozenset[str], is_german: bool) -> bool:
    """Whether all terms of a word are among those named; in German, without their endings."""
    own = terms(word)
    if own and named.issuperset(own):
        return True
    if not is_german or not own:
        return False
    return {_rootof(term) for term in named}.issuperset(map(_rootof, own))


def _rootof(term: str) -> str:
    return _GERMAN_ENDING.sub("", term) if len(term) > 5 else term
