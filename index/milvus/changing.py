"""Documents added to a library on Milvus, changed in it and removed from it.

Reading, cutting and encoding are those of the local index; two processes may change a library at
the same time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from index import originals
from index.builder import (
    SETTING,
    Limits,
    Models,
    Progress,
    Tell,
    chunking,
    counter,
    encoders_of,
    writing_index,
)
from index.changing import Change
from index.cut_documents import CutDocuments, Entry, of_several, texts_of
from index.embedding_cache import Encoder, EncodingCache
from index.milvus.address import address_in
from index.milvus.connection import Connection
from index.milvus.journal import Library, codebook_rows, library_row
from index.milvus.library import OpenLibrary, State, open_library, open_on
from index.milvus.schema import SCHEMA_VERSION, Collections, create_collections
from index.milvus.writing import (
    MOST_DOCUMENTS,
    MOST_PASSAGES,
    Added,
    spaces_of,
    write_change,
)
from index.planning import plan_change
from index.sources import Sources, keep_only_needed
from rag.document.model import Document
from rag.errors import EmptyIndex, IndexMissing, OtherSettings, UnknownDocument
from rag.settings import Settings

_KEPT_FOR = "milvus"  # what encodings are kept for, where the local index says its segments


def add_documents(
    settings: Settings,
    documents: Sequence[Document],
    models: Models,
    limits: Limits,
    *,
    keep: Collection[str] | None = None,
    progress: Progress | None = None,
    tell: Tell,
    sources: Sources | None = None,
) -> Change:
    """Add documents to the library that the settings name, which is created where there is none.

    It does what ``index.changing.add_documents`` does for the local index, in changes of at most
    ``MOST_DOCUMENTS`` documents, each of which is visible as a whole.

    Raises what that raises, WrongStore and StoreUnavailable.
    """
    with (
        writing_index(settings.index_dir, tell) as cache,
        closing(CutDocuments(documents, settings.index_dir, SETTING)) as cut,
    ):
        encoders = encoders_of(settings.index_dir, models)
        library = open_or_create(settings, library_of(encoders, models, limits), encoders)
        known = library.refreshed().catalogue.documents
        held = {name: document.sha256 for name, document in known.items()}
        plan = plan_change(cut, held, keep, models.embedders[0], limits, tell)
        if sources:
            sources.settle(plan.originals)
        embedded = _write(library, cut, plan.removed, encoders, cache, progress)
        state = library.state()
        _tidy_up(settings.index_dir, state, cache, tell)
    return Change(
        name=state.journal.name,
        documents=len(state.catalogue.documents),
        added=plan.added,
        updated=plan.updated,
        removed=plan.removed,
        unchanged_ids=plan.unchanged,
        embedded=embedded,
        left_out=plan.left_out,
    )


def remove_documents(settings: Settings, ids: Collection[str], tell: Tell) -> Change:
    """Remove documents, which needs no model.

    Raises UnknownDocument for an id that is not there, EmptyIndex where no document would be left,
    and what ``open_library`` raises.
    """
    library = open_library(settings)
    held = library.refreshed().catalogue.documents
    for name in ids:
        if name not in held:
            raise UnknownDocument.among(name, held)
    if not held.keys() - set(ids):
        raise EmptyIndex("no document would be left; drop the library's collections instead")
    for some in _in_groups(sorted(set(ids))):
        write_change(library, (), some)
    state = library.state()
    if (settings.index_dir / originals.FOLDER).is_dir():
        with writing_index(settings.index_dir, tell):
            keep_only_needed(settings.index_dir, tell, _originals(library.state()))
    return Change(
        name=state.journal.name,
        documents=len(state.catalogue.documents),
        removed=tuple(sorted(set(ids))),
    )


def library_of(encoders: Sequence[Encoder], models: Models, limits: Limits) -> Library:
    """What a library is made with that models and settings make."""
    return Library(
        SCHEMA_VERSION,
        chunking(limits, models.embedders[0]),
        tuple(encoder.embedder.identity for encoder in encoders),
        tuple(encoder.codebook.sha256 for encoder in encoders),
    )


def open_or_create(settings: Settings, wanted: Library, encoders: Sequence[Encoder]) -> OpenLibrary:
    """The library that the settings name, created where there is none.

    Raises OtherSettings where it was made with other models or passages.
    """
    connection = Connection(address_in(settings), settings)
    try:
        library = open_on(connection, settings)
    except IndexMissing:
        create_library(connection, wanted, [encoder.codebook.to_bytes() for encoder in encoders])
        library = open_on(connection, settings)
    if library.library != wanted:
        raise OtherSettings(
            f"the library in {connection.address.text} was built with other models, codebooks or "
            "lengths of passages; set them back, or build it anew under another name"
        )
    return library


def create_library(connection: Connection, library: Library, codebooks: Sequence[bytes]) -> None:
    """Create the collections of a library of nothing."""
    names = Collections(connection.address.collection)
    create_collections(connection, names, library.embedders)
    for number, codebook in enumerate(codebooks):
        connection.upsert(names.journal, codebook_rows(number, codebook))
    # Last: a library that has this row has all else.
    connection.upsert(names.journal, [library_row(library)])


def _tidy_up(index_dir: Path, state: State, cache: EncodingCache, tell: Tell) -> None:
    """Keep what is kept on this machine within its bounds; the caller holds the folder's lock."""
    cache.keep_for(_KEPT_FOR)
    segments = index_dir / "segments"
    local = [path.name for path in segments.iterdir()] if segments.is_dir() else []
    cache.drop_unused([_KEPT_FOR, *local])
    keep_only_needed(index_dir, tell, _originals(state))


def _originals(state: State) -> set[str]:
    return {held.original for held in state.catalogue.documents.values() if held.original}


def _write(
    library: OpenLibrary,
    cut: CutDocuments,
    removed: Collection[str],
    encoders: Sequence[Encoder],
    cache: EncodingCache,
    progress: Progress | None,
) -> int:
    """Write all, in several changes; returns how much was encoded."""
    report = counter(progress, sum(entry.texts for entry in cut.entries) * len(encoders))

    def written(entries: Sequence[Entry]) -> int:
        """One change: what is read for it is let go before the next one is."""
        group = cut.read(entries)
        texts = texts_of(group)
        report(of_several(entries, texts) * len(encoders))
        embedded = sum(cache.encode_missing(each, texts, report) for each in encoders)
        added = [Added(each, spaces_of(each, encoders, cache)) for each in group]
        write_change(library, added, ())
        return embedded

    embedded = sum(written(entries) for entries in cut.groups(MOST_PASSAGES, MOST_DOCUMENTS))
    for some in _in_groups(sorted(removed)):
        write_change(library, (), some)
    return embedded


def _in_groups(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + MOST_DOCUMENTS] for start in range(0, len(ids), MOST_DOCUMENTS))
