"""How sure an answer is: the probability that the brief answers the question at all.

The product of two logistic models. ``topic`` tells whether the brief speaks of what is asked,
from the signals of retrieval; ``specific`` whether the best sentence says the very thing asked,
from what of the question it leaves unmatched: names, numbers, rare terms, a negation, and whether
it holds something of the kind asked for. Where that leaves a doubt and a reader has read the best
candidates, a third model judges by both. ``calibration.json`` holds their coefficients by
embedding model; ``evals/calibrate.py`` fits them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from rag.answer.marks import holds_kind
from rag.answer.question_words import named_in_part, question_words
from rag.answer.sentence_ranking import Sentence
from rag.models.reader import ReaderIdentity
from rag.question.terms import terms
from rag.search.ranking import Ranking
from rag.search.store import EncodedQuery

CALIBRATION = Path(__file__).with_name("calibration.json")
ANY_MODEL = "any"
"""The entry for models without one of their own; it looks at words only."""

TOPIC = ("dense", "late", "coverage", "cosine", "margin")
SPECIFIC = (
    "cosine",
    "sentence_coverage",
    "negation_missing",
    "names",
    "weakest_name",
    "unmatched_words",
    "unmatched_similarity",
    "weakest_word",
    "question_word",
    "kind_found",
    "numbers_missing",
    "margin",
)
READ = ("judged", "answers", "others", "margin", "in_best", "words")
READ_IN_LANGUAGES = ("judged", "answers", "margin")
"""What is looked at in other languages: for more there are too few questions to fit it on."""
WORDS_ONLY_TOPIC = ("coverage",)
WORDS_ONLY_SPECIFIC = (
    "sentence_coverage",
    "negation_missing",
    "names",
    "unmatched_words",
    "kind_found",
    "numbers_missing",
)

_NEGATION = re.compile(
    r"\b(?:not|never|no|cannot|without|except|neither|nor)\b|n[’']t\b|不|没",
    re.IGNORECASE,
)
_MATCHED = 0.4  # cosine from which on tokens speak of the same thing
_NAMED = 0.6  # and from which on they name it


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: coefficients by the name of the feature."""

    intercept: float
    coefficients: Mapping[str, float]

    def __call__(self, features: Mapping[str, float]) -> float:
        total = self.intercept + sum(w * features[name] for name, w in self.coefficients.items())
        return float(1 / (1 + np.exp(-total)))


@dataclass(frozen=True, slots=True)
class ReadCalibration:
    """The model of what a reader says, and from which confidence on it answers.

    It is for questions whose first confidence is above ``doubt_from``, and for the reader with the
    adapter of that SHA-256: another one's logits mean something else.
    """

    model: Logistic
    answer_from: float
    doubt_from: float
    adapter: str

    def confidence(self, first: float, features: Mapping[str, float]) -> float:
        """The probability for a question that was read, with what its first confidence was."""
        return self.model({**features, "judged": log_odds(first)})


@dataclass(frozen=True, slots=True)
class Calibration:
    """The models for one embedding model, and from which confidence on it answers.

    ``readers`` are the models of what each reader says of that model's sentences.
    """

    topic: Logistic
    specific: Logistic
    answer_from: float
    readers: tuple[ReadCalibration, ...] = ()

    def confidence(self, features: Mapping[str, float]) -> float:
        """The probability that a question with these features is answered, without a reader."""
        return self.topic(features) * self.specific(features)

    def judge(self, reader: ReaderIdentity) -> ReadCalibration | None:
        """What is made of a reader's word; None if that was not fitted."""
        return next((judge for judge in self.readers if judge.adapter == reader.adapter), None)


def log_odds(probability: float) -> float:
    """The logit of a probability, of one near 0 or 1 a bounded one."""
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))


CALIBRATIONS = TypeAdapter(dict[str, Calibration])


@cache
def calibrations(path: Path = CALIBRATION) -> dict[str, Calibration]:
    """The calibrations by the name of the embedding model."""
    return CALIBRATIONS.validate_json(path.read_bytes())


def calibration_for(model: str | None) -> Calibration:
    """The model's calibration, or, without a model or one of its own, that by words alone."""
    known = calibrations()
    return known.get(model or ANY_MODEL, known[ANY_MODEL])


def features(ranking: Ranking, sentences: Sequence[Sentence]) -> dict[str, float]:
    """What the two models look at; ``sentences`` are ranked, best first, and not empty."""
    best = sentences[0]
    signals, first = ranking.signals, ranking.order[0]
    query = ranking.encoded.query
    text = best.document.text
    sentence_text = best.text
    held, claimed = set(best.terms), best.claim_terms
    words = named_in_part(question_words(ranking.encoded), query.text, held, text)
    held.update(chain.from_iterable(terms(word.text) for word in words if word.named_by))
    content = [word for word in words if word.is_content] or words
    names = [word for word in words if word.is_name]
    name_terms = list(chain.from_iterable(terms(word.text) for word in names))
    unmatched = [w for w in content if any(t not in held for t in terms(w.text))]
    asking = [word for word in words if word.asks]
    later = ranking.scores[1:6]
    return {
        "dense": float(signals.dense[first]),
        "late": float(ranking.encoded.own_weights @ best.matches),
        "coverage": float(signals.coverage.max()),
        "cosine": best.cosine,
        "sentence_coverage": best.own_coverage,
        "negation_missing": float(
            bool(_NEGATION.search(query.text)) and not _NEGATION.search(sentence_text)
        ),
        "names": float(len(name_terms)),
        "weakest_name": min((w.match(best.matches) for w in names if w.is_content), default=0.6),
        "unmatched_words": float(len(unmatched)),
        "unmatched_similarity": _mean([w.match(best.matches) for w in unmatched], 0.8),
        "weakest_word": min((word.match(best.matches) for word in content), default=0.0),
        "question_word": _mean([w.match(best.matches) for w in asking], 0.3),
        "kind_found": float(holds_kind(query.asked, sentence_text)),
        "numbers_missing": float(sum(t[0].isdigit() and t not in claimed for t in name_terms)),
        "margin": float(ranking.scores[0] - later.mean()) if len(later) else 0.0,
    }


def own_words_matched(query: EncodedQuery, sentence: Sentence) -> float:
    """Whether a sentence answers for any word that a follow-up itself says: 1, or less below that.

    What the turn before lends a new topic must not carry it.
    """
    words = [word for word in question_words(query) if word.is_content]
    best = max((word.match(sentence.matches) for word in words), default=_MATCHED)
    return max(0.0, min(1.0, best / _MATCHED))


def words_matched(query: EncodedQuery, sentence: Sentence, asked_of: str) -> float:
    """Whether a sentence answers for what the question was asked of instead: 1, or less."""
    wanted = set(terms(asked_of))
    words = [word for word in question_words(query) if wanted & set(terms(word.text))]
    matched = min((word.match(sentence.matches) for word in words), default=0.0)
    return max(0.0, min(1.0, matched / _NAMED))


def _mean(values: Sequence[float], otherwise: float) -> float:
    return float(np.mean(values)) if values else otherwise
