"""A library on Milvus, open: its connection, what is kept of it in memory, and its state now."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from cachetools import LRUCache

from index.grouping import in_groups
from index.milvus.address import address_in
from index.milvus.catalogue import Catalogue, Held, follow, load_catalogue
from index.milvus.connection import Connection
from index.milvus.journal import CODEBOOK, Journal, Library, missing, read_journal
from index.milvus.packing import from_parts, unpack_tokens
from index.milvus.rows import document_of, token_key
from index.milvus.schema import SPARSE, Collections, quoted
from index.tokens import TokenPart
from rag.document.model import Document, Passage
from rag.errors import IndexDamaged, LibraryChanged, OtherSettings
from rag.models.token_codebook import Codebook, codebook_of_bytes
from rag.settings import Settings

Read = tuple[Document, tuple[Passage, ...]]
MOST_CHARACTERS = 8_000_000
"""Of the documents that are kept in memory; one takes ten bytes for each."""
MOST_TOKEN_BYTES = 64_000_000
SWEEP_AFTER = 60.0
"""Seconds that rows of versions which are live no more are kept, for who reads them still."""
_LOOK_AGAIN = SWEEP_AFTER / 2
# Seconds after which the journal is read though its marks are the same: a writer may have died
# between its commit and its mark. After more, commits may have come and been retired unseen.
_KEYS_AT_ONCE = 2_000
_CHARACTERS_AT_ONCE = 8_000_000  # of documents that are asked for at once


@dataclass(frozen=True)
class State:
    """One state of a library."""

    journal: Journal
    catalogue: Catalogue
    marks: frozenset[str]
    read_at: float


@dataclass(frozen=True)
class OpenLibrary:
    """A library that several threads may read."""

    connection: Connection
    names: Collections
    library: Library
    codebooks: Sequence[Codebook]
    counts_words: bool
    threads: int | None = None
    _documents: LRUCache[str, Read] = field(
        default_factory=lambda: LRUCache(MOST_CHARACTERS, lambda read: len(read[0].text) + 1),
        repr=False,
    )
    _tokens: LRUCache[tuple[int, str], TokenPart] = field(
        default_factory=lambda: LRUCache(MOST_TOKEN_BYTES, lambda part: part.codes.nbytes + 1),
        repr=False,
    )
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _kept: dict[str, State] = field(default_factory=dict, repr=False)

    def state(self) -> State:
        """The state now, with every change that is done.

        A look at the journal's marks tells whether it is the one that is kept. Raises IndexMissing
        where the library was dropped, StoreUnavailable.
        """
        marks = frozenset(self.connection.marks(self.names.journal))
        kept = self._kept.get("state")
        if _is_now(kept, marks):
            return kept
        with self._guard:
            kept = self._kept.get("state")
            if not _is_now(kept, marks):
                kept = self._kept["state"] = self._read(kept, marks)
        return kept

    def refreshed(self) -> State:
        """The state now, read from the journal whatever its marks say."""
        with self._guard:
            marks = frozenset(self.connection.marks(self.names.journal))
            self._kept["state"] = self._read(self._kept.get("state"), marks)
            return self._kept["state"]

    def documents(self, held: Sequence[Held]) -> list[Read]:
        """Documents with their passages, in the order of ``held``.

        Raises LibraryChanged for one that was removed long ago, IndexDamaged.
        """
        with self._guard:
            found = {each.version: self._documents.get(each.version) for each in held}
        missing_ones = [each for each in held if found[each.version] is None]
        for some in in_groups(missing_ones, lambda each: each.characters, _CHARACTERS_AT_ONCE):
            read = self._read_documents(some)
            found.update(read)
            with self._guard:
                for version, each in read.items():
                    if len(each[0].text) < MOST_CHARACTERS:
                        self._documents[version] = each
        return [each for each in (found[one.version] for one in held) if each is not None]

    def tokens(
        self, embedder: int, wanted: Sequence[tuple[str, int]], since: int
    ) -> list[TokenPart]:
        """The tokens of passages, by key and number of rows, in their order.

        Raises LibraryChanged and IndexDamaged likewise.
        """
        with self._guard:
            found = {key: self._tokens.get((embedder, key)) for key, _ in wanted}
        lacking = [(key, parts) for key, parts in wanted if found[key] is None]
        read = self._read_tokens(embedder, lacking, since)
        found.update(read)
        with self._guard:
            for key, part in read.items():
                self._tokens[embedder, key] = part
        return [part for part in (found[key] for key, _ in wanted) if part is not None]

    def _read(self, kept: State | None, marks: frozenset[str]) -> State:
        read_at = time.monotonic()
        journal = read_journal(self.connection, self.names)
        if journal.library != self.library:
            raise OtherSettings(
                f"the library in {self.connection.address.text} was built anew with other models; "
                "start again what uses it"
            )
        catalogue = None
        if kept is not None and journal.name == kept.journal.name:
            catalogue = kept.catalogue
        elif kept is not None and read_at - kept.read_at < SWEEP_AFTER:
            catalogue = follow(self.connection, self.names, kept.catalogue, kept.journal, journal)
        if catalogue is None:
            catalogue, journal = load_catalogue(self.connection, self.names, journal)
        return State(journal, catalogue, marks, read_at)

    def _read_documents(self, held: Sequence[Held]) -> dict[str, Read]:
        keys = [f"{each.version}.t{part:06d}" for each in held for part in range(each.parts)]
        content = self._contents(self.names.documents, keys, 0)
        read: dict[str, Read] = {}
        for each in held:
            parts = [content[f"{each.version}.t{part:06d}"] for part in range(each.parts)]
            try:
                read[each.version] = document_of(parts)
            except ValueError as error:
                raise self.damaged(each.id) from error
        return read

    def _read_tokens(
        self, embedder: int, wanted: Sequence[tuple[str, int]], since: int
    ) -> dict[str, TokenPart]:
        keys = [token_key(key, part) for key, parts in wanted for part in range(parts)]
        content = self._contents(self.names.tokens(embedder), keys, since)
        read: dict[str, TokenPart] = {}
        for key, parts in wanted:
            try:
                packed = from_parts([content[token_key(key, part)] for part in range(parts)])
                read[key] = unpack_tokens(packed)
            except ValueError as error:
                raise self.damaged(key) from error
        return read

    def _contents(self, collection: str, keys: Sequence[str], since: int) -> dict[str, str]:
        """The contents of rows, by key. Raises LibraryChanged where one is not there."""
        content: dict[str, str] = {}
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            condition = f"key in {quoted(keys[start : start + _KEYS_AT_ONCE])}"
            rows = self.connection.query(collection, condition, ["key", "content"], since)
            content.update((row["key"], row["content"]) for row in rows)
        if any(key not in content for key in keys):
            raise LibraryChanged(
                "what the question was answered from was removed meanwhile; ask again"
            )
        return content

    def damaged(self, what: str) -> IndexDamaged:
        return IndexDamaged(
            f"{self.connection.address.text} holds what cannot be read ({what}); build the "
            "library anew under another name"
        )


def _is_now(state: State | None, marks: frozenset[str]) -> TypeGuard[State]:
    if state is None or state.marks != marks:
        return False
    return time.monotonic() - state.read_at < _LOOK_AGAIN


def open_library(settings: Settings) -> OpenLibrary:
    """The library that the settings name.

    Raises WrongStore, StoreUnavailable, IndexMissing where there is none, OtherSettings where
    another version wrote it, and IndexDamaged.
    """
    address = address_in(settings)
    return open_on(Connection(address, settings), settings)


def open_on(connection: Connection, settings: Settings) -> OpenLibrary:
    """The library at the address of a connection; raises what ``open_library`` raises."""
    names = Collections(connection.address.collection)
    if names.journal not in connection.collections():
        raise missing(connection)
    connection.load(names.journal)
    library = read_journal(connection, names).library
    wanted = names.all(len(library.embedders))
    lacking = sorted(set(wanted) - connection.collections())
    if lacking:
        raise IndexDamaged(
            f"{connection.address.text} lacks {', '.join(lacking)}; build the library anew under "
            "another name"
        )
    for name in wanted:
        connection.load(name)
    codebooks = _read_codebooks(connection, names, library)
    counts_words = SPARSE in connection.field_names(names.passages(0))
    return OpenLibrary(connection, names, library, codebooks, counts_words, settings.threads)


def _read_codebooks(connection: Connection, names: Collections, library: Library) -> list[Codebook]:
    rows = connection.query(
        names.journal, f'key >= "{CODEBOOK}" and key < "{CODEBOOK}~"', ["key", "content"], 0
    )
    content = {row["key"]: row["content"] for row in rows}
    found = []
    for number, embedder in enumerate(library.embedders):
        start = f"{CODEBOOK}{number}."
        parts = [content[key] for key in sorted(content) if key.startswith(start)]
        try:
            codebook = codebook_of_bytes(from_parts(parts), embedder.token_dimension)
        except ValueError as error:
            raise IndexDamaged(
                f"the codebook in {connection.address.text} cannot be read ({error})"
            ) from error
        if codebook.sha256 != library.codebooks[number]:
            raise IndexDamaged(f"{connection.address.text} holds another codebook than it says")
        found.append(codebook)
    return found
