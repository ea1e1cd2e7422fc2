"""Files that are only caches: SQLite databases that are made anew where they are damaged.

A cache has a table whose rows are found by key columns, and a table ``uses`` with the same columns
behind the name of a generation: which rows each generation on disk was made of.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from rag.errors import printable

PATIENCE = 5.0
"""Seconds to wait for whoever else has the file open."""

# Malformed, no database at all, or one with other tables; anything else may pass.
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}


def open_database(
    path: Path, tables: str, probes: Sequence[str], tell: Callable[[str], None]
) -> sqlite3.Connection:
    """The database in a file, made anew where it is malformed or of another shape.

    ``tables`` creates its tables, ``probes`` are queries that only its shape answers. Raises
    OSError for what is no regular file, and sqlite3.Error for one that cannot be used.
    """
    if path.exists() and not path.is_file():
        raise OSError("not a regular file")
    database = sqlite3.connect(path, timeout=PATIENCE)
    try:
        _check(database, tables, probes)
    except sqlite3.DatabaseError as error:
        database.close()
        if error.sqlite_errorcode & 0xFF not in _DAMAGED:
            raise
        tell(f"{printable(path)} is damaged ({error}); it is made anew")
        path.unlink()
        database = sqlite3.connect(path, timeout=PATIENCE)
        _check(database, tables, probes)
    return database


def keep_used(
    database: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    generation: str,
    kept: Collection[str],
    used: Iterable[Sequence[str]],
) -> None:
    """Note what a new generation was made of, by the key columns of the rows, and drop the rows
    that none of the generations ``kept`` was made of. Raises sqlite3.Error."""
    keys = " AND ".join(f"uses.{name} = {table}.{name}" for name in columns)
    with database:
        marks = ",".join("?" * len(kept))
        database.execute(f"DELETE FROM uses WHERE generation NOT IN ({marks})", [*kept])
        values = ",".join("?" * (1 + len(columns)))
        database.executemany(
            f"INSERT OR IGNORE INTO uses VALUES ({values})", ((generation, *key) for key in used)
        )
        database.execute(f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM uses WHERE {keys})")
    ((free,),) = database.execute("PRAGMA freelist_count")
    ((pages,),) = database.execute("PRAGMA page_count")
    if 2 * free > pages:
        database.execute("VACUUM")


def _check(database: sqlite3.Connection, tables: str, probes: Sequence[str]) -> None:
    """Raise DatabaseError for a file that is no database, malformed, or of other tables."""
    database.executescript(tables)
    found = database.execute("PRAGMA quick_check(1)").fetchone()
    if found != ("ok",):
        error = sqlite3.DatabaseError(str(found[0]).splitlines()[-1])
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
    for probe in probes:
        database.execute(f"{probe} LIMIT 1").fetchone()
