"""A library on Milvus copied to the index on this machine; nothing is embedded anew.

Documents are copied in the order of their ids, some in each segment; one generation then names all,
so that what the index held before can be gone back to. What is there already, to the hash, is
passed over, and so is what a copy had finished that was killed: the next one goes on there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.builder import SEGMENT_PASSAGES, Models, Progress, Tell, tidy_up, writing_index
from index.carried_models import carry_model
from index.changing import without_documents
from index.compaction import compact
from index.dense import write_dense
from index.files import hash_files, new_folder
from index.generation import codebooks_of, current_generation, publish, stored_documents
from index.grouping import in_groups
from index.loading import load_store
from index.local_store import LocalStore
from index.manifest import (
    SCHEMA_VERSION,
    Manifest,
    SegmentManifest,
    UsedSegment,
    read_manifest,
)
from index.milvus.catalogue import Held
from index.milvus.library import OpenLibrary
from index.milvus.rows import passage_key, passage_of
from index.milvus.schema import VECTOR, quoted
from index.resuming import left_over
from index.segment_writing import CutDocument, is_whole, put_segment, stored, write_contents
from index.tokens import write_token_parts
from rag.errors import EmptyIndex, IndexMissing, OtherSettings
from rag.models.embedder import Vectors

_AT_ONCE = 500  # passages that are read at once


def copy_back(
    library: OpenLibrary,
    index_dir: Path,
    models: Callable[[], Models],
    tell: Tell,
    progress: Progress | None = None,
    at_once: int = SEGMENT_PASSAGES,
) -> LocalStore:
    """Copy all documents of a library to the index in a folder, which may hold others, and open it.

    ``models`` opens what the library was made with, which an index carries. At most ``at_once``
    passages are copied to a segment.

    Raises EmptyIndex where the library holds no document, OtherSettings where the index there was
    made with other models or passages, and what reading the library and writing the index raise.
    """
    catalogue = library.refreshed().catalogue
    if not catalogue.documents:
        raise EmptyIndex(f"the library in {library.connection.address.text} holds no document")
    with writing_index(index_dir, tell) as cache:
        manifest = _current(index_dir, library, models)
        held = stored_documents(index_dir, manifest)
        missing = {
            each.id: each
            for each in (catalogue.documents[name] for name in catalogue.ids)
            if each.id not in held or held[each.id].sha256 != each.sha256
        }
        segments = without_documents(index_dir, manifest.segments, missing.keys())
        done = len(catalogue.documents) - len(missing)
        for name, copied in _copied(library, index_dir, missing, at_once):
            segments.append(UsedSegment(name))
            done += copied
            if progress:
                progress(done, len(catalogue.documents))
        described = replace(manifest, segments=tuple(segments))
        if described != manifest:
            compact(index_dir, publish(index_dir, described), cache, tell)
        tidy_up(index_dir, cache, tell)
    return load_store(index_dir, library.threads)


def _copied(
    library: OpenLibrary, index_dir: Path, missing: Mapping[str, Held], at_once: int
) -> Iterator[tuple[str, int]]:
    """The segments that hold what is missing, by id, and how many documents each is of: those that
    are there, then those that are written now."""
    left = dict(missing)
    for name, manifest in left_over(index_dir).items():
        if _is_copy(library, manifest, left) and is_whole(index_dir / "segments" / name):
            for document in manifest.documents:
                del left[document]
            yield name, len(manifest.documents)
    for group in in_groups(left.values(), lambda each: each.passages, at_once):
        yield _write_segment(library, index_dir, group), len(group)


def _is_copy(library: OpenLibrary, manifest: SegmentManifest, missing: Mapping[str, Held]) -> bool:
    """Whether a segment is made as a copy of the library is, of nothing but what is missing."""
    made = library.library
    embedders = tuple(embedder.sha256 for embedder in made.embedders)
    alike = (manifest.embedders, manifest.codebooks) == (embedders, made.codebooks)
    return (
        alike
        and dict(manifest.chunking) == dict(made.chunking)
        and all(
            name in missing
            and (missing[name].sha256, missing[name].passages) == (each.sha256, each.passages)
            for name, each in manifest.documents.items()
        )
    )


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
    vectors: dict[str, Vectors] = {}
    parts: dict[str, int] = {}
    collection = library.names.passages(number)
    since = library.state().journal.written
    for start in range(0, len(keys), _AT_ONCE):
        condition = f"key in {quoted(keys[start : start + _AT_ONCE])}"
        fields = ["key", "start", "behind", "content", VECTOR]
        for row in library.connection.query(collection, condition, fields, since):
            vectors[row["key"]] = np.asarray(row[VECTOR], np.float32)
            parts[row["key"]] = passage_of(row)[1]
    if len(vectors) != len(set(keys)):
        raise library.damaged(f"{len(set(keys)) - len(vectors)} passages are missing")
    dimension = library.library.embedders[number].dimension
    write_dense(folder / "dense", [np.stack([vectors[key] for key in keys])], dimension)
    wanted = [(key, parts[key]) for key in keys]
    tokens = (
        part
        for start in range(0, len(wanted), _AT_ONCE)
        for part in library.tokens(number, wanted[start : start + _AT_ONCE], since)
    )
    write_token_parts(folder / "tokens", tokens, library.codebooks[number])
