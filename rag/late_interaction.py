"""Late interaction: how well a passage's tokens answer for each token of the question.

MaxSim of Khattab and Zaharia (2020), "ColBERT: Efficient and Effective Passage Search via
Contextualized Late Interaction over BERT", taken as a weighted mean over the question's tokens so
that questions of different length compare. A sentence's tokens are taken from the encoding of its
whole passage, so that "he" and "this" carry what they stand for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.document import Passage
from rag.embedding import Encoding, Vectors


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """Token vectors of a passage ([t, dimension], unit length), ordered by sentence.

    ``sentence_starts`` is the row at which each sentence begins; none is empty.
    """

    vectors: Vectors
    sentence_starts: NDArray[np.int64]

    @classmethod
    def of(cls, passage: Passage, encoding: Encoding) -> PassageTokens:
        """The tokens of the passage's sentences; what stands between sentences is left out."""
        # By their last character: a piece may take in the space before its word.
        places = encoding.spans[:, 1] - 1 + passage.span.start
        rows: list[NDArray[np.int64]] = []
        for sentence in passage.sentences:
            inside = np.flatnonzero((places >= sentence.start) & (places < sentence.end))
            # A sentence without a token of its own, such as the tail of a word, takes its
            # neighbour's, so that every sentence can be compared.
            nearest = np.asarray([np.abs(places - sentence.start).argmin()])
            rows.append(inside if len(inside) else nearest)
        lengths = [len(r) for r in rows]
        return cls(
            encoding.tokens[np.concatenate(rows)],
            np.asarray(np.cumsum([0, *lengths[:-1]]), np.int64),
        )


@dataclass(frozen=True, slots=True)
class LateScores:
    """Of one passage: MaxSim over all its tokens, and over those of each sentence."""

    passage: float
    sentences: NDArray[np.float32]


def late_scores(
    question: Vectors, weights: NDArray[np.float32], passages: list[list[PassageTokens]]
) -> list[LateScores]:
    """MaxSim with passages of a question's tokens ([q, dimension]); ``weights`` [q] sum to 1.

    Each passage is given in one view or more, of the same sentences; the best view counts.
    """
    if not passages:
        return []
    scores = iter(_scores(question, weights, [view for views in passages for view in views]))
    return [_best([next(scores) for _ in views]) for views in passages]


def _best(views: list[LateScores]) -> LateScores:
    sentences = np.max([view.sentences for view in views], axis=0)
    return LateScores(max(view.passage for view in views), sentences)


def _scores(
    question: Vectors, weights: NDArray[np.float32], tokens: list[PassageTokens]
) -> list[LateScores]:
    sizes = [len(t.vectors) for t in tokens]
    counts = [len(t.sentence_starts) for t in tokens]
    offsets = np.cumsum([0, *sizes[:-1]])
    starts = np.concatenate([t.sentence_starts + o for t, o in zip(tokens, offsets, strict=True)])
    similarity = question @ np.concatenate([t.vectors for t in tokens]).T
    by_sentence = np.maximum.reduceat(similarity, starts, axis=1)
    firsts = np.cumsum([0, *counts[:-1]])
    by_passage = weights @ np.maximum.reduceat(by_sentence, firsts, axis=1)
    sentences = np.split(weights @ by_sentence, firsts[1:])
    return [LateScores(float(p), s) for p, s in zip(by_passage, sentences, strict=True)]


@dataclass(frozen=True, slots=True)
class SentenceMatches:
    """A sentence against a question: ``tokens`` [q] are each question token's best cosine."""

    tokens: Vectors
    late: float
    cosine: float


def sentence_matches(
    question: Encoding, weights: Vectors, views: list[PassageTokens]
) -> list[SentenceMatches]:
    """Each sentence of a passage against the question, in the view that matches it better.

    ``cosine`` is that of the question's vector and the mean of the sentence's tokens; 0 where the
    model has token vectors of another dimension than its text vectors.
    """
    seen = [_matches(question, weights, view) for view in views]
    return [max(same, key=lambda match: match.late) for same in zip(*seen, strict=True)]


def _matches(question: Encoding, weights: Vectors, view: PassageTokens) -> list[SentenceMatches]:
    similarity = question.tokens @ view.vectors.T
    best = np.maximum.reduceat(similarity, view.sentence_starts, axis=1)
    means = np.add.reduceat(view.vectors, view.sentence_starts, axis=0)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    comparable = means.shape[1] == len(question.pooled)
    cosines = means @ question.pooled if comparable else np.zeros(len(means), np.float32)
    return [
        SentenceMatches(best[:, i], float(weights @ best[:, i]), float(cosines[i]))
        for i in range(best.shape[1])
    ]
