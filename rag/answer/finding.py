"""What may answer a question: the sentences found for it, ranked, and how sure they are to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.confidence import Calibration, features, own_words_matched, words_matched
from rag.answer.forms import lacks_form
from rag.answer.nearby import find_near
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
_NEARER = 0.1  # by how much less sure what stands near the last answer may be to be preferred
_OTHER_FORM = 0.5  # of a confidence, where a follow-up asks how old and is told how many


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
        (meaning, *_searched(store, profile, meaning, structure, filters))
        for meaning in question.interpretations
    ]
    meaning, ranking, sentences, confidence = _best(found, profile.calibration.answer_from)
    if meaning.instead:
        question = replace(question, asked=meaning.query.asked)
    passages = best_hits(store, ranking, NEAREST, profile.weights)
    return Found(
        question, profile, structure, ranking, tuple(sentences), confidence, passages, warnings
    )


_Searched = tuple[Interpretation, Ranking, Sequence[Sentence], float]


def _best(found: Sequence[_Searched], answer_from: float) -> _Searched:
    """The meaning that is answered best; one in doubt only where no other is answered."""
    sure = [each for each in found if not each[0].in_doubt and each[3] >= answer_from]
    return max(sure or found, key=lambda each: each[3] + _NEARER * bool(each[0].near))


def _searched(
    store: Store,
    profile: ModelProfile,
    meaning: Interpretation,
    structure: Structure | None,
    filters: Filters,
) -> tuple[Ranking, Sequence[Sentence], float]:
    """What is found for one meaning of the question, and how sure it is to answer."""
    query = meaning.query
    if structure and structure.query:
        query = Query.of(structure.query, query.background)
    ranking = rank(store, profile.embedder, query, profile.weights, filters)
    if meaning.near or meaning.bare:
        if structure:
            return ranking, (), 0.0
        model = profile.embedder.identity.name
        return ranking, *find_near(store, ranking, profile.weights, meaning, model)
    sentences = rank_sentences(store, ranking, profile.weights)
    if structure and structure.sentences is not None:
        known = set(structure.sentences)
        sentences = [s for s in sentences if (s.passage.document, s.span) in known]
    if meaning.passed_over:
        sentences = [s for s in sentences if _is_wanted(s, meaning)]
    return ranking, sentences, _confidence(ranking, sentences, meaning, profile.calibration)


def _is_wanted(sentence: Sentence, meaning: Interpretation) -> bool:
    """Whether a sentence was not shown, or names what is asked for now."""
    return sentence.text not in meaning.passed_over or bool(meaning.new & sentence.terms)


def _confidence(
    ranking: Ranking,
    sentences: Sequence[Sentence],
    meaning: Interpretation,
    calibration: Calibration,
) -> float:
    if not sentences:
        return 0.0
    confidence = calibration.confidence(features(ranking, sentences))
    if meaning.instead:
        # The rest of the question is that of the turn before, and matches what was shown.
        return confidence * words_matched(ranking.encoded, sentences[0], meaning.instead)
    query = ranking.encoded.query
    if not query.background and not meaning.in_doubt:
        return confidence
    if lacks_form(query.text, sentences[0].text):
        confidence *= _OTHER_FORM
    return confidence * (
        own_words_matched(ranking.encoded, sentences[0]) if query.background else 1
    )
