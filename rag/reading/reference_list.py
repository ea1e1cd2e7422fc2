"""The list of references at the end of a document: who wrote each entry, and when.

Read here are the usual styles: ``Smith, J., & Lee, K. (2019). …``, ``Smith J, Lee K. … 2019;4:1``,
``J. Smith and K. Lee, "…," 2019``, ``World Bank. 2020. …``, ``张三, 李四. …[J]. …, 2019``; numbered
(``[12]``, ``12.``) or not. What stands under the heading and is no such entry makes no list: end
notes are prose.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.document.model import Span
from rag.reading.dates import WORK_YEAR
from rag.reading.names import IDEOGRAPH, PARTICLES, UPPER, first_author, read_name

_HEADING = re.compile(
    r"^[ \t]*(?P<marks>#{1,6}[ \t]*)?(?:\*\*|__)?(?:(?:\d{1,2}|[IVX]{1,4})\.?[ \t]+)?"
    r"(?:references?(?: list| cited)?|list of references|(?:select(?:ed)? )?bibliography"
    r"|works cited|sources|references and notes"
    r"|(?:(?:references|bibliography|sources) and )?(?:further|suggested) readings?"
    r"|literature(?: cited)?|literatur(?:verzeichnis)?|quellen(?:verzeichnis)?"
    r"|références|bibliographie|referencias|bibliografía|参考文献|参考资料|引用文献)"
    r"[ \t]*[:：]?(?:\*\*|__)?[ \t]*#*[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_ANY_HEADING = re.compile(
    r"^(?:(?P<marks>#{1,6})[ \t]|(?:notes|acknowledge?ments?|about the authors?|anmerkungen"
    r"|(?:appendix|annex|anhang)(?: [A-Z\d]{1,3})?(?:[.:] ?[^\s.][^\r\n.]{0,80})?)[ \t]*\r?$)",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKETED = re.compile(r"^[ \t]*\[(?P<number>\d{1,4})\][ \t]+(?=\S)", re.MULTILINE)
_NUMBERED = re.compile(
    r"^[ \t]*(?:\[(?P<number>\d{1,4})\]|(?P<plain>\d{1,4})[.)、])[ \t]+(?=\S)", re.MULTILINE
)
_BLANK = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_BULLET = re.compile(r"[ \t]*[-*•+][ \t]+")
_PRINTED_YEAR = re.compile(rf"(?<![\d/.-])({WORK_YEAR})[a-k]?(?![\d/-])")
_YEAR_BEHIND_AUTHORS = re.compile(rf"[,.:]? ?[(\[]?({WORK_YEAR})[a-k]?(?=[)\].,;: ])")
_PAGES = re.compile(r"\b(?:pp?|S)\.? ?\d+(?:[-–]\d+)?|\d+[-–]\d+")
_LOOKED_UP = re.compile(
    r"https?://|doi:|\[?(?:accessed|retrieved|available)\b|\[online\]", re.IGNORECASE
)
_URL = re.compile(r"https?://[^\s<>\"）]+")
MAX_ENTRY = 1000  # characters of an entry that are looked at

_PARTICLES = f"(?:(?i:{'|'.join(sorted(PARTICLES))}) ){{0,3}}"
_WORD = rf"[\w’'-]{{0,20}}[{UPPER}][\w’'-]{{0,30}}"  # bounded, or a long word takes its square
_SURNAME = rf"(?P<s>{_PARTICLES}{_WORD}(?: {_WORD})?)"
_INITIALS = rf"[{UPPER}]\.(?:[ -]?[{UPPER}]\.){{0,3}}"
_AUTHOR = (
    re.compile(rf"{_SURNAME}, {_INITIALS}"),  # Smith, J. K.
    re.compile(rf"{_SURNAME} [{UPPER}]{{1,3}}(?=[,.;:]|$)"),  # Smith JK
    re.compile(rf"{_INITIALS} ?{_SURNAME}(?=[,.:;]| and| &| und|$)"),  # J. K. Smith
)
_INVERTED = re.compile(rf"{_SURNAME}, {_WORD}(?: [{UPPER}]\.)?(?=[,.]| and| &)")  # Smith, John
_PLAIN = re.compile(rf"{_WORD}(?: [{UPPER}]\.)? (?P<s>{_PARTICLES}{_WORD})(?=[,.]| and| &)")
_SEPARATOR = re.compile(r"[,;.]? (?:and|&|und|et|y) |[,;] |/")
_OTHERS = re.compile(r"[,;]? ?et al\b|[,，]? ?等")
_BODY = re.compile(r"[^.,:(“\"\[]{2,120}")
_AUTHORS_ZH = re.compile(r"[^.．。:：\[]{1,80}(?=[.．。:：])")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its authors as they are cited, the year ("" without one), and a link."""

    name: str
    year: str
    link: str | None


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The entries of a document's lists, by number and by first author; ``spans`` hold them."""

    spans: tuple[Span, ...]
    numbered: Mapping[int, Entry]
    authors: frozenset[str]

    def holds(self, place: int) -> bool:
        """Whether the place lies in a list."""
        before = bisect_right(self.spans, place, key=lambda span: span.start)
        return before > 0 and place < self.spans[before - 1].end

    def names(self, name: str) -> bool:
        """Whether an entry has this first author, or this body for its author."""
        return first_author(name) in self.authors


