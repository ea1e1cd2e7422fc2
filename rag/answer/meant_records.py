"""Which set of records a question means, which of its fields, and which of its records.

Every word of the question must be accounted for: by a field, by its unit, by a cell, by what stands
over the records. Otherwise it asks for something that they do not tell, and nothing is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rag.answer.headed_records import heading_score, is_led_in, opens_heading, stands_over
from rag.answer.measured_fields import DATED, Measured, akin, measured_field
from rag.answer.named_records import named_records
from rag.answer.put_to_records import put_to
from rag.answer.record_fields import PERSONS, Field
from rag.answer.records import RecordKind, RecordSet
from rag.question.bounds import Bound
from rag.question.properties import Property, properties_of
from rag.question.ranked import NOT_RANKED
from rag.question.records import RecordQuestion
from rag.question.restrictions import is_part_of
from rag.question.terms import fold, terms

_PERSONS = frozenset(
    "people person persons member members men women somebody anyone anybody leute personen "
    "mitglieder mitglied 成员 人".split()
)
_KINDS_OF_COLUMNS = frozenset(
    "model models version versions variant variants type types option options plan plans product "
    "products edition device machine modell modelle".split()
)


@dataclass(frozen=True)
class Meant:
    """A set of records as a question means it.

    ``measured`` is the field that is compared, with ``sign`` for its most (1) or least (-1) and the
    ``bound`` for its values; ``answers`` are the fields that answer, and ``things`` is the one that
    tells the records apart. ``kept`` are the records that the question's own words leave. ``score``
    says how much of it the fields' own names explain.
    """

    records: RecordSet
    measured: Field | None
    sign: int
    bound: Bound | None
    answers: tuple[Field, ...]
    things: Field
    kept: tuple[int, ...]
    score: int


def meant_by(asked: RecordQuestion, records: RecordSet) -> Meant | None:
    """What the question means of a set of records; None where it does not ask of it."""
    names = [fold(field.name) for field in records.fields] if asked.comparing else []
    if any(not any(is_part_of(each, name) for name in names) for each in asked.comparing):
        return None  # "How many were built after Cape Tarn?"
    asked = put_to(records, asked)
    if not (asked.extreme or asked.bound):
        return _Match(asked, records, None, None).meant()
    if not records.is_regular or (asked.of_two and len(records.spans) != 2):
        return None
    beside_bound = NOT_RANKED if asked.extreme else asked.ranked
    only_bound = replace(asked, extreme=None, ranked=beside_bound)
    within = measured_field(only_bound, records) if asked.bound else None
    measured = measured_field(replace(asked, bound=None), records) if asked.extreme else within
    if measured is None or (asked.bound and within is None):
        return None
    if asked.extreme and within and measured.field is within.field:
        return None
    return _Match(asked, records, measured, within).meant()


@dataclass(frozen=True)
class _Match:
    """A question and a set of records, with the field that is compared, and that of its bound."""

    asked: RecordQuestion
    records: RecordSet
    measured: Measured | None
    within: Measured | None

    @cached_property
    def _explained(self) -> frozenset[str]:
        """The words that the fields account for which are compared."""
        found = [m.explained for m in (self.measured, self.within) if m]
        return frozenset().union(*found)

    def meant(self) -> Meant | None:
        named = self._named_fields()
        affirmed = {w: fields[0].affirmed for w, fields in named.items() if fields[0].affirmed}
        named = {word: fields for word, fields in named.items() if word not in affirmed}
        left = [w for w in self._words() if w not in affirmed and not self._is_explained(w, named)]
        kept = tuple(n for n in self._within() if all(n in rows for rows in affirmed.values()))
        filtered = tuple(affirmed)
        if left:
            found = named_records(
                self.records, left, self.measured.field if self.measured else None
            )
            if found is None or not self._may_filter():
                return None
            among = set(found)
            filtered, kept = (*filtered, *left), tuple(n for n in kept if n in among)
        target = self._target_score(named, filtered)
        answers = self._answers(named)
        if target is None or not answers:
            return None
        # What has a value is told by another field than the value.
        other = self.measured and answers[0].column and answers[0] is not self.measured.field
        things = self._key() if other else answers[0]
        # The first station is the one that opened first; its keeper need not be the first keeper.
        if self.measured and self.measured.is_implied:
            # Nor is he the oldest person that began first.
            of_persons = things.names_persons and Property.START in self.measured.senses
            told = answers[0] is self._key() or (answers == self._values and self._is_by_age())
            if of_persons or not told:
                return None
        if self.measured and answers[0].names_persons and answers[0] is not self._persons():
            return None  # nor is the age of those in a row that of their manager
        if self.measured is None:
            return Meant(self.records, None, 0, None, answers, things, kept, target)
        field, sign, bound = self.measured.field, self.measured.sign, self.measured.bound
        score = target + self.measured.score
        return Meant(self.records, field, sign, bound, answers, things, kept, score)

    def _is_by_age(self) -> bool:
        """Whether the oldest is asked for, and not what was first: that may be so in some way."""
        extreme = self.asked.extreme
        return extreme is not None and Property.AGE in extreme.senses

    @cached_property
    def _values(self) -> tuple[Field, ...]:
        """The fields that may hold the value asked for: the cost of the longest bridge."""
        asked = self.asked
        if self.measured is None or asked.extreme is None or asked.asks_who or asked.counts:
            return ()
        wanted = [w.text for w in asked.words] if asked.asks_when else asked.ranked.wanted
        first = asked.target[:1]
        if first and not asked.asks_when and first[0] not in wanted:
            return ()
        if asked.asks_when and any(self._names(w, f) for w in first for f in self.records.fields):
            return ()  # "Which day does it close latest?"
        named = {
            field: sum(self._names(word.text, field) for word in asked.words)
            for field in self.records.fields
            if (self._is_date(field) if asked.asks_when else field.column is not None)
            and any(self._names(word, field) for word in wanted)
        }
        return tuple(field for field, words in named.items() if words == max(named.values()))

    def _within(self) -> tuple[int, ...]:
        """The records within the bound that an extreme is looked for in; otherwise all."""
        every = range(len(self.records.spans))
        if self.within is None or self.within is self.measured:
            return tuple(every)
        column, bound = self.within.field.column, self.within.bound
        values = column.values if column else ()
        return tuple(
            n for n, v in zip(every, values, strict=True) if v and bound and bound.passes(v)
        )

    def _words(self) -> list[str]:
        return [word.text for word in self.asked.words if not word.is_light]

    def _named_fields(self) -> dict[str, tuple[Field, ...]]:
        """The fields that words of the question name, the one that is compared aside."""
        own = self.measured.field if self.measured else None
        found = {}
        in_words = self.records.kind in (RecordKind.ITEM, RecordKind.SENTENCE)
        for word in (each.text for each in self.asked.words):
            # "Paintings" stands over what was "painted by" somebody: it names no painter.
            if word in self._explained or (in_words and heading_score(self.records, [word])):
                continue
            fields = [f for f in self.records.fields if f is not own and self._names(word, f)]
            if fields:
                found[word] = tuple(fields)
        return found

    def _names(self, word: str, field: Field) -> bool:
        if akin(word, frozenset(terms(field.name)), self.asked.is_german):
            return True
        return not properties_of(word).isdisjoint(field.properties)

    def _is_explained(self, word: str, named: dict[str, tuple[Field, ...]]) -> bool:
        if word in self._explained:
            return True
        # "How many … are open?" is not how many give "Open".
        if self.asked.counts and not self.measured and word in named:
            return word in self.asked.target[:1] or akin(word, self.records.about, False)
        if any(field in self._values for field in named.get(word, ())):
            return True
        # "The most an hour" is not the most: a number beside the one that is compared changes it.
        if any(
            f.column is None or not self.measured or self._is_date(f) for f in named.get(word, ())
        ):
            return True
        if akin(word, self.records.about, self.asked.is_german):
            return True
        if word in _PERSONS:
            return self._persons() is not None
        return self._is_kind_of_column(word) or self._is_kind_of_date(word)

    def _is_date(self, field: Field) -> bool:
        dated = field.column is not None and field.column.measure in DATED
        return dated and self.asked.asks_when

    def _is_kind_of_date(self, word: str) -> bool:
        """Whether "year" asks for the dates that the records have, whatever they are called."""
        dated = any(self._is_date(f) for f in self.records.fields)
        return dated and Property.DATE in properties_of(word)

    def _is_kind_of_column(self, word: str) -> bool:
        return self.records.kind is RecordKind.COLUMN and word in _KINDS_OF_COLUMNS

    def _persons(self) -> Field | None:
        """The first field that holds persons."""
        if self.records.kind is RecordKind.COLUMN:
            return None
        return next((f for f in self.records.fields if f.names_persons), None)

    def _may_filter(self) -> bool:
        """A list of all is asked of the whole set; what names a single cell asks for a fact."""
        return bool(self.asked.counts or self.measured or self.asked.says_all)

    def _target_score(
        self, named: dict[str, tuple[Field, ...]], filtered: Sequence[str]
    ) -> int | None:
        """How well the records are what is asked for; None where they are something else."""
        asked = self.asked
        if asked.asks_who and self._persons() is None:
            return None
        first = self._wanted(named, filtered)
        if self.measured:
            if first is None or first in self._explained:
                return 0
            return 3 if first in named else self._kind_score(first, filtered)
        listed = [w for w in self._words() if w in named]
        if asked.asks_who and first is None:
            over = [w for w in self._words() if w not in filtered]
            return heading_score(self.records, over, some=True) or None
        first = first or next(iter(self._words()), None)
        if first is None:
            return None
        if first in named and (not asked.counts or not all(f.holds_numbers for f in named[first])):
            return 3 + len(listed)
        score = self._kind_score(first, filtered)
        return None if score is None else score + len(listed)

    def _wanted(self, named: dict[str, tuple[Field, ...]], filtered: Sequence[str]) -> str | None:
        """The word for what is asked for: "error codes" are codes, of what the heading names."""
        wanted = [word for word in self.asked.target if word not in filtered][:2]
        if len(wanted) < 2:
            return next(iter(wanted), None)
        before, head = wanted
        is_of = before not in named and akin(before, self.records.about, self.asked.is_german)
        is_key = self._key() in named.get(head, ())
        return head if is_of and is_key and not self._kind_score(before, filtered) else before

    def _kind_score(self, word: str, filtered: Sequence[str]) -> int | None:
        """Whether what stands over the records says that they are what a word names."""
        if word in _PERSONS:
            near = stands_over(self.records)
            others = (w for w in self._words() if w not in _PERSONS)
            told = any(w in filtered or akin(w, near, self.asked.is_german) for w in others)
            if (told or self.measured) and self._persons():
                return 2
        if word in PERSONS and self._persons() and opens_heading(self.records, word):
            return 1
        if self._is_kind_of_column(word) or self._is_kind_of_date(word):
            return 1
        if score := heading_score(self.records, [word]):
            return score
        return 1 if is_led_in(self.records, word, self.asked.is_german) else None

    def _answers(self, named: dict[str, tuple[Field, ...]]) -> tuple[Field, ...]:
        """The fields that answer: those named, the persons, or what the records are called by."""
        asked = self.asked
        own = self.measured.field if self.measured else None
        if len(self._values) == 1:
            return self._values
        for word in () if asked.asks_when else asked.target:
            fields = [f for f in named.get(word, ()) if f.column is None or not self.measured]
            if fields and self.measured:
                return (fields[0],)
        if asked.asks_who:
            persons = self._persons()
            return (persons,) if persons else ()
        if self.measured:
            if asked.asks_when:
                if asked.target and (said := named.get(asked.target[0])):
                    return said[:1]
                dated = [f for f in self.records.fields if f.column and f.column.measure in DATED]
                return (own,) if own in dated else tuple(dated) if len(dated) == 1 else ()
            if own and asked.asks_value and not asked.bound and self._is_named_alone(own):
                return (own,)
            return (self._key(),)
        fields = [f for word in named for f in named[word]]
        fields += [f for f in self.records.fields if f.hints and self._is_hinted(f)]
        if not named.keys() & set(asked.target):
            fields.insert(0, self._key())
        return tuple(dict.fromkeys(fields))

    def _is_named_alone(self, field: Field) -> bool:
        """Whether all words of the question name what the field holds, and not what has it."""
        name = frozenset(terms(field.name))
        return all(
            akin(w, name, self.asked.is_german) or not properties_of(w).isdisjoint(field.properties)
            for w in self._words()
        )

    def _is_hinted(self, field: Field) -> bool:
        """Whether the list is asked for by what its one number is: "List all prices"."""
        hinted = frozenset(terms(field.hints))
        return any(akin(w, hinted, self.asked.is_german) for w in self._words())

    def _key(self) -> Field:
        first = self.records.fields[0]
        if self.records.kind is RecordKind.SENTENCE:
            return first  # what the sentences are of comes first in them: "Bus 1"
        return next((f for f in self.records.fields if f.column is None), first)
