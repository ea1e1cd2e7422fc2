"""One change of a library: its rows written first, then committed; what is dead is swept later."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from index.embedding_cache import Encoder, EncodingCache
from index.milvus.connection import Connection, Row
from index.milvus.journal import (
    COMMIT,
    WRITING,
    Commit,
    Journal,
    Writing,
    commit_row,
    read_journal,
    writing_row,
)
from index.milvus.library import SWEEP_AFTER, OpenLibrary, State
from index.milvus.rows import Space, document_rows, passage_rows, token_rows
from index.milvus.schema import LEXICAL, TERMS, Collections, of_change, quoted, version_name
from index.segment_writing import CutDocument
from index.tokens import token_part
from rag.errors import StoreUnavailable
from rag.search.passage_tokens import PassageTexts

MOST_DOCUMENTS = 200
MOST_PASSAGES = 2_000
"""Of one change, which is written and becomes visible at once; more are several changes."""
MOST_DEAD = 1_000
"""Versions that are live no more and not yet deleted: every search names them."""
_GIVEN_UP_AFTER = 3600.0  # seconds in which a change under way is not said to go on
_NANOSECONDS = 1_000_000_000
_AT_ONCE = 200  # versions that are deleted at once


@dataclass(frozen=True, slots=True)
class Added:
    """A document to add, and what each embedder makes of its passages."""

    cut: CutDocument
    spaces: Sequence[Space]


def write_change(library: OpenLibrary, added: Sequence[Added], removed: Collection[str]) -> State:
    """Add documents, each in the place of one of its id, and remove others; all is visible at once.

    Returns the state of the library with it. Raises NotWritten for a passage that is too long,
    StoreUnavailable, also where the change took so long that it was given up.
    """
    change = f"{time.time_ns():016x}{secrets.token_hex(4)}"
    connection, names = library.connection, library.names
    journal = library.names.journal
    connection.insert(journal, [writing_row(Writing(change, time.time_ns()))])
    versions = {each.cut.document.id: version_name(change, n) for n, each in enumerate(added)}
    written = 0
    for collection, rows in _rows(library, added, versions):
        written = max(written, connection.insert(collection, rows))
    state = library.refreshed()
    if change not in state.journal.under_way:
        raise StoreUnavailable(
            f"the change took so long that it was given up in {connection.address.text}; do it "
            "again"
        )
    documents = state.catalogue.documents
    killed = [documents[name].version for name in {*versions, *removed} if name in documents]
    last = max((commit.order for commit in state.journal.commits), default=0)
    order = max(time.time_ns(), last + 1)
    commit = Commit(change, order, versions, tuple(sorted(killed)), written)
    connection.insert(journal, [commit_row(commit)])
    marks = connection.marks(journal)
    connection.mark(journal, f"{names.name}_{change}")
    for mark in marks:
        connection.unmark(mark)
    connection.delete(journal, f'key like "{WRITING}{change}%"')
    sweep(library)
    return library.state()


def sweep(library: OpenLibrary, now: float | None = None) -> None:
    """Delete the rows of versions that are live no more and that nobody reads still, and what
    changes left whose processes died."""
    connection, names = library.connection, library.names
    embedders = len(library.library.embedders)
    at = time.time_ns() if now is None else int(now * _NANOSECONDS)
    journal = read_journal(connection, names)
    for writing in _given_up(journal, at):
        _delete(connection, names, embedders, [of_change(writing)])
        connection.delete(names.journal, f'key like "{WRITING}{writing}%"')
    retired = _to_retire(journal, at)
    if not retired:
        return
    of_these = {v for commit in retired for v in (*commit.killed, *commit.added.values())}
    dead = sorted(of_these & journal.dead)
    groups = [dead[start : start + _AT_ONCE] for start in range(0, len(dead), _AT_ONCE)]
    _delete(connection, names, embedders, [f"version in {quoted(some)}" for some in groups])
    connection.delete(names.journal, f"key in {quoted([COMMIT + c.change for c in retired])}")


def _to_retire(journal: Journal, at: int) -> list[Commit]:
    """The first commits, but not the last one, whose dead nobody reads any more, or that leave
    more dead than a search should name."""
    retired = []
    left = len(journal.dead)
    for commit in journal.commits[:-1]:
        old = at - commit.order > SWEEP_AFTER * _NANOSECONDS
        if not old and left <= MOST_DEAD:
            break
        retired.append(commit)
        left -= len(commit.killed)
    return retired


def _given_up(journal: Journal, at: int) -> set[str]:
    last: dict[str, int] = {}
    for writing in journal.writing:
        last[writing.change] = max(writing.beat, last.get(writing.change, 0))
    return {c for c, beat in last.items() if at - beat > _GIVEN_UP_AFTER * _NANOSECONDS}


def _delete(
    connection: Connection, names: Collections, embedders: int, conditions: Iterable[str]
) -> None:
    for condition in conditions:
        for name in names.all(embedders)[:-1]:
            connection.delete(name, condition)


def _rows(
    library: OpenLibrary, added: Sequence[Added], versions: Mapping[str, str]
) -> Iterator[tuple[str, Iterator[Row]]]:
    """The rows of documents, by collection."""
    names = library.names
    lexical = LEXICAL if library.counts_words else TERMS
    named = [(versions[each.cut.document.id], each) for each in added]
    for number in range(len(library.library.embedders)):
        yield (
            names.passages(number),
            chain.from_iterable(
                passage_rows(version, each.cut, each.spaces[number], None if number else lexical)
                for version, each in named
            ),
        )
        yield (
            names.tokens(number),
            chain.from_iterable(
                token_rows(version, each.spaces[number].tokens) for version, each in named
            ),
        )
    yield (
        names.documents,
        chain.from_iterable(
            document_rows(version, each.cut, each.spaces) for version, each in named
        ),
    )


def spaces_of(cut: CutDocument, encoders: Sequence[Encoder], cache: EncodingCache) -> list[Space]:
    """What embedders make of a document's passages, from encodings that are kept."""
    seen = [PassageTexts.of(cut.document, passage) for passage in cut.passages]
    return [_space(seen, encoder, cache) for encoder in encoders]


def _space(seen: Sequence[PassageTexts], encoder: Encoder, cache: EncodingCache) -> Space:
    pooled = cache.read(encoder, [each.printed for each in seen])
    encodings = cache.read(encoder, [text for each in seen for text in each.texts])
    codebook = encoder.codebook
    parts = [token_part(each.tokens(encodings, codebook.parts), codebook) for each in seen]
    return Space(np.stack([encoding.pooled for encoding in pooled]), parts)
