"""From a question to ranked passages."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.document import Document, Passage
from rag.embedding import Embedder, Vectors


class PassageIndex(Protocol):
    """What retrieval needs of an index; passages are addressed by their place in ``passages``."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    @property
    def passages(self) -> Sequence[Passage]: ...

    def search_dense(self, vector: Vectors, top_k: int) -> list[tuple[int, float]]:
        """The ``top_k`` passages of highest cosine with ``vector`` ([dimension]), best first."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: ``score`` orders the hits, ``scores`` are the signals behind it."""

    passage: Passage
    score: float
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The hits, best first, and the milliseconds that each step took."""

    hits: tuple[Hit, ...]
    timings_ms: Mapping[str, float]


def retrieve(index: PassageIndex, embedder: Embedder, question: str, top_k: int) -> Retrieval:
    """The ``top_k`` passages nearest to the question."""
    started = time.perf_counter()
    vector = embedder.embed_questions([question])[0]
    embedded = time.perf_counter()
    hits = tuple(
        Hit(index.passages[i], score, {"dense": score})
        for i, score in index.search_dense(vector, top_k)
    )
    ended = time.perf_counter()
    return Retrieval(
        hits,
        {
            "embed": (embedded - started) * 1000,
            "search": (ended - embedded) * 1000,
            "total": (ended - started) * 1000,
        },
    )
