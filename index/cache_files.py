"""Files that are only caches: SQLite databases that are made anew where they are damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
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


def give_back_room(database: sqlite3.Connection) -> None:
    """Give back the room of what was dropped, where it is more than half of the file.

    Raises sqlite3.Error.
    """
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
