"""Questions that a document may answer, drawn from its structure and from what its sentences say.

Each kind is made only where it reads as a question that a person would ask: a term is asked for
where a sentence says what it is, a person where a sentence says who that is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, zip_longest

from rag.answer.facts import is_byline
from rag.answer.sections import bare_title, is_named, outermost
from rag.document.model import Document, Section, SectionKind
from rag.question.terms import STOP_WORDS, fold, terms
from rag.question.whole_cues import Cue
from rag.reading.personal_names import persons

_MOST_LOOKED_AT = 2_000  # sentences of a document
_QUOTED = re.compile(r"[“「『]([^“”「」『』]{2,40})[,，]?[”」』]")
_FEWEST_TOPICS = 3
_QUESTION_MARKS = ("?", "？")
_LONGEST_HEADING = 60  # characters
_IS_ENGLISH = re.compile(
    r"(?P<article>(?:The|An?) )?(?P<term>[^\W\d_][\w’'-]{1,30}(?: [\w’'-]{2,30}){0,3}?)"
    r"(?: \([^()]{1,40}\))? (?P<verb>is|are) (?P<what>an?|the|any|one|every) [\w-]"
)
_IS_GERMAN = re.compile(
    r"(?P<term>(?:(?:Der|Die|Das|Ein|Eine) )?[A-ZÄÖÜ][\wäöüß-]{2,40}) (?P<verb>ist|sind) "
    r"(?:ein|eine|der|die|das|jeder|jede|jedes) [\w-]"
)
_IS_CHINESE = re.compile(r"(?P<term>[\u4e00-\u9fff]{2,8}?)(?:是指|指的是|是一[种个家座项部])")
_ROLE = (
    r"(?:president|premier|chair(?:man|woman)?|minister|ambassador|secretary|director|head|officer|"
    r"CEO|founder|professor|scholar|scientist|researcher|engineer|teacher|writer|author|editor|"
    r"journalist|painter|poet|composer|lawyer|judge|mayor|governor|senator|captain|doctor|nurse|"
    r"farmer|fisherman|beekeeper|baker|historian|economist|spokes(?:man|woman|person)|treasurer|"
    r"king|queen|general|leader|expert)"
)
_NAME = r"(?P<name>[A-Z][\w’'-]{1,30}(?: [A-Z][\w’'-]{1,30}){1,2})"
_IS_PERSON = (
    re.compile(
        rf"{_NAME}(?: \([^()]{{1,40}}\))?(?:,| is| was) (?:an?|the) "
        rf"(?:[\w’'-]{{1,30}} ){{0,4}}{_ROLE}\b"
    ),
    re.compile(rf"\b{_ROLE} {_NAME}"),
)
_REFERRING = frozenset("it this that these those they he she them es das dies sie er".split())
_GENERIC = (Cue.CONCLUSION, Cue.INTRODUCTION, Cue.SUMMARY, Cue.SOURCE, Cue.NOTE)
_NO_TERMS = frozenset("this that these those here there what it he she they we you i who".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and words that stand in its answer if that is the right one."""

    question: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class _Wording:
    """How each kind is asked in a language; empty where it is not."""

    about: str
    section: str
    term: str
    source: str = ""
    person: str = ""
    note: str = ""
    points: str = ""
    topics: str = ""
    authors: str = ""
    date: str = ""


_ENGLISH = _Wording(
    about="What is this document about?",
    section="What does the section on “{}” say?",
    term="What {} {}?",
    source="What is taken from {} of {}?",
    person="Who is {}?",
    note="What does note {} say?",
    points="What are the main points?",
    topics="Which topics does it cover?",
    authors="Who wrote it?",
    date="When was it published?",
)
_WORDINGS: Mapping[str, _Wording] = {
    "en": _ENGLISH,
    "de": _Wording(
        about="Worum geht es in diesem Dokument?",
        section="Was steht im Abschnitt „{}“?",
        term="Was {} {}?",
        points="Was sind die wichtigsten Punkte?",
        topics="Welche Themen werden behandelt?",
        authors="Wer hat den Text geschrieben?",
        date="Wann wurde der Text veröffentlicht?",
    ),
    "zh": _Wording(
        about="这份文件讲的是什么？",
        section="“{}”部分说了什么？",
        term="什么是{1}？",
        note="脚注{}说了什么？",
        points="主要观点有哪些？",
        topics="文章涵盖了哪些主题？",
        authors="作者是谁？",
        date="这篇文章是什么时候发表的？",
    ),
}
_ABOUT_SEVERAL = "What are these documents about?"
_Kind = Callable[[Document, _Wording], Iterator[Candidate]]


