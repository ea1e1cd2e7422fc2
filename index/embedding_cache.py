"""Vectors already computed, by embedder and text, so that a rebuild embeds only what is new."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from rag.embedding import Embedder, Vectors

_TABLE = """
CREATE TABLE IF NOT EXISTS embeddings (
    embedder TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (embedder, text)
) WITHOUT ROWID
"""
_SLICE = 512  # texts embedded between two commits: what a killed build loses at most


def embed_cached(
    cache: Path,
    embedder: Embedder,
    texts: Sequence[str],
    progress: Callable[[int], None] | None = None,
) -> tuple[Vectors, int]:
    """Vectors of shape [len(texts), dimension], and how many of them had to be computed.

    ``progress`` is told of texts as they are done. A cache that is damaged is made anew.
    """
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    identity = embedder.identity
    vectors = np.zeros((len(texts), identity.dimension), np.float32)
    with closing(_open(cache)) as database:
        known = dict(
            database.execute(
                "SELECT text, vector FROM embeddings WHERE embedder = ?", (identity.sha256,)
            )
        )
        new: dict[str, list[int]] = {}
        for row, key in enumerate(keys):
            if key in known:
                vectors[row] = np.frombuffer(known[key], np.float32)
            else:
                new.setdefault(key, []).append(row)
        if progress:
            progress(len(texts) - len(new))
        pending = sorted(new)
        for start in range(0, len(pending), _SLICE):
            part = pending[start : start + _SLICE]
            computed = embedder.embed_passages([texts[new[key][0]] for key in part], progress)
            with database:
                database.executemany(
                    "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
                    [
                        (identity.sha256, key, vector.tobytes())
                        for key, vector in zip(part, computed, strict=True)
                    ],
                )
            for key, vector in zip(part, computed, strict=True):
                vectors[new[key]] = vector
    return vectors, len(new)


def _open(cache: Path) -> sqlite3.Connection:
    cache.parent.mkdir(parents=True, exist_ok=True)
    try:
        database = sqlite3.connect(cache)
        database.execute(_TABLE)
    except sqlite3.DatabaseError:
        cache.unlink()
        database = sqlite3.connect(cache)
        database.execute(_TABLE)
    return database
