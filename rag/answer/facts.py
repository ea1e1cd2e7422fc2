"""Facts of a document that no sentence of it states: title, authors, date, language, length.

Most are known from its metadata, which was read from its head or given beside it. Where the head
prints them, its lines are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from rag.answer.told import Scope, Told
from rag.document.head import head_lines, tail_lines
from rag.document.model import Document, Span
from rag.question.terms import fold, terms
from rag.question.whole import Part
from rag.reading.dates import find_dates
from rag.reading.personal_names import persons

_LANGUAGES = {
    "da": "Danish (dansk)",
    "de": "German (Deutsch)",
    "el": "Greek (ελληνικά)",
    "en": "English",
    "es": "Spanish (español)",
    "fr": "French (français)",
    "he": "Hebrew (עברית)",
    "it": "Italian (italiano)",
    "ja": "Japanese (日本語)",
    "ko": "Korean (한국어)",
    "nl": "Dutch (Nederlands)",
    "no": "Norwegian (norsk)",
    "pt": "Portuguese (português)",
    "ru": "Russian (русский)",
    "sv": "Swedish (svenska)",
    "th": "Thai (ไทย)",
    "tr": "Turkish (Türkçe)",
    "zh": "Chinese (中文)",
}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH_TERMS = frozenset(
    terms(" ".join(_MONTHS) + " Januar Februar März Mai Juni Juli Oktober Dezember")
)
_CREDIT = re.compile(
    r"(?:^|[.:;,(|·—–*]\s*)(?:(?:[^\W\d_]+ ){0,3}(?:by|von)\s+"
    r"|(?:text|words|interview|interviewer|story|report|editor|redaktion|secretary)\s*[:：]\s*)"
    r"(?P<names>[^.;,()|\n]{3,80})",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^[^\S\n]*(?:yours|sincerely|respectfully|faithfully|with (?:kind|best|warm)"
    r"|(?:kind|best|warm) (?:regards|wishes)|regards|mit (?:freundlichen|besten"
    r"|herzlichen)|hochachtungsvoll|此致|敬上)[^\n]{0,40}(?:\r?\n\s{0,8}){1,4}(?P<names>[^\n,]{3,60})",
    re.IGNORECASE | re.MULTILINE,
)
_TAIL = 600  # characters in which a letter may be signed
_DATED = re.compile(
    r"\b(?:publish|print|issu|releas|updat|revis|edition|version|effective|dated|posted|written"
    r"|as of|in force|adopted|approved|amended|last (?:changed|modified)|veroffentlicht|erschienen"
    r"|gedruckt|stand|fassung|vom|ausgabe|auflage|gultig)|发布|发表|出版|更新|修订|版",
)
_PUBLISHED = re.compile(
    r"\b(?:publish|publication|publisher|press|edition|volume|vol|issue|no|verlag|auflage|ausgabe"
    r"|heft|band|jahrgang|journal|magazine|newspaper|series|reihe)\b|出版|期刊|第.{1,4}[期卷版]",
)
_ENDS = (".", "!", "?", "。", "！", "？", "…", "”", '"')
_DATE_WORDS = 3  # that may stand in a line that is a date and nothing else, beside its figures


def title(scope: Scope) -> Told:
    document = scope.document
    if document.title == document.id and not document.metadata.title:
        starts_headed = bool(document.front_matter or document.sections[0].heading)
        first = _printed(scope, head_lines(document)[:2] if starts_headed else ())
        return Told(quotes=first, unknown="has no title")
    lines = _lines_holding(scope, [document.title])
    return Told(f"is called “{document.title}”", lines[:1], "has no title")


def authors(scope: Scope) -> Told:
    unknown = "does not say who wrote it"
    names = scope.document.metadata.authors
    if names:
        lines = _lines_holding(scope, names) + _signature(scope, names)
        return Told(f"was written by {_listed(names)}", lines[:2], unknown)
    text = scope.document.text
    lines = _printed(scope, head_lines(scope.document))
    credited = tuple(line for line in lines if is_byline(line.of(text)))
    tail = _printed(scope, tail_lines(scope.document))
    behind = tuple(line for line in tail if is_byline(line.of(text)))
    return Told(quotes=credited[:2] or _signature(scope) or behind[:1], unknown=unknown)


def date(scope: Scope) -> Told:
    unknown = "does not say when it was written or published"
    metadata = scope.document.metadata
    text = scope.document.text
    known = metadata.date or (str(metadata.year) if metadata.year else None)
    # A year in a title is what the text is about: "Yearbook 2022".
    lines = _printed(scope, [x for x in head_lines(scope.document) if not _is_title(scope, x)])
    if known:
        printed = tuple(line for line in lines if known in find_dates(line.of(text)))
        return Told(f"is dated {_in_words(known)}", printed[:1], unknown)
    dated = tuple(line for line in lines if _dates(line.of(text)))
    tail = _printed(scope, tail_lines(scope.document))
    behind = tuple(line for line in tail if _dates(line.of(text)))
    return Told(quotes=dated[:2] or behind[:1], unknown=unknown)


def publication(scope: Scope) -> Told:
    unknown = "does not say where it was published"
    metadata, document = scope.document.metadata, scope.document
    lines = _printed(scope, head_lines(document))
    parts = [
        metadata.publication,
        metadata.volume and f"volume {metadata.volume}",
        metadata.issue and f"number {metadata.issue}",
    ]
    known = [part for part in parts if part]
    if known:
        holding = _lines_holding(scope, [metadata.publication] if metadata.publication else [])
        # The name of a newspaper may be printed over its date, with nothing that says so.
        quotes = holding or _printed(scope, document.front_matter)
        return Told(f"appeared in {', '.join(known)}", quotes[:4], unknown)
    text = document.text
    told = tuple(line for line in lines if _PUBLISHED.search(fold(line.of(text))))
    return Told(quotes=told[:2], unknown=unknown)


def language(scope: Scope) -> Told:
    tag = scope.document.metadata.language
    unknown = "does not say which language it is in"
    if not tag:
        return Told(unknown=unknown)
    return Told(f"is written in {_LANGUAGES.get(tag.split('-')[0].lower(), tag)}", (), unknown)


FACTS: Mapping[Part, Callable[[Scope], Told]] = {
    Part.TITLE: title,
    Part.AUTHORS: authors,
    Part.DATE: date,
    Part.PUBLICATION: publication,
    Part.LANGUAGE: language,
}


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _in_words(iso: str) -> str:
    """ "3 November 2020 (2020-11-03)", or the year alone."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{month} {year} ({iso})"


