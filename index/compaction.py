"""When segments are merged: so that there are few, and each passage is copied a few times at most.

Tiered, as Lucene's merge policies are: segments of like size are merged once there are some, and
one that has lost much is written anew without what is deleted of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import floor, log
from pathlib import Path

from index.embedding_cache import EncodingCache
from index.generation import current_generation, publish
from index.manifest import Manifest, UsedSegment, read_manifest, read_segment_manifest
from index.merging import merge_segments
from index.segment import LiveSegment, open_segment
from rag.errors import IndexDamaged, printable

SMALLEST = 1000  # passages: smaller segments count as of that size
FAN_OUT = 4  # segments of like size that are merged
MOST_DELETED = 1 / 3  # of a segment's passages


def due(sizes: Sequence[tuple[int, int]]) -> list[int]:
    """The places of the segments to merge next; empty where none is due.

    ``sizes`` are their passages, and how many of these are not deleted.
    """
    for place, (passages, live) in enumerate(sizes):
        if passages - live > MOST_DELETED * passages:
            return [place]
    tiers: dict[int, list[int]] = {}
    for place, (_, live) in enumerate(sizes):
        tiers.setdefault(floor(log(max(live, SMALLEST) / SMALLEST, FAN_OUT)), []).append(place)
    for _, places in sorted(tiers.items()):
        if len(places) >= FAN_OUT:
            return places
    return []


def compact(
    index_dir: Path, generation: Path, cache: EncodingCache, tell: Callable[[str], None]
) -> Path:
    """Merge what is due in a generation, and publish what becomes of it; returns the path of the
    manifest that is then current. The caller holds the index's lock.

    What cannot be merged stays as it is, and ``tell`` is told why: the change before it is done.
    """
    compacted = [generation]
    try:
        while merged := _merged(index_dir, compacted[-1], cache, tell):
            compacted.append(publish(index_dir, merged, compacted))
    except (OSError, IndexDamaged) as error:
        tell(_not_merged(error))
    return current_generation(index_dir)


def _merged(
    index_dir: Path, generation: Path, cache: EncodingCache, tell: Callable[[str], None]
) -> Manifest | None:
    """A generation with the segments merged that are due next; None where none are.

    Raises IndexDamaged, and OSError where nothing can be written.
    """
    manifest = read_manifest(generation)
    chosen = due([_size(index_dir, segment) for segment in manifest.segments])
    if not chosen:
        return None
    merged = [_opened(index_dir, manifest, place) for place in chosen]
    passages = sum(live.passages for live in merged)
    tell(f"merging {len(merged)} segment(s) of {passages} passages")
    name = merge_segments(index_dir, merged)
    cache.keep_for(name, [live.segment.name for live in merged])
    others = [s for place, s in enumerate(manifest.segments) if place not in chosen]
    return replace(manifest, segments=(*others, UsedSegment(name)))


def _not_merged(error: OSError | IndexDamaged) -> str:
    """What a person is told of segments that were not merged."""
    if isinstance(error, IndexDamaged):
        return f"the change is made, but segments were not merged: {error}"
    place = printable(error.filename2 or error.filename or "a file of the new segment")
    return (
        f"the change is made, but segments were not merged: {place} cannot be written or read "
        f"({error.strerror or error}). The index answers as it is; mend that, such as by freeing "
        "some space, and the next `brief-rag add`, `sync` or `remove` merges them"
    )


def _size(index_dir: Path, segment: UsedSegment) -> tuple[int, int]:
    manifest = read_segment_manifest(index_dir / "segments" / segment.name)
    deleted = sum(manifest.documents[name].passages for name in segment.deleted)
    return manifest.passages, manifest.passages - deleted


def _opened(index_dir: Path, manifest: Manifest, place: int) -> LiveSegment:
    used = manifest.segments[place]
    folder = index_dir / "segments" / used.name
    segment = open_segment(folder, manifest.embedders, keeps=False)
    return LiveSegment(segment, frozenset(used.deleted))
