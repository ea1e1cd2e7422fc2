"""What a document, or a section, says in short: its own summary, or its most central sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.centrality import FEWEST_TERMS, most_central
from rag.answer.facts import ends_sentence, is_masthead, title
from rag.answer.sections import is_named, sections_of_kind, sentences_of
from rag.answer.told import Scope, Told
from rag.document.head import head_lines
from rag.document.interviews import asks
from rag.document.model import BlockKind, Document, Paragraph, Section, SectionKind, Span
from rag.question.terms import term_set
from rag.question.whole import Part
from rag.question.whole_cues import Cue

MOST_WHOLE = 24
"""Sentences of a section that are quoted whole; of a longer one, the most central are."""
_CENTRAL = {Part.ABOUT: 3, Part.SUMMARY: 6, Part.POINTS: 6}
_OF_LONG_SECTION = 10
_LONGEST_SALUTATION = 60  # characters
_MOST_RANKED = 5_000  # sentences; of a longer text, those that open its paragraphs
_OPENS_SECTION = 1.0  # what a sentence gains by that, see most_central
_OPENS_TEXT = 3.0
_NAMES_ALONE = -2.0  # such as who was present
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][\w’'-]*+")
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTATION})


def in_short(scope: Scope, part: Part, at_most: int | None = None) -> Told:
    """What the document is about, its summary or its main points.

    Its own summary where it has one; otherwise its most central sentences, which are said to be a
    selection. ``at_most`` so many are quoted.
    """
    count = min(_CENTRAL[part], at_most or _CENTRAL[part])
    several = at_most is not None  # and each is named by its title
    known = _known(scope, part, several)
    summary = [s for s in sections_of_kind(scope.document, Cue.SUMMARY) if s.heading]
    quotes = tuple(s for s in sentences_of(summary) if scope.holds(s))
    if quotes:
        return Told(known, quotes[:at_most])
    sentences = _own_words(scope)
    chosen = central(scope.document, sentences, count)
    said = ""
    if len(chosen) < len(sentences):
        said = f"has no summary of its own; quoted are {len(chosen)} of its most central sentences"
    statement = " and ".join(filter(None, [known, said]))
    named = title(scope).quotes if part is Part.ABOUT and not several else ()
    return Told(statement, (*named, *chosen), "has no text to select from")


def _known(scope: Scope, part: Part, is_named: bool) -> str:
    """What the title, unless it is named already, and the metadata say of the matter."""
    described = scope.document.metadata.description
    words = f"is described as “{described}”" if described else ""
    asked = [title(scope).statement, words] if part is Part.ABOUT and not is_named else [words]
    return " and ".join(filter(None, asked))


def section_text(scope: Scope, sections: Sequence[Section]) -> Told:
    """What sections say: all of it, or of long ones their most central sentences."""
    sentences = tuple(s for s in sentences_of(sections) if scope.holds(s))
    if len(sentences) <= MOST_WHOLE:
        return Told(quotes=sentences)
    chosen = central(scope.document, sentences, _OF_LONG_SECTION)
    said = (
        f"says more there; these are {len(chosen)} of {len(sentences)} sentences, the most central"
    )
    return Told(said, chosen)


def central(document: Document, sentences: Sequence[Span], count: int) -> tuple[Span, ...]:
    """The most central of some sentences of a document, in order."""
    if len(sentences) > _MOST_RANKED:
        begin = {p.sentences[0] for _, p in document.paragraphs() if p.sentences}
        beginning = [sentence for sentence in sentences if sentence in begin]
        sentences = (beginning or sentences)[:_MOST_RANKED]
    texts = [sentence.of(document.text) for sentence in sentences]
    openings = (next(sentences_of([section]), None) for section in document.sections)
    gains = dict.fromkeys(filter(None, openings), _OPENS_SECTION)
    says = [_says_something(text) for text in texts]
    gains |= {
        s: _NAMES_ALONE for s, something in zip(sentences, says, strict=True) if not something
    }
    first = next((s for s, something in zip(sentences, says, strict=True) if something), None)
    if first and (found := document.paragraph_at(first)):
        gains |= dict.fromkeys(found[1].sentences, _OPENS_SECTION) | {first: _OPENS_TEXT}
    places = most_central(texts, [gains.get(sentence, 0.0) for sentence in sentences], count)
    return tuple(sentences[place] for place in places)


def _says_something(sentence: str) -> bool:
    """Whether a sentence holds more than names, as far as their capitals tell."""
    words = term_set(sentence)
    return len(words) < FEWEST_TERMS or len(term_set(_CAPITALISED.sub("", sentence))) > 1


def _own_words(scope: Scope) -> list[Span]:
    """The sentences that may stand for the document: no masthead, and no mere questions."""
    text = scope.document.text
    left_out = {line for line in head_lines(scope.document) if is_masthead(line.of(text))}
    prose = (sentence for section in _body(scope.document) for sentence in _prose(text, section))
    said = [sentence for sentence in prose if scope.holds(sentence) and sentence not in left_out]
    return [s for s in said if not asks(s.of(text))] or said


def _body(document: Document) -> list[Section]:
    """The sections that say something of their own."""
    return [
        s
        for s in document.sections
        if s.kind is not SectionKind.NOTES and not is_named(s.title, Cue.SOURCE)
    ]


def _prose(text: str, section: Section) -> list[Span]:
    paragraphs = (p for p in section.paragraphs if p.kind in _PROSE)
    return [s for p in paragraphs if not _is_salutation(text, p) for s in p.sentences]


def _is_salutation(text: str, paragraph: Paragraph) -> bool:
    """Whether a paragraph is a short line that ends no sentence, such as "Dear Sir," or a name."""
    words = paragraph.span.of(text).rstrip()
    of_its_own = paragraph.kind is BlockKind.PARAGRAPH and len(words) <= _LONGEST_SALUTATION
    return of_its_own and not ends_sentence(words)
