"""What may answer a question: the sentences found for it, ranked, and how sure they are to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.confidence import Calibration, features, own_words_matched
from rag.answer.sentence_ranking import Sentence, rank_sentences
from rag.answer.structural import Structure, structure_for
from rag.document.filters import Filters
from rag.models.embedder import Embedder
from rag.question.conversation import Interpretation
from rag.question.query import Query
from rag.question.understanding import Question
from rag.search.ranking import Hit, Ranking, best_hits, rank
from rag.search.store import Store
from rag.settings import Weights

NEAREST = 5
"""Passages that go with an answer."""


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """An embedder, and the constants that were chosen and fitted for it."""

    embedder: Embedder
    weights: Weights
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Found:
    """A question, and what was found for it.

    ``sentences`` are those that may answer, best first; ``confidence`` is the probability that
    they do; ``passages`` are the nearest; ``warnings`` say what limits the search.
    """

    question: Question
    profile: ModelProfile
    structure: Structure | None
    ranking: Ranking
    sentences: tuple[Sentence, ...]
    confidence: float
    passages: tuple[Hit, ...]
    warnings: tuple[str, ...] = ()


def find(
    store: Store,
    profile: ModelProfile,
    question: Question,
    filters: Filters,
    warnings: tuple[str, ...] = (),
) -> Found:
    """Search for what may answer a question.

    Where it may be meant with the turn before or without, the meaning that is answered with more
    confidence counts.
    """
    structure = structure_for(question.text, store, filters)
    if structure and structure.sentences:
        filters = replace(filters, within=structure.sentences)
    found = [
        _searched(store, profile, question, meaning, structure, filters)
        for meaning in question.interpretations
    ]
    ranking, sentences, confidence = max(found, key=lambda f: f[2])
    passages = best_hits(store, ranking, NEAREST, profile.weights)
    return Found(
        question, profile, structure, ranking, tuple(sentences), confidence, passages, warnings
    )


def _searched(
    store: Store,
    profile: ModelProfile,
    question: Question,
    meaning: Interpretation,
    structure: Structure | None,
    filters: Filters,
) -> tuple[Ranking, Sequence[Sentence], float]:
    """What is found for one meaning of the question, and how sure it is to answer."""
    query = meaning.query
    if structure and structure.query:
        query = Query.of(structure.query, query.background)
    ranking = rank(store, profile.embedder, query, profile.weights, filters)
    sentences = rank_sentences(store, ranking, profile.weights)
    if structure and structure.sentences is not None:
        known = set(structure.sentences)
        sentences = [s for s in sentences if (s.passage.document, s.span) in known]
    if meaning.asks_for_more:
        sentences = [s for s in sentences if s.text not in question.last_answer]
    return ranking, sentences, _confidence(ranking, sentences, profile.calibration)


def _confidence(ranking: Ranking, sentences: Sequence[Sentence], calibration: Calibration) -> float:
    if not sentences:
        return 0.0
    confidence = calibration.confidence(features(ranking, sentences))
    background = ranking.encoded.query.background
    return confidence * (own_words_matched(ranking.encoded, sentences[0]) if background else 1.0)
