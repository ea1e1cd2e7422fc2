"""What the last answer, and the sentences around it, say of a follow-up.

What a follow-up speaks of is known: the sentences that were shown. What is to be told is only
whether one of them, or one that stands near, says the thing asked; so its own words are compared
with these sentences alone, and nothing else of the documents is searched.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answer.confidence import Logistic
from rag.answer.forms import holds_form, lacks_form, tells_where
from rag.answer.marks import holds_kind
from rag.answer.question_words import Word, question_words
from rag.answer.sentence_ranking import Sentence, rank_sentences
from rag.document.model import Span
from rag.document.units import context_of
from rag.question.bare import Bare, bare
from rag.question.conversation import Interpretation
from rag.question.kinds import asked_for
from rag.question.query import Query
from rag.question.terms import term_set, terms
from rag.search.ranking import Ranking
from rag.search.store import Store
from rag.settings import DEFAULT_MODEL, Weights

AROUND = 4
"""Sentences before and behind one that was shown, in its section, that are looked at too."""

_DAYS_AND_MONTHS = frozenset(
    terms(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
        "June July August September October November December"
    )
)
_PRONOUN = re.compile(r"\b(?:he|she|they|er|sie)\b", re.IGNORECASE)
_OF_FORM = 0.8  # confidence that what has the form asked for answers "Why?" or "By whom?"
_GOING_ON = 2  # sentences behind one shown that may go on from it
_LATE = 0.5  # of the question before, against the words of this one, in the order of sentences
_ODDS = 0.1  # of the confidence's log odds
_SHOWN = 0.05  # of having been shown
_NEAR_BEST = 0.1  # how far below the best sentence's words those of another may be
# Of the question's own words against a sentence near the answer, by model: fitted on the follow-ups
# of the bundled conversations whose documents are not held out. Another model's cosines have
# another scale, so it goes without.
_MATCHES: Mapping[str, Logistic] = {
    DEFAULT_MODEL: Logistic(
        -5.2,
        {
            "words": 6.8,
            "weakest": 3.1,
            "kind_found": 1.5,
            "form_missing": -3.0,
            "date_missing": -3.5,
        },
    )
}


@dataclass(frozen=True, slots=True)
class _Near:
    """A sentence near the answer, how far from what was shown, and how well it fits."""

    sentence: Sentence
    words: float
    confidence: float
    is_shown: bool

    @property
    def score(self) -> float:
        odds = math.log(self.confidence / (1 - self.confidence))
        return _ODDS * odds + _LATE * self.sentence.late + _SHOWN * self.is_shown


def find_near(
    store: Store, ranking: Ranking, weights: Weights, meaning: Interpretation, model: str
) -> tuple[list[Sentence], float]:
    """The sentences near ``meaning.near`` that answer, best first, and how sure they are to.

    ``ranking`` is that of the meaning's query, of which passages that hold such a sentence are
    looked at.
    """
    shown = set(_shown(store, ranking, meaning.near))
    around = dict(_around(store, shown))
    matching = _MATCHES.get(model)
    if not shown or not (meaning.bare or matching):
        return [], 0.0
    ranked = rank_sentences(store, _only_with(ranking, set(around)), weights)
    sentences = _without_headers([s for s in ranked if (s.document.id, s.span) in around])
    if meaning.bare:
        return _of_form(meaning, sentences, shown)
    if meaning.passed_over:
        sentences = [s for s in sentences if (s.document.id, s.span) not in shown]
    return _matching(ranking, sentences, shown, meaning, matching) if matching else ([], 0.0)


Place = tuple[str, Span]


def _shown(store: Store, ranking: Ranking, answer: str) -> Iterator[Place]:
    """The candidates' sentences that the answer holds."""
    said = f" {_spaced(answer)} "
    for passage in ranking.candidates.passages:
        text = store.document(passage.document).text
        for span in passage.sentences:
            if f" {_spaced(span.of(text))} " in said:
                yield passage.document, span


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _around(store: Store, shown: set[Place]) -> Iterator[tuple[Place, None]]:
    """The sentences shown and those around them in their sections."""
    for at, span in shown:
        document = store.document(at)
        found = document.paragraph_at(span)
        if found is None:
            continue
        every = document.sentences_in(found[0].span)
        place = every.index(span) if span in every else 0
        for each in every[max(0, place - AROUND) : place + AROUND + 1]:
            yield (at, each), None


