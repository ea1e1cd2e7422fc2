"""What a parenthesis says of sources: ``(Xinhua, May 9, 2015)``, ``(Smith 2019a: 33; FAO 2021)``.

Parentheses are irregular in real briefs. Read here: several sources split by semicolons, or by
commas behind whole dates; a date alone, which belongs to the outlet before it (``MFA, March 7;
October 20, 2023``); a colon for a comma (``MOFCOM: March 25``); an outlet that was lost
(``, April 19, 2018``); ``accessed`` dates; pages, chapters and tables behind the year; works
without a date (``n.d.``, ``in press``); Markdown links on names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.reading.dates import ENDS_IN_A_DAY, MAX_DATE, UNDATED, WORK_YEAR, Date, read_date
from rag.reading.names import Name, read_name, without_days

_LEAD_IN = re.compile(
    r"(?:see also|see|but|cf\.|e\.g\.,?|for example,?|also|compare|contrast|contra|vgl\.|siehe auch"
    r"|siehe|z\. ?B\.|quoted in|cited in|adapted from|based on|via|sources?:|quelle:) "
    r"|(?:参见|另见|见|引自|转引自)[:：]? ?",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,:，：、]")
_SHEET = r"[A-Z]{1,2}-?\d{1,3}"  # of a newspaper: "A1"
_PAGE = re.compile(
    rf", ?(?:(?:pp?|S)\. ?(?:\d+(?:[-–]\d+)?|{_SHEET}(?:[-–]{_SHEET})?)|(?P<alone>{_SHEET}))"
)
_LOOKED_UP = re.compile(r", (?:last )?(?:accessed|retrieved|viewed) .*$", re.IGNORECASE)
_DAY_RANGE = re.compile(
    r"(?<![a-z.])(?P<first>[a-z.]++ \d\d?) ?(?:[-–&]|and) ?\d\d?(?=,|$)", re.IGNORECASE
)
_CITED_IN = re.compile(r",? (?:as )?(?:cited|quoted) in (?=\S)", re.IGNORECASE)
_NEXT_SOURCE = re.compile(r"(?<=\b\d{4}), (?=[^\W\d_])")
_WORK_YEAR = rf"{WORK_YEAR}[a-k]?(?!\d)"
_UNDATED = r"(?:n\. ?d\.|in press|forthcoming|under review|o\. ?J\.|im Druck|im Erscheinen)"
_YEARS = rf"(?P<years>{_WORK_YEAR}(?:(?:, ?|，|/| and ){_WORK_YEAR})*+|{_UNDATED})"
_LOCATOR = (
    r"(?P<locator>[,:，：] ?(?:\d|[ivxlc]+\b|pp?\.|ch(?:ap)?s?\.|chapter|sect?(?:ions?)?\b|§"
    r"|figs?\b|figures?\b|tables?\b|app(?:endix|\.)|vol\b|no?\.|paras?\b|art\.|S\.|Kap\.|Abb\."
    r"|Tab\.|Anm\.|for an? |emphasis |esp\.|passim|第).*)?+"
)
_AUTHOR_AND_YEAR = re.compile(
    rf"(?P<name>.+?)(?P<comma>[,:，：] ?| |(?<=[\u3400-\u9fff])){_YEARS}{_LOCATOR}", re.IGNORECASE
)
_ENDS_IN_A_YEAR = re.compile(rf"{_WORK_YEAR}$")
_YEARS_ALONE = re.compile(rf"{_YEARS}{_LOCATOR}", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]*)\]\((https?://[^\s()]*)[^()]*\)")
_BARE_LINK = re.compile(r",? ?<?(https?://[^\s<>]+)>?$")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Cited:
    """One source of a parenthesis; ``outlet`` is None where the brief has lost it.

    ``certain`` says that what is printed can hardly be anything but a source; a word and a year
    need more than that. ``comma`` says that one stands before the date.
    """

    outlet: str | None
    date: Date
    certain: bool
    comma: bool
    link: str | None = None


def read_sources(inside: str, year: int | None) -> list[Cited]:
    """What stands between two brackets, as sources; ``year`` is that of dates without one."""
    found: list[Cited] = []
    for printed in re.split(r"[;；]", inside):
        part, link = _without_link(re.sub(r"\s+", " ", printed.translate(_DIGITS)).strip())
        if alone := read_date(part, year):
            # A date alone belongs to the outlet before it; with none before it is a remark.
            if found:
                found.append(replace(found[-1], date=alone))
            continue
        for one in _CITED_IN.split(part):
            found += [replace(cited, link=link) for cited in _read_part(one, year)]
    return found


def read_years(inside: str) -> list[Date]:
    """The dates of ``2019``, ``2019a, p. 4``, ``2011; 2014``, ``n.d.``; none if more is printed."""
    found: list[Date] = []
    for part in inside.translate(_DIGITS).split(";"):
        match = _YEARS_ALONE.fullmatch(" ".join(part.split()))
        if match is None:
            return []
        found += _dates(match["years"])
    return found


def _without_link(part: str) -> tuple[str, str | None]:
    """The part as it is read on screen, and where its link leads."""
    link = _LINK.search(part)
    if link:
        return _LINK.sub(r"\1", part), link[2]
    if link := _BARE_LINK.search(part):
        return part[: link.start()], link[1]
    return part, None


def _read_part(part: str, year: int | None) -> list[Cited]:
    """The sources of what stands between two semicolons."""
    pieces = _NEXT_SOURCE.split(part)
    if len(pieces) > 1:
        each = [_read_one(piece, year) for piece in pieces]
        if all(found and found[0].outlet for found in each):
            return [cited for found in each for cited in found]
    return _read_one(part, year)


def _read_one(part: str, year: int | None) -> list[Cited]:
    if found := _read_outlet_and_date(part, year):
        return [found]
    return _read_author_and_year(part)


def _read_outlet_and_date(part: str, year: int | None) -> Cited | None:
    """The outlet and the date; pages, or when it was looked up, may follow them."""
    without_pages, sheet = _without_pages(part)
    without_either, _ = _without_pages(_LOOKED_UP.sub("", without_pages))
    found = _split_at_date(without_either, year) or _split_at_date(without_pages, year)
    if found and sheet and found.date.is_year:
        return None  # "Opel, 2015, A4" is no newspaper of a day
    return replace(found, certain=True) if found and without_pages != part else found


def _without_pages(part: str) -> tuple[str, bool]:
    """The part without the pages at its end, and whether one of them is a mere "A1"."""
    end, sheet = len(part), False
    while (start := part.rfind(",", 0, end)) >= 0 and (page := _PAGE.fullmatch(part, start, end)):
        end, sheet = start, sheet or page["alone"] is not None
    return part[:end], sheet


def _split_at_date(part: str, year: int | None) -> Cited | None:
    """Split at the first comma or colon behind which nothing but a date stands."""
    part = _DAY_RANGE.sub(r"\g<first>", part)
    # A date is short: commas far from the end are the outlet's own.
    for comma in _COMMA.finditer(part, max(0, len(part) - MAX_DATE)):
        when = read_date(part[comma.end() :].strip(), year)
        if when is None:
            continue
        printed = part[: comma.start()].strip(" ,:，：")
        if not printed:
            return Cited(None, when, True, True)
        if when.is_year and (ENDS_IN_A_DAY.search(printed) or _ENDS_IN_A_YEAR.search(printed)):
            return None  # "born May 9, 1950": the comma stands inside the date; "Singh 1972, 1975"
        name, led = _named(printed, by_day=not when.is_year)
        if name is None:
            return None
        return Cited(name.text, when, name.certain or led or not when.is_year, True)
    return None


def _read_author_and_year(part: str) -> list[Cited]:
    match = _AUTHOR_AND_YEAR.fullmatch(part)
    if match is None:
        return []
    name, led = _named(match["name"], by_day=False)
    if name is None:
        return []
    dates = _dates(match["years"])
    lettered = match["years"][-1].isalpha()
    certain = name.certain or led or bool(match["locator"]) or lettered or len(dates) > 1
    return [Cited(name.text, date, certain, bool(match["comma"].strip())) for date in dates]


def _named(printed: str, by_day: bool) -> tuple[Name | None, bool]:
    """The name behind what leads in to it, and whether anything does."""
    bare = printed
    while found := _LEAD_IN.match(bare):
        bare = bare[found.end() :]
    led = bare != printed
    # A year alone may well stand behind an author called Freitag.
    return read_name(without_days(bare) if by_day else bare, by_day), led


def _dates(years: str) -> list[Date]:
    printed = re.findall(r"\d{4}", years)
    return [Date(one) for one in printed] or [UNDATED]
