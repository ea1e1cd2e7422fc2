"""The model as a newcomer uses it: what exceeds its window is cut off, as its library does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from evals.systems import Embedder, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True, slots=True)
class PlainEmbedder:
    """A sentence-transformers model with its own prompts; vectors are ``[n, d]`` of length 1."""

    model: SentenceTransformer
    batch_size: int = 32

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        found = self.model.encode_query(
            list(texts),
            batch_size=self.batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(found, np.float32)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        found = self.model.encode_document(
            list(texts),
            batch_size=self.batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(found, np.float32)


@dataclass(frozen=True, slots=True)
class Remembering:
    """An embedder that encodes each question once, however many systems ask for it."""

    embedder: Embedder
    seen: dict[str, Vectors] = field(default_factory=dict)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self.seen]
        if new:
            self.seen.update(zip(new, self.embedder.encode_queries(new), strict=True))
        return np.stack([self.seen[text] for text in texts])

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self.embedder.encode_documents(texts)
