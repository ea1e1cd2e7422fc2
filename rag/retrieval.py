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


def retrieve(
    index: PassageIndex,
    embedder: Embedder,
    question: str,
    top_k: int,
    filters: Filters | None = None,
    weights: Weights | None = None,
) -> Retrieval:
    """The ``top_k`` passages that answer the question best, of those that the filters allow."""
    started = time.perf_counter()
    question = unicodedata.normalize("NFKC", question)  # full-width letters are no others
    encoding = embedder.encode_questions([question])[0]
    embedded = time.perf_counter()
    retrieval = rank(index, embedder, question, encoding, top_k, filters, weights or Weights())
    embed = (embedded - started) * 1000
    timings = {"embed": embed, **retrieval.timings_ms}
    timings["total"] = embed + sum(retrieval.timings_ms.values())
    return Retrieval(retrieval.hits, timings)


def rank(
    index: PassageIndex,
    embedder: Embedder,
    question: str,
    encoding: Encoding,
    top_k: int,
    filters: Filters | None,
    weights: Weights,
) -> Retrieval:
    """As ``retrieve``, for a question that is encoded already."""
    started = time.perf_counter()
    bm25, coverage = index.match_terms(question)
    rows = _candidates(index, encoding, bm25, filters, max(weights.candidates, top_k))
    if weights.needs_words:
        rows = rows[bm25[rows] > 0]
    if not len(rows):
        return Retrieval((), {"search": (time.perf_counter() - started) * 1000, "rerank": 0.0})
    searched = time.perf_counter()
    late = late_scores(
        encoding.tokens, token_weights(question, encoding, weights), _tokens(index, embedder, rows)
    )
    best_sentence = np.asarray([scores.sentences.max() for scores in late])
    whole = np.asarray([scores.passage for scores in late])
    dense = index.dense_scores(encoding.pooled, rows)
    # The lexical part counts for as much as the best passage holds of the question's vocabulary:
    # where none holds much, the question is a paraphrase, and what little matches is by chance.
    lexical = coverage[rows] * float(coverage[rows].max())
    score = (
        weights.sentence * best_sentence
        + weights.passage * whole
        + weights.coverage * lexical
        + weights.dense * dense
    )
    order = np.lexsort((rows, -score))[:top_k]
    hits = tuple(
        Hit(
            passage=index.passages[rows[i]],
            score=float(score[i]),
            scores={
                "dense": float(dense[i]),
                "lexical": float(bm25[rows[i]]),
                "late": float(best_sentence[i]),
            },
            highlights=_highlights(index.passages[rows[i]], late[i], weights),
        )
        for i in order
    )
    ended = time.perf_counter()
    return Retrieval(
        hits, {"search": (searched - started) * 1000, "rerank": (ended - searched) * 1000}
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