def _printed(scope: Scope, lines: Iterable[Span]) -> tuple[Span, ...]:
    """Those of the lines that may be quoted: with a filter, only what stands in a passage may."""
    return tuple(
        line
        for line in lines
        if scope.is_whole or (scope.document.paragraph_at(line) and scope.holds(line))
    )


def _lines_holding(scope: Scope, words: Iterable[str]) -> tuple[Span, ...]:
    """The lines of the head that print all the words, or if none does, those that print any."""
    wanted = [fold(each) for each in words]
    lines = _printed(scope, head_lines(scope.document))
    folded = [(line, fold(line.of(scope.document.text))) for line in lines]
    all_held = tuple(line for line, held in folded if wanted and all(w in held for w in wanted))
    return all_held or tuple(line for line, held in folded if any(w in held for w in wanted))


def _is_title(scope: Scope, line: Span) -> bool:
    """Whether a line is the title, unless that is a day, as over a letter."""
    words = line.of(scope.document.text)
    has_day = any(len(each) > len("2015") for each in find_dates(words))
    return words == scope.document.title and not has_day


def is_masthead(line: str) -> bool:
    """Whether a line of the head says who wrote the text or when, or is no sentence at all."""
    return is_byline(line) or _dates(line) or not ends_sentence(line)


def ends_sentence(words: str) -> bool:
    """Whether words end as a sentence does."""
    return words.endswith(_ENDS)


def is_byline(words: str) -> bool:
    """Whether a line says by whom the text is."""
    found = (match for line in words.splitlines() for match in _CREDIT.finditer(line))
    return any(persons(match["names"]) for match in found)


def _dates(words: str) -> bool:
    """Whether a line says when the text was made: it is a date, or says so."""
    return any(map(_is_dated, words.splitlines()))


def _is_dated(line: str) -> bool:
    if not any(not each.startswith("-") for each in find_dates(line)):
        return False
    folded = fold(line)
    words = [t for t in terms(folded) if t not in _MONTH_TERMS and not any(map(str.isdigit, t))]
    return len(words) <= _DATE_WORDS or _DATED.search(folded) is not None


def _signature(scope: Scope, names: Iterable[str] = ()) -> tuple[Span, ...]:
    """The sentence that a letter is signed in, where it is signed by one of some names, if any."""
    document: Document = scope.document
    start = max(0, len(document.text) - _TAIL)
    signed = _SIGNED.search(document.text, start)
    if signed is None or not (persons(signed["names"]) or names):
        return ()
    if names and not any(fold(name) in fold(signed["names"]) for name in names):
        return ()
    place = document.sentences_in(Span(*signed.span("names")))
    return tuple(sentence for sentence in place if scope.holds(sentence))[:1]
