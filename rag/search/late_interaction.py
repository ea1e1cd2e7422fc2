"""Late interaction: how well a passage's tokens answer for each token of the question.

MaxSim of Khattab and Zaharia (2020), "ColBERT: Efficient and Effective Passage Search via
Contextualized Late Interaction over BERT", taken as a weighted mean over the question's tokens so
that questions of different length compare. A sentence's tokens are taken from the encoding of its
whole passage, so that "he" and "this" carry what they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.document.model import Passage
from rag.models.embedder import Encoding, Vectors
from rag.search.token_layout import Layout, joined, layout_of

NO_LENGTH = np.float32(1e-9)
"""The length that is kept for a sentence whose token vectors are zero: it answers nothing."""


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """Token vectors of a view of a passage ([t, dimension], unit length), or the codes that they
    are kept as ([t, bytes]), ordered by sentence.

    ``sentence_starts`` is the row at which each sentence begins; none is empty. A text in which
    the model reads no token is ``silent``: its vectors are zero, and its codes stand for nothing.
    """

    vectors: NDArray[Any]
    sentence_starts: NDArray[np.int64]
    silent: bool = False

    @classmethod
    def of(cls, passage: Passage, encoding: Encoding) -> PassageTokens:
        """The tokens of the passage's sentences; what stands between sentences is left out.

        Where the model reads no token in the passage, each sentence has one zero vector: its
        cosine with anything is 0, so it answers no question.
        """
        count = len(passage.sentences)
        if not len(encoding.tokens):
            nothing = np.zeros((count, encoding.tokens.shape[1]), encoding.tokens.dtype)
            return cls(nothing, np.arange(count, dtype=np.int64), silent=True)
        rows = sentence_rows(passage, encoding.spans)
        lengths = [len(r) for r in rows]
        return cls(
            encoding.tokens[np.concatenate(rows)],
            np.asarray(np.cumsum([0, *lengths[:-1]]), np.int64),
        )

    @classmethod
    def as_one(cls, encoding: Encoding | None, dimension: int) -> PassageTokens:
        """All tokens of a text as those of one sentence, a zero vector where there is none."""
        if encoding is None or not len(encoding.tokens):
            dtype = encoding.tokens.dtype if encoding else np.uint8
            return cls(np.zeros((1, dimension), dtype), np.zeros(1, np.int64), silent=True)
        return cls(encoding.tokens, np.zeros(1, np.int64))

    @property
    def sentence_lengths(self) -> NDArray[np.int64]:
        """How many tokens each sentence has."""
        return np.diff(self.sentence_starts, append=len(self.vectors))

    @property
    def sentence_norms(self) -> Vectors:
        """The length of each sentence's sum of token vectors."""
        sums = np.add.reduceat(self.vectors, self.sentence_starts, axis=0)
        return np.asarray(np.maximum(np.linalg.norm(sums, axis=1), NO_LENGTH), np.float32)


