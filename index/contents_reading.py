"""A segment's documents, passages, terms, sources and notes, read from SQLite where needed.

What was used last is kept, within bounds: a question asks for the same few documents many times.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from pydantic import ValidationError

from index.contents import (
    CONTENTS,
    DOCUMENTS,
    METADATA,
    OUT_OF_PLACE,
    REFERENCE,
    is_of_this_shape,
)
from index.files import REBUILD
from index.manifest import what_is_wrong
from rag.document.filters import Filters
from rag.document.model import Document, Passage, SourceReference, Span
from rag.errors import IndexDamaged, printable
from rag.search.store import DocumentEntry

MOST_CHARACTERS = 8_000_000
"""Of the documents that a process keeps in memory; a document takes ten bytes for each."""
MOST_PASSAGES = 20_000
_AT_ONCE = 500  # values in one statement
_LAST_LETTER = "\U0010ffff"

Rows = NDArray[np.int64]

# By the path of a segment, which names its content, and the number or row there: shared by all
# segments, so that memory does not grow with their number.
_documents: LRUCache[tuple[str, int], Document] = LRUCache(
    MOST_CHARACTERS, getsizeof=lambda document: len(document.text) + 1
)
_passages: LRUCache[tuple[str, int], Passage] = LRUCache(MOST_PASSAGES)
_guard = threading.Lock()


class Contents:
    """The database of a segment. Several threads may read at once.

    What another version wrote otherwise ends in IndexDamaged where it is met.
    """

    def __init__(self, folder: Path, keeps: bool = True) -> None:
        """``keeps`` says whether what was read last is kept in memory."""
        self._path, self._keeps = folder / CONTENTS, keeps
        self._database = self._open()
        self._database_guard = threading.Lock()
        weakref.finalize(self, self._database.close)

    def check(self, documents: int, passages: int, postings: int, runs: int) -> None:
        """Raise IndexDamaged where it is not of this version's shape, does not hold so many
        documents and passages, or names what is not there."""
        try:
            with self._database_guard:
                if not is_of_this_shape(self._database):
                    raise self._damaged("its tables are others")
                held = {"passages": passages, "postings": postings, "runs": runs}
                wrong = sum(count for (count,) in self._database.execute(OUT_OF_PLACE, held))
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from error
        counted = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)"
        if wrong or self._one(counted) != (documents, passages):
            raise self._damaged("it names what is not there")

    def find(self, id: str) -> tuple[int, range] | None:
        """A document's number and the rows of its passages; None for one that is not there."""
        found = self._all("SELECT number, first_row, passages FROM documents WHERE id = ?", (id,))
        return next(((number, range(first, first + count)) for number, first, count in found), None)

    def ids(self) -> Iterator[tuple[str, int]]:
        """Every document's id, in order, and its number."""
        last = ""
        while found := self._all(
            "SELECT id, number FROM documents WHERE id > ? ORDER BY id LIMIT ?", (last, _AT_ONCE)
        ):
            yield from found
            last = found[-1][0]

    def entries(self, search: str) -> Iterator[DocumentEntry]:
        """What is known of each document without its text, by id; with ``search``, folded, of those
        whose title or id holds it."""
        last = ""
        while found := self._all(
            "SELECT id, title, metadata, characters, passages FROM documents "
            "WHERE id > ? AND instr(folded, ?) ORDER BY id LIMIT ?",
            (last, search, _AT_ONCE),
        ):
            with self._reading():
                for name, title, metadata, characters, passages in found:
                    about = METADATA.validate_json(metadata)
                    yield DocumentEntry(name, title, about, characters, passages)
            last = found[-1][0]

    def ids_holding(self, search: str) -> list[str]:
        """The ids of the documents whose title or id holds a folded text."""
        found = self._all("SELECT id FROM documents WHERE instr(folded, ?)", (search,))
        return [name for (name,) in found]

    def document(self, number: int) -> Document:
        """A document by its number."""
        place = str(self._path), number
        with _guard:
            kept = _documents.get(place)
        if kept is None:
            content = self._one("SELECT content FROM documents WHERE number = ?", (number,))[0]
            with self._reading():
                (kept,) = DOCUMENTS.validate_json(content)
            if self._keeps and len(kept.text) < MOST_CHARACTERS:
                with _guard:
                    _documents[place] = kept
        return kept

    def content(self, number: int) -> bytes:
        """A document as it is stored."""
        content: bytes = self._one("SELECT content FROM documents WHERE number = ?", (number,))[0]
        return content

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of some rows, in their order."""
        path = str(self._path)
        with _guard:
            found = {row: _passages.get((path, row)) for row in rows}
        missing = [row for row, passage in found.items() if passage is None]
        if missing:
            read = dict(self._read_passages(missing))
            found.update(read)
            if self._keeps:
                with _guard:
                    _passages.update(((path, row), passage) for row, passage in read.items())
        passages = [found[row] for row in rows]
        if any(passage is None for passage in passages):
            raise self._damaged("a passage is missing")
        return passages  # type: ignore[return-value]

    def rows_touching(self, number: int, span: Span) -> Rows:
        """The rows of a document's passages that share a character with a span, in order."""
        found = self._all(
            "SELECT p.row FROM documents d JOIN passages p ON p.row >= d.first_row AND "
            'p.row < d.first_row + d.passages WHERE d.number = ? AND p."end" > ? AND p.start < ? '
            "ORDER BY p.row",
            (number, span.start, span.end),
        )
        return np.asarray([row for (row,) in found], np.int64)

    def documents_with_section(self, title: str) -> Iterator[int]:
        """The numbers of the documents with a section of that title, folded."""
        found = self._all("SELECT DISTINCT document FROM sections WHERE title = ?", (title,))
        yield from (number for (number,) in found)

    def rows_under(self, titles: Iterable[str]) -> Rows:
        """The rows of the passages of sections with one of the titles, folded."""
        runs = [
            np.arange(first, behind)
            for title in titles
            for first, behind in self._all(
                "SELECT first_row, behind FROM sections WHERE title = ?", (title,)
            )
        ]
        return np.unique(np.concatenate([np.zeros(0, np.int64), *runs]))

    def rows_citing(self, filters: Filters) -> Rows:
        """The rows of the passages that cite a source that the filters allow."""
        condition, values = _allowed_sources(filters)
        found = self._all(
            f"SELECT DISTINCT row FROM sources WHERE row IS NOT NULL AND {condition} ORDER BY row",
            values,
        )
        return np.asarray([row for (row,) in found], np.int64)

    def outlets(self, without: Collection[int]) -> set[str]:
        """The outlets that documents cite, those documents left out whose numbers are given."""
        if not without:
            found = self._all("SELECT DISTINCT outlet FROM sources WHERE outlet IS NOT NULL")
            return {outlet for (outlet,) in found}
        pairs = self._all("SELECT DISTINCT outlet, document FROM sources WHERE outlet IS NOT NULL")
        return {outlet for outlet, document in pairs if document not in without}

    def references(
        self, outlets: Collection[str], filters: Filters
    ) -> list[tuple[int, SourceReference]]:
        """The references to some outlets that the filters allow, each with its document's number,
        in reading order."""
        condition, values = _allowed_sources(filters)
        found: list[tuple[int, int, bytes]] = []
        for outlet in outlets:
            found += self._all(
                "SELECT document, place, content FROM sources WHERE folded = ? AND outlet = ? "
                f"AND {condition}",
                (outlet.casefold(), outlet, *values),
            )
        with self._reading():
            return [
                (number, REFERENCE.validate_json(content)) for number, _, content in sorted(found)
            ]

    def notes(self, number: int | None) -> list[tuple[int, int]]:
        """Documents with a note of a number, or any, and the note's place, in reading order."""
        if number is None:
            return self._all("SELECT document, place FROM notes ORDER BY document, place")
        return self._all(
            "SELECT document, place FROM notes WHERE number = ? ORDER BY document, place",
            (number,),
        )

    def term(self, term: str) -> slice | None:
        """Where a term's rows stand in the postings; None where no passage holds it."""
        return self._slice("SELECT first, passages FROM terms WHERE term = ?", term)

    def heading(self, term: str) -> slice | None:
        """Where the runs stand that are under a heading with a term; None where there is none."""
        return self._slice("SELECT first, runs FROM headings WHERE term = ?", term)

    def terms(self, table: str = "terms") -> Iterator[tuple[str, slice]]:
        """All terms of passages, or of "headings", sorted, and where their rows or runs stand."""
        last = ""
        size = {"terms": "passages", "headings": "runs"}[table]
        while found := self._all(
            f"SELECT term, first, {size} FROM {table} WHERE term > ? ORDER BY term LIMIT 5000",
            (last,),
        ):
            yield from ((term, slice(first, first + count)) for term, first, count in found)
            last = found[-1][0]

    def held_terms(self, terms: Collection[str]) -> set[str]:
        """Those of some terms that stand in a passage or a heading."""
        asked = sorted(terms)
        found: set[str] = set()
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            of_these = f"WHERE term IN ({','.join('?' * len(some))})"
            rows = self._all(
                f"SELECT term FROM terms {of_these} UNION SELECT term FROM headings {of_these}",
                (*some, *some),
            )
            found.update(term for (term,) in rows)
        return found

    def terms_like(self, beginning: str, end: str, shortest: int, longest: int) -> set[str]:
        """The terms of so many letters that begin with a text, and those that end with another."""
        found: set[str] = set()
        for column, text in (("term", beginning), ("backwards", end[::-1])):
            rows = self._all(
                f"SELECT term FROM terms WHERE {column} >= ? AND {column} < ? "
                "AND length(term) BETWEEN ? AND ?",
                (text, text + _LAST_LETTER, shortest, longest),
            )
            found.update(term for (term,) in rows)
        return found

    def _read_passages(self, rows: Sequence[int]) -> Iterator[tuple[int, Passage]]:
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            found = self._all(
                'SELECT p.row, p.id, d.id, p.section, p.paragraph, p.start, p."end", p.sentences '
                "FROM passages p JOIN documents d ON d.number = p.document "
                f"WHERE p.row IN ({','.join('?' * len(some))})",
                tuple(some),
            )
            with self._reading():
                for row, name, document, section, paragraph, first, end, sentences in found:
                    bounds = np.frombuffer(sentences, "<u4").tolist()
                    spans = tuple(map(Span, bounds[::2], bounds[1::2]))
                    yield row, Passage(name, document, section, paragraph, Span(first, end), spans)

    def _slice(self, statement: str, term: str) -> slice | None:
        found = self._all(statement, (term,))
        return next((slice(first, first + count) for first, count in found), None)

    def _one(self, statement: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...]:
        found = self._all(statement, values)
        if not found:
            raise self._damaged("a row is missing")
        return found[0]

    def _all(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._database_guard:
                return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from error

    def _open(self) -> sqlite3.Connection:
        try:
            # Immutable: SQLite then takes no lock and looks for no journal.
            place = f"file:{quote(os.fsencode(self._path.absolute()))}?mode=ro&immutable=1"
            database = sqlite3.connect(place, uri=True, check_same_thread=False)
            database.execute("PRAGMA mmap_size = 1000000000")
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from error
        return database

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError) as error:
            wrong = what_is_wrong(error) if isinstance(error, ValidationError) else str(error)
            raise self._damaged(wrong) from error

    def _damaged(self, reason: str) -> IndexDamaged:
        return IndexDamaged(f"{self._path} cannot be read ({printable(reason)[:200]}); {REBUILD}")


def _allowed_sources(filters: Filters) -> tuple[str, tuple[str, ...]]:
    """The SQL condition, with its values, of the sources that the filters allow."""
    conditions = ["1"]
    values: list[str] = []
    if filters.source:
        conditions.append(f"folded IN ({','.join('?' * len(filters.source))})")
        values += [source.casefold() for source in filters.source]
    first, last = filters.days
    if first or last:
        conditions.append("last_day >= ? AND first_day <= ?")
        values += [first or "", last or "9999-12-31"]
    return " AND ".join(conditions), tuple(values)
