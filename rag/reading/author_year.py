"""Which parentheses cite: names are judged within the document that they stand in.

``(Leeds, 1931)`` is printed as ``(Smith, 2019)`` is. So a word and a year count where the document
bears them out: its list of references has the name, another place cites it beyond doubt, a source
beside it is certain, or the document prints its certain sources the same way. The same holds of
``Smith (2019)``, where the name stands before the parenthesis.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rag.document.model import Span
from rag.reading.dates import UNDATED, Date
from rag.reading.names import (
    IDEOGRAPH,
    PARTICLES,
    UPPER,
    authors,
    fold,
    has_et_al,
    is_capital,
    is_connector,
    is_organisation,
    opens_a_remark,
    read_name,
)
from rag.reading.parentheses import Cited, read_sources, read_years
from rag.reading.reference_list import ReferenceList

# Brackets of either width, and one pair inside another: "(Xinhua (English), May 9, 2015)".
_INNER = r"[(（][^()（）]*+[)）]"
_PARENTHESIS = re.compile(rf"[(（](?:[^()（）]++|{_INNER})*+[)）]")
MAX_PARENTHESIS = 1000  # characters; each of its sources keeps the whole of it
MAX_NAME = 120  # characters before a parenthesis in which its name is looked for

_PLACE = re.compile(
    rf"\b(?:in|near|from|at|In|Near|From|At) (?P<place>[{UPPER}][\w’'-]+)\b"
    r"(?!’s|'s|,? ?\(?\d| (?:and|et|&|und) )"
)
_SAYS = re.compile(
    r"[’']?s? (?:\w+ly |also |too |who |have |has |had |did |does |do not |and \w+ )*"
    r"(?:argue|ask|assert|call|claim|conclude|confirm|count|demonstrate|describe|discuss|doubt"
    r"|estimate|examine|expect|explain|find|found|hold|held|identif|note|observe|point|propose"
    r"|provide|put|report|review|reject|say|said|see|show|state|stress|stud|suggest|use|warn|write"
    r"|wrote)(?:ie)?(?:s|d|ed)?\b"
)
_LEADS_TO_NAME = re.compile(r"\b(?:according to|following|per|see|cf\.|laut)(?: the)? $", re.I)
_POSSESSIVE = re.compile(r"[’']s?$")
_PERSON_ZH = re.compile(r"[\u3400-\u9fff]{2,4}")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]+$")
_ENDS_A_SENTENCE = re.compile(r"\s*[.;。；]")


@dataclass(frozen=True, slots=True)
class Citation:
    """A parenthesis and the sources that it cites."""

    span: Span
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the document as a whole says of names.

    ``known`` are cited beyond doubt; ``complete`` says that the list has most of what is cited;
    ``places`` are where something happens; ``commas`` says that the document prints a comma
    between name and year; ``latest`` is the latest year of a source.
    """

    list: ReferenceList
    known: frozenset[str]
    complete: bool
    places: frozenset[str]
    commas: bool
    latest: str


def read_citations(text: str, year: int | None, references: ReferenceList) -> Iterator[Citation]:
    """The parentheses that cite, in order. What is longer than ``MAX_PARENTHESIS`` is prose."""
    groups = [group for group in _groups(text, year) if not references.holds(group[0].span.start)]
    evidence = _evidence(text, year, references, (one for group in groups for one in group))
    for group in groups:
        for candidate in group:
            sources = _accepted(candidate, evidence) or _before(text, candidate.span, evidence)
            if sources:
                yield Citation(candidate.span, tuple(sources))
                if candidate is group[0]:  # what stands inside belongs to an outlet's name
                    break


def _groups(text: str, year: int | None) -> Iterator[list[Citation]]:
    """Each outermost parenthesis with those inside it, and what they may cite."""
    for match in _PARENTHESIS.finditer(text):
        outer = Span(match.start(), match.end())
        inner = re.finditer(_INNER, match[0][1:-1])
        spans = [Span(outer.start + 1 + m.start(), outer.start + 1 + m.end()) for m in inner]
        yield [
            Citation(span, tuple(read_sources(text[span.start + 1 : span.end - 1], year)))
            for span in [outer, *spans]
            if len(span) <= MAX_PARENTHESIS
        ] or [Citation(outer, ())]


def _evidence(
    text: str, year: int | None, references: ReferenceList, found: Iterable[Citation]
) -> _Evidence:
    printed = [source for one in found for source in one.sources if source.outlet]
    certain = [source for source in printed if source.certain]
    certain_years = [source for source in certain if source.date.is_year]
    commas = sum(source.comma for source in certain_years)
    alike = len({source.outlet for source in printed if source.comma}) >= 3
    by_year = [source for source in printed if source.date.is_year]
    listed = sum(references.names(source.outlet or "") for source in by_year)
    years = [source.date.iso[:4] for source in certain if source.date.iso[:1].isdigit()]
    names = [source.outlet for source in certain if source.outlet]
    return _Evidence(
        references,
        frozenset(fold(one) for name in names for one in (name, *authors(name))),
        bool(references.authors) and (2 * listed >= len(by_year) or bool(references.numbered)),
        frozenset(fold(match["place"]) for match in _PLACE.finditer(text)),
        2 * commas > len(certain_years) >= 2 or (not certain and alike),
        str(year or (max(years) if len(years) >= 3 else "2099")),
    )


