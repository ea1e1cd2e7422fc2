"""From a query to ranked passages: three signals, one score.

Dense and lexical search propose candidates; late interaction and the share of the query's
vocabulary that a passage holds rank them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.document.citations import Citation, cite
from rag.document.filters import Filters
from rag.document.model import Passage, Span
from rag.models.embedder import Embedder, Vectors
from rag.question.query import Query
from rag.search.signals import Signals, encode_query, measure
from rag.search.store import Candidates, EncodedQuery, Store
from rag.settings import Weights


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, and where it stands: ``score`` orders the hits, ``scores`` are its signals.

    ``highlights`` are the sentences that answer best, in reading order.
    """

    passage: Passage
    citation: Citation
    score: float
    scores: Mapping[str, float]
    highlights: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The passage, to the character."""
        return self.citation.quote


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates for a query with their signals.

    ``order`` [c] are their places, the best first, ``scores`` [c] their scores in that order;
    ``timings_ms`` are the milliseconds that each step took.
    """

    encoded: EncodedQuery
    candidates: Candidates
    signals: Signals
    order: NDArray[np.int64]
    scores: Vectors
    timings_ms: Mapping[str, float]


def rank(
    store: Store,
    embedder: Embedder,
    query: Query,
    weights: Weights,
    filters: Filters,
    least: int = 0,
) -> Ranking:
    """Rank at least ``least`` candidates, where there are as many that the filters allow."""
    started = time.perf_counter()
    encoded = encode_query(query, embedder, weights.form_word)
    embedded = time.perf_counter()
    candidates = store.search(encoded, filters, max(weights.candidates, least))
    if weights.needs_words:
        candidates = candidates.select(np.flatnonzero(candidates.bm25 > 0))
    searched = time.perf_counter()
    signals = measure(store, encoded, candidates)
    score = signals.score(weights)
    order = np.argsort(-score, kind="stable")
    ended = time.perf_counter()
    timings = {
        "embed": embedded - started,
        "search": searched - embedded,
        "rerank": ended - searched,
        "total": ended - started,
    }
    milliseconds = {step: seconds * 1000 for step, seconds in timings.items()}
    return Ranking(encoded, candidates, signals, order, score[order], milliseconds)


def best_hits(store: Store, ranking: Ranking, top_k: int, weights: Weights) -> tuple[Hit, ...]:
    """The first ``top_k`` candidates, with their scores and best sentences."""
    signals = ranking.signals
    hits = []
    for place, score in zip(ranking.order[:top_k].tolist(), ranking.scores, strict=False):
        passage = ranking.candidates.passages[place]
        hits.append(
            Hit(
                passage=passage,
                citation=cite(store.document(passage.document), passage.span),
                score=float(score),
                scores={
                    "dense": float(signals.dense[place]),
                    "lexical": float(signals.bm25[place]),
                    "late": float(signals.sentence[place]),
                },
                highlights=_highlights(passage, signals.late.sentences(place), weights),
            )
        )
    return tuple(hits)


def _highlights(passage: Passage, scores: Vectors, weights: Weights) -> tuple[Span, ...]:
    """The best sentence, and those that come near it."""
    near = scores >= scores.max() - weights.highlight_margin
    return tuple(s for s, is_near in zip(passage.sentences, near, strict=True) if is_near)
