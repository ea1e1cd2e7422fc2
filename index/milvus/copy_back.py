"""A library on Milvus copied to the index on this machine; nothing is embedded anew.

Documents are copied in the order of their ids, some in each generation. What is there already, to
the hash, is passed over, so that a copy that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.builder import Models, Progress, Tell, tidy_up, writing_index
from index.carried_models import carry_model
from index.changing import without_documents
from index.compaction import compact
from index.dense import write_dense
from index.files import hash_files, new_folder
from index.generation import codebooks_of, current_generation, publish, stored_documents
from index.loading import load_store
from index.local_store import LocalStore
from index.manifest import SCHEMA_VERSION, Manifest, SegmentManifest, UsedSegment, read_manifest
from index.milvus.catalogue import Held
from index.milvus.connection import Row
from index.milvus.library import OpenLibrary
from index.milvus.rows import passage_key, passage_of
from index.milvus.schema import VECTOR, quoted
from index.milvus.writing import MOST_PASSAGES
from index.segment_writing import CutDocument, put_segment, stored, write_contents
from index.tokens import write_token_parts
from rag.errors import IndexMissing, OtherSettings

_AT_ONCE = 500  # passages that are read at once


def copy_back(
    library: OpenLibrary,
    index_dir: Path,
    models: Callable[[], Models],
    tell: Tell,
    progress: Progress | None = None,
    at_once: int = MOST_PASSAGES,
) -> LocalStore:
    """Copy all documents of a library to the index in a folder, which may hold others, and open it.

    ``models`` opens what the library was made with, which an index carries. ``at_once`` passages,
    about, are copied in a generation.

    Raises OtherSettings where the index there was made with other models or passages, and what
    reading the library and writing the index raise.
    """
    catalogue = library.refreshed().catalogue
    with writing_index(index_dir, tell) as cache:
        manifest = _current(index_dir, library, models)
        held = stored_documents(index_dir, manifest)
        missing = [
            each
            for each in (catalogue.documents[name] for name in catalogue.ids)
            if each.id not in held or held[each.id].sha256 != each.sha256
        ]
        done = len(catalogue.documents) - len(missing)
        for group in _grouped(missing, at_once):
            name = _write_segment(library, index_dir, group)
            ids = {each.id for each in group}
            segments = without_documents(index_dir, manifest.segments, ids)
            described = replace(manifest, segments=(*segments, UsedSegment(name)))
            manifest = read_manifest(compact(index_dir, publish(index_dir, described), cache, tell))
            done += len(group)
            if progress:
                progress(done, len(catalogue.documents))
        tidy_up(index_dir, cache, tell)
    return load_store(index_dir, library.threads)


def _current(index_dir: Path, library: OpenLibrary, models: Callable[[], Models]) -> Manifest:
    """The current generation of an index, or one of nothing that the library can be copied to."""
    try:
        manifest = read_manifest(current_generation(index_dir))
    except IndexMissing:
        opened = models()
        return Manifest(
            schema_version=SCHEMA_VERSION,
            segments=(),
            chunking=library.library.chunking,
            embedders=library.library.embedders,
            models=tuple(carry_model(index_dir, each.files) for each in opened.embedders),
            sentence_readers=tuple(reader.identity for reader in opened.readers),
            reader_models=tuple(carry_model(index_dir, each.files) for each in opened.readers),
        )
    made = library.library
    ours = (tuple(manifest.embedders), dict(manifest.chunking))
    books = codebooks_of(index_dir, manifest)
    if ours != (made.embedders, dict(made.chunking)) or books - {made.codebooks}:
        raise OtherSettings(
            f"the index in {index_dir} was built with other models, codebooks or lengths of "
            f"passages than the library in {library.connection.address.text}; let "
            "BRIEF_RAG_INDEX_DIR name another folder"
        )
    return manifest


def _grouped(documents: Sequence[Held], at_once: int) -> list[list[Held]]:
    groups: list[list[Held]] = []
    size = at_once
    for each in documents:
        if size >= at_once:
            groups.append([])
            size = 0
        groups[-1].append(each)
        size += each.passages
    return groups


def _write_segment(library: OpenLibrary, index_dir: Path, group: Sequence[Held]) -> str:
    read = library.documents(group)
    cut = [CutDocument(document, passages) for document, passages in read]
    keys = [passage_key(each.version, n) for each in group for n in range(each.passages)]
    with new_folder(index_dir / "segments") as folder:
        write_contents(folder, cut)
        for number in range(len(library.library.embedders)):
            _write_space(library, folder / f"vectors-{number}", number, keys)
        manifest = SegmentManifest(
            schema_version=SCHEMA_VERSION,
            documents={each.document.id: stored(each) for each in cut},
            chunking=library.library.chunking,
            embedders=tuple(embedder.sha256 for embedder in library.library.embedders),
            files=hash_files(folder),
        )
        return put_segment(folder, manifest)


def _write_space(library: OpenLibrary, folder: Path, number: int, keys: Sequence[str]) -> None:
    folder.mkdir()
    rows: dict[str, Row] = {}
    collection = library.names.passages(number)
    since = library.state().journal.written
    for start in range(0, len(keys), _AT_ONCE):
        condition = f"key in {quoted(keys[start : start + _AT_ONCE])}"
        fields = ["key", "start", "behind", "content", VECTOR]
        found = library.connection.query(collection, condition, fields, since)
        rows.update((row["key"], row) for row in found)
    if len(rows) != len(set(keys)):
        raise library.damaged(f"{len(set(keys)) - len(rows)} passages are missing")
    vectors = np.asarray([rows[key][VECTOR] for key in keys], np.float32)
    write_dense(folder / "dense", [vectors], library.library.embedders[number].dimension)
    wanted = [(key, passage_of(rows[key])[1]) for key in keys]
    parts = (
        part
        for start in range(0, len(wanted), _AT_ONCE)
        for part in library.tokens(number, wanted[start : start + _AT_ONCE], since)
    )
    write_token_parts(folder / "tokens", parts, library.codebooks[number])
