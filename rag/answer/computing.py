"""What follows from a set of records: which are the most, how many pass a bound, all of them.

Only what the cells themselves hold is computed. Where a cell cannot be compared, or what is asked
for comes several times, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answer.meant_records import Meant
from rag.answer.named_records import holds_several
from rag.answer.record_fields import DATES, Field
from rag.answer.records import RecordKind, RecordSet
from rag.document.model import Span
from rag.question.bounds import Bound, Comparison
from rag.question.properties import properties_of
from rag.question.quantities import Measure, Value, says_nothing
from rag.question.records import RecordQuestion
from rag.question.terms import terms

_SAYS = re.compile(r"\w")
MOST_SHOWN = 20
"""Records that an answer shows; a statement says how many there are."""
# What may set a sentence beside others: a number, a superlative, a comparison.
_COMPARABLE = re.compile(
    r"\d|\w{2}(?:est|ste[nrms]?)\b|\b(?:more|most|less|least|twice|half)\b|最|更"
)


@dataclass(frozen=True, slots=True)
class Computation:
    """What was computed of a set of records.

    ``statement`` says it, and over what. ``shown`` are the places that it rests on, in order, and
    ``marks`` what in them answers. Where none passes a bound and the question does not ask how
    many, ``is_answer`` is false: there is nothing to show.
    """

    records: RecordSet
    statement: str
    shown: tuple[Span, ...] = ()
    marks: tuple[Span, ...] = ()
    is_answer: bool = True
    score: int = 0


def compute(asked: RecordQuestion, meant: Meant) -> Computation | None:
    """The answer to a question, None where the records do not tell it for sure."""
    if meant.records.kind is RecordKind.SENTENCE and not _is_alone(meant):
        return None
    told = (_extreme if asked.extreme else _bounded if asked.bound else _all)(asked, meant)
    return replace(told, score=meant.score) if told else None


def _extreme(asked: RecordQuestion, meant: Meant) -> Computation | None:
    """The records at one end of the scale; those that are equal are all there."""
    extreme, field = asked.extreme, meant.measured
    if extreme is None or field is None or asked.counts or not meant.sign:
        return None
    values = _values(field, meant.kept)
    if len(values) < 2 or not _answers_are_distinct(meant):
        return None
    ordered = sorted(values, key=lambda pair: meant.sign * pair[1].low, reverse=True)
    first = extreme.at - 1
    last = min(first + (extreme.count or 1), len(ordered))
    if first >= len(ordered) or not _is_sure(ordered, first, last, meant.sign):
        return None
    chosen = [
        n for n, value in ordered[first:] if _place(value, ordered[last - 1][1], meant.sign) >= 0
    ]
    if extreme.at > 1 and ordered[first - 1][1].low == ordered[first][1].low:
        return None  # who is second where two are first?
    if len(chosen) == len(ordered) or _hold_an_odd_one(meant.records, chosen):
        return None
    if any(says_nothing(field.words[n]) for field in meant.answers for n in chosen):
        return None
    word = _end_of(field, meant.sign)
    place = f" but {extreme.at - 1}" if extreme.at > 1 else ""
    what = _among(len(values), meant)
    said = f"has the {word}" if len(chosen) == 1 else f"these {len(chosen)} have the {word}"
    said = f"this {meant.records.kind} {said}" if len(chosen) == 1 else said
    lacking = len(meant.kept) - len(values)
    without = _without(lacking)
    statement = f"Of {what}, {said} {_called(field)}{place}{without}."
    return _shown(meant, sorted(chosen), statement)


def _hold_an_odd_one(records: RecordSet, chosen: Sequence[int]) -> bool:
    """Whether one of the records lacks words that most have: it may be no such thing at all."""
    texts = [field for field in records.fields if field.column is None]
    usual = [field for field in texts if 2 * sum(map(bool, field.words)) > len(field.words)]
    return any(not field.words[n] for field in usual for n in chosen)


def _place(value: Value, other: Value, sign: int) -> int:
    return (sign * value.low > sign * other.low) - (sign * value.low < sign * other.low)


def _is_sure(ordered: Sequence[tuple[int, Value]], first: int, last: int, sign: int) -> bool:
    """Whether the order about the chosen is certain: "1903" may be before or after "May 1903"."""
    edges = ordered[max(0, first - 1) : last + 1]
    for (_, a), (_, b) in pairwise(edges):
        same = (a.low, a.high) == (b.low, b.high)
        apart = a.low > b.high if sign > 0 else a.high < b.low
        if not (same or apart):
            return False
    return True


def _bounded(asked: RecordQuestion, meant: Meant) -> Computation | None:
    """The records that pass a bound, or how many."""
    field, bound = meant.measured, meant.bound
    if field is None or bound is None or not _answers_are_distinct(meant):
        return None
    values = _values(field, meant.kept)
    if not values:
        return None
    chosen = [n for n, value in values if bound.passes(value)]
    what = _among(len(values), meant)
    lacking = len(meant.kept) - len(values)
    without = _without(lacking)
    has = "has" if len(chosen) == 1 else "have"
    number = str(len(chosen)) if chosen else "None"
    statement = f"{number} of {what} {has} {_called(field)} {_put(bound)}{without}."
    if not chosen:
        return Computation(meant.records, statement, is_answer=asked.counts)
    return _shown(meant, chosen, statement, marked=not asked.counts)


def _all(asked: RecordQuestion, meant: Meant) -> Computation | None:
    """All records, or how many."""
    answers = meant.answers[0]
    told = [n for n in meant.kept if _says(answers.words[n])]
    if not told or not meant.records.is_regular:
        return None
    several = len({answers.words[n].casefold() for n in told})
    if asked.counts and (answers.holds_numbers or holds_several(answers)):
        return None
    records = meant.records
    said = records.held(len(told))
    if len(meant.kept) < len(records.spans):
        of_all = records.counted(len(records.spans))
        said = f"{len(told)} of the {of_all} {records.place} have what the question names"
    if len(told) < len(meant.kept):
        said += f" that give {_called(answers)}"
    if several < len(told):
        said += f", with {several} different values for {_called(answers)}"
    if records.kind is RecordKind.SENTENCE:
        said += "; it may tell of more elsewhere"
    statement = f"{said}."
    return _shown(meant, told, statement, marked=not asked.counts)


def _says(words: str) -> bool:
    return _SAYS.search(words) is not None and not says_nothing(words)


def _shown(meant: Meant, chosen: Sequence[int], statement: str, marked: bool = True) -> Computation:
    """The statement with the places of the records, as many as are shown."""
    records, field = meant.records, meant.measured
    if len(chosen) > MOST_SHOWN and records.kind is not RecordKind.NAME:
        statement = f"{statement[:-1]}; the first {MOST_SHOWN} are shown."
        chosen = chosen[:MOST_SHOWN]
    if records.kind is RecordKind.COLUMN:
        rows = [f.row for f in records.fields if f.row and (field is None or f is field)]
        spans = [records.context, *rows] if records.context else rows
    else:
        spans = [records.spans[n] for n in chosen]
    answers = [f for f in meant.answers if not _is_numbered(f, records)] if marked else []
    marks = [f.cells[n] for n in chosen for f in answers]
    return Computation(
        records,
        statement,
        tuple(dict.fromkeys(span for span in spans if span)),
        tuple(sorted({mark for mark in marks if len(mark)})),
    )


def _is_numbered(field: Field, records: RecordSet) -> bool:
    """Whether sentences tell their things apart by a number alone, as "Bus 1" and "Bus 2"."""
    column = field.column if field is records.fields[0] else None
    in_words = records.kind is RecordKind.SENTENCE
    return in_words and column is not None and column.measure is Measure.NUMBER


def _values(field: Field, kept: Sequence[int]) -> list[tuple[int, Value]]:
    column = field.column
    if column is None:
        return []
    found = ((n, column.values[n]) for n in kept)
    return [(n, value) for n, value in found if value is not None]


def _answers_are_distinct(meant: Meant) -> bool:
    """Whether each record is another thing: of one with several rows, none is the whole."""
    if meant.things is meant.measured:
        return True
    words = [meant.things.words[n].casefold() for n in meant.kept]
    if not all(words) or len(set(words)) < len(words):
        return False
    # "A boat over 10 metres pays more": "over" names nothing.
    return meant.records.kind is not RecordKind.SENTENCE or all(map(terms, words))


def _is_alone(meant: Meant) -> bool:
    """Whether no other sentence of the document tells of what the sentences of a form tell.

    "The chief earns more." stands outside of the run, and would make its most wrong.
    """
    document = meant.records.document
    fields = [meant.measured] if meant.measured else [f for f in meant.records.fields if f.column]
    named = {term for f in fields if f for term in terms(f.name)}
    units = {unit for f in fields if f for unit in f.units}
    telling = named - {term for unit in units for term in unit.split()}
    compared = {p for f in fields if f for p in f.properties} - DATES  # much has a date
    inside = set(meant.records.spans)
    for section in document.sections:
        for paragraph in section.paragraphs:
            for sentence in paragraph.sentences:
                if sentence in inside:
                    continue
                words = sentence.of(document.text)
                if not _COMPARABLE.search(words):
                    continue
                own = frozenset(terms(words))
                same = section == meant.records.section and own & named
                if own & telling or same or not properties_of(words).isdisjoint(compared):
                    return False
    return True


def _without(count: int) -> str:
    return f"; {count:,} more {'says' if count == 1 else 'say'} nothing of it" if count else ""


def _among(count: int, meant: Meant) -> str:
    """ "the 9 rows of the table in …"."""
    records = meant.records
    kept = "" if len(meant.kept) == len(records.spans) else " that the question names"
    return f"the {records.counted(count)} {records.place}{kept}"


def _called(field: Field) -> str:
    return f"“{' '.join(field.name.split())}”" if field.name else "value"


def _end_of(field: Field, sign: int) -> str:
    measure = field.column.measure if field.column else Measure.NUMBER
    if measure is Measure.NUMBER:
        return "highest" if sign > 0 else "lowest"
    return "latest" if sign > 0 else "earliest"


_PUT = {
    Comparison.OVER: ("over", "after"),
    Comparison.UNDER: ("under", "before"),
    Comparison.AT_LEAST: ("of at least", "from"),
    Comparison.AT_MOST: ("of at most", "up to"),
    Comparison.EQUAL: ("of", "in"),
    Comparison.BETWEEN: ("between", "between"),
}


def _put(bound: Bound) -> str:
    dated = bound.value.measure is not Measure.NUMBER
    return f"{_PUT[bound.comparison][dated]} {bound.printed}"
