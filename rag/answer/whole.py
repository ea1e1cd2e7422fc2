"""The answer to a question about a whole document: from its structure, verbatim and cited.

What no sentence states, such as the language or how many notes there are, is a statement of the
product itself. Where several documents are asked, each is answered by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.answer import Answer, AnswerSentence
from rag.answer.counts import count, length, sources
from rag.answer.facts import FACTS
from rag.answer.numbered_clauses import numbered_parts
from rag.answer.outline import outline
from rag.answer.quotations import quotations
from rag.answer.quoting import quoted
from rag.answer.sections import (
    is_named,
    sections_headed,
    sections_of_kind,
    with_those_below,
)
from rag.answer.structural import CONFIDENCE
from rag.answer.summaries import in_short, section_text
from rag.answer.told import Scope, Told
from rag.document.filters import Filters
from rag.document.head import head_lines
from rag.document.model import Document, Section
from rag.question.section_numbers import heading_number
from rag.question.terms import fold, terms
from rag.question.whole import Part, WholeQuestion
from rag.question.whole_cues import Cue
from rag.question.whole_words import cued_words
from rag.search.ranking import Hit
from rag.search.store import Store

MOST_DOCUMENTS = 5
"""That are answered for, one by one, where a question is put to more."""
_OF_EACH = 3  # sentences of each of several documents
_OF_NEAREST = 0.78  # the share of sections that were meant, of those taken as the nearest
_IN_SHORT = frozenset({Part.ABOUT, Part.SUMMARY, Part.POINTS})
_TITLE_PARTS = re.compile(r"\s[–—|]\s|[:;()（）：]")
MOST_LOOKED_AT = 1000
"""The documents that are read for such a question, the first by id; each takes about 1 ms."""
_READ_AT_ONCE = 100
_HEAD = 800  # characters
_NONE = re.compile(r" no \w+\.\Z")
_SALUTATION = re.compile(
    r"^\s{0,8}(?:dear|sehr geehrte[rn]?|liebe[rn]?|to whom it may concern|尊敬的|亲爱的)",
    re.IGNORECASE | re.MULTILINE,
)
_LETTER = terms("letter mail email schreiben 信")


@dataclass(frozen=True, slots=True)
class Whole:
    """A question about whole documents, and those that it is asked of.

    ``sections`` are, by document, those that it names; None where it names none. ``others`` are
    how many documents it is or might be asked of beside these. ``is_nearest`` says that the
    section is named by other words, and is the nearest to them.
    """

    asked: WholeQuestion
    scopes: tuple[Scope, ...]
    sections: tuple[Sequence[Section] | None, ...]
    others: int
    is_nearest: bool = False
    passages: tuple[Hit, ...] = ()
    warnings: tuple[str, ...] = ()


def find_whole(store: Store, asked: WholeQuestion, filters: Filters) -> Whole | None:
    """The documents that are asked; None where the question turns out to ask for something else.

    It does where what is left of it names neither a document nor a section of one.
    """
    found: list[tuple[Scope, Sequence[Section] | None]] = []
    lacking: list[Scope] = []
    others = 0 if filters.document else max(store.document_count - MOST_LOOKED_AT, 0)
    for document in _documents(store, filters):
        meant = _meant(document, asked, filters)
        if meant is None or (len(found) == MOST_DOCUMENTS and meant.sections == []):
            continue
        scope = Scope.of(document, store.passages_of(document.id), filters)
        if not scope.passages:
            continue
        if meant.sections == []:
            lacking = lacking or [scope]
        elif len(found) < MOST_DOCUMENTS:
            found.append((scope, meant.sections))
        else:
            others += 1
    told = found or [(scope, []) for scope in lacking]
    if not told:
        return None
    return Whole(asked, tuple(scope for scope, _ in told), tuple(s for _, s in told), others)


def compose_whole(store: Store, whole: Whole) -> Answer:
    """The answer from the documents' structure, or a refusal that says what they do not tell."""
    several = len(whole.scopes) > 1
    statements: list[str] = []
    unknown: list[str] = []
    sentences: list[AnswerSentence] = []
    for scope, sections in zip(whole.scopes, whole.sections, strict=True):
        subject = f"“{scope.document.title}”" if several else "The document"
        for told in _told(scope, whole, sections, several):
            sentences.extend(quoted(store, scope.document, span) for span in told.quotes)
            if told.statement:
                statements.append(f"{subject} {told.statement}.")
            elif several and told.quotes:  # which sentences are whose is said of each document
                count = len(told.quotes)
                sentence = "one sentence" if count == 1 else f"{count} sentences"
                statements.append(f"{subject} is quoted with {sentence}.")
            if not told.is_known:
                unknown.append(f"{subject} {told.unknown}.")
    answered = bool(sentences or statements)
    confidence = _OF_NEAREST if whole.is_nearest else CONFIDENCE
    warnings = [] if answered else unknown
    if whole.others:
        others = f"{whole.others} more documents are left out; filter by document to ask of one."
        warnings = [*warnings, others]
    return Answer(
        answerable=answered,
        confidence=confidence if answered else 1 - CONFIDENCE,
        sentences=_once(sentences),
        statement="\n".join([*statements, *unknown] if answered else []),
        warnings=(*whole.warnings, *warnings),
    )


