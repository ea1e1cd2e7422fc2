"""Vectors like those of real texts, of any number, without the model: real ones and noise around.

The noise is shaped like the differences between near neighbours, and of such a size that a vector
is as near to its nearest as that of a real text. Of real passages, the median cosine of the nearest
grows by 0.03 to 0.05 a doubling, from 0.34 among 226 to 0.46 among 1,812, which would make 0.7
among 100,000; noise of 0.8 gives 0.69 there, of 0.6 0.79.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from pydantic import TypeAdapter
from tokenizers import Tokenizer

from bench.scale_texts import real_texts
from rag.document.model import Document
from rag.models.embedder import (
    PYTORCH,
    Embedder,
    EmbedderIdentity,
    ModelOutput,
    Role,
    Vectors,
    unit,
)
from rag.reading.structure import parse_document

NOISE = 0.7
TOKEN_NOISE = 0.5
BLOCK = 65_536
VECTORS, TOKENIZER, IDENTITY = "real.npz", "tokenizer.json", "identity.json"
_IDENTITY = TypeAdapter(EmbedderIdentity)


@dataclass(frozen=True)
class RealVectors:
    """The vectors of real passages and of their tokens, and the shape of the noise around them."""

    pooled: Vectors
    tokens: Vectors
    shape: Vectors

    @classmethod
    def of(cls, pooled: Vectors, tokens: Vectors) -> RealVectors:
        return cls(pooled, tokens, _shape(pooled))

    def save(self, path: Path) -> None:
        np.savez(path, pooled=self.pooled, tokens=self.tokens)

    @classmethod
    def load(cls, path: Path) -> RealVectors:
        with np.load(path, allow_pickle=False) as held:
            return cls.of(held["pooled"], held["tokens"])

    def spread(self, count: int, seed: int = 0) -> Iterator[Vectors]:
        """Blocks of vectors, ``count`` in all."""
        random = np.random.default_rng(seed)
        for start in range(0, count, BLOCK):
            size = min(BLOCK, count - start)
            noise = random.standard_normal((size, self.shape.shape[1]), np.float32)
            around = self.pooled[random.integers(0, len(self.pooled), size)]
            yield unit(around + NOISE * (noise @ self.shape.T))


def _shape(pooled: Vectors) -> Vectors:
    """What standard noise is multiplied with: its length then is 1 on average."""
    products = pooled @ pooled.T
    np.fill_diagonal(products, -1)
    nearest = np.argsort(-products, axis=1)[:, :3]
    differences = (pooled[:, None, :] - pooled[nearest]).reshape(-1, pooled.shape[1])
    spread, axes = np.linalg.eigh(differences.T @ differences)
    scaled = axes * np.sqrt(np.maximum(spread, 0))
    return np.asarray(scaled / np.linalg.norm(scaled), np.float32)


def encode_real(embedder: Embedder) -> RealVectors:
    """What the model makes of each paragraph of the texts that come with the project."""
    read: list[Document] = [parse_document(text, "real") for text in real_texts()]
    texts = [p.span.of(d.text) for d in read for _, p in d.paragraphs()]
    texts = [text for text in dict.fromkeys(texts) if len(text) > 60]
    encodings = embedder.encode_passages(texts)
    tokens = np.concatenate([each.tokens for each in encodings])
    return RealVectors.of(np.stack([each.pooled for each in encodings]), tokens)


def keep_real(embedder: Embedder, folder: Path) -> None:
    """Run the model on the real texts, once, and keep what ``without_model`` needs of it."""
    folder.mkdir()
    encode_real(embedder).save(folder / VECTORS)
    embedder.tokenizer.save(str(folder / TOKENIZER))
    (folder / IDENTITY).write_bytes(_IDENTITY.dump_json(embedder.identity))


def without_model(folder: Path) -> Embedder:
    """An embedder of the kept words and identity, whose vectors are real ones and noise.

    The same text always has the same vectors.
    """
    real = RealVectors.load(folder / VECTORS)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    identity = _IDENTITY.validate_json((folder / IDENTITY).read_bytes())

    def run(texts: Sequence[str], role: Role) -> Iterator[ModelOutput]:
        for text in texts:
            ids = np.asarray(tokenizer.encode(text).ids, np.int64)
            seed = crc32(text.encode())
            random = np.random.default_rng(seed)
            noise = random.standard_normal((len(ids), real.tokens.shape[1]), np.float32)
            noise *= TOKEN_NOISE / noise.shape[1] ** 0.5
            tokens = unit(real.tokens[ids * 7919 % len(real.tokens)] + noise)
            yield ModelOutput(ids, np.ones(len(ids), bool), tokens, next(real.spread(1, seed))[0])

    return Embedder(replace(identity, runtime=PYTORCH), tokenizer, run)
