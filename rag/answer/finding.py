"""What may answer a question: the sentences found for it, ranked, and how sure they are to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.confidence import (
    Calibration,
    ReadCalibration,
    features,
    own_words_matched,
    words_matched,
)
from rag.answer.forms import lacks_form
from rag.answer.nearby import find_near
from rag.answer.other_numbers import is_of_other_numbers
from rag.answer.readings import UnitReading, read_units, reading_features, reranked
from rag.answer.sentence_ranking import Sentence, rank_sentences
from rag.answer.structural import Structure, structure_for
from rag.document.filters import Filters
from rag.models.embedder import Embedder
from rag.models.reader import SentenceReader
from rag.question.conversation import Interpretation
from rag.question.query import Query
from rag.question.terms import term_set
from rag.question.understanding import Question
from rag.search.ranking import Hit, Ranking, best_hits, rank
from rag.search.store import Store
from rag.settings import Weights

NEAREST = 5
"""Passages that go with an answer."""
_NEARER = 0.1  # by how much less sure what stands near the last answer may be to be preferred
_OTHER_NUMBERS = 0.25  # of one, where a table has what is asked for another year
_OTHER_FORM = 0.5  # of a confidence, where a follow-up asks how old and is told how many


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """An embedder, the constants that were chosen and fitted for it, and a reader of what it finds.

    A reader that the calibration was not fitted for is not asked.
    """

    embedder: Embedder
    weights: Weights
    calibration: Calibration
    reader: SentenceReader | None = None

    @property
    def judge(self) -> ReadCalibration | None:
        """What is made of the reader's word; None where none is asked."""
        return self.calibration.judge(self.reader.identity) if self.reader else None


@dataclass(frozen=True, slots=True)
class Found:
    """A question, and what was found for it.

    ``sentences`` are those that may answer, best first; ``confidence`` is the probability that
    they do; ``passages`` are the nearest; ``warnings`` say what limits the search. ``readings``
    are the reader's, where it was asked.
    """

    question: Question
    profile: ModelProfile
    structure: Structure | None
    ranking: Ranking
    sentences: tuple[Sentence, ...]
    confidence: float
    passages: tuple[Hit, ...]
    warnings: tuple[str, ...] = ()
    readings: tuple[UnitReading, ...] = ()

    @property
    def answer_from(self) -> float:
        """The confidence from which on the question is answered, read or unread."""
        judge = self.profile.judge if self.readings else None
        return (judge or self.profile.calibration).answer_from


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
        _searched(store, profile, meaning, structure, filters)
        for meaning in question.interpretations
    ]
    best = _best(found, profile.calibration.answer_from)
    if structure is None:  # which asks for sources and notes, that the reader is not shown
        best = _of_its_numbers(_read(profile, best))
    if best.meaning.instead:
        meant = best.meaning.query
        meanings = (best.meaning,)
        question = replace(question, text=meant.text, asked=meant.asked, interpretations=meanings)
    passages = best_hits(store, best.ranking, NEAREST, profile.weights)
    return Found(
        question,
        profile,
        structure,
        best.ranking,
        tuple(best.sentences),
        best.confidence,
        passages,
        warnings,
        best.readings,
    )


@dataclass(frozen=True, slots=True)
class _Searched:
    """What was found for one meaning of the question, and how sure it is to answer.

    ``judged`` is the first judgement of the sentences, for a reader to go on from; 0 where there is
    none.
    """

    meaning: Interpretation
    ranking: Ranking
    sentences: Sequence[Sentence]
    confidence: float
    judged: float = 0.0
    readings: tuple[UnitReading, ...] = ()


def _best(found: Sequence[_Searched], answer_from: float) -> _Searched:
    """The meaning that is answered best; one in doubt only where no other is answered."""
    sure = [each for each in found if not each.meaning.in_doubt and each.confidence >= answer_from]
    return max(sure or found, key=lambda each: each.confidence + _NEARER * bool(each.meaning.near))


def _searched(
    store: Store,
    profile: ModelProfile,
    meaning: Interpretation,
    structure: Structure | None,
    filters: Filters,
) -> _Searched:
    """What is found for one meaning of the question."""
    query = meaning.query
    if structure and structure.query:
        query = Query.of(structure.query, query.background)
    ranking = rank(store, profile.embedder, query, profile.weights, filters)
    if meaning.near or meaning.bare:
        if structure:
            return _Searched(meaning, ranking, (), 0.0)
        model = profile.embedder.identity.name
        near, confidence = find_near(store, ranking, profile.weights, meaning, model)
        return _Searched(meaning, ranking, near, confidence)
    sentences = rank_sentences(store, ranking, profile.weights)
    if structure and structure.sentences is not None:
        known = set(structure.sentences)
        sentences = [s for s in sentences if (s.passage.document, s.span) in known]
    if meaning.passed_over:
        sentences = [s for s in sentences if _is_wanted(s, meaning)]
    if not sentences:
        return _Searched(meaning, ranking, (), 0.0)
    judged = profile.calibration.confidence(features(ranking, sentences))
    confidence = judged * _follows_on(ranking, sentences[0], meaning)
    return _Searched(meaning, ranking, sentences, confidence, judged)


def _read(profile: ModelProfile, found: _Searched) -> _Searched:
    """What was found, its best sentences read by the reader where the first judgement is in doubt.

    Of several meanings, only the one that was chosen is read; a follow-up, which leaves words
    unsaid, is not: read with the turn before, fewer of those that nothing answers were refused.
    """
    judge, reader, query = profile.judge, profile.reader, found.ranking.encoded.query
    if not judge or not reader or not found.sentences or query.background:
        return found
    if found.judged <= judge.doubt_from or _asks_what_is_not_read(query.text, found.sentences[0]):
        return found
    readings = read_units(reader, query.text, found.sentences)
    sentences = reranked(found.sentences, readings, profile.weights.answer_reader)
    read = reading_features(sentences, readings)
    confidence = judge.confidence(found.judged, read)
    confidence *= _follows_on(found.ranking, sentences[0], found.meaning)
    return replace(found, sentences=sentences, confidence=confidence, readings=readings)


def _of_its_numbers(found: _Searched) -> _Searched:
    """What was found, with less confidence where a table has it for other numbers than asked."""
    if not is_of_other_numbers(found.ranking.encoded.query.text, found.sentences):
        return found
    return replace(found, confidence=found.confidence * _OTHER_NUMBERS)


def _asks_what_is_not_read(question: str, best: Sentence) -> bool:
    """Whether a sentence is a note, or holds some of the question only in its source references.

    The reader has read no bibliographies, and references are left out of its windows.
    """
    if any(note.span.contains(best.span) for note in best.document.notes):
        return True
    return not term_set(question).isdisjoint(best.terms - best.claim_terms)


def _is_wanted(sentence: Sentence, meaning: Interpretation) -> bool:
    """Whether a sentence was not shown, or names what is asked for now."""
    return sentence.text not in meaning.passed_over or bool(meaning.new & sentence.terms)


def _follows_on(ranking: Ranking, best: Sentence, meaning: Interpretation) -> float:
    """What of a confidence counts where the question follows on another: 1 or less."""
    if meaning.instead:
        # The rest of the question is that of the turn before, and matches what was shown.
        return words_matched(ranking.encoded, best, meaning.instead)
    query = ranking.encoded.query
    if not query.background and not meaning.in_doubt:
        return 1.0
    of_form = _OTHER_FORM if lacks_form(query.text, best.text) else 1.0
    return of_form * (own_words_matched(ranking.encoded, best) if query.background else 1.0)
