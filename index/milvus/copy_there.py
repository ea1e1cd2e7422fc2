"""The index on this machine copied to Milvus; nothing is embedded anew.

Documents are copied in the order of their ids, some in each change. What is there already, to the
hash, is passed over, so that a copy that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.builder import Progress
from index.local_store import LocalStore
from index.milvus.address import address_in
from index.milvus.changing import create_library
from index.milvus.connection import Connection
from index.milvus.journal import Library
from index.milvus.library import OpenLibrary, open_on
from index.milvus.rows import Space
from index.milvus.schema import SCHEMA_VERSION
from index.milvus.writing import MOST_DOCUMENTS, MOST_PASSAGES, Added, write_change
from index.segment import LiveSegment
from index.segment_writing import CutDocument
from rag.errors import IndexMissing, OtherSettings
from rag.settings import Settings


def copy_there(
    store: LocalStore,
    settings: Settings,
    progress: Progress | None = None,
    at_once: int = MOST_DOCUMENTS,
) -> OpenLibrary:
    """Copy all documents of an index to the library that the settings name.

    The library is created where there is none; other documents that it holds stay. ``progress`` is
    told how many documents are there, of how many; ``at_once`` are copied in a change.

    Raises OtherSettings where the library was made with other models or passages, and what
    ``open_library`` raises.
    """
    library = _opened(store, settings)
    held = library.refreshed().catalogue.documents
    total = store.document_count
    copied = 0
    group: list[Added] = []
    size = 0
    for live, name, sha256 in _documents(store):
        if name in held and held[name].sha256 == sha256:
            copied += 1
        else:
            group.append(_added(live, name))
            size += len(group[-1].cut.passages)
        if len(group) >= at_once or size >= MOST_PASSAGES:
            write_change(library, group, ())
            copied += len(group)
            group, size = [], 0
        if progress and not group:
            progress(copied, total)
    if group:
        write_change(library, group, ())
    if progress:
        progress(total, total)
    return library


def _opened(store: LocalStore, settings: Settings) -> OpenLibrary:
    codebooks = [space.tokens.codebook for space in store.segments[0].segment.spaces]
    manifest = store.manifest
    wanted = Library(
        SCHEMA_VERSION,
        manifest.chunking,
        tuple(manifest.embedders),
        tuple(codebook.sha256 for codebook in codebooks),
    )
    connection = Connection(address_in(settings), settings)
    try:
        library = open_on(connection, settings)
    except IndexMissing:
        create_library(connection, wanted, [codebook.to_bytes() for codebook in codebooks])
        library = open_on(connection, settings)
    if library.library != wanted:
        raise OtherSettings(
            f"the library in {settings.store} was built with other models, codebooks or lengths of "
            f"passages than the index in {store.index_dir}; copy it to another name"
        )
    return library


def _documents(store: LocalStore) -> Iterator[tuple[LiveSegment, str, str]]:
    """Each live document by id: its segment, its id and its hash."""
    found = [
        (name, live, stored.sha256)
        for live in store.segments
        for name, stored in live.segment.manifest.documents.items()
        if name not in live.deleted
    ]
    for name, live, sha256 in sorted(found, key=lambda each: each[0]):
        yield live, name, sha256


def _added(live: LiveSegment, name: str) -> Added:
    place = live.find(name)
    assert place is not None  # it has just been listed
    number, rows = place
    contents = live.segment.contents
    cut = CutDocument(contents.document(number), contents.passages(rows))
    wanted = np.arange(rows.start, rows.stop)
    return Added(cut, [_space(live, n, wanted) for n in range(len(live.segment.spaces))])


def _space(live: LiveSegment, number: int, rows: NDArray[np.int64]) -> Space:
    space = live.segment.spaces[number]
    parts = [space.tokens.part(rows[place : place + 1]) for place in range(len(rows))]
    return Space(space.vectors.read(rows), parts)
