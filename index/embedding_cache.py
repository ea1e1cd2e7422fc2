"""Encodings already computed, by encoder and text, so that a rebuild embeds only what is new.

They are kept in a file, which is only a cache: a build goes on without it. It holds what the
segments on disk were made of, up to a bound, and at most as much again of free space.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.cache_files import give_back_room, open_database
from rag.errors import CacheError, printable
from rag.models.embedder import Embedder, Encoding
from rag.models.token_codebook import Codebook

_TRANSACTION = 64  # texts encoded and kept at once: what a killed build loses at most

_TABLES = """
CREATE TABLE IF NOT EXISTS encodings (
    embedder TEXT NOT NULL, text TEXT NOT NULL,
    pooled BLOB NOT NULL, tokens BLOB NOT NULL, spans BLOB NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (embedder, text)
);
CREATE TABLE IF NOT EXISTS uses (
    segment TEXT NOT NULL, embedder TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (segment, embedder, text)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS uses_by_text ON uses (embedder, text);
"""
_PROBES = (
    "SELECT embedder, text, pooled, tokens, spans, sha256 FROM encodings",
    "SELECT segment, embedder, text FROM uses",
)

MOST_BYTES = 1_000_000_000
"""Of the file; beyond, the encodings that were made first are dropped."""
_NO_SEGMENT = ""  # what an encoding is of until its segment is written

# One step from a segment's uses to the next segment's: the same work however many uses there are.
_SEGMENTS = """
WITH RECURSIVE each(segment) AS (
    SELECT min(segment) FROM uses
    UNION ALL SELECT (SELECT min(segment) FROM uses WHERE segment > each.segment)
    FROM each WHERE each.segment IS NOT NULL
) SELECT segment FROM each WHERE segment IS NOT NULL
"""
_DROP_OF_NO_OTHER = """
DELETE FROM encodings WHERE rowid IN (
    SELECT kept.rowid FROM uses
    JOIN encodings kept ON kept.embedder = uses.embedder AND kept.text = uses.text
    WHERE uses.segment = :gone AND NOT EXISTS (
        SELECT 1 FROM uses other WHERE other.embedder = uses.embedder
        AND other.text = uses.text AND other.segment <> :gone
    )
)
"""
_OLDEST = (
    "FROM encodings ORDER BY rowid "
    "LIMIT 1 + CAST((SELECT count(*) FROM encodings) * :share AS INTEGER)"
)

Packed = tuple[bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Encoder:
    """An embedder, and the codebook that its token vectors are kept with."""

    embedder: Embedder
    codebook: Codebook

    @property
    def sha256(self) -> str:
        """What tells encodings apart: another model or codebook gives others."""
        return f"{self.embedder.identity.sha256}-{self.codebook.sha256}"

    def encode(self, texts: Sequence[str]) -> list[Packed]:
        """The vectors, codes and spans of texts, as they are kept."""
        found = self.embedder.encode_passages(texts)
        return [
            (e.pooled.tobytes(), self.codebook.encode(e.tokens).tobytes(), e.spans.tobytes())
            for e in found
        ]


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

    Several encoders' encodings are in it. Those that come out have codes for token vectors.
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
        encoder: Encoder,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Encode the texts that are lacking or were damaged; returns how many they were.

        ``progress`` is told of texts as they are done, the longest first. What is done is kept
        even if the process is killed.

        Raises CacheError where encodings can be kept nowhere.
        """
        by_key = {_key(text): text for text in texts}
        identity = encoder.sha256
        lacking = [key for key in by_key if self._read(identity, key) is None]
        missing = sorted(lacking, key=lambda key: (-len(by_key[key]), key))
        if progress:
            progress(len(texts) - len(missing))
        for start in range(0, len(missing), _TRANSACTION):
            keys = missing[start : start + _TRANSACTION]
            encoded = encoder.encode([by_key[key] for key in keys])
            self._write(
                (identity, key, *packed, _sha256(packed))
                for key, packed in zip(keys, encoded, strict=True)
            )
            if progress:
                progress(len(keys))
        self._used.update((identity, key) for key in by_key)
        return len(missing)

    def read(self, encoder: Encoder, texts: Sequence[str]) -> Iterator[Encoding]:
        """The encodings of texts, in their order; one that was lost meanwhile is made again."""
        identity = encoder.sha256
        for text in texts:
            row = self._read(identity, _key(text))
            yield _unpack(*(row or encoder.encode([text])[0]), encoder.codebook)

    def keep_for(self, segment: str, sources: Sequence[str] = ()) -> None:
        """Keep what was used last for a segment, and what is kept for those it was merged from."""
        used, self._used = self._used, set()
        if self._file is None or not self._writes:
            return
        try:
            with self._file as database:
                database.executemany(
                    "INSERT OR IGNORE INTO uses VALUES (?,?,?)",
                    ((segment, *each) for each in used),
                )
                database.executemany(
                    "INSERT OR IGNORE INTO uses SELECT ?, embedder, text FROM uses "
                    "WHERE segment = ?",
                    ((segment, source) for source in sources),
                )
        except sqlite3.Error as error:
            self._leave_untidy(error)

    def drop_unused(self, segments: Collection[str]) -> None:
        """Drop what is kept for none of the segments, all that there are.

        What it costs grows with what is dropped, not with what is kept.
        """
        if self._file is None or not self._writes:
            return
        try:
            with self._file as database:
                for (segment,) in database.execute(_SEGMENTS).fetchall():
                    if segment not in segments:
                        database.execute(_DROP_OF_NO_OTHER, {"gone": segment})
                        database.execute("DELETE FROM uses WHERE segment = ?", (segment,))
        except sqlite3.Error as error:
            self._leave_untidy(error)
        self.shrink()

    def shrink(self) -> None:
        """Drop what is beyond the bound, and give back the room of what was dropped, where it is
        more than half."""
        if self._file is None or not self._writes:
            return
        try:
            share = _size(self._file) / MOST_BYTES
            if share > 1:
                beyond = {"share": 1 - 1 / share}
                with self._file as database:
                    database.execute(
                        "DELETE FROM uses WHERE (embedder, text) IN "
                        f"(SELECT embedder, text {_OLDEST})",
                        beyond,
                    )
                    database.execute(
                        f"DELETE FROM encodings WHERE rowid IN (SELECT rowid {_OLDEST})", beyond
                    )
            give_back_room(self._file)
        except sqlite3.Error as error:
            self._leave_untidy(error)

    def _leave_untidy(self, error: sqlite3.Error) -> None:
        self._writes = False
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


def _size(database: sqlite3.Connection) -> int:
    """The bytes of what is kept, without what is free."""
    ((free,),) = database.execute("PRAGMA freelist_count")
    ((pages,),) = database.execute("PRAGMA page_count")
    ((size,),) = database.execute("PRAGMA page_size")
    return int((pages - free) * size)


def _find(database: sqlite3.Connection, identity: str, key: str) -> Packed | None:
    row = database.execute(
        "SELECT pooled, tokens, spans, sha256 FROM encodings WHERE embedder = ? AND text = ?",
        (identity, key),
    ).fetchone()
    if row is None or not all(isinstance(part, bytes) for part in row[:3]):
        return None
    packed = (row[0], row[1], row[2])
    return packed if _sha256(packed) == row[3] else None


def _insert(database: sqlite3.Connection, rows: Sequence[tuple[str | bytes, ...]]) -> None:
    with database:
        database.executemany("INSERT OR REPLACE INTO encodings VALUES (?,?,?,?,?,?)", rows)
        database.executemany(
            "INSERT OR IGNORE INTO uses VALUES (?,?,?)", ((_NO_SEGMENT, *row[:2]) for row in rows)
        )


def _sha256(packed: Packed) -> str:
    return hashlib.sha256(b"".join(packed)).hexdigest()


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _unpack(pooled: bytes, codes: bytes, spans: bytes, codebook: Codebook) -> Encoding:
    kept: Any = np.frombuffer(codes, np.uint8).reshape(-1, codebook.parts)
    return Encoding(
        np.frombuffer(pooled, np.float32), kept, np.frombuffer(spans, np.int32).reshape(-1, 2)
    )
