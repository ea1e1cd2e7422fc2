"""From a question to ranked passages: three signals, one score.

Dense and lexical search propose candidates; late interaction and the share of the question's
vocabulary that a passage holds rank them.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.document import Document, Passage, Span
from rag.embedding import Embedder, Encoding, Vectors
from rag.filters import Filters
from rag.late_interaction import LateScores, PassageTokens, late_scores
from rag.plain_view import in_passage, views
from rag.settings import Weights
from rag.terms import STOP_WORDS


class PassageIndex(Protocol):
    """What retrieval needs of an index; passages are addressed by their row in ``passages``."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    @property
    def passages(self) -> Sequence[Passage]: ...

    def search_dense(
        self, vector: Vectors, top_k: int, rows: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        """The ``top_k`` passages of highest cosine with ``vector``, best first, among ``rows``."""
        ...

    def dense_scores(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """The cosine of ``vector`` with each of ``rows``."""
        ...

    def match_terms(self, question: str) -> tuple[Vectors, Vectors]:
        """BM25 of every passage, and the share of the question's IDF that it holds."""
        ...

    def tokens(self, row: int) -> list[PassageTokens] | None:
        """The stored token vectors of a passage's views, None where beyond the budget."""
        ...


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
class Signals:
    """What is known of each candidate: all arrays run along ``rows``.

    ``sentence`` is MaxSim with the best sentence, ``passage`` with the whole; ``coverage`` the
    share of the question's IDF held; ``late`` has MaxSim with every sentence.
    """

    rows: NDArray[np.int64]
    sentence: Vectors
    passage: Vectors
    coverage: Vectors
    dense: Vectors
    bm25: Vectors
    late: Sequence[LateScores]

    def score(self, weights: Weights) -> Vectors:
        """The one number that orders the candidates.

        Coverage counts for as much as the best candidate holds of the question's vocabulary:
        where none holds much, the question is a paraphrase, and what little matches is by chance.
        """
        lexical = self.coverage * self.coverage.max(initial=0)
        return np.asarray(
            weights.sentence * self.sentence
            + weights.passage * self.passage
            + weights.coverage * lexical
            + weights.dense * self.dense,
            np.float32,
        )


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
    started = time.perf_counter()
    question = unicodedata.normalize("NFKC", question)  # full-width letters are no others
    encoding = embedder.encode_questions([question])[0]
    embedded = time.perf_counter()
    bm25, coverage = index.match_terms(question)
    count = max(weights.candidates, top_k)
    rows = _candidates(index, encoding, bm25, filters, count, weights.needs_words)
    searched = time.perf_counter()
    signals = measure(index, embedder, question, encoding, rows, bm25, coverage, weights)
    hits = _best(index, signals, top_k, weights)
    ended = time.perf_counter()
    timings = {
        "embed": embedded - started,
        "search": searched - embedded,
        "rerank": ended - searched,
        "total": ended - started,
    }
    return Retrieval(hits, {step: seconds * 1000 for step, seconds in timings.items()})


def measure(
    index: PassageIndex,
    embedder: Embedder,
    question: str,
    encoding: Encoding,
    rows: NDArray[np.int64],
    bm25: Vectors,
    coverage: Vectors,
    weights: Weights,
) -> Signals:
    """The signals of the candidates in ``rows``; ``bm25`` and ``coverage`` are of all passages."""
    late = late_scores(
        encoding.tokens, token_weights(question, encoding, weights), _tokens(index, embedder, rows)
    )
    return Signals(
        rows=rows,
        sentence=np.asarray([scores.sentences.max() for scores in late], np.float32),
        passage=np.asarray([scores.passage for scores in late], np.float32),
        coverage=coverage[rows],
        dense=index.dense_scores(encoding.pooled, rows),
        bm25=bm25[rows],
        late=late,
    )


def _best(index: PassageIndex, signals: Signals, top_k: int, weights: Weights) -> tuple[Hit, ...]:
    score = signals.score(weights)
    order = np.lexsort((signals.rows, -score))[:top_k]
    return tuple(
        Hit(
            passage=index.passages[signals.rows[i]],
            score=float(score[i]),
            scores={
                "dense": float(signals.dense[i]),
                "lexical": float(signals.bm25[i]),
                "late": float(signals.sentence[i]),
            },
            highlights=_highlights(index.passages[signals.rows[i]], signals.late[i], weights),
        )
        for i in order
    )


def token_weights(question: str, encoding: Encoding, weights: Weights) -> Vectors:
    """How much each token of the question counts; they sum to 1. Form words count less."""
    raw = []
    for start, end in encoding.spans:
        token = question[start:end].strip().casefold()
        matters = token not in STOP_WORDS and any(c.isalnum() for c in token)
        raw.append(1.0 if matters else weights.form_word)
    values = np.asarray(raw, np.float32)
    return np.asarray(values / values.sum(), np.float32)


def _candidates(
    index: PassageIndex,
    encoding: Encoding,
    bm25: Vectors,
    filters: Filters | None,
    count: int,
    needs_words: bool,
) -> NDArray[np.int64]:
    """Rows of the passages worth ranking, in order: the best of dense and of lexical search."""
    allowed: NDArray[np.int64] | None = None
    if filters is not None and filters != Filters():
        allowed = np.asarray(
            [
                row
                for row, passage in enumerate(index.passages)
                if filters.allow(index.documents[passage.document], passage)
            ],
            np.int64,
        )
    everything = np.arange(len(index.passages), dtype=np.int64) if allowed is None else allowed
    if needs_words:
        everything = everything[bm25[everything] > 0]
    if len(everything) <= count:
        return everything
    dense = [row for row, _ in index.search_dense(encoding.pooled, count, allowed)]
    matching = everything[bm25[everything] > 0]
    lexical = matching[np.argsort(-bm25[matching], kind="stable")[:count]]
    return np.unique(np.concatenate([np.asarray(dense, np.int64), lexical]))


def _tokens(
    index: PassageIndex, embedder: Embedder, rows: NDArray[np.int64]
) -> list[list[PassageTokens]]:
    found = []
    for row in rows.tolist():
        passage = index.passages[row]
        stored = index.tokens(row)
        found.append(
            encode_views(embedder, index.documents[passage.document], passage)
            if stored is None
            else stored
        )
    return found


def encode_views(embedder: Embedder, document: Document, passage: Passage) -> list[PassageTokens]:
    """The token vectors of each view of a passage."""
    texts = views(document, passage)
    encodings = embedder.encode_passages([view.text for view in texts])
    return [
        PassageTokens.of(passage, in_passage(view, encoding))
        for view, encoding in zip(texts, encodings, strict=True)
    ]


def _highlights(passage: Passage, late: LateScores, weights: Weights) -> tuple[Span, ...]:
    """The best sentence, and those that come near it."""
    near = late.sentences >= late.sentences.max() - weights.highlight_margin
    return tuple(s for s, is_near in zip(passage.sentences, near, strict=True) if is_near)
