"""What a question sets as a bound: "more than 45,000", "before 1900", "at least three"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rag.question.extremes import senses_of_comparative
from rag.question.properties import Property
from rag.question.quantities import (
    NUMBER,
    NUMBER_WORDS,
    Measure,
    Value,
    date_value,
    number_of,
    year_as_date,
)
from rag.question.scales import scaled
from rag.question.terms import STOP_WORDS
from rag.reading.dates import read_date


class Comparison(StrEnum):
    """How a value must stand to the bound."""

    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    EQUAL = "equal to"
    BETWEEN = "between"


_OPPOSITE = {
    Comparison.OVER: Comparison.UNDER,
    Comparison.UNDER: Comparison.OVER,
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.AT_LEAST,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound that values are compared with.

    ``upper`` is the other end of BETWEEN. Where the question's comparative has a sense of its own,
    as "older" has, only ``senses`` may be compared; -1 turns the comparison round. Where it
    ``is_open``, as "higher" is, so may what the question names. ``printed`` are the question's
    words for the values, ``beside`` the sign or the word that stands next to them: "$", "metres".
    """

    comparison: Comparison
    value: Value
    printed: str
    upper: Value | None = None
    senses: Mapping[Property, int] = field(default_factory=dict)
    is_open: bool = False
    beside: str = ""

    def of(self, named: Property) -> Bound:
        """The bound as it is put to a property among the senses."""
        if self.senses.get(named, 1) > 0:
            return self
        return replace(self, comparison=_OPPOSITE.get(self.comparison, self.comparison))

    def passes(self, value: Value) -> bool:
        """Whether a value is within the bound; a year is compared with a date by its days."""
        dated = self.value.measure is Measure.DATE and value.measure is Measure.YEAR
        return self._holds(year_as_date(value) if dated else value)

    def _holds(self, value: Value) -> bool:
        low, high = self.value.low, self.value.high
        match self.comparison:
            case Comparison.OVER:
                return value.low > high
            case Comparison.UNDER:
                return value.high < low
            case Comparison.AT_LEAST:
                return value.low >= low
            case Comparison.AT_MOST:
                return value.high <= high
            case Comparison.EQUAL:
                return low <= value.low and value.high <= high
        return low <= value.low and value.high <= (self.upper or self.value).high


# What stands before the value, and whether only a date may follow.
_BEFORE: tuple[tuple[Comparison, bool, str], ...] = (
    (Comparison.AT_LEAST, False, r"at least|no (?:less|fewer) than|not (?:less|fewer) than"),
    (Comparison.AT_MOST, False, r"at most|(?:no|not) more than|up to"),
    (Comparison.AT_LEAST, False, r"mindestens|至少|不低于|不少于"),
    (Comparison.AT_MOST, False, r"hochstens|maximal|bis zu|至多|不超过"),
    (Comparison.OVER, False, r"over|above|exceed(?:s|ed|ing)?|mehr als|uber|超过|多于|高于|大于"),
    (Comparison.UNDER, False, r"under|below|weniger als|unter|少于|低于|不到|小于"),
    (Comparison.UNDER, True, r"before|prior to|earlier than|vor|fruher als|早于"),
    (Comparison.OVER, True, r"after|later than|nach|spater als|晚于"),
    (Comparison.AT_LEAST, True, r"since|from|seit|ab"),
    (Comparison.AT_MOST, True, r"until|till|by|bis"),
    (Comparison.EQUAL, False, r"exactly|precisely|genau"),
    (Comparison.EQUAL, True, r"in|during|im jahre?"),
)
_CJK = re.compile(r"[\u3400-\u9fff]")
_PHRASES = tuple(
    (comparison, dated, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])\s*"))
    for comparison, dated, words in _BEFORE
)
_THAN = re.compile(
    r"\b(?!earlier|later)(?P<word>\w{2,12})(?: (?P<adjective>expensive|costly|powerful))? than\s+"
)
_BETWEEN = re.compile(r"\b(?:between|from|zwischen|von)\s+")
_AND = re.compile(r"\s{0,9}(?:and|und|to|bis|-|–)\s+")
_BEHIND: tuple[tuple[Comparison, bool, str], ...] = (
    (
        Comparison.AT_LEAST,
        False,
        r"\s{0,9}(?:or|and) (?:more|above|over|older|longer|higher|later)\b",
    ),
    (Comparison.AT_MOST, False, r"\s{0,9}(?:or|and) (?:less|fewer|below|under|younger|shorter)\b"),
    (Comparison.AT_LEAST, False, r"\s{0,9}(?:oder mehr|及?以上)"),
    (Comparison.AT_MOST, False, r"\s{0,9}(?:oder weniger|及?以下)"),
    (Comparison.UNDER, True, r"\s{0,9}年?(?:以前|之前|前)"),
    (Comparison.OVER, True, r"\s{0,9}年?(?:以后|之后|后)"),
)
_UNIT = re.compile(r" [a-z]{1,20}")
_SIGN = re.compile(r"[$€£¥]")
_BESIDE = re.compile(r"\s?(?:([$€£¥%])|([^\W\d_a-z]{1,4})(?=的)|([a-z]{1,20}))")
_AFTER = tuple((c, dated, re.compile(words)) for c, dated, words in _BEHIND)
_WON = re.compile(r"\b(?:win|wins|won|winners?)\b")
_SKIPPED = re.compile(r"(?:the )?(?:year |sum of |jahr )?[$€£¥]?\s?")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?!\d)")
_ORDINALS = {
    word: place
    for place, word in enumerate("first second third fourth fifth sixth seventh eighth".split(), 1)
}
_WORD = re.compile(r"[a-z]+")
_YEAR = re.compile(r"(?:1\d{3}|20\d{2}|2100)(?![\d.,:]\d|\d)")
_DATE_WORDS = re.compile(r"\S+(?: \S+){0,3}")


