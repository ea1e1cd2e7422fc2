"""An index on disk: immutable segments, and generations that name them, of which one is current.

    <index_dir>/CURRENT                   the name of the current generation
    <index_dir>/generations/<name>.json   which segments it is of, what is deleted in them, and its
                                          models; its name is its hash
    <index_dir>/segments/<name>/          some documents with all that is searched of them
        segment.json                      what it holds, and the hash of every file
    <index_dir>/carried/<name>/model/     a converted model that generations carry; beside it
                                          compiled/, the one thing that a machine adds, which may
                                          be deleted
    <index_dir>/originals/                the files that documents were read from
    <index_dir>/encodings.sqlite readings.sqlite models/ codebooks/
                                          caches, may be deleted at any time
    <index_dir>/lock                      held by the one process that writes

What a generation names is written first: each part beside, fsynced, renamed into place. Only then
is the generation pointed to, so that a process killed at any moment leaves the one before whole.

The current generation is kept and the one before it. Where segments were merged after a change,
the one before holds the same documents, to answer should what was merged be damaged; then the one
before the change is kept, too, so that the change can be undone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from index.files import BUILDING, FOLDER_NAME, REBUILD, put_file, remove, sync
from index.manifest import (
    Manifest,
    StoredDocument,
    name_of,
    read_manifest,
    read_segment_manifest,
    to_bytes,
)
from rag.errors import IndexDamaged, IndexMissing, NoGeneration, printable
from rag.locking import holding, is_held
from rag.regular_files import read_regular

KEPT_GENERATIONS = 2
"""The current one included, but not one of the same documents that it was merged from."""
MOST_POINTER_BYTES = 1000
_COARSEST_DATES = 2_000_000_000  # nanoseconds between two dates of a file, on FAT

_Codebooks = set[tuple[str | None, ...]]
_Content = tuple[Manifest, dict[str, StoredDocument], _Codebooks]


def publish(index_dir: Path, manifest: Manifest, compacted: Collection[Path] = ()) -> Path:
    """Make a generation, whose parts are written, the current one; returns its manifest's path.

    The caller holds ``build_lock``. ``compacted`` are the generations of the same documents that it
    was made of by merging segments. Of older generations the last one is kept, and one of
    ``compacted``; the others are removed, and what only they name.

    Raises IndexDamaged for a manifest that could not be loaded; the current generation then stays.
    """
    content = to_bytes(manifest)
    target = index_dir / "generations" / f"{name_of(content)}.json"
    target.parent.mkdir(exist_ok=True)
    beside = index_dir / "CURRENT.new"
    try:
        # Before the generation is put in its place: a full disk then leaves none that is not used.
        beside.write_text(f"{target.stem}\n", "utf-8")
        sync(beside)
        put_file(content, target)
        _make_newest(index_dir, target)
        _check(target)
        os.replace(beside, index_dir / "CURRENT")
    finally:
        beside.unlink(missing_ok=True)
    sync(index_dir)
    _remove_old(index_dir, [target, *_kept_before(index_dir, target, compacted)])
    return target


def current_generation(index_dir: Path) -> Path:
    """The manifest of the current generation.

    Raises IndexMissing where nothing has been built, and IndexDamaged where the pointer is none.
    """
    pointer = index_dir / "CURRENT"
    try:
        content = read_regular(pointer, MOST_POINTER_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(f"no index in {index_dir}; run `brief-rag index` first") from error
    except OSError as error:
        raise IndexDamaged(
            f"{pointer} cannot be read ({error.strerror}); remove it, then {REBUILD}"
        ) from error
    name = content.decode("ascii", "replace").strip()
    path = index_dir / "generations" / f"{name}.json"
    if not FOLDER_NAME.fullmatch(name) or not os.path.lexists(path):
        raise IndexDamaged(f"{pointer} points to no generation; {REBUILD}")
    return path


def earlier_generations(index_dir: Path, current: Path) -> list[Path]:
    """The generations before, the newest first."""
    others: list[tuple[int, Path]] = []
    for path in generations(index_dir):
        with suppress(FileNotFoundError):  # removed meanwhile by whoever publishes
            if path != current:
                others.append((path.lstat().st_mtime_ns, path))
    return [path for _, path in sorted(others, reverse=True)]


def generations(index_dir: Path) -> list[Path]:
    """The manifests of all generations on disk, without what is being written beside them."""
    found = (index_dir / "generations").glob("*.json")
    return [path for path in found if FOLDER_NAME.fullmatch(path.stem)]


def roll_back(index_dir: Path) -> Path:
    """Make the generation before the last change current; returns its manifest's path.

    The caller holds ``build_lock``. Done again, it brings back the one that it left. Generations
    that differ from the current one in their segments alone are passed over.

    Raises NoGeneration where there is none before, IndexMissing or IndexDamaged.
    """
    return publish(index_dir, _before_the_change(index_dir, current_generation(index_dir)))


def stored_documents(index_dir: Path, manifest: Manifest) -> dict[str, StoredDocument]:
    """What a generation's segments say of its documents, by id.

    Raises IndexDamaged.
    """
    held: dict[str, StoredDocument] = {}
    for used in manifest.segments:
        segment = read_segment_manifest(index_dir / "segments" / used.name)
        held.update((n, d) for n, d in segment.documents.items() if n not in used.deleted)
    return dict(sorted(held.items()))


def codebooks_of(index_dir: Path, manifest: Manifest) -> _Codebooks:
    """The codebooks that the segments of a generation are written with, by hash; one for each
    embedder where all is well."""
    folders = (index_dir / "segments" / used.name for used in manifest.segments)
    return {read_segment_manifest(folder).codebooks for folder in folders}


def originals_needed(index_dir: Path) -> set[str]:
    """The hashes of the files that the documents of the generations on disk were read from.

    Raises IndexDamaged.
    """
    needed: set[str] = set()
    for path in generations(index_dir):
        for used in read_manifest(path).segments:
            documents = read_segment_manifest(index_dir / "segments" / used.name).documents
            deleted = set(used.deleted)
            needed.update(
                document.original
                for name, document in documents.items()
                if document.original and name not in deleted
            )
    return needed


def is_being_built(index_dir: Path) -> bool:
    """Whether another process writes an index in the folder now."""
    return is_held(index_dir / "lock")


@contextmanager
def build_lock(index_dir: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder's lock: one process writes at a time, others wait, and ``tell`` is told so.

    What a process left that was killed is swept away.
    """
    waiting = f"another `brief-rag` writes in {printable(index_dir)}; waiting for its end"
    index_dir.mkdir(parents=True, exist_ok=True)
    with holding(index_dir / "lock", tell, waiting):
        for name in ("segments", "carried", "generations"):
            for leftover in (index_dir / name).glob(f"{BUILDING}*"):
                remove(leftover)
        yield


