"""The one cell of a table that answers: "When was Cape Tarn built?", "How loud is the Tarn 300?".

A row is meant by what it calls itself, a column by its name, by what it measures, or by the kind of
thing asked for. Words of the question that neither accounts for ask for something else, and so do
those that turn it round, compare or bound: "not", "than", "after", "half".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.computed import Computed
from rag.answer.computing import Computation
from rag.answer.finding import Found
from rag.answer.measured_fields import DATED, akin, head_of
from rag.answer.record_fields import Field
from rag.answer.records import RecordKind, RecordSet, record_sets
from rag.document.filters import Filters
from rag.document.units import is_row
from rag.question.kinds import AskedFor, Kind
from rag.question.properties import Property, properties_of
from rag.question.quantities import Measure, says_nothing
from rag.question.records import is_german
from rag.question.restrictions import is_part_of, restrictions
from rag.question.terms import STOP_WORDS, fold, terms
from rag.question.unit_names import currencies_in
from rag.question.whole_cues import Cue
from rag.question.whole_words import cued_words

_MOST_ROWS = 40  # of those found, that are looked at
_MOST_COMPARED = 2_000  # rows of a table that may be called the same
_ASKING = frozenset(
    {Cue.FUNCTION, Cue.WHO, Cue.WHEN, Cue.WHERE, Cue.HOW, Cue.MANY, Cue.LONG, Cue.OLD, Cue.BY}
)
_LIGHT = frozenset("name number value figure year date person people day".split())
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HOW_MANY = re.compile(r"\bhow many\b|\bwie ?viele\b|多少[个家座位名条人种]")
_ASKS_PRICE = re.compile(r"\bhow much (?:is|are|was|were)\b|\bwie teuer\b")
_SHORTEST_ROOT = 4
_LONGEST_ENDING = 3
_WHICH = re.compile(r"\b(?:which|what) (?P<noun>[^\W\d_]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the question; ``is_name`` if it is a number or has a capital of its own."""

    text: str
    is_name: bool
    is_german: bool

    def is_among(self, named: frozenset[str]) -> bool:
        """Whether it is one of some terms, or of one root with one: "keeps" and "keeper"."""
        if akin(self.text, named, self.is_german):
            return True
        own = terms(self.text)[0]
        return any(
            min(len(own), len(each)) >= _SHORTEST_ROOT
            and abs(len(own) - len(each)) <= _LONGEST_ENDING
            and (each.startswith(own) or own.startswith(each))
            for each in named
        )


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell, and the words of the question that its row and its column account for.

    ``named_in`` are the fields in which the row is named.
    """

    records: RecordSet
    row: int
    column: int
    of_row: frozenset[str]
    named_in: tuple[Field, ...]
    of_column: frozenset[str]
    score: float


def find_cell(found: Found, filters: Filters) -> Computed | None:
    """The row that a question means, with the cell that answers marked; None where none does.

    Looked for among the rows that a search found.
    """
    asked = found.question.asked
    words = _words(found.question.text)
    if found.structure or not words or filters.source:
        return None
    cells = [cell for records, row in _rows(found) for cell in _cells(asked, words, records, row)]
    best = max((cell.score for cell in cells), default=0.0)
    fitting = [cell for cell in cells if cell.score == best]
    if len(fitting) != 1 or not _is_accounted_for(words, fitting[0]):
        return None
    (cell,) = fitting
    if _is_called_like_another(cell) or _is_restricted(found.question.text, cell):
        return None
    row, answer = cell.records.spans[cell.row], cell.records.fields[cell.column].cells[cell.row]
    told = Computation(cell.records, "", (row,), (answer,))
    return Computed((told,), found.passages, found.warnings)


def _words(question: str) -> list[_Word]:
    """The words of the question that say what it asks of what."""
    german = is_german(fold(question))
    # In which language a word is one that asks, the whole question tells.
    asking = {w for said, cues in cued_words(question) if cues & _ASKING for w in said.split()}
    found = []
    for match in _WORD.finditer(question):
        word = fold(match[0])
        if word in STOP_WORDS or word in asking or not terms(word):
            continue
        is_name = match[0][0].isdigit() or (match[0][0].isupper() and match.start() > 0)
        found.append(_Word(re.sub(r"['’]s?$", "", word), is_name and not german, german))
    return found


def _rows(found: Found) -> Iterator[tuple[RecordSet, int]]:
    """The rows among the sentences found, each with its place in its table."""
    rows = [s for s in found.sentences if is_row(s.document, s.span)][:_MOST_ROWS]
    for sentence in rows:
        for records in record_sets(sentence.document):
            if records.kind is not RecordKind.ROW:
                continue
            # Rows stand in order; there may be thousands.
            place = bisect_left(records.spans, sentence.span)
            if records.spans[place : place + 1] == (sentence.span,):
                yield records, place


def _cells(
    asked: AskedFor, words: Sequence[_Word], records: RecordSet, row: int
) -> Iterator[_Cell]:
    """The cells of a row that the question may mean: its row is named, and its column is."""
    priced = _prices(words, records) if _asks_price(asked) else []
    for column, field in enumerate(records.fields):
        if priced and field not in priced:
            continue
        of_column, named = _of_column(asked, words, field)
        if column == 0 and asked.kind not in (Kind.PERSON, Kind.DATE, Kind.QUANTITY):
            of_column, named = _what_rows_are(asked, words, records) or (of_column, named)
        if not named:
            continue
        left = [word for word in words if word.text not in of_column]
        of_row, named_in = _of_row(left, records, row, column)
        if of_row and _tells(asked, field, row):
            called = " ".join([field.name, *(each.words[row] for each in named_in)])
            unsaid = len(frozenset(terms(called)) - _stems(of_column | of_row))
            score = len(of_row) + len(of_column) + 0.5 * named - 0.25 * unsaid
            yield _Cell(records, row, column, of_row, named_in, of_column, score)


def _tells(asked: AskedFor, field: Field, row: int) -> bool:
    """Whether a cell says something, and a number where it is asked how many there are."""
    words = field.words[row]
    dated = field.column is not None and field.column.measure in DATED - {Measure.YEAR}
    if _HOW_MANY.search(asked.folded) and (dated or not re.search(r"\d", words)):
        return False
    return not says_nothing(words) or bool(words and field.affirmed)


def _of_column(
    asked: AskedFor, words: Sequence[_Word], field: Field
) -> tuple[frozenset[str], float]:
    """The words that name a column, and how surely it is meant: 0 for not at all."""
    named = frozenset(w.text for w in words if w.is_among(field.terms))
    alike = frozenset(
        w.text for w in words if not properties_of(w.text).isdisjoint(field.properties)
    )
    if asked.kind is Kind.PERSON and not field.names_persons:
        return frozenset(), 0.0
    of_kind = _is_of_kind(asked, field)
    return named | alike, 2.0 * bool(named) + bool(alike) + of_kind


def _what_rows_are(
    asked: AskedFor, words: Sequence[_Word], records: RecordSet
) -> tuple[frozenset[str], float] | None:
    """The word that asks which of the table's rows: "Which lighthouse …" over lighthouses."""
    asks = _WHICH.search(asked.folded)
    noun = asks["noun"] if asks else ""
    named = records.about | records.fields[0].terms
    is_said = any(word.text == noun and word.is_among(named) for word in words)
    return (frozenset({noun}), 2.0) if is_said else None


