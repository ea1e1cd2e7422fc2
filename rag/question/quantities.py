"""Numbers with units, dates and times of day as tables and lists print them, made comparable.

Whether "1.234" is more than a thousand is told by the other cells of its column, or else by the
language. What cannot be told, such as "10-12", is read as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.question.scales import scaled
from rag.question.terms import fold
from rag.question.unit_names import currency_of, unit_of
from rag.reading.dates import read_date


class Measure(StrEnum):
    """What a value may be compared as; a YEAR may also be a plain number."""

    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Value:
    """A value from ``low`` to ``high``, which differ where a date is a year or a month.

    Dates count in days of months of 31, times of day in minutes. ``unit`` is a stem, or empty.
    """

    measure: Measure
    low: float
    high: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one column, None where a cell is empty; all of one measure and unit."""

    measure: Measure
    unit: str
    values: tuple[Value | None, ...]


_DIGITS = (
    r"\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)*"
)
NUMBER = re.compile(rf"(?P<sign>(?<!\w)[-−+–])?(?P<digits>{_DIGITS})")
_WHOLE_GROUPS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_GROUPS = re.compile(r"[ \u00a0\u202f\u2009'’]")
_APPROXIMATE = re.compile(
    r"(?:about|around|approx\.?|approximately|circa|ca\.?|c\.|etwa|rund|~|约)\s*", re.IGNORECASE
)
_MISSING = re.compile(r"[\W_]*|n/?a|k\.? ?a\.?|nil|none|unknown|keine?|unbekannt|无|不详")
_NOTE = re.compile(r"\s{0,9}(?:\[\w{1,4}\]|[*†‡]+)\s{0,9}\Z")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)(?:\s?(am|pm|a\.m\.|p\.m\.|uhr|h))?", re.I)
_YEAR = re.compile(r"1\d{3}|20\d{2}|2100")
_MOST = 60  # characters of a cell that holds one value
_UNIT_WORDS = 4
_SIGN_SCALES = {"M": 1e6, "B": 1e9}  # "12M"; with a space it is metres
_ORDINAL_ENDS = ("st", "nd", "rd", "th", ".")
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
NUMBER_WORDS = {word: number for number, word in enumerate(_WORDS)}


def read_column(
    cells: Sequence[str], comma_is_decimal: bool = False, factor: float = 1.0
) -> Column | None:
    """The values of a column, None where they cannot be compared.

    They can where each cell is empty or holds one value, and all have one measure and unit.
    ``comma_is_decimal`` says what a language takes a comma for, where no cell tells; ``factor``
    what numbers stand for that give no scale of their own: thousands, say.
    """
    bare = [_bare(cell) for cell in cells]
    if all(cell is None for cell in bare) or any(len(c) > _MOST for c in bare if c):
        return None
    if factor != 1.0:
        return _as_numbers(bare, comma_is_decimal, factor)
    readings: list[Column | None] = [
        _as_years(bare),
        _as_clock(bare),
        _as_numbers(bare, comma_is_decimal),
    ]
    return next((column for column in [*readings, _as_dates(bare)] if column), None)


def year_as_date(value: Value) -> Value:
    """A year as the days that it has."""
    return _days(f"{int(value.low):04d}")


def date_value(iso: str) -> Value:
    """An ISO date, of any precision, as a value."""
    return _days(iso)


def number_of(digits: str, comma_is_decimal: bool = False) -> float | None:
    """The number that digits with separators are, by themselves; None for a version or address."""
    if len(re.findall(r"[.,]", digits)) > 1 and not _WHOLE_GROUPS.fullmatch(digits):
        return None
    return _amount(digits, _decimal_mark([digits], comma_is_decimal) or ".")


