"""Documents added to an index, changed in it and removed from it; only what is new is embedded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.builder import (
    SETTING,
    Limits,
    Models,
    Progress,
    Tell,
    chunking,
    describe_generation,
    encoders_of,
    tidy_up,
    write_segments,
    writing_index,
)
from index.compaction import compact
from index.cut_documents import CutDocuments
from index.generation import codebooks_of, current_generation, publish, stored_documents
from index.manifest import Manifest, UsedSegment, read_manifest, read_segment_manifest
from index.planning import plan_change
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
    with (
        writing_index(index_dir, tell) as cache,
        closing(CutDocuments(documents, index_dir, SETTING)) as cut,
    ):
        manifest = _current(index_dir, models, limits)
        stored = stored_documents(index_dir, manifest)
        held = {name: document.sha256 for name, document in stored.items()}
        plan = plan_change(cut, held, keep, models.embedders[0], limits, tell)
        written, embedded = write_segments(index_dir, cut, models, limits, cache, progress)
        gone = {*plan.updated, *plan.removed}
        segments = without_documents(index_dir, manifest.segments, gone)
        segments += [UsedSegment(name) for name in written]
        if sources:
            sources.settle(plan.originals)
        described = describe_generation(index_dir, segments, models, limits)
        generation = compact(index_dir, publish(index_dir, described), cache, tell)
        tidy_up(index_dir, cache, tell)
    return LocalChange(
        name=generation.stem,
        generation=generation,
        documents=plan.left,
        added=plan.added,
        updated=plan.updated,
        removed=plan.removed,
        unchanged_ids=plan.unchanged,
        embedded=embedded,
        left_out=plan.left_out,
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