def sentence_rows(passage: Passage, spans: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """Which tokens each sentence of a passage has, in their order.

    ``spans`` [t, 2] are where the tokens stand in the passage; there is at least one.
    """
    # By their last character: a piece may take in the space before its word.
    places = spans[:, 1].astype(np.int64) - 1 + passage.span.start
    order = np.argsort(places, kind="stable")
    places = places[order]
    starts = np.asarray([s.start for s in passage.sentences], np.int64)
    firsts = np.searchsorted(places, starts)
    lasts = np.searchsorted(places, [s.end for s in passage.sentences])
    # A sentence without a token of its own, such as the tail of a word, takes its neighbour's, so
    # that every sentence can be compared.
    before = places[np.maximum(firsts - 1, 0)]
    behind = places[np.minimum(firsts, len(places) - 1)]
    nearer = np.where(abs(starts - before) <= abs(behind - starts), before, behind)
    nearest = np.searchsorted(places, nearer)
    return [
        np.sort(order[first:last]) if first < last else order[[near]]
        for first, last, near in zip(firsts, lasts, nearest, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class TokenMatches:
    """A question against sentences of passages: what late interaction sums up.

    ``best`` [q, s] are each question token's best cosines with the tokens of each sentence.
    ``cosines`` [s] are those of the question's vector and the mean of the sentence's tokens, 0
    where the model has token vectors of another dimension than its text vectors.
    """

    best: Vectors
    cosines: Vectors
    layout: Layout

    def select(self, rows: NDArray[np.int64]) -> TokenMatches:
        """Those of some passages, in the order of ``rows``."""
        layout, sentences, _ = self.layout.select(rows)
        return TokenMatches(self.best[:, sentences], self.cosines[sentences], layout)


def match_tokens(
    question: Encoding,
    layout: Layout,
    sentence_norms: Vectors,
    product: Callable[[Vectors], Vectors],
) -> TokenMatches:
    """Match a question; ``product`` gives the products of vectors [q, d] with all tokens [q, t]."""
    count = len(question.tokens)
    comparable = question.tokens.shape[1] == len(question.pooled)
    asked = [question.tokens, question.pooled[None, :]] if comparable else [question.tokens]
    similarity = product(np.concatenate(asked))
    starts = layout.sentence_tokens[:-1]
    best = np.maximum.reduceat(similarity[:count], starts, axis=1)
    sums = np.add.reduceat(similarity[count], starts) if comparable else np.zeros(len(starts))
    return TokenMatches(best, np.asarray(sums / sentence_norms, np.float32), layout)


def joined_matches(parts: Sequence[TokenMatches]) -> TokenMatches:
    """Matches of one question with passages in several parts, one part after the other."""
    if len(parts) == 1:
        return parts[0]
    return TokenMatches(
        np.concatenate([part.best for part in parts], axis=1),
        np.concatenate([part.cosines for part in parts]),
        joined([part.layout for part in parts]),
    )


def no_matches(question: Encoding) -> TokenMatches:
    """Matches of a question with no passage."""
    none = np.zeros((len(question.tokens), 0), np.float32)
    return TokenMatches(none, np.zeros(0, np.float32), layout_of([]))


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """A sentence against a question: ``tokens`` [q] are each question token's best cosine."""

    tokens: Vectors
    late: float
    cosine: float


@dataclass(frozen=True, slots=True)
class LateScores:
    """MaxSim of a question with passages, each in the best of its views.

    ``passages`` [p] is that with all tokens of each, ``best_sentences`` [p] that with its best
    sentence, ``views`` [s] that with every sentence of every view.
    """

    passages: Vectors
    best_sentences: Vectors
    views: Vectors
    matches: TokenMatches

    def sentences(self, place: int) -> Vectors:
        """MaxSim with each sentence of the passage at a place."""
        scores = [self.views[part] for part in self._views_of(place)]
        return np.asarray(np.max(scores, axis=0))

    def sentence_matches(self, place: int) -> list[SentenceMatch]:
        """Each sentence of the passage at a place, in the view that matches it better."""
        same = zip(*(range(p.start, p.stop) for p in self._views_of(place)), strict=True)
        chosen = [max(each, key=lambda i: float(self.views[i])) for each in same]
        best, cosines = self.matches.best, self.matches.cosines
        return [SentenceMatch(best[:, i], float(self.views[i]), float(cosines[i])) for i in chosen]

    def _views_of(self, place: int) -> list[slice]:
        first, last = self.matches.layout.passage_views[place : place + 2].tolist()
        bounds = self.matches.layout.view_sentences[first : last + 1].tolist()
        return [slice(*pair) for pair in pairwise(bounds)]


def late_scores(matches: TokenMatches, weights: Vectors) -> LateScores:
    """MaxSim with passages, none of which is without a sentence; ``weights`` [q] sum to 1."""
    layout = matches.layout
    if len(layout) == 0:
        none = np.zeros(0, np.float32)
        return LateScores(none, none, none, matches)
    firsts = layout.view_sentences[:-1]
    views = _weighted(matches.best, weights)
    whole = _weighted(np.maximum.reduceat(matches.best, firsts, axis=1), weights)
    passages = layout.passage_views[:-1]
    return LateScores(
        np.maximum.reduceat(whole, passages),
        np.maximum.reduceat(views, firsts[passages]),
        views,
        matches,
    )


def _weighted(best: Vectors, weights: Vectors) -> Vectors:
    """The weighted sums of columns ([q, s] to [s]).

    Each is the same to the bit, whatever columns stand beside it. A product with the whole matrix
    is not on every processor: without AVX-512, BLAS adds up the last columns in another order.
    """
    return np.asarray(np.vecdot(np.ascontiguousarray(best.T), weights), np.float32)
