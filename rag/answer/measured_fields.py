"""Which field of records a question compares: by its name, by what it measures, by its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.record_fields import DATES, Field
from rag.answer.records import KEPT, RecordKind, RecordSet
from rag.question.bounds import Bound
from rag.question.extremes import Extreme, find_extreme
from rag.question.properties import Property, properties_of
from rag.question.quantities import Column, Measure
from rag.question.records import RecordQuestion
from rag.question.scales import names_scale, says_scale
from rag.question.terms import fold, terms
from rag.question.unit_names import currencies_in, is_currency, unit_of

DATED = frozenset({Measure.DATE, Measure.YEAR, Measure.CLOCK})
_GERMAN_ENDING = re.compile(r"(?:en|er|es|em|e|n|s)$")
# What a name is the name of stands before its brackets, before "a day" or "in 2022".
_HEAD = re.compile(r"(?:(?!\b(?:of|per|in|a|an|at|for|on|with|pro|im)\b)[^\d(),;:/\[\]])+")
_LEAST_SCORE = 1
_LAST_PLACE = 200
_LOOKED_AT = 100_000  # characters in which a currency must be named
_LEAD_IN = 300  # characters that may say of what size the numbers are


@dataclass(frozen=True)
class Measured:
    """A field as what a question compares.

    ``explained`` are the question's words that it accounts for; where there are none but the
    superlative itself, it ``is_implied``. ``senses`` are those of the superlative that it fits,
    ``nearness`` says whether a word next to the superlative names it: one behind it surely does.
    """

    field: Field
    sign: int
    bound: Bound | None
    explained: frozenset[str]
    score: int
    is_implied: bool
    senses: frozenset[Property]
    nearness: int


def measured_field(asked: RecordQuestion, records: RecordSet) -> Measured | None:
    """The one field that fits what the question compares better than any other.

    A superlative ranks by what it is next to, as in "the highest price", or else by its own sense.
    What the question names beside is the value that it asks for.
    """
    first = records.fields[0]
    named_by = records.kind is RecordKind.ROW and not first.properties  # a number, not a value
    fields = records.fields[1:] if named_by else records.fields
    if any(_is_unread(asked, records, field) for field in fields):
        return None
    found = _ranking(asked, [m for f in fields for m in _measures(asked, records, f)])
    best = max((m.score for m in found), default=0)
    fitting = [m for m in found if m.score == best]
    if len(fitting) > 1 and asked.target:  # "Which year had the highest output?"
        fitting = [m for m in fitting if asked.target[0] not in m.explained]
    return fitting[0] if len(fitting) == 1 and best >= _LEAST_SCORE else None


def _ranking(asked: RecordQuestion, found: Sequence[Measured]) -> Sequence[Measured]:
    """Of the fields that the question may compare, those that its comparison itself tells."""
    compared = asked.extreme or asked.bound
    if compared is None or (asked.bound and not compared.senses):
        return found
    nearest = max((m.nearness for m in found), default=0)
    if nearest:
        return [m for m in found if m.nearness == nearest]
    return [m for m in found if m.senses] or ([] if asked.extreme else found)


def _measures(asked: RecordQuestion, records: RecordSet, field: Field) -> Iterator[Measured]:
    """The field as what the question compares, if it may be."""
    column = field.column
    if column is None or (asked.bound and not _comparable(asked.bound, records, field, column)):
        return
    words = [word.text for word in asked.words]
    named = frozenset(w for w in words if akin(w, field.terms, asked.is_german))
    alike = frozenset(w for w in words if not properties_of(w).isdisjoint(field.properties))
    units = frozenset(w for w in words if unit_of(w) in field.units)
    money = frozenset(w for w in words if _is_money_of(w, records, field))
    extreme, bound = asked.extreme, asked.bound
    senses = extreme.senses if extreme else bound.senses if bound else {}
    is_below = _is_below(field, column)
    if is_below and not (extreme and Property.DEPTH in senses and _is_all_below(column)):
        return  # whether -3 is more depth than 2, or than -5, is not told
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
    nearness = _nearness(asked, records, field)
    if extreme and not own and not (extreme.sign and nearness):
        return
    is_open = bound is not None and bound.is_open and not _is_dated(field)
    if bound and bound.senses and not own and not (is_open and named | alike):
        return
    dated = bound and bound.value.measure is Measure.DATE and Property.DATE in field.properties
    telling = frozenset(words).difference(asked.ranked.wanted if extreme else ())
    score = 3 * len(named & telling) + 2 * len((alike - named) & telling) + 2 * bool(own)
    score += len(units - named) + bool(dated)
    sign = signs.pop() if own else extreme.sign if extreme else 0
    if extreme and not own and ranks and Property.HEIGHT in extreme.senses:
        sign = -sign  # the highest rank is the first
    if is_below:
        sign = -sign  # the deepest of -3 and -5
    if extreme and _is_other_end(field, sign):
        return
    bound = bound.of(own[0]) if bound and own and bound.senses else bound
    if score:
        implied = not (named or alike) and not DATES.isdisjoint(own)
        explained = named | alike | units | money
        senses_met = frozenset(own)
        yield Measured(field, sign, bound, explained, score, implied, senses_met, nearness)


def _is_below(field: Field, column: Column) -> bool:
    """Whether depths are printed as heights below zero, some or all of them."""
    below = any(value is not None and value.low < 0 for value in column.values)
    return below and Property.DEPTH in field.properties


def _is_all_below(column: Column) -> bool:
    return all(value is None or value.low <= 0 for value in column.values)


def _nearness(asked: RecordQuestion, records: RecordSet, field: Field) -> int:
    """2 where the word behind the superlative names the field, 1 where one before it does.

    What is longest, largest or highest is so by no date, and a verb names one: "closed longest".
    """
    dated = _is_dated(field)
    if dated and (field.properties or not _is_of_years(field)):
        return 0
    if any(_calls(word, asked, records, field) for word in asked.ranked.behind):
        return 2
    return int(
        not dated and any(_calls(word, asked, records, field) for word in asked.ranked.before)
    )


def _is_dated(field: Field) -> bool:
    """Whether the values are dates, and not numbers such as 1899 of something that is measured."""
    column = field.column
    dated = column is not None and column.measure in DATED
    return dated and (not _is_of_years(field) or (not field.units and field.properties <= DATES))


def _is_of_years(field: Field) -> bool:
    return field.column is not None and field.column.measure is Measure.YEAR


def _is_unread(asked: RecordQuestion, records: RecordSet, field: Field) -> bool:
    """Whether a superlative is put to a field that it cannot rank by.

    Its numbers cannot be compared, or they are dates: nothing is the longest, or highest, of these.
    """
    near: tuple[str, ...] = ()
    if field.column is None and field.holds_numbers:
        near = (*asked.ranked.behind, *asked.ranked.before)
    elif asked.extreme and asked.extreme.sign and _is_dated(field) and field.properties:
        near = asked.ranked.behind
    return any(_calls(word, asked, records, field) for word in near)


def _calls(word: str, asked: RecordQuestion, records: RecordSet, field: Field) -> bool:
    """Whether a word names the field: by what it measures, or by what its name is the name of.

    "The largest room" is not the one with the highest "Room number".
    """
    if not properties_of(word).isdisjoint(field.properties):
        return True
    if records.kind in (RecordKind.ITEM, RecordKind.SENTENCE):
        return akin(word, field.terms, asked.is_german)
    if not akin(word, field.terms, asked.is_german):
        return False
    said = frozenset(terms(" ".join(each.text for each in asked.words)))
    noun = frozenset(terms(head_of(field.name))[-1:])
    return field.terms <= said or akin(word, noun, asked.is_german)


def head_of(name: str) -> str:
    """What a folded name is the name of, before "of", "for" and brackets."""
    folded = fold(name)
    head = _HEAD.match(folded)
    return head[0] if head else folded


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
    if not is_currency(unit) or any(map(is_currency, field.units)):
        return False
    return _currencies(records.document.text[:_LOOKED_AT]) == {unit}


@lru_cache(maxsize=KEPT)
def _currencies(text: str) -> frozenset[str]:
    return currencies_in(fold(text))


def _comparable(bound: Bound, records: RecordSet, field: Field, column: Column) -> bool:
    if bound.value.measure is Measure.NUMBER:
        numbers = column.measure in (Measure.NUMBER, Measure.YEAR)
        return (
            numbers and _is_of_its_money(bound, records, field) and _is_sized(bound, records, field)
        )
    if bound.value.measure is Measure.DATE:
        return column.measure in (Measure.DATE, Measure.YEAR)
    return bound.value.measure is column.measure


def _is_of_its_money(bound: Bound, records: RecordSet, field: Field) -> bool:
    """Whether a bound of dollars is put to dollars; "$" is no word of the question."""
    unit = unit_of(bound.beside)
    return not is_currency(unit) or unit in field.units or _is_money_of(unit, records, field)


def _is_sized(bound: Bound, records: RecordSet, field: Field) -> bool:
    """Whether it is known which size a bound is of, where a column is in thousands or millions.

    "Over 100 million" and "over 100 euros" are what they say; "over 100" may be of the column's.
    """
    factor = field.head.factor
    if factor is None or factor == 1.0:
        return not says_scale(f"{records.lead_in[-_LEAD_IN:]} {records.place}")
    return bool(bound.beside) or names_scale(bound.printed) or abs(bound.value.low) >= factor


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