def _asks_price(asked: AskedFor) -> bool:
    """Whether it is asked how much something is, which names its price by no word."""
    return _ASKS_PRICE.search(asked.folded) is not None


def _prices(words: Sequence[_Word], records: RecordSet) -> list[Field]:
    """The columns that hold money; none where the question asks for another: "How much was the
    rainfall at Almond Hill?". The first names the rows."""
    asked = next((word for word in words if word.text not in _LIGHT), None)
    others = (field for field in records.fields[1:] if not _holds_money(field))
    if asked and any(asked.is_among(field.terms) for field in others):
        return []
    return [field for field in records.fields if _holds_money(field)]


def _holds_money(field: Field) -> bool:
    return any(currencies_in(fold(word)) for word in field.words)


def _is_of_kind(asked: AskedFor, field: Field) -> bool:
    """Whether a column holds what is asked for by "who", "when" or "how much"."""
    if asked.kind is Kind.PERSON:
        return field.names_persons
    if _asks_price(asked) and Property.PRICE in field.properties:
        return True
    column = field.column
    return asked.kind is Kind.DATE and column is not None and column.measure in DATED


def _of_row(
    words: Sequence[_Word], records: RecordSet, row: int, column: int
) -> tuple[frozenset[str], tuple[Field, ...]]:
    """The words that name a row by one of its other cells: all of a cell, or a part of a name."""
    found: set[str] = set()
    named_in: list[Field] = []
    for place, field in enumerate(records.fields):
        if place == column or not (called := frozenset(terms(field.words[row]))):
            continue
        said = frozenset(w.text for w in words if w.is_among(called))
        partly = any(w.is_name and w.text in said for w in words)
        # "References for the construction" are no construction.
        measures = place == 0 and not properties_of(head_of(field.words[row])).isdisjoint(
            prop for w in words if not _stands_over(w, records) for prop in properties_of(w.text)
        )
        if said and _is_bare_number(said, place, field, words, records):
            continue
        if said and (partly or _stems(said) >= called):
            named_in.append(field)
            found |= said | {w.text for w in words if w.is_among(field.terms)}
        elif measures:
            named_in.append(field)
            found |= {w.text for w in words if properties_of(w.text)}
    return frozenset(found), tuple(named_in)


