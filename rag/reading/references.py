"""The sources that a document cites, however it prints them.

Read are parentheses with an outlet or author and a date, ``Smith (2019)``, ``[12]`` where the
document has a list of references, pandoc's ``[@key]``, and links. The span of each is what marks
it as a citation, a name before it left out: that is part of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.document.model import SourceReference, Span
from rag.reading.author_year import read_citations
from rag.reading.citation_keys import read_keys
from rag.reading.dates import Date
from rag.reading.links import Link, given_links, read_links
from rag.reading.parentheses import read_sources
from rag.reading.reference_list import ReferenceList, read_reference_list

_FENCE = re.compile(r"^[ \t]{0,3}(```++|~~~++)", re.MULTILINE)
_INLINE_CODE = re.compile(r"`[^`\n]{1,200}`")
_NUMBERS = re.compile(  # "x[1]" is code
    r"(?<![\[_])(?<!\b[A-Za-z0-9])\\?\[(?P<numbers>\d{1,4}(?: ?[-–—,;] ?\d{1,4}){0,30})\\?\]"
    r"(?![(:A-Za-z0-9_])"
)
_RANGE = re.compile(r"(\d+)(?: ?[-–—] ?(\d+))?")
_MOST_NUMBERS = 50  # of one range


def find_references(
    text: str,
    year: int | None = None,
    links: Sequence[tuple[Span, str]] = (),
    headings: Sequence[tuple[Span, int]] = (),
) -> tuple[SourceReference, ...]:
    """Every source reference of the text, in reading order; no two spans overlap but equal ones.

    ``year`` is the publication's: a date printed without one is taken to be of that year. ``links``
    are linked words with their address, and ``headings`` those with their depth, where the text
    has them without marks.
    """
    listed = read_reference_list(text, headings)
    prose = _without_code(text)
    found = [
        *_in_parentheses(text, year, listed),
        *_on_links([*read_links(prose), *given_links(text, links)], text, year),
        *_by_key(prose),
        *_by_number(prose, listed),
    ]
    found = [one for one in found if not listed.holds(one.span.start)]
    return tuple(_without_overlaps(found))


def _without_code(text: str) -> str:
    """The text with blanks for code, so that places stay the same."""
    kept: list[str] = []
    end = 0
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            kept.append(text[end : fence.start()])
            opened = fence
        elif fence[1].startswith(opened[1]):
            kept.append(" " * (fence.end() - opened.start()))
            end, opened = fence.end(), None
    kept.append(text[end:] if opened is None else " " * (len(text) - opened.start()))
    return _INLINE_CODE.sub(lambda code: " " * len(code[0]), "".join(kept))


def _in_parentheses(
    text: str, year: int | None, listed: ReferenceList
) -> Iterator[SourceReference]:
    for citation in read_citations(text, year, listed):
        raw = citation.span.of(text)
        for one in citation.sources:
            yield _reference(one.outlet, one.date, raw, citation.span, one.link)


def _on_links(links: Iterable[Link], text: str, year: int | None) -> Iterator[SourceReference]:
    for link in links:
        raw = link.span.of(text)
        printed = read_sources(link.words, year) if link.words else []
        named = [one for one in printed if one.certain and one.outlet]
        for one in named:
            yield _reference(one.outlet, one.date, raw, link.span, link.url)
        if not named:
            yield _reference(link.host, link.date, raw, link.span, link.url)


def _by_key(text: str) -> Iterator[SourceReference]:
    for one in read_keys(text):
        yield _reference(one.name, one.date, one.span.of(text), one.span, one.link)


def _by_number(text: str, listed: ReferenceList) -> Iterator[SourceReference]:
    """``[12]``, ``[3, 5–7]``: each number that the list has, if it has those printed."""
    if not listed.numbered:
        return
    for match in _NUMBERS.finditer(text):
        span = Span(*match.span())
        ranges = [(int(one[1]), int(one[2] or one[1])) for one in _RANGE.finditer(match["numbers"])]
        if not all(low in listed.numbered and high in listed.numbered for low, high in ranges):
            continue
        for low, high in ranges:
            for number in range(low, min(high, low + _MOST_NUMBERS) + 1):
                if entry := listed.numbered.get(number):
                    yield _reference(entry.name, Date(entry.year), span.of(text), span, entry.link)


def _reference(
    outlet: str | None, date: Date, raw: str, span: Span, link: str | None
) -> SourceReference:
    return SourceReference(outlet, date.iso, date.year_inferred, date.accessed, raw, span, link)


def _without_overlaps(found: list[SourceReference]) -> Iterator[SourceReference]:
    """In reading order; of two kinds that overlap, the one that was found first."""
    order = sorted(range(len(found)), key=lambda place: (found[place].span.start, place))
    last: Span | None = None
    for place in order:
        span = found[place].span
        if last is None or span == last or span.start >= last.end:
            last = span
            yield found[place]
