"""Encodings already computed, by embedder and text, so that a rebuild embeds only what is new."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from rag.embedding import BATCH_SIZE, Embedder, EmbedderIdentity, Encoding

_TABLE = """
CREATE TABLE IF NOT EXISTS encodings (
    embedder TEXT NOT NULL, text TEXT NOT NULL,
    pooled BLOB NOT NULL, tokens BLOB NOT NULL, spans BLOB NOT NULL,
    PRIMARY KEY (embedder, text)
)
"""


def encode_missing(
    cache: Path,
    embedder: Embedder,
    texts: Sequence[str],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Encode the texts that the cache lacks; returns how many they were.

    ``progress`` is told of texts as they are done. A batch is kept as soon as it is computed. A
    cache that is damaged is made anew.
    """
    by_key = {_key(text): text for text in texts}
    identity = embedder.identity.sha256
    with closing(_open(cache)) as database:
        rows = database.execute("SELECT text FROM encodings WHERE embedder = ?", (identity,))
        missing = set(by_key) - {key for (key,) in rows}
        if progress:
            progress(len(texts) - len(missing))
        # Of like length together, since a batch is as wide as its longest text.
        pending = sorted(missing, key=lambda key: (embedder.count_tokens(by_key[key]), key))
        for start in range(0, len(pending), BATCH_SIZE):
            keys = pending[start : start + BATCH_SIZE]
            encodings = embedder.encode_passages([by_key[key] for key in keys])
            with database:
                database.executemany(
                    "INSERT OR REPLACE INTO encodings VALUES (?, ?, ?, ?, ?)",
                    [(identity, k, *_pack(e)) for k, e in zip(keys, encodings, strict=True)],
                )
            if progress:
                progress(len(keys))
    return len(missing)


def read_encodings(
    cache: Path, identity: EmbedderIdentity, texts: Sequence[str]
) -> Iterator[Encoding]:
    """The cached encodings of texts, in their order; raises KeyError for one that is not there."""
    with closing(_open(cache)) as database:
        for text in texts:
            row = database.execute(
                "SELECT pooled, tokens, spans FROM encodings WHERE embedder = ? AND text = ?",
                (identity.sha256, _key(text)),
            ).fetchone()
            if row is None:
                raise KeyError(text[:60])
            pooled, tokens, spans = row
            yield _unpack(pooled, tokens, spans, identity.token_dimension)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _pack(encoding: Encoding) -> tuple[bytes, bytes, bytes]:
    tokens = encoding.tokens.astype(np.float16)
    return encoding.pooled.tobytes(), tokens.tobytes(), encoding.spans.tobytes()


def _unpack(pooled: bytes, tokens: bytes, spans: bytes, dimension: int) -> Encoding:
    return Encoding(
        np.frombuffer(pooled, np.float32),
        np.frombuffer(tokens, np.float16).reshape(-1, dimension).astype(np.float32),
        np.frombuffer(spans, np.int32).reshape(-1, 2),
    )


def _open(cache: Path) -> sqlite3.Connection:
    cache.parent.mkdir(parents=True, exist_ok=True)
    try:
        database = sqlite3.connect(cache)
        database.execute(_TABLE)
    except sqlite3.DatabaseError:
        database.close()
        cache.unlink()
        database = sqlite3.connect(cache)
        database.execute(_TABLE)
    return database