def may_be_of_something_else(store: Store, whole: Whole) -> bool:
    """Whether a question that names no document finds nothing in how they are made.

    "What is the volume?" may ask for a tank's, where no document is of one.
    """
    if whole.asked.names_document:
        return False
    answer = compose_whole(store, whole)
    return not answer.answerable or bool(whole.asked.counted and _NONE.search(answer.statement))


@dataclass(frozen=True, slots=True)
class _Meant:
    """That a document is asked, and of which sections, where it is of some."""

    sections: list[Section] | None


def _meant(document: Document, asked: WholeQuestion, filters: Filters) -> _Meant | None:
    """What the question means in a document; None where it does not ask it."""
    if asked.heading and (headed := _headed(document, asked)):
        return _Meant([s for each in headed for s in with_those_below(document, each)])
    if asked.genre and not _is_named_by(document, asked.genre, filters):
        return None
    if asked.number:
        sections = numbered_parts(document, asked.number)
        return None if sections is None else _Meant(sections)
    if asked.kind:
        return _Meant(sections_of_kind(document, asked.kind))
    if asked.parts == (Part.SECTION,):
        return None
    return _Meant(None) if not asked.rest or _is_titled(document, asked) else None


def _is_titled(document: Document, asked: WholeQuestion) -> bool:
    """Whether what is left of the question is the document's title, or a part of it.

    "How long is the Atlas?" asks for the thing that the title names.
    """
    if set(asked.parts) & {Part.LENGTH, Part.COUNT, Part.SOURCES, Part.LANGUAGE}:
        return False
    named = frozenset(asked.rest)
    titles = [document.title, *_TITLE_PARTS.split(document.title)]
    return any(named == frozenset(terms(title)) for title in titles if title)


def _headed(document: Document, asked: WholeQuestion) -> list[Section]:
    """The sections whose heading the question names; "the terms" may name the document beside."""
    if headed := sections_headed(document, asked.heading, asked.names_section):
        return headed
    bare = [term for term in asked.heading if term not in asked.genre]
    if len(bare) == len(asked.heading) or not set(asked.genre) <= _kinds_of_text(document):
        return []
    return sections_headed(document, bare, asked.names_section)


def _is_named_by(document: Document, genre: Sequence[str], filters: Filters) -> bool:
    """Whether "the letter" or "the manual" is the document, and not something that it speaks of.

    It is where the document is called so, and where it is the only one asked and speaks of none.
    """
    own = _kinds_of_text(document)
    others = [term for term in genre if term not in own]
    if not others or len(filters.document) != 1:
        return not others
    text = fold(document.text)
    return not any(term in text for term in others)


