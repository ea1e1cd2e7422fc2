"""Encodings already computed, by embedder and text, so that a rebuild embeds only what is new.

They are kept in a file, which is only a cache: a build goes on without it. It holds what the
generations on disk were made of, and at most as much again of free space.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from index.cache_files import keep_used, open_database
from rag.errors import CacheError, printable
from rag.models.embedder import Embedder, EmbedderIdentity, Encoding

_TRANSACTION = 64  # texts encoded and kept at once: what a killed build loses at most

_TABLES = """
CREATE TABLE IF NOT EXISTS encodings (
    embedder TEXT NOT NULL, text TEXT NOT NULL,
    pooled BLOB NOT NULL, tokens BLOB NOT NULL, spans BLOB NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (embedder, text)
);
CREATE TABLE IF NOT EXISTS uses (
    generation TEXT NOT NULL, embedder TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (generation, embedder, text)
) WITHOUT ROWID;
"""
_PROBES = (
    "SELECT embedder, text, pooled, tokens, spans, sha256 FROM encodings",
    "SELECT generation, embedder, text FROM uses",
)

Packed = tuple[bytes, bytes, bytes]


@contextmanager
def open_cache(path: Path, tell: Callable[[str], None]) -> Iterator[EncodingCache]:
    """The encodings kept in a file; one that is damaged is made anew, and ``tell`` is told.

    One that cannot be used is done without: what is computed is then kept for this build alone.
    """
    with closing(sqlite3.connect("")) as aside:  # a file of the system's, gone when it is closed
        aside.executescript(_TABLES)
        cache = EncodingCache(path, aside, tell)
        try:
            yield cache
        finally:
            cache.close()


class EncodingCache:
    """The encodings of a file, and beside them those that it could not take.

    Several embedders' encodings are in it, each by its identity.
    """

    def __init__(self, path: Path, aside: sqlite3.Connection, tell: Callable[[str], None]) -> None:
        self._path, self._aside, self._tell = path, aside, tell
        self._used: set[tuple[str, str]] = set()
        self._file: sqlite3.Connection | None = None
        try:
            self._file = open_database(path, _TABLES, _PROBES, tell)
        except (sqlite3.Error, OSError) as error:
            self._go_without(error)
        self._writes = self._file is not None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def encode_missing(
        self,
        embedder: Embedder,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Encode the texts that are lacking or were damaged; returns how many they were.

        ``progress`` is told of texts as they are done, the longest first. What is done is kept
        even if the process is killed.

        Raises CacheError where encodings can be kept nowhere.
        """
        by_key = {_key(text): text for text in texts}
        identity = embedder.identity.sha256
        lacking = [key for key in by_key if self._read(identity, key) is None]
        missing = sorted(lacking, key=lambda key: (-len(by_key[key]), key))
        if progress:
            progress(len(texts) - len(missing))
        for start in range(0, len(missing), _TRANSACTION):
            keys = missing[start : start + _TRANSACTION]
            encodings = embedder.encode_passages([by_key[key] for key in keys])
            self._write(
                (identity, key, *packed, _sha256(packed))
                for key, packed in zip(keys, map(_pack, encodings), strict=True)
            )
            if progress:
                progress(len(keys))
        self._used.update((identity, key) for key in by_key)
        return len(missing)

    def read(self, embedder: Embedder, texts: Sequence[str]) -> Iterator[Encoding]:
        """The encodings of texts, in their order; one that was lost meanwhile is made again."""
        identity = embedder.identity
        for text in texts:
            row = self._read(identity.sha256, _key(text))
            yield _unpack(*(row or _pack(embedder.encode_passages([text])[0])), identity)

    def keep_used(self, generation: str, kept: Collection[str]) -> None:
        """Drop what none of the generations ``kept`` was made of, now that one has been built."""
        if self._file is None or not self._writes:
            return
        try:
            keep_used(self._file, "encodings", ("embedder", "text"), generation, kept, self._used)
        except sqlite3.Error as error:
            self._tell(f"{printable(self._path)} was not tidied up ({error})")

    def _go_without(self, error: Exception) -> None:
        self._tell(
            f"{printable(self._path)} cannot be used ({error}); this build embeds without it, and "
            "keeps nothing for the next one: free, mend or remove it"
        )

    def _read(self, identity: str, key: str) -> Packed | None:
        """An encoding, None where it is lacking or was damaged since it was written."""
        if self._file is not None:
            try:
                if packed := _find(self._file, identity, key):
                    return packed
            except sqlite3.Error as error:
                self._go_without(error)
                self.close()
        return _find(self._aside, identity, key)

    def _write(self, rows: Iterable[tuple[str | bytes, ...]]) -> None:
        rows = list(rows)
        if self._file is not None and self._writes:
            try:
                return _insert(self._file, rows)
            except sqlite3.Error as error:
                self._go_without(error)
                self._writes = False
        try:
            _insert(self._aside, rows)
        except sqlite3.Error as error:
            raise CacheError(
                f"encodings can be kept neither in {printable(self._path)} nor in the system's "
                f"folder for temporary files ({error}); free some space, then run "
                "`brief-rag index` again"
            ) from error


def _find(database: sqlite3.Connection, identity: str, key: str) -> Packed | None:
    row = database.execute(
        "SELECT pooled, tokens, spans, sha256 FROM encodings WHERE embedder = ? AND text = ?",
        (identity, key),
    ).fetchone()
    if row is None or not all(isinstance(part, bytes) for part in row[:3]):
        return None
    packed = (row[0], row[1], row[2])
    return packed if _sha256(packed) == row[3] else None


def _insert(database: sqlite3.Connection, rows: Iterable[tuple[str | bytes, ...]]) -> None:
    with database:
        database.executemany("INSERT OR REPLACE INTO encodings VALUES (?,?,?,?,?,?)", rows)


def _sha256(packed: Packed) -> str:
    return hashlib.sha256(b"".join(packed)).hexdigest()


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _pack(encoding: Encoding) -> Packed:
    tokens = encoding.tokens.astype(np.float16)
    return encoding.pooled.tobytes(), tokens.tobytes(), encoding.spans.tobytes()


def _unpack(pooled: bytes, tokens: bytes, spans: bytes, identity: EmbedderIdentity) -> Encoding:
    return Encoding(
        np.frombuffer(pooled, np.float32),
        np.frombuffer(tokens, np.float16).reshape(-1, identity.token_dimension).astype(np.float32),
        np.frombuffer(spans, np.int32).reshape(-1, 2),
    )
