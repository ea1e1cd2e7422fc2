"""The journal of a library: which changes are done, and so which versions of documents are live.

A change first says that it writes, then writes its rows, and is done with one further row, its
commit: from then on all that it added is live and all that it replaced is not. Every reader draws
the same conclusion from the same commits, so that two writers that change one document at the same
time leave one version of it, and two that change others lose nothing. What commits killed is
deleted later; a commit whose dead are deleted is retired.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import TypeAdapter, ValidationError

from index.milvus.connection import NEWEST, Connection, Row
from index.milvus.fields import NOTHING
from index.milvus.packing import in_parts
from index.milvus.schema import SCHEMA_VERSION, Collections
from rag.errors import IndexDamaged, IndexMissing, OtherSettings
from rag.models.embedder import EmbedderIdentity

LIBRARY = "library"
WRITING, COMMIT, CODEBOOK = "writing.", "commit.", "codebook."


@dataclass(frozen=True, slots=True)
class Library:
    """What a library is made with; it never changes. ``codebooks`` are hashes, by embedder."""

    schema_version: int
    chunking: Mapping[str, int | str]
    embedders: tuple[EmbedderIdentity, ...]
    codebooks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """A change under way, and when its process said so, in nanoseconds since 1970."""

    change: str
    beat: int


@dataclass(frozen=True, slots=True)
class Commit:
    """A change that is done: the versions that it added, by document, and those that it killed.

    ``order`` says which of two commits to one document came later; ``written`` is the server's
    time at which the last of its rows was written.
    """

    change: str
    order: int
    added: Mapping[str, str]
    killed: tuple[str, ...]
    written: int


@dataclass(frozen=True)
class Journal:
    """The journal as it was read."""

    library: Library
    writing: Sequence[Writing]
    commits: Sequence[Commit]

    @cached_property
    def name(self) -> str:
        """What tells this state of the library from others."""
        done = "\n".join(sorted(commit.change for commit in self.commits))
        return hashlib.sha256(done.encode()).hexdigest()[:16]

    @cached_property
    def written(self) -> int:
        """The server's time at which all that is live was written."""
        return max((commit.written for commit in self.commits), default=NEWEST)

    @cached_property
    def dead(self) -> frozenset[str]:
        """The versions that are not live of those that the journal speaks of.

        Of versions of one document that no commit killed, that of the last commit is live.
        """
        killed = {version for commit in self.commits for version in commit.killed}
        last: dict[str, str] = {}
        for commit in self.commits:
            for document, version in commit.added.items():
                if version in killed:
                    continue
                if document in last:
                    killed.add(last[document])
                last[document] = version
        return frozenset(killed)

    @property
    def under_way(self) -> frozenset[str]:
        """The changes that are not done."""
        return frozenset(each.change for each in self.writing)


_LIBRARY = TypeAdapter(Library)
_WRITING = TypeAdapter(Writing)
_COMMIT = TypeAdapter(Commit)


def read_journal(connection: Connection, names: Collections) -> Journal:
    """The journal with all that was committed before.

    Raises IndexMissing where there is no library, OtherSettings where another version wrote it,
    IndexDamaged where nothing did that is known, StoreUnavailable.
    """
    besides_codebooks = f'key < "{CODEBOOK}" or key > "{CODEBOOK}~"'
    rows = connection.query(names.journal, besides_codebooks, ["key", "content"], NEWEST)
    held = {row["key"]: row["content"] for row in rows}
    if LIBRARY not in held:
        raise missing(connection)
    try:
        library = _library(held[LIBRARY], connection)
        commits = [_COMMIT.validate_json(text) for text in _starting(held, COMMIT)]
        writing = [_WRITING.validate_json(text) for text in _starting(held, WRITING)]
        done = {commit.change for commit in commits}
    except ValidationError as error:
        raise IndexDamaged(
            f"the journal of {connection.address.text} cannot be read ({error.error_count()} "
            "values are others); build the library anew under another name"
        ) from error
    return Journal(
        library,
        [each for each in writing if each.change not in done],
        sorted(commits, key=lambda commit: (commit.order, commit.change)),
    )


def _starting(held: Mapping[str, str], start: str) -> Iterator[str]:
    return (text for key, text in held.items() if key.startswith(start))


def missing(connection: Connection) -> IndexMissing:
    """The error where an address holds no library."""
    return IndexMissing(
        f"no library in {connection.address.text}; run `brief-rag index` or `brief-rag migrate` "
        "first"
    )


def library_row(library: Library) -> Row:
    return _row(LIBRARY, _LIBRARY.dump_json(library))


def writing_row(writing: Writing) -> Row:
    return _row(f"{WRITING}{writing.change}.{writing.beat:016x}", _WRITING.dump_json(writing))


def commit_row(commit: Commit) -> Row:
    return _row(COMMIT + commit.change, _COMMIT.dump_json(commit))


def codebook_rows(number: int, content: bytes) -> list[Row]:
    return [
        _row(f"{CODEBOOK}{number}.{part:04d}", text.encode())
        for part, text in enumerate(in_parts(content))
    ]


def _row(key: str, content: bytes) -> Row:
    return {"key": key, "content": content.decode(), "nothing": NOTHING}


def _library(text: str, connection: Connection) -> Library:
    version = _VERSION.validate_json(text)["schema_version"]
    if version != SCHEMA_VERSION:
        raise OtherSettings(
            f"{connection.address.text} was written by another version of brief-rag (its schema "
            f"is {version}, this one's {SCHEMA_VERSION}); copy it with `brief-rag migrate` of that "
            "version, or build it anew under another name"
        )
    return _LIBRARY.validate_json(text)


_VERSION: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])
