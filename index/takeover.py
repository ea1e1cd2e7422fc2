"""Segments of other indexes taken over into this one: what was built in parts becomes one index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.builder import Tell, tidy_up, writing_index
from index.carried_models import take_model
from index.changing import LocalChange, without_documents
from index.compaction import compact
from index.files import copy_file, copy_files, new_folder, put_folder
from index.generation import codebooks_of, current_generation, publish, stored_documents
from index.manifest import (
    Manifest,
    StoredDocument,
    UsedSegment,
    read_manifest,
    read_segment_manifest,
)
from index.originals import FOLDER, take_originals
from index.segment_writing import is_whole
from rag.errors import IndexMissing, OtherSettings, printable


def take_over(index_dir: Path, others: Sequence[Path], tell: Tell) -> LocalChange:
    """Add the documents of other indexes, which stay as they are; nothing is embedded anew.

    A document whose id is there already takes the place of the other, in the order of ``others``.
    The files that the documents were read from are taken over, too; ``tell`` is told of an index
    that lacks some.

    Raises OtherSettings where one was built with other models or passages, IndexMissing,
    IndexDamaged and NotWritten.
    """
    with writing_index(index_dir, tell) as cache:
        manifest = _current(index_dir)
        before = stored_documents(index_dir, manifest) if manifest else {}
        segments = list(manifest.segments) if manifest else []
        taken: set[str] = set()
        codebooks = codebooks_of(index_dir, manifest) if manifest else set()
        for other in others:
            generation = current_generation(other)
            theirs = read_manifest(generation)
            manifest = manifest or replace(theirs, segments=())
            _check_alike(manifest, theirs, other)
            codebooks |= codebooks_of(other, theirs)
            if len(codebooks) > 1:
                raise _other_settings(other)
            for model in theirs.carried:
                take_model(index_dir, other, model, generation)
            documents = stored_documents(other, theirs)
            segments = without_documents(index_dir, segments, documents.keys())
            copied = [_taken(index_dir, other, used, tell) for used in theirs.segments]
            segments = _each_once([*segments, *copied])
            _take_originals(index_dir, other, documents, tell)
            taken |= documents.keys()
        if manifest is None:
            raise IndexMissing("no index is named that could be taken over")
        published = publish(index_dir, replace(manifest, segments=tuple(segments)))
        generation = compact(index_dir, published, cache, tell)
        tidy_up(index_dir, cache, tell)
    return LocalChange(
        name=generation.stem,
        generation=generation,
        documents=len(before.keys() | taken),
        added=tuple(sorted(taken - before.keys())),
        updated=tuple(sorted(taken & before.keys())),
    )


def _current(index_dir: Path) -> Manifest | None:
    try:
        return read_manifest(current_generation(index_dir))
    except IndexMissing:
        return None


def _check_alike(ours: Manifest, theirs: Manifest, other: Path) -> None:
    alike = (ours.embedders, ours.chunking, ours.sentence_readers)
    if (theirs.embedders, theirs.chunking, theirs.sentence_readers) != alike:
        raise _other_settings(other)


def _other_settings(other: Path) -> OtherSettings:
    return OtherSettings(
        f"{other} was built with other models, codebooks or lengths of passages than the rest; "
        "build it again with the same settings"
    )


def _each_once(segments: Iterable[UsedSegment]) -> list[UsedSegment]:
    """Segments of which some may be there twice, each once: a document of one stays deleted only
    where it is deleted in both. None is live in both, for ours give way to theirs."""
    found: dict[str, UsedSegment] = {}
    for used in segments:
        same = found.get(used.name, used)
        deleted = tuple(sorted(set(same.deleted) & set(used.deleted)))
        found[used.name] = UsedSegment(used.name, deleted)
    return list(found.values())


def _taken(index_dir: Path, other: Path, used: UsedSegment, tell: Tell) -> UsedSegment:
    """Copy a segment, verified, unless it is there and whole."""
    source, target = (folder / "segments" / used.name for folder in (other, index_dir))
    if not is_whole(target):
        tell(f"taking over segment {used.name}")
        manifest = read_segment_manifest(source)
        with new_folder(target.parent) as folder:
            copy_files(source, folder, manifest.files, source / "segment.json")
            copy_file(source, folder, "segment.json")
            put_folder(folder, target)
    return used


def _take_originals(
    index_dir: Path, other: Path, documents: Mapping[str, StoredDocument], tell: Tell
) -> None:
    """Copy the files that documents were read from; ``tell`` is told once that some are lacking."""
    read_from = {each.original: name for name, each in documents.items() if each.original}
    if missing := take_originals(index_dir, other, read_from.keys()):
        first = min(read_from[sha256] for sha256 in missing)
        tell(
            f"{printable(other / FOLDER)} lacks {len(missing)} of the files that its documents "
            f"were read from, or they were altered there, such as that of {first!r}; they are not "
            "taken over, and no pages are shown of these until `brief-rag add` reads them again"
        )
