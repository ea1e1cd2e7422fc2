"""From generations on disk to the store that answers from the current one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.files import REBUILD
from index.generation import current_generation, earlier_generations
from index.local_store import LocalStore
from index.manifest import read_manifest
from index.segment import LiveSegment, Segment, open_segment
from rag.errors import IndexDamaged

MOST_TRIES = 5
"""To open the current generation: while one is opened, changes may make others current and remove
it, so that it only seems damaged."""


def load_store(
    index_dir: Path, threads: int | None = None, opened: LocalStore | None = None
) -> LocalStore:
    """Open the current generation, verifying every file of it but the models'.

    Where it is damaged and the generation before is whole, that one is opened, and the store's
    ``fallback`` says so. ``threads`` share the comparison of a question with token vectors, None
    for one a core. Segments that ``opened`` has open, and that were verified for it, are taken
    from there.

    Raises IndexMissing, or IndexDamaged where no generation is whole.
    """
    segments = {live.segment.name: live.segment for live in opened.segments} if opened else {}
    current = current_generation(index_dir)
    for _ in range(MOST_TRIES):
        try:
            return open_generation(index_dir, current, threads, segments)
        except IndexDamaged as error:
            damage, tried = error, current
        current = current_generation(index_dir)
        if current == tried:
            break
    return _open_earlier(index_dir, current, damage, threads, segments)


def _open_earlier(
    index_dir: Path,
    current: Path,
    damage: IndexDamaged,
    threads: int | None,
    opened: dict[str, Segment],
) -> LocalStore:
    """Open the newest generation before the current one that is whole; raises ``damage``, which is
    why the current one is not opened, where none is."""
    for earlier in earlier_generations(index_dir, current):
        try:
            store = open_generation(index_dir, earlier, threads, opened)
        except IndexDamaged:
            continue
        return LocalStore(index_dir, store.name, store.manifest, store.segments, str(damage))
    raise damage


def open_generation(
    index_dir: Path,
    path: Path,
    threads: int | None = None,
    opened: dict[str, Segment] | None = None,
) -> LocalStore:
    """Open the generation of a manifest; raises IndexDamaged."""
    manifest = read_manifest(path)
    opened = opened or {}
    segments: list[LiveSegment] = []
    for used in manifest.segments:
        segment = opened.get(used.name) or open_segment(
            index_dir / "segments" / used.name, manifest.embedders, threads
        )
        live = LiveSegment(segment, frozenset(used.deleted))
        if not live.deleted <= segment.manifest.documents.keys():
            raise IndexDamaged(f"{path} deletes what {used.name} does not hold; {REBUILD}")
        segments.append(live)
    _refuse_twins(path, segments)
    return LocalStore(index_dir, path.stem, manifest, segments)


def _refuse_twins(path: Path, segments: Sequence[LiveSegment]) -> None:
    """Raise IndexDamaged where a document is there twice."""
    found: set[str] = set()
    for live in segments:
        ids = live.segment.manifest.documents.keys() - live.deleted
        if ids & found:
            raise IndexDamaged(f"{path} holds a document twice; {REBUILD}")
        found |= ids