def read_reference_list(text: str, headings: Sequence[tuple[Span, int]] = ()) -> ReferenceList:
    """The lists under a heading such as "References", else a run of ``[n]`` entries.

    ``headings`` are known ones and how deep they stand, where the text has them without marks.
    """
    spans: list[Span] = []
    numbered: dict[int, Entry] = {}
    authors: set[str] = set()
    for span in list(_headed(text, headings)) or list(_unheaded(text)):
        printed = [(number, part, read_entry(part)) for number, part in _parts(span.of(text))]
        read = [(number, entry) for number, _, entry in printed if entry]
        if not read or 2 * len(read) < len(printed):
            continue
        spans.append(span)
        for number, entry in read:
            authors.add(first_author(entry.name))
            if number is not None:
                numbered.setdefault(number, entry)
    return ReferenceList(tuple(spans), numbered, frozenset(authors))


def read_entry(text: str) -> Entry | None:
    """Who wrote what the entry names, and when; None for what is no entry."""
    text = " ".join(text[:MAX_ENTRY].translate({ord("*"): None, ord("_"): " "}).split())
    link = _URL.search(text)
    kept = text[: found.start()] if (found := _LOOKED_UP.search(text)) else text
    authors, others, end = _authors(kept)
    if not authors:
        return None
    behind = _YEAR_BEHIND_AUTHORS.match(kept, end)
    years = [behind[1]] if behind else _PRINTED_YEAR.findall(_PAGES.sub(" ", kept))
    if not years:
        return None
    url = link[0].rstrip(".,;)]") if link else None
    return Entry(cited_as(authors, others), years[-1], url)


def cited_as(authors: list[str], others: bool = False) -> str:
    """The authors as a text cites them: "Smith", "Smith and Lee", "Smith et al."."""
    chinese = IDEOGRAPH.search(authors[0]) is not None
    if others or len(authors) > 2:
        return authors[0] + ("等" if chinese else " et al.")
    return ("和" if chinese else " and ").join(authors)


def _headed(text: str, known: Sequence[tuple[Span, int]]) -> Iterator[Span]:
    """From each heading over a list to the next heading that is no deeper."""
    depths = {span.start: depth for span, depth in known}
    for match in _ANY_HEADING.finditer(text):
        if not (known and match["marks"]):  # in a text without marks "#" heads nothing
            depths.setdefault(match.start(), len(match["marks"] or ""))
    headings = sorted(depths.items())
    behind, end = 0, 0
    for heading in _HEADING.finditer(text):
        if heading.start() < end:
            continue
        marks = heading["marks"] or "######"
        level = depths.get(heading.start(), len(marks.rstrip()))
        while behind < len(headings) and (
            headings[behind][0] <= heading.end() or headings[behind][1] > level
        ):
            behind += 1
        end = headings[behind][0] if behind < len(headings) else len(text)
        yield Span(heading.end(), end)


def _unheaded(text: str) -> Iterator[Span]:
    """From the first of at least three lines that open with ``[n]`` to the end of the text."""
    markers = list(_BRACKETED.finditer(text))
    ones = [marker for marker in markers if int(marker["number"]) == 1]
    if len(markers) >= 3 and ones:
        yield Span(ones[-1].start(), len(text))


def _parts(text: str) -> Iterator[tuple[int | None, str]]:
    """The entries as printed, each with its number where it has one."""
    markers = list(_NUMBERED.finditer(text))
    if markers:
        ends = [*(marker.start() for marker in markers[1:]), len(text)]
        for marker, end in zip(markers, ends, strict=True):
            entry = _BLANK.split(text[marker.end() : end][:MAX_ENTRY], maxsplit=1)[0]
            yield int(marker["number"] or marker["plain"]), entry
        return
    for block in _BLANK.split(text):
        lines = [line for line in block.splitlines() if line.strip()]
        apart = len(lines) > 1 and all(_PRINTED_YEAR.search(line[:MAX_ENTRY]) for line in lines)
        for entry in lines if apart else [block[:MAX_ENTRY]]:
            if entry.strip():
                yield None, _BULLET.sub("", entry, count=1)


def _authors(text: str) -> tuple[list[str], bool, int]:
    """The family names that open an entry, whether there are others, and where they end."""
    if IDEOGRAPH.match(text):
        found = _AUTHORS_ZH.match(text)
        if found is None:
            return [], False, 0
        names = [name.strip() for name in re.split(r"[,，、]", _OTHERS.sub("", found[0]))]
        good = all(0 < len(name) <= 20 for name in names)
        return (names if good else []), _OTHERS.search(found[0]) is not None, found.end()
    names, place, end = [], 0, 0
    inverted = False
    while author := _next_author(text, place, not names, inverted):
        inverted = inverted or author.re is _INVERTED
        names.append(author["s"])
        end = author.end()
        separator = _SEPARATOR.match(text, end)
        if separator is None or _OTHERS.match(text, end):
            break
        place = separator.end()
    if names:
        others = _OTHERS.match(text, end)
        return names, others is not None, others.end() if others else end
    body = _BODY.match(text)
    name = read_name(body[0].strip(), by_day=False) if body else None
    return ([name.text], False, body.end()) if name and body else ([], False, 0)


def _next_author(text: str, place: int, first: bool, inverted: bool) -> re.Match[str] | None:
    forms = (*_AUTHOR, *((_INVERTED,) if first else (_PLAIN,) if inverted else ()))
    return next((found for form in forms if (found := form.match(text, place))), None)
