"""What the sentences of a passage hold, whatever is asked: kept for the passages asked about last.

Most of the time of ranking sentences went into reading the same ones again for each question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from rag.answer.read_with import ReadWith, read_with
from rag.document.model import Document, Passage, Span
from rag.document.units import calls_for_reply, context_of
from rag.question.terms import term_set
from rag.search.headings import headings_over

MOST_SENTENCES = 10_000
"""Of passages that are kept: about two thousand bytes for each."""


@dataclass(frozen=True, slots=True)
class SentenceTerms:
    """The terms of a sentence and of what stands around it.

    ``own`` are those of its words, ``alone`` with those of what it must be ``read_with``, ``all``
    with those of the headings over it, too. ``lent`` are those of each of ``read_with``, and
    ``led_in`` those of the lead-in of its list. ``asks`` says that it calls for a reply.
    """

    span: Span
    own: frozenset[str]
    alone: frozenset[str]
    all: frozenset[str]
    led_in: frozenset[str]
    read_with: tuple[ReadWith, ...]
    lent: tuple[frozenset[str], ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """The terms of the heading right over a passage, and its sentences."""

    heading: frozenset[str]
    sentences: tuple[SentenceTerms, ...]


_kept: LRUCache[tuple[str, Span], tuple[Document, Passage, PassageTerms]] = LRUCache(
    MOST_SENTENCES, getsizeof=lambda kept: len(kept[2].sentences) + 1
)
_guard = Lock()


def passage_terms(document: Document, passage: Passage) -> PassageTerms:
    """The terms of a passage of a document, read once as long as both stay the same objects."""
    key = document.id, passage.span
    with _guard:
        kept = _kept.get(key)
    if kept is not None and kept[0] is document and kept[1] is passage:
        return kept[2]
    heading = term_set(document.sections[passage.section].title)
    read = PassageTerms(heading, tuple(_sentences(document, passage)))
    if len(read.sentences) < MOST_SENTENCES:
        with _guard:
            _kept[key] = document, passage, read
    return read


def _sentences(document: Document, passage: Passage) -> Iterator[SentenceTerms]:
    headings = term_set(headings_over(document, passage))
    needed = read_with(document, passage.sentences)
    for span in passage.sentences:
        own = term_set(span.of(document.text))
        lent = tuple(term_set(each.words.of(document.text)) for each in needed[span])
        alone = own.union(*lent)
        lead_in = context_of(document, span)
        yield SentenceTerms(
            span=span,
            own=own,
            alone=alone,
            all=headings | alone,
            led_in=term_set(lead_in.of(document.text)) if lead_in else frozenset(),
            read_with=needed[span],
            lent=lent,
            asks=calls_for_reply(document, span),
        )