def _only_with(ranking: Ranking, places: set[Place]) -> Ranking:
    """The ranking of those candidates alone that hold one of the places."""
    passages = ranking.candidates.passages
    kept = [
        n
        for n, candidate in enumerate(ranking.order.tolist())
        if any((passages[candidate].document, s) in places for s in passages[candidate].sentences)
    ]
    return replace(ranking, order=ranking.order[kept], scores=ranking.scores[kept])


def _without_headers(near: Sequence[Sentence]) -> list[Sentence]:
    """The sentences without headers of tables: what rows are read with answers nothing itself."""
    headers = {(s.document.id, context_of(s.document, s.span)) for s in near}
    return [s for s in near if (s.document.id, s.span) not in headers]


def _of_form(
    meaning: Interpretation, sentences: Sequence[Sentence], shown: set[Place]
) -> tuple[list[Sentence], float]:
    """The sentences shown, and those that go on from them, that hold what is asked for."""
    assert meaning.bare is not None
    of_shown = [s for s in sentences if (s.document.id, s.span) in shown]
    going_on = [
        sentence
        for sentence in sorted(sentences, key=lambda s: s.span)
        if (sentence.document.id, sentence.span) not in shown
        and any(_goes_on(sentence, each, meaning.query.background) for each in of_shown)
    ]
    for group in (of_shown, going_on):
        holding = [s for s in group if _tells(meaning, s.text)]
        if holding:
            return holding, _OF_FORM
    if meaning.bare is Bare.DOING and (
        told := [s for s in of_shown if holds_form(Bare.DOING, s.text)]
    ):
        return told, _OF_FORM
    return [], 0.0


def _tells(meaning: Interpretation, sentence: str) -> bool:
    """Whether a sentence holds what is asked for.

    Who did it may be its subject; what he does, it says if it speaks of him.
    """
    assert meaning.bare is not None
    if meaning.bare is Bare.DOING:
        spoken_of = _PRONOUN.search(meaning.query.text)
        return spoken_of is not None and sentence.startswith(f"{spoken_of[0].capitalize()} ")
    if holds_form(meaning.bare, sentence):
        return True
    asked = asked_for(f"Who? {meaning.query.background}")
    return meaning.bare in (Bare.AGENT, Bare.PERSON) and holds_kind(asked, sentence)


def _goes_on(sentence: Sentence, shown: Sentence, asked: str) -> bool:
    """Whether a sentence goes on from one shown before it: says "it", or names what was asked."""
    if sentence.document.id != shown.document.id or sentence.span.start < shown.span.end:
        return False
    if any(each.sentence == shown.span for each in sentence.read_with):
        return True
    between = sentence.document.sentences_in(Span(shown.span.end, sentence.span.start))
    near = len(between) < _GOING_ON
    return near and not term_set(sentence.text).isdisjoint(terms(asked))


def _matching(
    ranking: Ranking,
    sentences: Sequence[Sentence],
    shown: set[Place],
    meaning: Interpretation,
    matching: Logistic,
) -> tuple[list[Sentence], float]:
    """The sentences that hold what the question says itself."""
    query = ranking.encoded.query
    words = [word for word in question_words(ranking.encoded) if word.is_content]
    if not words or not sentences:
        return [], 0.0
    found = []
    for sentence in sentences:
        fit = _fit(query, words, sentence, meaning.form_of)
        is_shown = (sentence.document.id, sentence.span) in shown
        found.append(_Near(sentence, fit["words"], matching(fit), is_shown))
    found.sort(key=lambda near: near.score, reverse=True)
    best = found[0]
    others = [near for near in found[1:] if near.words >= best.words - _NEAR_BEST]
    return [best.sentence, *(near.sentence for near in others)], best.confidence


def _fit(query: Query, words: Sequence[Word], sentence: Sentence, form_of: str) -> dict[str, float]:
    """How a sentence near the answer fits the question's own words, and what it asks for."""
    matches = [word.match(sentence.matches) for word in words]
    said = terms(query.text)
    dates = {term for term in said if term[0].isdigit() or term in _DAYS_AND_MONTHS}
    return {
        "words": float(np.mean(matches)),
        "weakest": min(matches),
        "kind_found": float(_is_of_kind(form_of or query.text, sentence.text)),
        "form_missing": float(lacks_form(query.text, sentence.text)),
        "date_missing": float(not dates <= sentence.claim_terms),
    }


def _is_of_kind(question: str, sentence: str) -> bool:
    """Whether a sentence holds the kind of thing that a question asks for."""
    if form := bare(question):
        return holds_form(form, sentence)
    return holds_kind(asked_for(question), sentence) or tells_where(question, sentence)