def _make_newest(index_dir: Path, target: Path) -> None:
    """Date a manifest behind all others, also where the clock was set back since: their dates say
    which is the one before."""
    newest = max((p.lstat().st_mtime_ns for p in generations(index_dir) if p != target), default=0)
    if target.lstat().st_mtime_ns <= newest:
        os.utime(target, ns=(newest + _COARSEST_DATES, newest + _COARSEST_DATES))


def _check(path: Path) -> None:
    """Read a manifest that was written as whoever loads it will; one that is refused is removed."""
    try:
        read_manifest(path)
    except IndexDamaged:
        remove(path)
        raise


def _kept_before(index_dir: Path, current: Path, compacted: Collection[Path]) -> list[Path]:
    """The older generations to keep: the last that the current one was merged from, should it be
    damaged, and the last of the others, to go back to."""
    earlier = earlier_generations(index_dir, current)
    others = [path for path in earlier if path not in compacted]
    merged_from = [path for path in earlier if path in compacted]
    return [*merged_from[:1], *others[: KEPT_GENERATIONS - 1]]


def _before_the_change(index_dir: Path, current: Path) -> Manifest:
    """The newest generation that differs from the current one in more than its segments, or the
    newest of all where the current one cannot be read. Raises as ``roll_back`` does."""
    left: _Content | None = None
    with suppress(IndexDamaged):
        left = _content(index_dir, read_manifest(current))
    damages: list[IndexDamaged] = []
    for path in earlier_generations(index_dir, current):
        try:
            manifest = read_manifest(path)
            if left is None or _content(index_dir, manifest) != left:
                return manifest
        except IndexDamaged as damage:
            damages.append(damage)
    if damages:
        raise damages[0]
    raise NoGeneration(f"{printable(index_dir)} holds no generation before the last change")


def _content(index_dir: Path, manifest: Manifest) -> _Content:
    """All that a generation is, but for how its documents are spread over segments."""
    documents, codebooks = stored_documents(index_dir, manifest), codebooks_of(index_dir, manifest)
    return replace(manifest, segments=()), documents, codebooks


def _remove_old(index_dir: Path, kept: Collection[Path]) -> None:
    """Remove other generations than these, and the segments and models that none of these names."""
    segments: set[str] = set()
    carried: set[str] = set()
    for path in kept:
        try:
            manifest = read_manifest(path)
        except IndexDamaged:
            remove(path)  # nothing can be read of it
            continue
        segments.update(segment.name for segment in manifest.segments)
        carried.update(model.folder for model in manifest.carried)
    for folder, names in (
        ("generations", {path.name for path in kept}),
        ("segments", segments),
        ("carried", carried),
    ):
        for found in (index_dir / folder).iterdir() if (index_dir / folder).is_dir() else ():
            if found.name not in names:
                remove(found)
