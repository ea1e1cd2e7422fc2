"""One field of like records: what it is called, what it holds, and what of that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from rag.document.model import Span
from rag.question.properties import Property, properties_of
from rag.question.quantities import Column, Measure, read_column
from rag.question.scales import HeadOfColumn, head_of_column
from rag.question.terms import fold, terms

_CAPITALISED = r"[^\W\d_a-z][\w’'.-]{0,40}"
_NAME = re.compile(
    rf"(?!(?:The|A|Der|Die|Das) )(?:(?:Dr|Mrs?|Ms|Prof|Sir)\.? )?{_CAPITALISED}"
    rf"(?: (?:(?:van|von|de|da|del|la|bin|al|den|der) ){{0,3}}{_CAPITALISED}){{1,3}}"
)
PERSONS = frozenset(
    "name names person people employee employees staff member members officer officers player "
    "players author authors keeper keepers holder holders winner winners teacher teachers student "
    "students pupil pupils driver drivers candidate candidates manager managers leader leaders "
    "director directors captain coach coaches artist artists speaker speakers worker workers "
    "colleague colleagues guest guests who mitarbeiter nachname vorname 姓名 名字 人 员工".split()
)
_LONGEST_NAME = 80
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,40}[)\]]")
_NUMBER_FIRST = re.compile(r"\W{0,3}\d")
_FIRST_YEAR = 1500  # that a number alone is taken for
DATES = frozenset({Property.DATE, Property.START, Property.BIRTH, Property.TENURE})
"""The properties that only dates have."""
_YES = frozenset("yes y true x ja wahr ✓ ✔ 是 有".split())
_NO = frozenset("no n false nein falsch ✗ ✘ - – — 否 无".split()) | {""}


@dataclass(frozen=True)
class Field:
    """One field of the records of a set.

    ``name`` is printed in the document, ``cells`` are by record, empty where nothing is said.
    ``hints`` are words that say what a list's one field is, though they do not stand in it.
    """

    name: str
    cells: tuple[Span, ...]
    text: str
    comma_is_decimal: bool
    hints: str = ""
    row: Span | None = None

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(terms(f"{self.name} {self.hints}"))

    @cached_property
    def bare_terms(self) -> frozenset[str]:
        """The terms of its name without what stands in brackets, such as a unit."""
        return frozenset(terms(_IN_BRACKETS.sub("", self.name)))

    @cached_property
    def properties(self) -> frozenset[Property]:
        return properties_of(f"{self.name} {self.hints}")

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(" ".join(cell.of(self.text).split()) for cell in self.cells)

    @cached_property
    def column(self) -> Column | None:
        """The values, where all cells that say something can be compared.

        Numbers such as 1001 are years only where the name speaks of dates. They are as many times
        more as the name says: "Turnover (million euros)".
        """
        factor = self.head.factor
        if factor is None:
            return None
        column = read_column(self.words, self.comma_is_decimal, factor)
        if column is None or column.measure is not Measure.YEAR:
            return column
        early = any(value and value.low < _FIRST_YEAR for value in column.values)
        if not early or not self.properties.isdisjoint(DATES):
            return column
        values = tuple(v and replace(v, measure=Measure.NUMBER) for v in column.values)
        return Column(Measure.NUMBER, "", values)

    @cached_property
    def holds_numbers(self) -> bool:
        """Whether most cells begin with a number, even if they cannot be compared."""
        told = [word for word in self.words if word]
        numbers = sum(_NUMBER_FIRST.match(word) is not None for word in told)
        return self.column is not None or (bool(told) and 2 * numbers > len(told))

    @cached_property
    def units(self) -> frozenset[str]:
        """The unit of the values, and those that the name gives, in brackets for the most part."""
        own = self.column.unit if self.column else ""
        return self.head.units | ({own} if own else frozenset())

    @cached_property
    def head(self) -> HeadOfColumn:
        """The scale and the units that the name gives."""
        return head_of_column(self.name)

    @cached_property
    def names_persons(self) -> bool:
        """Whether it holds persons: it is called so, or its cells look like full names."""
        if self.column is not None:
            return False
        if not PERSONS.isdisjoint(re.findall(r"[^\W\d_]+", fold(self.name))):
            return True
        told = [word for word in self.words if word]
        named = sum(
            len(word) <= _LONGEST_NAME and _NAME.fullmatch(word) is not None for word in told
        )
        return bool(told) and 5 * named >= 4 * len(told)

    @cached_property
    def affirmed(self) -> frozenset[int]:
        """The records that have what the field is called; none where its cells are no yes or no."""
        words = [word.casefold() for word in self.words]
        if not _YES.isdisjoint(words) and all(word in _YES | _NO for word in words):
            return frozenset(n for n, word in enumerate(words) if word in _YES)
        return frozenset()