def find_bound(folded: str, comma_is_decimal: bool) -> tuple[Bound, tuple[int, int]] | None:
    """The first bound that a folded question sets, and where it stands; None for none."""
    found = [*_between(folded, comma_is_decimal), *_than(folded, comma_is_decimal)]
    found += _phrases(folded, comma_is_decimal)
    found += _values_before(folded, comma_is_decimal)
    if not found and (won := _WON.search(folded)):
        first = Value(Measure.NUMBER, 1, 1)
        return Bound(Comparison.EQUAL, first, "1", senses={Property.RANK: 1}), won.span()
    kept = [
        each
        for each in found
        if not any(_holds(other[1], each[1]) and other[1] != each[1] for other in found)
    ]
    if not kept:
        return None
    bound, span = kept[0]
    return replace(bound, beside=_beside(folded, span)), span


def _beside(folded: str, span: tuple[int, int]) -> str:
    """The sign in a bound or next to it, or else the word behind it."""
    if sign := _SIGN.search(folded, *span):
        return sign[0]
    behind = _BESIDE.match(folded, span[1])
    word = next(filter(None, behind.groups()), "") if behind else ""
    return "" if word in STOP_WORDS else word


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


_Found = list[tuple[Bound, tuple[int, int]]]


def _between(folded: str, comma: bool) -> _Found:
    found: _Found = []
    for match in _BETWEEN.finditer(folded):
        low = _value_at(folded, match.end(), comma, None)
        joint = _AND.match(folded, low[1]) if low else None
        high = _value_at(folded, joint.end(), comma, None) if joint else None
        if low and high and low[0].measure is high[0].measure:
            printed = _printed(folded, match.end(), high[1])
            bound = Bound(Comparison.BETWEEN, low[0], printed, high[0])
            found.append((bound, (match.start(), high[1])))
    return found


def _than(folded: str, comma: bool) -> _Found:
    """ "Older than 50", "fewer than ten": what the comparative compares."""
    found: _Found = []
    for match in _THAN.finditer(folded):
        extreme = senses_of_comparative(match["word"], match["adjective"])
        value = _value_at(folded, match.end(), comma, False) if extreme else None
        if extreme is None or value is None:
            continue
        sign = extreme.sign or 1
        bound = Bound(
            Comparison.UNDER if sign < 0 else Comparison.OVER,
            value[0],
            _printed(folded, match.end(), value[1]),
            senses={named: sign * each for named, each in extreme.senses.items()},
            is_open=extreme.sign != 0,
        )
        found.append((bound, (match.start(), value[1])))
    return found


def _phrases(folded: str, comma: bool) -> _Found:
    found: _Found = []
    for comparison, dated, phrase in _PHRASES:
        for match in phrase.finditer(folded):
            value = _value_at(folded, match.end(), comma, dated)
            if value:
                bound = Bound(comparison, value[0], _printed(folded, match.end(), value[1]))
                found.append((bound, (match.start(), value[1])))
    return found


def _values_before(folded: str, comma: bool) -> _Found:
    """ "45,000 or more", "1900年以前": the value stands first."""
    found: _Found = []
    for number in NUMBER.finditer(folded):
        for comparison, dated, phrase in _AFTER:
            value = _value_at(folded, number.start(), comma, dated or None)
            if value is None:
                continue
            match = phrase.match(folded, value[1])
            with_unit = None if match else _UNIT.match(folded, value[1])
            if match or (with_unit and phrase.match(folded, with_unit.end())):
                bound = Bound(comparison, value[0], _printed(folded, number.start(), value[1]))
                # A unit between them stays among the words of the question.
                found.append((bound, (number.start(), match.end() if match else value[1])))
    return found


def _value_at(folded: str, at: int, comma: bool, dated: bool | None) -> tuple[Value, int] | None:
    """The value that stands at a place, and its end; ``dated`` None takes a date or a number."""
    if skipped := _SKIPPED.match(folded, at):
        at = skipped.end()
    if clock := _CLOCK.match(folded, at):
        minutes = 60.0 * int(clock[1]) + int(clock[2])
        return Value(Measure.CLOCK, minutes, minutes), clock.end()
    date = _date_at(folded, at) if dated is not False else None
    if date or dated:
        return date
    if number := NUMBER.match(folded, at):
        factor, end = scaled(folded, number.end())
        printed = number_of(number["digits"], comma)
        if printed is None:
            return None
        amount = -factor * printed if number["sign"] else factor * printed
        return Value(Measure.NUMBER, amount, amount), end
    word = _WORD.match(folded, at)
    amount_of_word = {**NUMBER_WORDS, **_ORDINALS}.get(word[0]) if word else None
    if word is None or amount_of_word is None:
        return None
    return Value(Measure.NUMBER, amount_of_word, amount_of_word), word.end()


def _printed(folded: str, start: int, end: int) -> str:
    return folded[start:end].strip(" ?!.,;")


def _date_at(folded: str, at: int) -> tuple[Value, int] | None:
    """The longest date that begins at a place."""
    words = _DATE_WORDS.match(folded, at)
    end = words.end() if words else at
    while end > at:
        date = read_date(folded[at:end].rstrip("?.,"), None)
        if date and date.iso:
            return date_value(date.iso), end
        cut = max(folded.rfind(" ", at, end), at)
        cjk = next((i for i in range(at, end) if _CJK.match(folded[i])), end)
        end = cjk if at < cjk < end else cut
    if year := _YEAR.match(folded, at):
        return date_value(year[0]), year.end()
    return None
