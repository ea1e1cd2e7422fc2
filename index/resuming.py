"""Segments that a build finished before it was killed: the next one takes them as they are.

The cache of encodings is bounded; without this, a long build would begin anew after a kill.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.contents_reading import Contents
from index.embedding_cache import Encoder
from index.manifest import SegmentManifest, read_manifest, read_segment_manifest
from index.segment_writing import CutDocument, is_whole, stored
from rag.errors import IndexDamaged


def left_over(index_dir: Path) -> dict[str, SegmentManifest]:
    """The segments that no generation names, by name; none where a generation cannot be read."""
    try:
        named = {
            used.name
            for path in (index_dir / "generations").glob("*.json")
            for used in read_manifest(path).segments
        }
    except IndexDamaged:
        return {}
    found = {}
    for folder in sorted((index_dir / "segments").glob("*")):
        if folder.name not in named:
            try:
                found[folder.name] = read_segment_manifest(folder)
            except IndexDamaged:
                continue
    return found


def finished(
    index_dir: Path,
    left: Mapping[str, SegmentManifest],
    documents: Sequence[CutDocument],
    encoders: Sequence[Encoder],
    chunking: Mapping[str, int | str],
) -> str | None:
    """The one of some segments that is whole and holds these documents, cut and encoded so."""
    wanted = {cut.document.id: stored(cut) for cut in documents}
    embedders = tuple(encoder.embedder.identity.sha256 for encoder in encoders)
    codebooks = tuple(encoder.codebook.sha256 for encoder in encoders)
    passages = [passage for cut in documents for passage in cut.passages]
    for name, manifest in left.items():
        made = manifest.embedders, manifest.codebooks, manifest.chunking
        folder = index_dir / "segments" / name
        if manifest.documents != wanted or made != (embedders, codebooks, chunking):
            continue
        if (
            is_whole(folder)
            and Contents(folder, keeps=False).passages(range(len(passages))) == passages
        ):
            return name
    return None