def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or says that nothing is known: "–", "n/a", "unknown"."""
    return _MISSING.fullmatch(_plain(cell).casefold()) is not None


def _bare(cell: str) -> str | None:
    """A cell without marks of notes, None for one that says nothing."""
    words = _plain(cell)
    return None if _MISSING.fullmatch(words.casefold()) and words != "?" else words


def _plain(cell: str) -> str:
    return " ".join(_NOTE.sub("", cell[: 4 * _MOST]).split())


def _as_years(cells: Sequence[str | None]) -> Column | None:
    if not all(cell is None or _YEAR.fullmatch(cell) for cell in cells):
        return None
    values = (None if c is None else Value(Measure.YEAR, int(c), int(c)) for c in cells)
    return Column(Measure.YEAR, "", tuple(values))


def _as_clock(cells: Sequence[str | None]) -> Column | None:
    """Times of day; "7.30" is one only where a word says so or all cells have a colon."""
    found: list[Value | None] = []
    for cell in cells:
        match = _CLOCK.fullmatch(cell) if cell else None
        if cell is None:
            found.append(None)
        elif match is None or not (match[3] or ":" in cell):
            return None
        else:
            half = (match[3] or "").replace(".", "").casefold()
            hour = (
                int(match[1]) % 12 + 12 * (half == "pm") if half in ("am", "pm") else int(match[1])
            )
            minutes = 60.0 * hour + int(match[2])
            found.append(Value(Measure.CLOCK, minutes, minutes))
    return Column(Measure.CLOCK, "", tuple(found))


def _as_dates(cells: Sequence[str | None]) -> Column | None:
    """Dates, all with a year or all without."""
    dates = [None if cell is None else read_date(cell, None) for cell in cells]
    if any(date is None for date, cell in zip(dates, cells, strict=True) if cell):
        return None
    if len({date.iso.startswith("-") for date in dates if date}) != 1:
        return None
    values = (None if date is None else _days(date.iso) for date in dates)
    return Column(Measure.DATE, "", tuple(values))


def _days(iso: str) -> Value:
    parts = [int(part) for part in iso.removeprefix("--").split("-")]
    year, rest = (0, parts) if iso.startswith("-") else (parts[0], parts[1:])
    month = rest[0] if rest else None
    day = rest[1] if len(rest) > 1 else None
    low = 372 * year + 31 * ((month or 1) - 1) + (day or 1) - 1
    high = 372 * year + 31 * ((month or 12) - 1) + (day or 31) - 1
    return Value(Measure.DATE, low, high)


@dataclass(frozen=True, slots=True)
class _Printed:
    sign: str
    digits: str
    scale: float
    unit: str


def _as_numbers(
    cells: Sequence[str | None], comma_is_decimal: bool, factor: float = 1.0
) -> Column | None:
    printed = [None if cell is None else _printed(cell) for cell in cells]
    if any(number is None for number, cell in zip(printed, cells, strict=True) if cell):
        return None
    given = [number for number in printed if number]
    units = {number.unit for number in given}
    mark = _decimal_mark([number.digits for number in given], comma_is_decimal)
    if len(units) != 1 or mark is None:
        return None
    unit = units.pop()
    values: list[Value | None] = []
    for number in printed:
        if number is None:
            values.append(None)
            continue
        amount = _amount(number.digits, mark)
        amount *= factor if number.scale == 1.0 else number.scale
        amount = -amount if number.sign in ("-", "−", "–") else amount
        values.append(Value(Measure.NUMBER, amount, amount, unit))
    return Column(Measure.NUMBER, unit, tuple(values))


def _printed(cell: str) -> _Printed | None:
    """The one number of a cell with its unit; None for several, or for one that belongs to words.

    So "Tram 4" and "up to 30" are none.
    """
    words = _APPROXIMATE.sub("", cell, count=1)
    found = list(NUMBER.finditer(words))
    if not found and fold(words) in NUMBER_WORDS:
        return _Printed("", str(NUMBER_WORDS[fold(words)]), 1.0, "")
    if len(found) != 1:
        return None
    match = found[0]
    before = words[: match.start()].strip()
    sign = match["sign"] or ""
    if before in ("-", "−", "–"):
        sign, before = before, ""
    elif before[:1] in ("-", "−"):
        sign, before = before[:1], before[1:].strip()
    scale, end = scaled(words, match.end())
    behind = words[end:].strip()
    currency = currency_of(before)
    if (before and not currency) or len(behind.split()) > _UNIT_WORDS:
        return None
    if behind and not re.fullmatch(r"[^\W\d_%°]*[^\d(),;:=<>]*", behind):
        return None
    if behind[:1] in _SIGN_SCALES and not words[end:].startswith(" ") and len(behind) == 1:
        scale, behind = _SIGN_SCALES[behind], ""
    if behind in _ORDINAL_ENDS:
        behind = ""
    unit = unit_of(behind) if behind else currency or ""
    return _Printed(sign, match["digits"], scale, unit)


def _decimal_mark(digits: Iterable[str], comma_is_decimal: bool) -> str | None:
    """The sign before decimals in numbers printed alike; None where they contradict each other."""
    told: set[str] = set()
    doubtful: set[str] = set()
    for number in digits:
        marks = re.findall(r"[.,]", number)
        if len(marks) > 1:
            if not _WHOLE_GROUPS.fullmatch(number):  # 1.2.3 is a version, not a number
                return None
            same = len(set(marks)) == 1  # 1.234.567
            told.add("," if same and marks[0] == "." else "." if same else marks[-1])
        elif marks:
            whole, _, rest = number.partition(marks[0])
            if len(rest) != 3 or len(whole) > 3 or whole == "0":
                told.add(marks[0])
            else:
                doubtful.add(marks[0])
    own = "," if comma_is_decimal else "."
    if len(told) > 1 or (not told and own in doubtful):
        return None
    return told.pop() if told else own


def _amount(digits: str, decimal_mark: str) -> float:
    grouping = "," if decimal_mark == "." else "."
    bare = _GROUPS.sub("", digits).replace(grouping, "")
    return float(bare.replace(decimal_mark, "."))