def _kinds_of_text(document: Document) -> frozenset[str]:
    """The terms by which the id, the title and the head say what the document is.

    What begins with "Dear" is a letter.
    """
    words = re.sub(r"[-_/.]", " ", document.id)
    head = (span.of(document.text) for span in head_lines(document))
    salutation = _SALUTATION.search(document.text, 0, _HEAD)
    letter = _LETTER if salutation else ()
    return frozenset((*terms(words), *terms(document.title), *terms(" ".join(head)), *letter))


def _documents(store: Store, filters: Filters) -> Iterator[Document]:
    """The documents that the filters name, or the first of all, by id."""
    if filters.document:
        yield from (store.document(name) for name in sorted(set(filters.document)))
        return
    stop = min(store.document_count, MOST_LOOKED_AT)
    for start in range(0, stop, _READ_AT_ONCE):
        yield from store.documents(start, min(_READ_AT_ONCE, stop - start))


def _told(
    scope: Scope, whole: Whole, sections: Sequence[Section] | None, several: bool
) -> Iterator[Told]:
    """What a document tells of each part that is asked for."""
    asked = whole.asked
    if sections is not None:
        told = _of_sections(scope, asked, sections)
        if whole.is_nearest and sections:
            nearest = f"has no section of that name; the nearest is “{sections[0].title}”"
            told = replace(told, statement="; it ".join(filter(None, [nearest, told.statement])))
        yield told
        return
    for part in asked.parts:
        findings = _headed_findings(scope.document) if part is Part.POINTS and not several else []
        if findings:
            yield section_text(scope, findings)
        elif part in _IN_SHORT:
            yield in_short(scope, part, _OF_EACH if several else None)
        elif part is Part.OUTLINE:
            yield outline(scope, _OF_EACH if several else None)
        elif part is Part.QUOTED:
            yield quotations(scope)
        elif part is Part.LENGTH:
            yield length(scope)
        elif part is Part.COUNT:
            yield count(scope, asked)
        elif part is Part.SOURCES:
            yield sources(scope, asked.most)
        else:
            told = FACTS[part](scope)
            named = part is Part.AUTHORS and not told.is_known
            headed = _on_authors(scope.document) if named else []
            yield section_text(scope, headed) if headed else told


def _headed_findings(document: Document) -> list[Section]:
    """The first section that is headed as the findings, with those below it."""
    for section in document.sections:
        if section.heading and is_named(section.title, Cue.FINDING):
            return with_those_below(document, section)
    return []


def _on_authors(document: Document) -> list[Section]:
    """The first section whose heading names the authors and nothing else: "About the Author"."""
    for section in document.sections:
        cues = [each for _, each in cued_words(section.title)] if section.heading else []
        known = all(each & {Cue.AUTHOR, Cue.FUNCTION, Cue.ABOUT} for each in cues)
        if known and any(Cue.AUTHOR in each for each in cues):
            return [section]
    return []


def _of_sections(scope: Scope, asked: WholeQuestion, sections: Sequence[Section]) -> Told:
    named = asked.number.printed if asked.number else asked.kind or "section of that name"
    if not sections:
        return Told(unknown=f"has no {named}")
    told = section_text(scope, sections)
    if not told.is_known:
        return Told(unknown=f"says nothing in its {named}")
    if asked.number and sections[0].heading and heading_number(fold(sections[0].title)) is None:
        counted = f"does not number its sections; {named} is “{sections[0].title}”"
        return replace(told, statement=" and ".join(filter(None, [counted, told.statement])))
    return told


def _once(sentences: Sequence[AnswerSentence]) -> tuple[AnswerSentence, ...]:
    """The sentences without those that come again, as where two things asked stand in one line."""
    places = {(s.citation.document, s.citation.span): s for s in reversed(sentences)}
    kept = {id(sentence) for sentence in places.values()}
    return tuple(sentence for sentence in sentences if id(sentence) in kept)
