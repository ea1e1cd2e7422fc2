"""Encodings already computed, by embedder and text, so that a rebuild embeds only what is new."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from rag.errors import CacheError
from rag.models.embedder import Embedder, EmbedderIdentity, Encoding

_TRANSACTION = 64  # texts encoded and kept at once: what a killed build loses at most

_TABLE = """
CREATE TABLE IF NOT EXISTS encodings (
    embedder TEXT NOT NULL, text TEXT NOT NULL,
    pooled BLOB NOT NULL, tokens BLOB NOT NULL, spans BLOB NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (embedder, text)
)
"""


def encode_missing(
    cache: Path,
    embedder: Embedder,
    texts: Sequence[str],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Encode the texts that the cache lacks or holds damaged; returns how many they were.

    ``progress`` is told of texts as they are done, the longest first. What is done is kept even if
    the process is killed. A cache that is damaged is made anew.

    Raises CacheError where the cache can be neither used nor made anew.
    """
    by_key = {_key(text): text for text in texts}
    identity = embedder.identity.sha256
    with closing(_open(cache, identity)) as database:
        lacking = [key for key in by_key if _read(database, identity, key) is None]
        missing = sorted(lacking, key=lambda key: (-len(by_key[key]), key))
        if progress:
            progress(len(texts) - len(missing))
        for start in range(0, len(missing), _TRANSACTION):
            keys = missing[start : start + _TRANSACTION]
            encodings = embedder.encode_passages([by_key[key] for key in keys])
            with database:
                for key, encoding in zip(keys, encodings, strict=True):
                    packed = _pack(encoding)
                    row = (identity, key, *packed, _sha256(packed))
                    database.execute("INSERT OR REPLACE INTO encodings VALUES (?,?,?,?,?,?)", row)
            if progress:
                progress(len(keys))
    return len(missing)


def read_encodings(
    cache: Path, identity: EmbedderIdentity, texts: Sequence[str]
) -> Iterator[Encoding]:
    """The cached encodings of texts, in their order.

    Raises CacheError for one that is not there or was damaged since it was written.
    """
    with closing(sqlite3.connect(cache)) as database:
        for text in texts:
            row = _read(database, identity.sha256, _key(text))
            if row is None:
                raise CacheError(
                    f"{cache} was altered during the build; run `brief-rag index` again"
                )
            yield _unpack(*row, dimension=identity.token_dimension)


def _read(
    database: sqlite3.Connection, identity: str, key: str
) -> tuple[bytes, bytes, bytes] | None:
    row = database.execute(
        "SELECT pooled, tokens, spans, sha256 FROM encodings WHERE embedder = ? AND text = ?",
        (identity, key),
    ).fetchone()
    if row is None or not all(isinstance(part, bytes) for part in row[:3]):
        return None
    packed = (row[0], row[1], row[2])
    return packed if _sha256(packed) == row[3] else None


def _sha256(packed: tuple[bytes, bytes, bytes]) -> str:
    return hashlib.sha256(b"".join(packed)).hexdigest()


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


def _open(cache: Path, identity: str) -> sqlite3.Connection:
    """The database, made anew where it is malformed or of another shape."""
    database = sqlite3.connect(cache)
    try:
        database.execute(_TABLE)
        database.execute("PRAGMA quick_check").fetchone()
        _read(database, identity, "")
    except sqlite3.DatabaseError as error:
        database.close()
        if isinstance(error, sqlite3.OperationalError) and "no such column" not in str(error):
            raise CacheError(f"{cache} cannot be used ({error}); free or remove it") from error
        cache.unlink()
        database = sqlite3.connect(cache)
        database.execute(_TABLE)
    return database