def _is_bare_number(
    said: frozenset[str], place: int, field: Field, words: Sequence[_Word], records: RecordSet
) -> bool:
    """Whether a number or date names no row: it stands in a column that the question leaves out.

    "Who was keeper in 1902?" does not ask of what was built in 1902.
    """
    texts = (n for n, each in enumerate(records.fields) if each.column is None)
    dated = field.column is not None and field.column.measure in DATED
    if place in (0, next(texts, 0)) or not (dated or all(word.isdecimal() for word in said)):
        return False
    return not any(
        w.text not in said
        and (w.is_among(field.terms) or not properties_of(w.text).isdisjoint(field.properties))
        for w in words
    )


def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(term for word in words for term in terms(word))


def _is_accounted_for(words: Sequence[_Word], cell: _Cell) -> bool:
    """Whether nothing of the question is left but what stands over the table, or one small word."""
    explained = cell.of_row | cell.of_column | _LIGHT
    left = [w for w in words if w.text not in explained and not _stands_over(w, cell.records)]
    if not _is_named_whole(cell) and any(
        word in left and noun.text in cell.of_column for word, noun in pairwise(words)
    ):
        return False  # a "single room" is no "double room"
    return not any(word.is_name for word in left) and len(left) <= bool(cell.of_column)


def _stands_over(word: _Word, records: RecordSet) -> bool:
    """Whether a word says what all of the table is: "service charge" is none of its rows."""
    return frozenset(terms(word.text)) <= records.about


def _is_named_whole(cell: _Cell) -> bool:
    """Whether the words for a column say all of its name, what stands in brackets aside."""
    return _stems(cell.of_column) >= cell.records.fields[cell.column].bare_terms


def _is_restricted(question: str, cell: _Cell) -> bool:
    """Whether the question asks for something else than its names: "not", "after", "half"."""
    names = [cell.records.fields[cell.column].name]
    names += [text for f in cell.named_in for text in (f.name, f.words[cell.row])]
    called, folded = [fold(name) for name in names], fold(question)
    return any(
        not any(is_part_of(each, name) for name in called)
        for each in restrictions(folded, is_german(folded))
    )


def _is_called_like_another(cell: _Cell) -> bool:
    """Whether another row of the table is named by the same words, so that none is meant."""
    if len(cell.records.spans) > _MOST_COMPARED:
        return False
    stems = _stems(cell.of_row)
    said = [(f, stems & frozenset(terms(f.words[cell.row]))) for f in cell.named_in]
    return any(
        # One that is meant by what it measures is named by no term of its own.
        all(own and own <= frozenset(terms(field.words[n])) for field, own in said)
        for n in range(len(cell.records.spans))
        if n != cell.row
    )