def _accepted(candidate: Citation, evidence: _Evidence) -> list[Cited]:
    """The sources of a parenthesis that the document bears out."""
    borne_out = [_is_borne_out(source, evidence) for source in candidate.sources]
    beside = any(borne_out) and not all(borne_out)
    kept = []
    for source, good in zip(candidate.sources, borne_out, strict=True):
        if good or (beside and _is_timely(source, evidence)):
            kept += _parted(source, evidence)
    return kept


def _is_borne_out(source: Cited, evidence: _Evidence) -> bool:
    name = source.outlet
    if name is None or not (source.date.is_year or not source.date.iso):
        return True
    if evidence.list.names(name):
        return True
    if not _is_timely(source, evidence):
        return False
    if source.certain or fold(name) in evidence.known:
        return True
    if evidence.complete or fold(name) in evidence.places or not source.date.iso:
        return False
    if IDEOGRAPH.search(name) and not _PERSON_ZH.fullmatch(name):
        return False
    return evidence.commas or not source.comma


def _is_timely(source: Cited, evidence: _Evidence) -> bool:
    """Whether it is no later than the document: "Agenda 2030" is a plan."""
    return source.date.iso[:4] <= str(int(evidence.latest) + 1)


def _parted(source: Cited, evidence: _Evidence) -> list[Cited]:
    """One source for each outlet of "Reuters, AP", where each is known by itself."""
    parts = re.split(r", (?:and )?", source.outlet or "")
    by_day = not source.date.is_year  # "Kim, Lee, and Park 2013" wrote one work
    if len(parts) > 1 and by_day and all(fold(part) in evidence.known for part in parts):
        return [
            Cited(part, source.date, source.certain, source.comma, source.link) for part in parts
        ]
    return [source]


def _before(text: str, span: Span, evidence: _Evidence) -> list[Cited]:
    """The source whose name stands before a parenthesis that holds its year: "Smith (2019)".

    Or that of "(FAO)" at the end of a sentence, where the document cites the FAO elsewhere.
    """
    inside = text[span.start + 1 : span.end - 1]
    if fold(inside) in evidence.known and _ENDS_A_SENTENCE.match(text, span.end):
        words = re.split(r"[.;)]", text[max(0, span.start - MAX_NAME) : span.start])[-1].split()
        if inside[:1] not in {word[0] for word in words}:  # "the Food and … Organization (FAO)"
            return [Cited(inside, UNDATED, True, False)]
    if dates := read_years(inside):
        name = _name_before(text, span, dates, evidence)
        return [Cited(name, date, True, False) for date in dates] if name else []
    return []


def _name_before(text: str, span: Span, dates: list[Date], evidence: _Evidence) -> str | None:
    window = text[max(0, span.start - MAX_NAME) : span.start]
    if ideographs := _IDEOGRAPHS.search(window):
        run = ideographs[0]
        names = (run[-size:] for size in range(min(len(run), 20), 1, -1))
        return next((name for name in names if evidence.list.names(name)), None)
    if not window[-1:].isspace():
        return None
    run_of_words = _run_of_names(window.split())
    for start in range(len(run_of_words)):
        name = " ".join(run_of_words[start:])
        listed = evidence.list.names(name) or fold(name) in evidence.known
        if listed and _opens_a_name(run_of_words[start]):
            return name
    name = " ".join(run_of_words)
    found = read_name(name, by_day=False) if 0 < len(run_of_words) <= 8 else None
    if found is None or any(date.iso > evidence.latest for date in dates):
        return None
    if has_et_al(name):
        return name
    if evidence.complete:
        return None
    lead = text[max(0, span.start - MAX_NAME) : text.rfind(run_of_words[0], 0, span.start)]
    said = _SAYS.match(text, span.end) or _LEADS_TO_NAME.search(lead)
    return name if said or is_organisation(name) else None


def _run_of_names(words: list[str]) -> list[str]:
    """The words at the end of a text that may be a name, what opens a sentence left out."""
    run: list[str] = []
    words = [*words[:-1], _POSSESSIVE.sub("", words[-1])] if words else []
    for word in reversed(words):
        if not _goes_on(word, run):
            break
        run.append(word)
    run.reverse()
    if not any(word in ("and", "&", "und", "et", "y") for word in run):
        run = run[_last(run, lambda word: word.endswith(",")) :]  # no list of names
    run = run[_last(run, lambda word: _POSSESSIVE.search(word) is not None) :]
    while run and (run[0] == "The" or opens_a_remark(run[0]) or not _opens_a_name(run[0])):
        run.pop(0)
    return run


def _goes_on(word: str, run: list[str]) -> bool:
    """Whether a word may stand before the words of a name, which are given from the last on."""
    if not run:
        return word in ("al.", "al") or (is_capital(word) and word[-1].isalnum())
    if run[-1] in ("al.", "al"):
        return word == "et"
    if is_connector(word) or (is_capital(word) and (word[-1].isalnum() or word[-1] == ",")):
        return True
    return run[-1] == "et" or (is_capital(word) and _is_initial(word))


def _last(words: list[str], holds: Callable[[str], bool]) -> int:
    """How many words there are up to the last of which something holds."""
    return max((place for place, word in enumerate(words, 1) if holds(word)), default=0)


def _opens_a_name(word: str) -> bool:
    return is_capital(word) or word in PARTICLES


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word[1] == "."
