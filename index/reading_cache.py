"""Documents already read, so that a file that is indexed again unchanged is not read again.

They are kept in a file, which is only a cache: a build goes on without it. It holds what was read
of the originals that generations on disk need, and at most as much again of free space.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.cache_files import give_back_room, open_database
from rag.document.model import Document
from rag.errors import printable
from rag.reading.fingerprint import reading_fingerprint
from rag.reading.loading import Source

FILE = "readings.sqlite"

_TABLES = """
CREATE TABLE IF NOT EXISTS readings (
    source TEXT PRIMARY KEY, original TEXT NOT NULL, document BLOB NOT NULL, sha256 TEXT NOT NULL
);
"""
_PROBES = ("SELECT source, original, document, sha256 FROM readings",)
# What a loss of power damages is told by the hashes, and read again.
_FAST = "PRAGMA synchronous = OFF"
_DOCUMENT = TypeAdapter(Document)


class ReadingCache:
    """The documents that a file holds, by all that decides what is read of a source."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        """``tell`` is told where the file is damaged, and where it cannot be used.

        It is opened, and made, when it is first needed.
        """
        self._path, self._tell = path, tell
        self._used: set[str] = set()
        self._file: sqlite3.Connection | None = None
        self._given_up = False

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def find(self, source: Source) -> Document | None:
        """The document that was read of a source; None where it is lacking or was damaged."""
        database = self._opened()
        if database is None:
            return None
        key = source_key(source)
        try:
            row = database.execute(
                "SELECT document, sha256 FROM readings WHERE source = ?", (key,)
            ).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None or not isinstance(row[0], bytes) or _sha256(row[0]) != row[1]:
            return None
        try:
            document = _DOCUMENT.validate_json(row[0])
        except ValidationError:
            return None
        self._used.add(key)
        return document

    def put(self, source: Source, document: Document) -> None:
        """Keep what was read of a source, unless it is kept."""
        key = source_key(source)
        if key in self._used or (database := self._opened()) is None:
            return
        try:
            content = _DOCUMENT.dump_json(document)
            with database:
                database.execute(
                    "INSERT OR REPLACE INTO readings VALUES (?,?,?,?)",
                    (key, source.sha256, content, _sha256(content)),
                )
            self._used.add(key)
        except ValueError:  # it holds what is no text; the index will say so
            return
        except sqlite3.Error as error:
            self._give_up(error)

    def keep_only(self, originals: Collection[str]) -> None:
        """Drop what was read of files that are not among these, by their hashes."""
        if not self._path.exists() or (database := self._opened()) is None:
            return
        try:
            with database:
                found = database.execute("SELECT DISTINCT original FROM readings").fetchall()
                database.executemany(
                    "DELETE FROM readings WHERE original = ?",
                    [(original,) for (original,) in found if original not in originals],
                )
            give_back_room(database)
        except sqlite3.Error as error:
            self._tell(f"{printable(self._path)} was not tidied up ({error})")

    def _opened(self) -> sqlite3.Connection | None:
        if self._file is None and not self._given_up:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = open_database(self._path, _TABLES, _PROBES, self._tell)
                self._file.execute(_FAST)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
        return self._file

    def _give_up(self, error: Exception) -> None:
        self._given_up = True
        self.close()
        self._tell(
            f"{printable(self._path)} cannot be used ({error}); files are read without it, and the "
            "next build reads them again: free, mend or remove it"
        )


def source_key(source: Source) -> str:
    """A hash of all that decides which document a source becomes."""
    decides = {
        "sha256": source.sha256,
        "ending": source.path.suffix.lower(),
        "id": source.id,
        "metadata": asdict(source.metadata),
        "read by": reading_fingerprint(),
    }
    return _sha256(json.dumps(decides, sort_keys=True).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
