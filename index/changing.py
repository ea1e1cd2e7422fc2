"""Documents added to an index, changed in it and removed from it; only what is new is embedded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.builder import (
    Limits,
    Models,
    Progress,
    Tell,
    chunking,
    cut_documents,
    describe_generation,
    encoders_of,
    tidy_up,
    write_segments,
    writing_index,
)
from index.compaction import compact
from index.generation import current_generation, publish
from index.manifest import (
    Manifest,
    StoredDocument,
    UsedSegment,
    read_manifest,
    read_segment_manifest,
)
from index.segment_writing import document_sha256
from index.sources import Sources
from rag.document.model import Document
from rag.errors import (
    EmptyIndex,
    IndexMissing,
    OtherSettings,
    UnknownDocument,
    UnreadableDocument,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of a library: the ids of documents ``added``, ``updated`` and ``removed``, and
    of those given that stayed as they were; how many encodings were new, and what was left out.

    ``name`` is that of the state that the library is in now, ``documents`` how many there are.
    """

    name: str
    documents: int
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged_ids: tuple[str, ...] = ()
    embedded: int = 0
    left_out: tuple[UnreadableDocument, ...] = ()

    @property
    def unchanged(self) -> int:
        return len(self.unchanged_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalChange(Change):
    """What became of an index on this machine; ``generation`` is its manifest's path."""

    generation: Path


def add_documents(
    index_dir: Path,
    documents: Sequence[Document],
    models: Models,
    limits: Limits,
    *,
    keep: Collection[str] | None = None,
    progress: Progress | None = None,
    tell: Tell,
    sources: Sources | None = None,
) -> LocalChange:
    """Add documents to the current generation; one whose id is there takes the place of the other.

    With ``keep``, documents are removed that are neither given nor among those ids. Segments are
    merged afterwards where that pays; the new generation answers before. ``sources`` keep the files
    that the documents were read from.

    Raises OtherSettings where the index was built with other models or passages, EmptyIndex where
    no document would be left, IndexDamaged and NotWritten.
    """
    with writing_index(index_dir, tell) as cache:
        manifest = _current(index_dir, models, limits)
        held = stored_documents(index_dir, manifest)
        changed = [d for d in documents if not _is_held(held, d)]
        cut, left_out = cut_documents(changed, models.embedders[0], limits, None, tell)
        ids = {each.document.id for each in cut}
        removed: set[str] = set()
        if keep is not None:
            removed = held.keys() - {document.id for document in documents} - set(keep)
        if not (held.keys() - removed) | ids:
            raise EmptyIndex("no document with a passage would be left; nothing is changed")
        written, embedded = write_segments(index_dir, cut, models, limits, cache, progress)
        segments = without_documents(index_dir, manifest.segments, ids | removed)
        segments += [UsedSegment(name) for name in written]
        if sources:
            sources.settle(documents)
        described = describe_generation(index_dir, segments, models, limits)
        generation = compact(index_dir, publish(index_dir, described), cache, tell)
        tidy_up(index_dir, cache, tell)
    new = {document.id for document in changed}
    return LocalChange(
        name=generation.stem,
        generation=generation,
        documents=len((held.keys() - removed) | ids),
        added=tuple(sorted(ids - held.keys())),
        updated=tuple(sorted(ids & held.keys())),
        removed=tuple(sorted(removed)),
        unchanged_ids=tuple(sorted({document.id for document in documents} - new)),
        embedded=embedded,
        left_out=left_out,
    )


def remove_documents(index_dir: Path, ids: Collection[str], tell: Tell) -> LocalChange:
    """Remove documents from the current generation, which needs no model.

    Raises UnknownDocument for an id that is not there, EmptyIndex where no document would be left,
    IndexMissing, IndexDamaged and NotWritten.
    """
    with writing_index(index_dir, tell) as cache:
        manifest = read_manifest(current_generation(index_dir))
        held = stored_documents(index_dir, manifest)
        for name in ids:
            if name not in held:
                raise UnknownDocument.among(name, held)
        left = held.keys() - set(ids)
        if not left:
            raise EmptyIndex("no document would be left; remove the index's folder instead")
        segments = without_documents(index_dir, manifest.segments, set(ids))
        published = publish(index_dir, replace(manifest, segments=tuple(segments)))
        generation = compact(index_dir, published, cache, tell)
        tidy_up(index_dir, cache, tell)
    return LocalChange(
        name=generation.stem,
        generation=generation,
        documents=len(left),
        removed=tuple(sorted(set(ids))),
    )


def stored_documents(index_dir: Path, manifest: Manifest) -> dict[str, StoredDocument]:
    """What a generation's segments say of its documents, by id.

    Raises IndexDamaged.
    """
    held: dict[str, StoredDocument] = {}
    for used in manifest.segments:
        segment = read_segment_manifest(index_dir / "segments" / used.name)
        held.update((n, d) for n, d in segment.documents.items() if n not in used.deleted)
    return dict(sorted(held.items()))


def codebooks_of(index_dir: Path, manifest: Manifest) -> set[tuple[str | None, ...]]:
    """The codebooks that the segments of a generation are written with, by hash; one for each
    embedder where all is well."""
    folders = (index_dir / "segments" / used.name for used in manifest.segments)
    return {read_segment_manifest(folder).codebooks for folder in folders}


def _current(index_dir: Path, models: Models, limits: Limits) -> Manifest:
    """The current generation, or one of nothing, that what the models make can be added to."""
    try:
        manifest = read_manifest(current_generation(index_dir))
    except IndexMissing:
        return describe_generation(index_dir, (), models, limits)
    same = tuple(embedder.identity for embedder in models.embedders) == manifest.embedders
    books = tuple(encoder.codebook.sha256 for encoder in encoders_of(index_dir, models))
    same = same and codebooks_of(index_dir, manifest) == {books}
    if not same or chunking(limits, models.embedders[0]) != manifest.chunking:
        raise OtherSettings(
            f"the index in {index_dir} was built with other models, codebooks or lengths of "
            "passages; run `brief-rag index` with all documents to build it anew, or set them back"
        )
    return manifest


def _is_held(held: Mapping[str, StoredDocument], document: Document) -> bool:
    stored = held.get(document.id)
    return stored is not None and stored.sha256 == document_sha256(document)


def without_documents(
    index_dir: Path, segments: Sequence[UsedSegment], ids: Collection[str]
) -> list[UsedSegment]:
    """Segments of an index without some documents; those of which nothing is left are left out.

    Raises IndexDamaged.
    """
    found = []
    for used in segments:
        documents = read_segment_manifest(index_dir / "segments" / used.name).documents
        deleted = tuple(sorted({*used.deleted, *(name for name in ids if name in documents)}))
        if len(deleted) < len(documents):
            found.append(UsedSegment(used.name, deleted))
    return found
