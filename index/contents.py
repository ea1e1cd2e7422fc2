"""The documents, passages, terms, sources and notes of a segment, in SQLite, read where needed.

Rows are numbers of passages, from 0 on, by document id and place in the document. A term's rows
stand in ``postings.py``'s files from place ``first`` on.
"""

from __future__ import annotations

import errno
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from rag.document.filters import days_of
from rag.document.model import Document, Metadata, Passage, SourceReference

DOCUMENTS = TypeAdapter(tuple[Document, ...])
REFERENCE = TypeAdapter(SourceReference)
METADATA = TypeAdapter(Metadata)
CONTENTS = "contents.sqlite"
TABLES = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, first_row INTEGER NOT NULL,
    passages INTEGER NOT NULL, title TEXT NOT NULL, metadata BLOB NOT NULL,
    characters INTEGER NOT NULL, sections INTEGER NOT NULL, notes INTEGER NOT NULL,
    folded TEXT NOT NULL, content BLOB NOT NULL
) STRICT;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, document INTEGER NOT NULL, id TEXT NOT NULL, section INTEGER NOT NULL,
    paragraph INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    sentences BLOB NOT NULL
) STRICT;
CREATE TABLE sections (
    title TEXT NOT NULL, document INTEGER NOT NULL, first_row INTEGER NOT NULL,
    behind INTEGER NOT NULL
) STRICT;
CREATE TABLE sources (
    document INTEGER NOT NULL, place INTEGER NOT NULL, outlet TEXT, folded TEXT NOT NULL,
    first_day TEXT, last_day TEXT, row INTEGER, content BLOB NOT NULL
) STRICT;
CREATE TABLE notes (
    number INTEGER NOT NULL, document INTEGER NOT NULL, place INTEGER NOT NULL
) STRICT;
CREATE TABLE terms (
    term TEXT PRIMARY KEY, first INTEGER NOT NULL, passages INTEGER NOT NULL,
    backwards TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE headings (
    term TEXT PRIMARY KEY, first INTEGER NOT NULL, runs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX sections_by_title ON sections (title);
CREATE INDEX sources_by_outlet ON sources (folded, outlet);
CREATE INDEX sources_by_day ON sources (last_day) WHERE last_day IS NOT NULL;
CREATE INDEX notes_by_number ON notes (number);
CREATE INDEX terms_by_end ON terms (backwards);
"""
# What cannot be, each with the places that it may hold: another version would have written it.
OUT_OF_PLACE = """
SELECT count(*) FROM documents WHERE first_row < 0 OR passages < 1
    OR first_row > :passages - passages
UNION ALL SELECT count(*) FROM passages p LEFT JOIN documents d ON d.number = p.document
    WHERE d.number IS NULL OR p.row < d.first_row OR p.row >= d.first_row + d.passages
    OR p.start < 0 OR p."end" < p.start OR p."end" > d.characters OR length(p.sentences) % 8
    OR length(p.sentences) < 8 OR p.section NOT BETWEEN 0 AND d.sections - 1
UNION ALL SELECT count(*) FROM sections WHERE first_row < 0 OR behind < first_row
    OR behind > :passages
UNION ALL SELECT count(*) FROM sources WHERE row NOT BETWEEN 0 AND :passages - 1
    OR document NOT IN (SELECT number FROM documents)
UNION ALL SELECT count(*) FROM notes n LEFT JOIN documents d ON d.number = n.document
    WHERE d.number IS NULL OR n.place NOT BETWEEN 0 AND d.notes - 1
UNION ALL SELECT count(*) FROM terms WHERE first < 0 OR passages < 1
    OR first > :postings - passages
UNION ALL SELECT count(*) FROM headings WHERE first < 0 OR runs < 1 OR first > :runs - runs
"""
_NO_OUTLET = ""


@contextmanager
def new_contents(folder: Path) -> Iterator[sqlite3.Connection]:
    """An empty database in a folder, indexed and closed at the end. It is written once and synced
    with the segment, so it needs no journal of its own.

    Raises OSError where it cannot be written.
    """
    path = folder / CONTENTS
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(TABLES)
            database.execute("BEGIN")
            yield database
            database.execute("COMMIT")
            database.executescript(INDEXES)
    except sqlite3.OperationalError as error:
        code = errno.ENOSPC if error.sqlite_errorcode == sqlite3.SQLITE_FULL else errno.EIO
        raise OSError(code, str(error), str(path)) from error


def is_of_this_shape(database: sqlite3.Connection) -> bool:
    """Whether a database has the tables of this version, and no others."""
    made = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(TABLES + INDEXES)
        return database.execute(made).fetchall() == empty.execute(made).fetchall()


@dataclass(frozen=True, slots=True)
class Placed:
    """A document, its passages in order, and where they stand in the segment."""

    number: int
    first_row: int
    document: Document
    passages: Sequence[Passage]
    content: bytes

    @classmethod
    def of(
        cls, number: int, first_row: int, document: Document, passages: Sequence[Passage]
    ) -> Placed:
        return cls(number, first_row, document, passages, DOCUMENTS.dump_json((document,)))


def write_document(database: sqlite3.Connection, placed: Placed) -> None:
    """Write a document and its passages, sections, sources and notes."""
    number, first, document = placed.number, placed.first_row, placed.document
    database.execute(
        "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            number,
            document.id,
            first,
            len(placed.passages),
            document.title,
            METADATA.dump_json(document.metadata),
            len(document.text),
            len(document.sections),
            len(document.notes),
            f"{document.title}\n{document.id}".casefold(),
            placed.content,
        ),
    )
    database.executemany(
        "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)",
        (
            (row, number, p.id, p.section, p.paragraph, p.span.start, p.span.end, _packed(p))
            for row, p in enumerate(placed.passages, first)
        ),
    )
    database.executemany("INSERT INTO sections VALUES (?,?,?,?)", _sections(placed))
    database.executemany("INSERT INTO sources VALUES (?,?,?,?,?,?,?,?)", _sources(placed))
    database.executemany(
        "INSERT INTO notes VALUES (?,?,?)",
        ((note.number, number, place) for place, note in enumerate(document.notes)),
    )


def headings_over(document: Document, passage: Passage) -> str:
    """The title and headings that a passage stands under: their words count for part of its own."""
    over = document.sections_over(passage.section)
    return "\n".join([document.title, *(section.title for section in over)])


def _packed(passage: Passage) -> bytes:
    bounds = [bound for span in passage.sentences for bound in (span.start, span.end)]
    return np.asarray(bounds, "<u4").tobytes()


def _sections(placed: Placed) -> Iterator[tuple[str, int, int, int]]:
    """Each section's folded title and its own rows, which lie together; none for one without."""
    counts = Counter(passage.section for passage in placed.passages)
    row = placed.first_row
    for place, section in enumerate(placed.document.sections):
        behind = row + counts[place]
        yield section.title.casefold(), placed.number, row, behind
        row = behind


_Source = tuple[int, int, str | None, str, str | None, str | None, int | None, bytes]


def _sources(placed: Placed) -> Iterator[_Source]:
    """Each reference, the days that it is of, and the row of the passage that holds all of it."""
    row = 0
    for place, reference in enumerate(placed.document.references):
        while row < len(placed.passages) and placed.passages[row].span.end < reference.span.end:
            row += 1
        holds = row < len(placed.passages) and placed.passages[row].span.contains(reference.span)
        first_day, last_day = days_of(reference) or (None, None)
        yield (
            placed.number,
            place,
            reference.outlet,
            (reference.outlet or _NO_OUTLET).casefold(),
            first_day,
            last_day,
            placed.first_row + row if holds else None,
            REFERENCE.dump_json(reference),
        )


def insert_terms(database: sqlite3.Connection, terms: Iterable[tuple[str, int, int]]) -> None:
    """Write where each term's rows stand and how many they are; the terms are sorted."""
    database.executemany(
        "INSERT INTO terms VALUES (?,?,?,?)",
        ((term, first, rows, term[::-1]) for term, first, rows in terms),
    )


def insert_headings(database: sqlite3.Connection, terms: Iterable[tuple[str, int, int]]) -> None:
    """Write where the runs of rows stand that are under a heading with each term."""
    database.executemany("INSERT INTO headings VALUES (?,?,?)", terms)
