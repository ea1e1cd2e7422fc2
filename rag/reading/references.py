"""The sources that a brief cites in parentheses: ``(Xinhua, May 9, 2015)`` and its kin.

Parentheses are irregular in real briefs. Read here: several sources split by semicolons; a date
alone, which belongs to the outlet before it (``MFA, March 7; October 20, 2023``); a colon for a
comma (``MOFCOM: March 25``); an outlet that was lost (``, April 19, 2018``); ``accessed`` dates;
months cut short, ordinals, day before month, ISO and Chinese dates. A parenthesis without an
outlet's place and a date is no reference: ``(PRC)``, ``(2020)``, ``(Eds.)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.document.model import SourceReference, Span

# Brackets of either width, and one pair inside another: "(Xinhua (English), May 9, 2015)".
_INNER = r"[(（][^()（）]*+[)）]"
_PARENTHESIS = re.compile(rf"[(（](?:[^()（）]++|{_INNER})*+[)）]")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DATE_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_MONTH} ?{_DAY}(?:(?:, ?| ){_YEAR})?",
        rf"{_DAY} {_MONTH}(?:(?:, ?| ){_YEAR})?",
        rf"{_MONTH},? {_YEAR}",
        rf"{_YEAR}[-/.](?P<month>\d\d?)(?:[-/.](?P<day>\d\d?))?",
        rf"{_YEAR} ?年 ?(?:(?P<month>\d\d?) ?月 ?(?:(?P<day>\d\d?) ?[日号])?)?",
        r"(?P<month>\d\d?) ?月 ?(?P<day>\d\d?) ?[日号]",
        _YEAR,
    )
)
_ENDS_IN_A_DAY = re.compile(rf"\b{_MONTH} ?{_DAY}$", re.IGNORECASE)
_ACCESSED = re.compile(r"(?:last )?(?:accessed|retrieved|viewed)(?: on| in)?:? ", re.IGNORECASE)
_LEAD_IN = re.compile(r"(?:see also|see|cf\.|e\.g\.,?|via) ", re.IGNORECASE)
MAX_PARENTHESIS = 1000  # characters; each of its sources keeps the whole of it
MAX_DATE = 40  # characters, "last accessed on September 22nd, 2023" among them
_COMMA = re.compile(r"[,:，：、]")


@dataclass(frozen=True, slots=True)
class _Date:
    iso: str
    year_inferred: bool
    accessed: bool


_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_PAGE = re.compile(r", pp?\. ?\d+(?:[-–]\d+)?")
_LOOKED_UP = re.compile(r", (?:last )?(?:accessed|retrieved|viewed) .*$", re.IGNORECASE)
_DAY_RANGE = re.compile(
    r"(?<![a-z.])(?P<first>[a-z.]++ \d\d?) ?(?:[-–&]|and) ?\d\d?(?=,|$)", re.IGNORECASE
)
_NO_WORD_BEFORE = re.compile(r"(?<![\w-])")
_NO_WORD_BEHIND = re.compile(r"(?!\w)")
_REMARK = re.compile(r"(?:above|below|born|died|last|updated|as of|since|until|in|from) ?\b")


def find_references(text: str, year: int | None = None) -> tuple[SourceReference, ...]:
    """Every source reference of the text, in reading order.

    ``year`` is the publication's: a date printed without one is taken to be of that year. What
    fills more than ``MAX_PARENTHESIS`` characters is prose in brackets.
    """
    found: list[SourceReference] = []
    for match in _PARENTHESIS.finditer(text):
        outer = Span(match.start(), match.end())
        inner = re.finditer(_INNER, match[0][1:-1])
        spans = [Span(outer.start + 1 + m.start(), outer.start + 1 + m.end()) for m in inner]
        for span in [outer, *spans]:
            if len(span) > MAX_PARENTHESIS:
                continue
            raw = span.of(text)
            read = _read_parenthesis(raw[1:-1], year)
            found += [
                SourceReference(outlet, d.iso, d.year_inferred, d.accessed, raw, span)
                for outlet, d in read
            ]
            if read:  # what stands inside belongs to an outlet's name
                break
    return tuple(found)


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
                if date := _read_date(match[0], None):
                    found.append(date.iso)
    return found


def _read_parenthesis(inside: str, year: int | None) -> list[tuple[str | None, _Date]]:
    found: list[tuple[str | None, _Date]] = []
    for part in re.split(r"[;；]", inside):
        part = re.sub(r"\s+", " ", part.translate(_DIGITS)).strip()
        if alone := _read_date(part, year):
            # A date alone belongs to the outlet before it; with none before it is a remark.
            if found:
                found.append((found[-1][0], alone))
            continue
        if read := _read_outlet_and_date(part, year):
            found.append(read)
    return found


def _read_outlet_and_date(part: str, year: int | None) -> tuple[str | None, _Date] | None:
    """The outlet and the date; pages, or when it was looked up, may follow them."""
    without_pages = _without_pages(part)
    without_either = _without_pages(_LOOKED_UP.sub("", without_pages))
    return _split_at_date(without_either, year) or _split_at_date(without_pages, year)


def _without_pages(part: str) -> str:
    end = len(part)
    while (start := part.rfind(", p", 0, end)) >= 0 and _PAGE.fullmatch(part, start, end):
        end = start
    return part[:end]


def _split_at_date(part: str, year: int | None) -> tuple[str | None, _Date] | None:
    """Split at the first comma or colon behind which nothing but a date stands."""
    part = _DAY_RANGE.sub(r"\g<first>", part)
    # A date is short: commas far from the end are the outlet's own.
    for comma in _COMMA.finditer(part, max(0, len(part) - MAX_DATE)):
        when = _read_date(part[comma.end() :].strip(), year)
        if when is None:
            continue
        outlet = _LEAD_IN.sub("", part[: comma.start()].strip(" ,:，："), count=1)
        if not outlet:
            return None, when
        if len(when.iso) == 4 and _ENDS_IN_A_DAY.search(outlet):
            return None  # "born May 9, 1950": the comma stands inside the date
        if _REMARK.match(outlet):
            return None
        return (outlet, when) if any(c.isalpha() for c in outlet) else None
    return None


def _read_date(words: str, year: int | None) -> _Date | None:
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
            return _Date(iso, printed is None and year is not None, accessed > 0)
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
    return _MONTHS.index(name.lower()[:3]) + 1
