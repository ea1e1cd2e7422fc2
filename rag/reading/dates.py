"""Dates as they are printed: months cut short, ordinals, day before month, ISO, in languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.document.months import MONTHS

YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
WORK_YEAR = r"(?:1[5-9]\d\d|20[0-3]\d)"  # "RFC 2068" is dated by neither
MAX_DATE = 40  # characters, "last accessed on September 22nd, 2023" among them
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTHS_DE = {"mär": 3, "mai": 5, "okt": 10, "dez": 12}
_MONTH = (
    r"(?P<month>jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?"
    r"|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\.?"
)
_NUMBERS = {name.lower(): number for name, number in MONTHS.items()}
_OTHER_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?"
_DATE_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_MONTH} ?{_DAY}(?:(?:, ?| ){YEAR})?",
        rf"{_DAY} {_MONTH}(?:(?:, ?| ){YEAR})?",
        rf"{_MONTH},? {YEAR}",
        rf"(?P<day>[0-3]?\d)(?:\.|er|º)? (?:de )?{_OTHER_MONTH}(?: (?:de )?{YEAR})?",
        rf"(?!mars\b){_OTHER_MONTH} (?:de )?{YEAR}",  # "Mars, 2019" is a planet, or who wrote
        rf"{YEAR}[-/.](?P<month>\d\d?)(?:[-/.](?P<day>\d\d?))?",
        rf"(?P<day>[0-3]?\d)\. ?(?P<month>[01]?\d)\. ?{YEAR}",
        rf"{YEAR} ?年 ?(?:(?P<month>\d\d?) ?月 ?(?:(?P<day>\d\d?) ?[日号])?)?",
        r"(?P<month>\d\d?) ?月 ?(?P<day>\d\d?) ?[日号]",
        rf"{YEAR}[a-k]?",  # "2005b" is the second work of a year
    )
)
_ACCESSED = re.compile(r"(?:last )?(?:accessed|retrieved|viewed)(?: on| in)?:? ", re.IGNORECASE)
_NO_WORD_BEFORE = re.compile(r"(?<![\w-])")
_NO_WORD_BEHIND = re.compile(r"(?!\w)")
ENDS_IN_A_DAY = re.compile(rf"\b{_MONTH} ?{_DAY}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as it was read; the fields are those of ``SourceReference``."""

    iso: str
    year_inferred: bool = False
    accessed: bool = False

    @property
    def is_year(self) -> bool:
        return len(self.iso) == len("2015")


UNDATED = Date("")
"""Of a source that is cited without a date: "n.d.", "in press", a link."""


def find_dates(text: str) -> list[str]:
    """The dates that stand in running text, ISO 8601, as precise as printed.

    A year is enough; a day without one is ``--MM-DD``.
    """
    found: list[str] = []
    taken = bytearray(len(text))
    for form in _DATE_FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            alone = _NO_WORD_BEFORE.match(text, start) and _NO_WORD_BEHIND.match(text, end)
            if alone and not any(taken[start:end]):
                taken[start:end] = b"1" * (end - start)
                if date := read_date(match[0], None):
                    found.append(date.iso)
    return found


def read_date(words: str, year: int | None) -> Date | None:
    """The date that the words are, and nothing else; ``year`` is that of one printed without."""
    words, accessed = _ACCESSED.subn("", words, count=1)
    words = words.rstrip(" .,，。")
    for form in _DATE_FORMS:
        if match := form.fullmatch(words):
            parts = match.groupdict()
            month, day = _month_number(parts.get("month")), parts.get("day")
            if (month and month > 12) or (day and not 1 <= int(day) <= 31):
                return None
            printed = parts.get("year")
            iso = printed or (str(year) if year else "-")
            if month:
                iso += f"-{month:02d}"
            if day and _exists(printed or year, month, int(day)):
                iso += f"-{int(day):02d}"
            return Date(iso, printed is None and year is not None, accessed > 0)
    return None


def _exists(year: str | int | None, month: int | None, day: int) -> bool:
    """Whether the calendar has the day; a misprinted one leaves the date at its month."""
    try:
        date(int(year or 2000), month or 1, day)
    except ValueError:
        return False
    return True


def _month_number(name: str | None) -> int | None:
    if name is None:
        return None
    if name.isdigit():
        return int(name)
    if known := _NUMBERS.get(name.lower()):
        return known
    short = name.lower()[:3]
    return _MONTHS_DE.get(short) or _MONTHS.index(short) + 1
