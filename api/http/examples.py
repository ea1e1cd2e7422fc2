"""Questions to begin with, drawn from what the index holds and asked once before they are offered.

They come from the structure of a brief: an outlet that it cites on one day, a note, and the terms
and names that it speaks of most. A brief without sources or notes gets more of the last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from rag.document.model import Document, SectionKind
from rag.engine import Engine
from rag.question.terms import STOP_WORDS, fold

EXAMPLES = 4
_MOST_ASKED = 6  # candidates of one kind that are tried
_DOCUMENTS = 5  # of an index that holds many, the first ones stand for all

_QUOTED = re.compile(r"[“「『]([^“”「」『』]{2,40})[,，]?[”」』]")
_NAME = re.compile(r"\b[A-Z][\w’'-]{0,40}[a-z](?: [A-Z][\w’'-]{0,40}[a-z]){1,3}\b")
_LONG_WORD = re.compile(r"\b[^\W\d_A-Z][^\W\d_]{5,19}\b")
_PARENTHESIS = re.compile(r"[(（][^()（）]*[)）]")


def example_questions(engine: Engine) -> list[str]:
    """At most ``EXAMPLES`` questions that the index answers, of as many kinds as there are."""
    documents = engine.store.documents(count=_DOCUMENTS)
    kinds = [_about_terms(documents), _about_sources(documents), _about_notes(documents)]
    answered = [_answered(engine, questions) for questions in kinds]
    chosen: list[str] = []
    while len(chosen) < EXAMPLES:
        found = [question for kind in answered if (question := next(kind, None))]
        if not found:
            break
        chosen += found
    return chosen[:EXAMPLES]


def _answered(engine: Engine, questions: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Those that get an answer in which the expected words stand."""
    for question, expected in islice(dict.fromkeys(questions), _MOST_ASKED):
        answer = engine.ask(question)
        if answer.answerable and fold(expected) in fold(answer.text):
            yield question


def _about_terms(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """What the brief quotes or names in most paragraphs, then the words that it uses most."""
    quoted: Counter[str] = Counter()
    named: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for document in documents:
        outlets = {reference.outlet for reference in document.references}
        for section, paragraph in document.paragraphs():
            if section.kind is SectionKind.NOTES:
                continue
            text = _PARENTHESIS.sub(" ", paragraph.span.of(document.text))
            quoted.update({m[1].strip(" ,，") for m in _QUOTED.finditer(text)})
            named.update({m[0] for m in _NAME.finditer(text)} - outlets)
            used.update({m[0] for m in _LONG_WORD.finditer(text)})
    for term, count in _most_common(quoted + named):
        if count > 1 and _is_term(term):
            yield f"What is {term}?" if term in quoted else f"What about {term}?", term
    for word, _ in _most_common(used):
        yield f"What about {word}?", word


def _most_common(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _is_term(text: str) -> bool:
    words = text.split()
    return len(words) <= 4 and words[0].lower() not in STOP_WORDS


def _about_sources(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """An outlet and day; first the outlets with a name to read, of these the most cited."""
    references = [reference for document in documents for reference in document.references]
    cited = Counter(reference.outlet for reference in references)
    for reference in sorted(references, key=lambda r: (_is_acronym(r.outlet), -cited[r.outlet])):
        whole = len(reference.date) == len("2015-05-09") and not reference.date.startswith("-")
        if reference.outlet and whole and not reference.year_inferred and not reference.accessed:
            day = date.fromisoformat(reference.date)
            when = f"{day:%B} {day.day}, {day.year}"
            question = f"What does the brief take from {reference.outlet} of {when}?"
            yield question, reference.raw


def _is_acronym(outlet: str | None) -> bool:
    return outlet is not None and outlet == outlet.upper()


def _about_notes(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    for document in documents:
        for note in sorted(document.notes, key=lambda note: -len(note.span)):
            yield f"What does note {note.number} say?", ""