def candidates(documents: Sequence[Document]) -> list[Iterator[Candidate]]:
    """Questions of each kind, the best first; each is in its document's language."""
    about = [_wording(document).about for document in documents[:1]]
    if len(documents) > 1:
        about = [_ABOUT_SEVERAL]
    kinds: tuple[_Kind, ...] = (_of_terms, _of_sources, _of_persons, _of_headings, _of_notes)
    of_kinds = [_in_turn([kind(d, _wording(d)) for d in documents]) for kind in kinds]
    return [map(Candidate, about), *of_kinds, _of_the_whole(documents)]


def _of_the_whole(documents: Sequence[Document]) -> Iterator[Candidate]:
    """What may be asked of any document that tells it, the likeliest to be told first."""
    for document in documents[:1]:
        wording, metadata = _wording(document), document.metadata
        if len(documents) > 1:
            yield Candidate(wording.points)
            return
        if len(outermost(document)) >= _FEWEST_TOPICS:
            yield Candidate(wording.topics)
        if metadata.authors:
            yield Candidate(wording.authors)
        yield Candidate(wording.points)
        if metadata.date:
            yield Candidate(wording.date)


def _in_turn(of_documents: Sequence[Iterator[Candidate]]) -> Iterator[Candidate]:
    """One of each document, then the second of each."""
    for found in zip_longest(*of_documents):
        yield from filter(None, found)


def _wording(document: Document) -> _Wording:
    language = (document.metadata.language or "en").split("-")[0].lower()
    return _WORDINGS.get(language, _ENGLISH)


def _sentences(document: Document) -> Iterator[str]:
    for section, paragraph in document.paragraphs():
        if section.kind is not SectionKind.NOTES:
            yield from (sentence.of(document.text) for sentence in paragraph.sentences)


def _of_terms(document: Document, wording: _Wording) -> Iterator[Candidate]:
    """What sentences say what it is, and what is quoted like a term, the most named first."""
    sentences = list(islice(_sentences(document), _MOST_LOOKED_AT))
    defined: dict[str, tuple[tuple[str, str], str]] = {}
    for sentence in sentences:
        if found := _defined(sentence, wording, document.text):
            defined.setdefault(_bare(found[1]), (found, sentence))
    quoted = Counter(m[1].strip(" .,，。") for text in sentences for m in _QUOTED.finditer(text))
    folded = fold(document.text)
    ranked = sorted(defined, key=lambda term: (-folded.count(term), term))
    for term, count in sorted(quoted.items(), key=lambda item: (-item[1], item[0])):
        if count > 1 and wording is _ENGLISH and _is_term(term):
            yield Candidate(wording.term.format("is", term), term)
    for term in ranked:
        if folded.count(term) > 1:
            found, sentence = defined[term]
            yield Candidate(wording.term.format(*found), sentence)


