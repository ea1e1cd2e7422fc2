"""From a question to ranked passages: three signals, one score.

Dense and lexical search propose candidates; late interaction and the share of the question's
vocabulary that a passage holds rank them.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.document.filters import Filters
from rag.document.model import Passage, Span
from rag.models.embedder import Embedder, Encoding, Vectors
from rag.search.signals import PassageIndex, Query, Signals, measure, token_weights
from rag.settings import Weights


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: ``score`` orders the hits, ``scores`` are the signals behind it.

    ``highlights`` are the sentences that answer best, in reading order.
    """

    passage: Passage
    score: float
    scores: Mapping[str, float]
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The hits, best first, and the milliseconds that each step took."""

    hits: tuple[Hit, ...]
    timings_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Search:
    """A query as the model sees it, and all candidates with their signals, the best first.

    ``token_weights`` [q] say how much each of the encoding's tokens counts; ``scores`` and
    ``rows`` are the candidates' in order, ``order`` their places in ``signals``.
    """

    query: Query
    encoding: Encoding
    token_weights: Vectors
    signals: Signals
    order: NDArray[np.int64]
    scores: Vectors
    timings_ms: Mapping[str, float]

    @property
    def rows(self) -> NDArray[np.int64]:
        return self.signals.rows[self.order]

    @property
    def own_weights(self) -> Vectors:
        """The token weights of the text alone, which sum to 1; those of the background are 0."""
        asked_from = len(self.query.whole) - len(self.query.text)
        said = np.where(self.encoding.spans[:, 1] > asked_from, self.token_weights, 0)
        return np.asarray(said / said.sum(), np.float32)


def retrieve(
    index: PassageIndex,
    embedder: Embedder,
    question: str,
    top_k: int,
    filters: Filters | None = None,
    weights: Weights | None = None,
) -> Retrieval:
    """The ``top_k`` passages that answer the question best, of those that the filters allow."""
    weights = weights or Weights()
    found = search(index, embedder, Query(question), allowed_rows(index, filters), weights, top_k)
    return Retrieval(best_hits(index, found, top_k, weights), found.timings_ms)


def allowed_rows(index: PassageIndex, filters: Filters | None) -> NDArray[np.int64] | None:
    """Rows of the passages that the filters let pass, in order; None for all."""
    if filters is None or filters == Filters():
        return None
    rows = [
        row
        for row, passage in enumerate(index.passages)
        if filters.allow(index.documents[passage.document], passage)
    ]
    return np.asarray(rows, np.int64)


def search(
    index: PassageIndex,
    embedder: Embedder,
    query: Query,
    allowed: NDArray[np.int64] | None = None,
    weights: Weights | None = None,
    least: int = 0,
) -> Search:
    """Rank at least ``least`` candidates, where there are as many, of the rows ``allowed``."""
    weights = weights or Weights()
    started = time.perf_counter()
    # Full-width letters are no others.
    text, background = (unicodedata.normalize("NFKC", t) for t in (query.text, query.background))
    query = Query(text, background)
    encoding = embedder.encode_questions([query.whole])[0]
    embedded = time.perf_counter()
    bm25, coverage = index.match_terms(query.whole)
    count = max(weights.candidates, least)
    rows = _candidates(index, encoding, bm25, allowed, count, weights.needs_words)
    searched = time.perf_counter()
    each = token_weights(query, encoding, weights)
    signals = measure(index, embedder, encoding, each, rows, bm25, coverage)
    score = signals.score(weights)
    order = np.lexsort((rows, -score))
    ended = time.perf_counter()
    timings = {
        "embed": embedded - started,
        "search": searched - embedded,
        "rerank": ended - searched,
        "total": ended - started,
    }
    milliseconds = {step: seconds * 1000 for step, seconds in timings.items()}
    return Search(query, encoding, each, signals, order, score[order], milliseconds)


def best_hits(index: PassageIndex, found: Search, top_k: int, weights: Weights) -> tuple[Hit, ...]:
    """The first ``top_k`` candidates of a search, with their scores and best sentences."""
    signals = found.signals
    return tuple(
        Hit(
            passage=index.passages[signals.rows[i]],
            score=float(score),
            scores={
                "dense": float(signals.dense[i]),
                "lexical": float(signals.bm25[i]),
                "late": float(signals.sentence[i]),
            },
            highlights=_highlights(
                index.passages[signals.rows[i]], signals.late.sentences(i), weights
            ),
        )
        for i, score in zip(found.order[:top_k].tolist(), found.scores, strict=False)
    )


def _candidates(
    index: PassageIndex,
    encoding: Encoding,
    bm25: Vectors,
    allowed: NDArray[np.int64] | None,
    count: int,
    needs_words: bool,
) -> NDArray[np.int64]:
    """Rows of the passages worth ranking, in order: the best of dense and of lexical search."""
    everything = np.arange(len(index.passages), dtype=np.int64) if allowed is None else allowed
    if needs_words:
        everything = everything[bm25[everything] > 0]
    if len(everything) <= count:
        return everything
    dense = [row for row, _ in index.search_dense(encoding.pooled, count, allowed)]
    matching = everything[bm25[everything] > 0]
    lexical = matching[np.argsort(-bm25[matching], kind="stable")[:count]]
    return np.unique(np.concatenate([np.asarray(dense, np.int64), lexical]))


def _highlights(passage: Passage, scores: Vectors, weights: Weights) -> tuple[Span, ...]:
    """The best sentence, and those that come near it."""
    near = scores >= scores.max() - weights.highlight_margin
    return tuple(s for s, is_near in zip(passage.sentences, near, strict=True) if is_near)
