"""What the notes and source references of the documents say of a question: no search is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.document.filters import Filters
from rag.document.model import Document, Note, SourceReference, Span
from rag.question.sources import (
    NoteQuestion,
    OutletQuestion,
    claim_of,
    note_question,
    outlet_question,
    wants_source,
)
from rag.search.store import Store

CONFIDENCE = 0.99
"""Of what the notes or source references themselves say."""

SentencePlace = tuple[str, Span]
"""A document's id, and a sentence of it."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What the structure of the documents says of a question.

    ``sentences`` are those that may answer, None for any; ``complete`` says that all of them are
    the answer, otherwise the best are. ``cites`` wants a sentence that cites a source. ``query``
    replaces the question in the search; ``warning`` says why there is nothing.
    """

    sentences: tuple[SentencePlace, ...] | None
    complete: bool
    cites: bool = False
    query: str | None = None
    warning: str | None = None


def structure_for(question: str, store: Store, filters: Filters) -> Structure | None:
    """What is known of a question about notes or sources; None for other questions."""
    note = note_question(question)
    if note and (told := _about_note(note, store, filters)):
        return told
    named = store.outlets_named(question)
    cited = store.references({outlet for _, outlet in named}, filters) if named else ()
    held = {reference.outlet for _, reference in cited}
    asked = outlet_question(question, [pair for pair in named if pair[1] in held])
    # "Which articles by Xinhua are cited?" wants all that cites it, "Which article by Xinhua is
    # cited for the claim that …?" what cites it for that.
    if wants_source(question) and not (asked and not asked.has_topic):
        return Structure(None, False, cites=True, query=claim_of(question))
    return _about_outlets(asked, cited, store) if asked else None


def _about_note(asked: NoteQuestion, store: Store, filters: Filters) -> Structure | None:
    """What is said of a note; None where there are no notes, and something else is asked, too."""
    notes = store.notes(asked.number, filters)
    if not notes:
        numbers = dict.fromkeys(str(note.number) for _, note in store.notes(None, filters))
        if not numbers and asked.has_topic:
            return None
        held = f"its notes are {', '.join(numbers)}" if numbers else "it has none"
        return Structure((), True, warning=f"The brief has no note {asked.number}; {held}.")
    documents = [(store.document(at), note) for at, note in notes]
    if asked.asks_what_points:
        return Structure(tuple(s for d, note in documents for s in _pointing(d, note)), True)
    sentences = tuple((d.id, span) for d, note in documents for span in d.sentences_in(note.span))
    return Structure(sentences, not asked.has_topic, query=asked.rest)


def _about_outlets(
    asked: OutletQuestion, cited: Sequence[tuple[str, SourceReference]], store: Store
) -> Structure:
    of_outlets = [(at, r) for at, r in cited if r.outlet in asked.outlets]
    dated = [
        (at, r)
        for at, r in of_outlets
        if not asked.dates or any(_same_date(r, date) for date in asked.dates)
    ]
    if not dated and any(len(date) > len("2015") for date in asked.dates):
        dates = (f"{r.outlet}, {r.date or 'undated'}" for _, r in of_outlets)
        known = ", ".join(dict.fromkeys(dates))
        warning = f"The brief cites no such date; what it cites is {known}."
        return Structure((), True, warning=warning)
    sentences = tuple(
        dict.fromkeys(
            (at, span)
            for at, reference in dated or of_outlets
            for span in _citing(store.document(at), reference.span)
        )
    )
    return Structure(sentences, not asked.has_topic or (len(sentences) == 1 and bool(asked.dates)))


def _citing(document: Document, reference: Span) -> Sequence[Span]:
    """The sentences that a reference stands in, or the one that it stands behind: "It rose.[3]"."""
    if within := document.sentences_in(reference):
        return within
    before = document.sentence_of_pointer(reference)
    return [before] if before else []


def _same_date(reference: SourceReference, date: str) -> bool:
    if not reference.date:
        return False
    if date.startswith("-"):  # a day of any year
        return reference.date[4:].startswith(date[1:])
    return reference.date.startswith(date) or date.startswith(reference.date)


def _pointing(document: Document, note: Note) -> Iterator[SentencePlace]:
    """The sentences that a note's pointers stand in or behind."""
    for pointer in note.pointers:
        if sentence := document.sentence_of_pointer(pointer):
            yield document.id, sentence