def _defined(sentence: str, wording: _Wording, text: str) -> tuple[str, str] | None:
    """The verb and the term of a sentence that says what something is.

    The term begins with a small letter if it does so anywhere in the text.
    """
    if wording is _WORDINGS["zh"]:
        chinese = _IS_CHINESE.match(sentence)
        return ("是", chinese["term"]) if chinese else None
    if wording is _WORDINGS["de"]:
        german = _IS_GERMAN.match(sentence)
        if not german:
            return None
        article, _, noun = german["term"].rpartition(" ")
        return german["verb"], f"{article.lower()} {noun}".strip()
    found = _IS_ENGLISH.match(sentence)
    if not found:
        return None
    article, term = (found["article"] or "").strip().lower(), found["term"]
    words = term.split()
    if any(word.lower() in STOP_WORDS | _NO_TERMS for word in words) or persons(term):
        return None
    if article == "the" and not found["what"].startswith("a"):
        return None  # "The bridge is the longest" does not say what a bridge is
    small = term[0].lower() + term[1:]
    term = small if f" {small}" in text else term
    return found["verb"], f"{article} {term}".strip()


def _bare(term: str) -> str:
    """A term without its article, as it may stand elsewhere."""
    return re.sub(r"^(?:the|an?|der|die|das|eine?) ", "", fold(term))


def _is_term(text: str) -> bool:
    """Whether quoted words are a term: two to four, and no clause."""
    words = text.lower().split()
    return 2 <= len(words) <= 4 and not STOP_WORDS & set(words)


def _of_persons(document: Document, wording: _Wording) -> Iterator[Candidate]:
    """Who is said to hold an office or to have a trade."""
    if not wording.person:
        return
    outlets = {reference.outlet for reference in document.references}
    found: dict[str, str] = {}
    for sentence in islice(_sentences(document), _MOST_LOOKED_AT):
        for pattern in _IS_PERSON:
            if (match := pattern.search(sentence)) and persons(match["name"]):
                found.setdefault(match["name"], match[0])
    for name in sorted(found, key=lambda each: (-document.text.count(each), each)):
        if name not in outlets:
            yield Candidate(wording.person.format(name), found[name])


def _of_sources(document: Document, wording: _Wording) -> Iterator[Candidate]:
    """An outlet and day; first the outlets with a name to read, of these the most cited."""
    references = document.references if wording.source else ()
    cited = Counter(reference.outlet for reference in references)
    for reference in sorted(references, key=lambda r: (_is_acronym(r.outlet), -cited[r.outlet])):
        whole = len(reference.date) == len("2015-05-09") and not reference.date.startswith("-")
        if reference.outlet and whole and not reference.year_inferred and not reference.accessed:
            day = date.fromisoformat(reference.date)
            when = f"{day:%B} {day.day}, {day.year}"
            yield Candidate(wording.source.format(reference.outlet, when), reference.raw)


def _is_acronym(outlet: str | None) -> bool:
    return outlet is not None and outlet == outlet.upper()


def _of_headings(document: Document, wording: _Wording) -> Iterator[Candidate]:
    """Headings that are questions as they stand, then sections by their headings."""
    titled = [s for s in document.sections if s.heading and s.paragraphs]
    for section in titled:
        asks = section.title.endswith(_QUESTION_MARKS) and len(terms(section.title)) > 1
        if asks and not _REFERRING & set(fold(section.title[:-1]).split()):
            yield Candidate(section.title, _first_words(document, section))
    outer = set(outermost(document))
    for section in sorted(titled, key=lambda s: (s not in outer, -len(s.span))):
        title = bare_title(section.title)
        if _is_name_of_section(title) and section.kind is SectionKind.BODY:
            yield Candidate(wording.section.format(title), _first_words(document, section))


def _is_name_of_section(title: str) -> bool:
    """Whether a heading names what its section is on, and nothing but that."""
    if len(title) > _LONGEST_HEADING or not terms(title) or title.isupper():
        return False
    if title.endswith((*_QUESTION_MARKS, ".", ":")) or is_byline(title):
        return False
    return not any(is_named(title, kind) for kind in _GENERIC)


def _first_words(document: Document, section: Section) -> str:
    sentences = (s for paragraph in section.paragraphs for s in paragraph.sentences)
    return next((sentence.of(document.text) for sentence in sentences), "")


def _of_notes(document: Document, wording: _Wording) -> Iterator[Candidate]:
    notes = sorted(document.notes, key=lambda note: -len(note.span)) if wording.note else []
    return (Candidate(wording.note.format(note.number)) for note in notes)
