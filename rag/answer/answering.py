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

from rag.answer.confidence import Calibration, features, own_words_matched
from rag.answer.sentence_ranking import Sentence, rank_sentences
from rag.answer.sentence_selection import MOST_SENTENCES, needs_context, select, sentence_before
from rag.document.filters import Filters
from rag.document.model import Document, Passage, Span
from rag.models.embedder import Embedder
from rag.question.conversation import FollowUp, Turn, answered_with, readings
from rag.question.frame import without_frame
from rag.question.kinds import Kind, answer_spans, holds_kind, kind_asked
from rag.question.sources import Structure, read_structure
from rag.search.ranking import Search, allowed_rows, search
from rag.search.signals import PassageIndex, Query
from rag.settings import Weights

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
    """A question as it was understood, and what was found for it.

    ``sentences`` are those that may answer, best first; ``confidence`` is the probability that
    they do.
    """

    question: str
    structure: Structure | None
    search: Search
    sentences: tuple[Sentence, ...]
    confidence: float


def find(
    index: PassageIndex,
    embedder: Embedder,
    question: str,
    weights: Weights,
    calibration: Calibration,
    history: Sequence[Turn] = (),
    filters: Filters | None = None,
) -> Found:
    """Read the question in its conversation, and search for what may answer it.

    Where it may be meant with the turn before or without, the reading that is answered with more
    confidence counts.
    """
    allowed = allowed_rows(index, filters)
    said = history[-1].answer if history else ""
    found = [
        _find(index, embedder, question, weights, calibration, reading, said, allowed)
        for reading in readings(without_frame(question), history)
    ]
    return max(found, key=lambda f: f.confidence)


def _find(
    index: PassageIndex,
    embedder: Embedder,
    question: str,
    weights: Weights,
    calibration: Calibration,
    follow_up: FollowUp,
    said: str,
    allowed: NDArray[np.int64] | None,
) -> Found:
    structure = read_structure(question, _documents_of(index, allowed))
    query = follow_up.query
    if structure:
        query = Query(structure.query or query.text, query.background)
        rows = _rows_holding(index, structure)
        if rows is not None and len(rows):
            allowed = rows if allowed is None else np.intersect1d(rows, allowed)
    found = search(index, embedder, query, allowed, weights)
    ranked = rank_sentences(index, found, weights)
    if structure and structure.sentences is not None:
        known = set(structure.sentences)
        ranked = [s for s in ranked if (s.passage.document, s.span) in known]
    if follow_up.asks_for_more:
        ranked = [s for s in ranked if not answered_with(said, _text(index, s))]
    confidence = _confidence(index, found, ranked, calibration)
    return Found(question, structure, found, tuple(ranked), confidence)


def _confidence(
    index: PassageIndex, found: Search, ranked: Sequence[Sentence], calibration: Calibration
) -> float:
    if not ranked:
        return 0.0
    text = index.documents[ranked[0].passage.document].text
    confidence = calibration.confidence(features(found, ranked, text))
    return confidence * (own_words_matched(found, ranked[0]) if found.query.background else 1.0)


def compose(
    index: PassageIndex, found: Found, weights: Weights, calibration: Calibration
) -> Answer:
    """Answer from what was found, or refuse below the calibration's threshold."""
    structure = found.structure
    if structure and structure.complete:
        return _structural(index, structure)
    if not found.sentences or found.confidence < calibration.answer_from:
        return Answer(False, found.confidence, ())
    ranked = list(found.sentences)
    wants_source = bool(structure and structure.cites)
    if wants_source:
        ranked = _citing(index, ranked)
    cites = not wants_source or _cites(index, ranked[0])
    chosen = select(ranked, found.search.own_weights, weights)
    chosen += _neighbour_of_kind(index, found.question, chosen, ranked)
    sentences = _in_reading_order(index, chosen, found.question, wants_source)
    return Answer(True, found.confidence, sentences, () if cites else (_CITES_NONE,))


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


def _neighbour_of_kind(
    index: PassageIndex, question: str, chosen: Sequence[Sentence], ranked: Sequence[Sentence]
) -> list[Sentence]:
    """The sentence next to the best that says who, when or how many, where the chosen do not."""
    kind = kind_asked(question)
    told = any(holds_kind(question, kind, _text(index, s)) for s in chosen)
    if kind not in (Kind.DATE, Kind.QUANTITY, Kind.PERSON, Kind.LIST) or told:
        return []
    document = index.documents[chosen[0].passage.document]
    around = document.sentences_around(chosen[0].span)
    found = [
        sentence
        for span in around
        for sentence in ranked
        if sentence.span == span
        and sentence.passage.document == document.id
        and holds_kind(question, kind, _text(index, sentence))
    ]
    return found[:1] if len(chosen) < MOST_SENTENCES else []


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
