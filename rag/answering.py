"""From a question to an answer: the brief's own sentences, or an honest no.

An answer is sentences of the document, verbatim and in reading order. Nothing is generated, so
nothing can be made up, and an instruction that stands in a document or a question is text like any
other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answer_kinds import answer_spans
from rag.confidence import Calibration, features
from rag.document import Document, Passage, Span
from rag.embedding import Embedder
from rag.filters import Filters
from rag.follow_up import FollowUp, Turn, answered_with, resolve
from rag.retrieval import Search, allowed_rows, search
from rag.sentence_ranking import Sentence, rank_sentences
from rag.sentence_selection import MOST_SENTENCES, needs_context, select, sentence_before
from rag.settings import Weights
from rag.signals import PassageIndex, Query
from rag.source_questions import Structure, read_structure

REFUSAL = "The brief does not answer this."
STRUCTURAL_CONFIDENCE = 0.99
"""Of what the notes or source references themselves say: no search is involved."""
_CITES_NONE = "The brief cites no source for this sentence."
# How far below the best sentence one that cites a source may be, where a source is asked for.
_CITING_MARGIN = 0.08


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer.

    ``marks`` are what in it answers, where that can be told; ``is_context`` says that it is there
    for what the next one refers to.
    """

    document: str
    span: Span
    passage: str
    marks: tuple[Span, ...]
    is_context: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the document says, in reading order, and how sure it is that this answers.

    A refusal has no sentences; ``warnings`` say what the asker should know.
    """

    answerable: bool
    confidence: float
    sentences: tuple[AnswerSentence, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A question as it was understood, and what was found for it."""

    question: str
    history: tuple[Turn, ...]
    follow_up: FollowUp
    structure: Structure | None
    search: Search


def find(
    index: PassageIndex,
    embedder: Embedder,
    question: str,
    history: Sequence[Turn] = (),
    filters: Filters | None = None,
    weights: Weights | None = None,
) -> Found:
    """Read the question in its conversation, and search for what may answer it."""
    follow_up = resolve(question, history)
    allowed = allowed_rows(index, filters)
    documents = _documents_of(index, allowed)
    structure = read_structure(question, documents)
    query = follow_up.query
    if structure:
        query = Query(structure.query or query.text, query.background)
        rows = _rows_holding(index, structure)
        if rows is not None and len(rows):
            allowed = rows if allowed is None else np.intersect1d(rows, allowed)
    found = search(index, embedder, query, allowed, weights)
    return Found(question, tuple(history), follow_up, structure, found)


def compose(
    index: PassageIndex,
    embedder: Embedder,
    found: Found,
    weights: Weights,
    calibration: Calibration,
) -> Answer:
    """Answer from what was found, or refuse below the calibration's threshold."""
    structure = found.structure
    if structure and structure.complete:
        return _structural(index, structure)
    ranked = rank_sentences(index, embedder, found.search, weights)
    if structure and structure.sentences is not None:
        known = set(structure.sentences)
        ranked = [s for s in ranked if (s.passage.document, s.span) in known]
    if found.follow_up.asks_for_more:
        last = found.history[-1].answer
        ranked = [s for s in ranked if not answered_with(last, _text(index, s))]
    if not ranked:
        return Answer(False, 0.0, ())
    passage = ranked[0].passage
    text = passage.span.of(index.documents[passage.document].text)
    confidence = calibration.confidence(features(found.search, ranked, text))
    if confidence < calibration.answer_from:
        return Answer(False, confidence, ())
    warnings: tuple[str, ...] = ()
    if structure and structure.cites:
        ranked = _citing(index, ranked)
        warnings = () if _cites(index, ranked[0]) else (_CITES_NONE,)
    chosen = select(ranked, found.search.token_weights, weights)
    marks_sources = bool(structure and structure.cites)
    sentences = _in_reading_order(index, chosen, found.question, marks_sources)
    return Answer(True, confidence, sentences, warnings)


def _structural(index: PassageIndex, structure: Structure) -> Answer:
    """All sentences that the structure names, or a refusal with the reason."""
    warnings = (structure.warning,) if structure.warning else ()
    if not structure.sentences:
        return Answer(False, 1 - STRUCTURAL_CONFIDENCE, (), warnings)
    sentences = tuple(
        AnswerSentence(document, span, _passage_at(index, document, span).id, (), False)
        for document, span in structure.sentences
    )
    return Answer(True, STRUCTURAL_CONFIDENCE, sentences, warnings)


def _citing(index: PassageIndex, ranked: list[Sentence]) -> list[Sentence]:
    """The sentences that cite a source, unless the best cites none and is far ahead of them."""
    citing = [sentence for sentence in ranked if _cites(index, sentence)]
    near = citing and citing[0].score >= ranked[0].score - _CITING_MARGIN
    return citing if near else ranked


def _cites(index: PassageIndex, sentence: Sentence) -> bool:
    document = index.documents[sentence.passage.document]
    return bool(document.references_in(sentence.span) or document.notes_after(sentence.span))


def _in_reading_order(
    index: PassageIndex, chosen: list[Sentence], question: str, marks_sources: bool
) -> tuple[AnswerSentence, ...]:
    """The chosen sentences, best first, as an answer: with the context they need, in order."""
    answer: dict[tuple[str, Span], AnswerSentence] = {}
    for sentence in chosen:
        document = index.documents[sentence.passage.document]
        marks = _marks(document, sentence.span, question, marks_sources)
        added = AnswerSentence(document.id, sentence.span, sentence.passage.id, marks, False)
        answer[document.id, sentence.span] = added
    for sentence in chosen:
        document = index.documents[sentence.passage.document]
        before = _context(document, sentence.span)
        if before and len(answer) < MOST_SENTENCES and (document.id, before) not in answer:
            passage = _passage_at(index, document.id, before)
            added = AnswerSentence(document.id, before, passage.id, (), True)
            answer[document.id, before] = added
    order = list(index.documents)
    return tuple(sorted(answer.values(), key=lambda s: (order.index(s.document), s.span)))


def _marks(
    document: Document, sentence: Span, question: str, marks_sources: bool
) -> tuple[Span, ...]:
    if marks_sources:
        return tuple(dict.fromkeys(r.span for r in document.references_in(sentence)))
    found = answer_spans(question, sentence.of(document.text))
    return tuple(Span(sentence.start + s.start, sentence.start + s.end) for s in found)


def _context(document: Document, span: Span) -> Span | None:
    return sentence_before(document, span) if needs_context(span.of(document.text)) else None


def _text(index: PassageIndex, sentence: Sentence) -> str:
    return sentence.span.of(index.documents[sentence.passage.document].text)


def _passage_at(index: PassageIndex, document: str, span: Span) -> Passage:
    return next(p for p in index.passages if p.document == document and p.span.overlaps(span))


def _documents_of(index: PassageIndex, rows: NDArray[np.int64] | None) -> list[Document]:
    if rows is None:
        return list(index.documents.values())
    held = {index.passages[row].document for row in rows.tolist()}
    return [document for document in index.documents.values() if document.id in held]


def _rows_holding(index: PassageIndex, structure: Structure) -> NDArray[np.int64] | None:
    if structure.sentences is None:
        return None
    rows = [
        row
        for row, passage in enumerate(index.passages)
        if any(d == passage.document and passage.span.overlaps(s) for d, s in structure.sentences)
    ]
    return np.asarray(rows, np.int64)
