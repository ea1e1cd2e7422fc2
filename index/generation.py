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
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.files import BUILDING, FOLDER_NAME, REBUILD, put_file, remove, sync
from index.manifest import (
    Manifest,
    name_of,
    read_manifest,
    read_segment_manifest,
    to_bytes,
)
from rag.errors import IndexDamaged, IndexMissing, NoGeneration, printable
from rag.locking import holding, is_held
from rag.regular_files import read_regular

KEPT_GENERATIONS = 2
MOST_POINTER_BYTES = 1000


def publish(index_dir: Path, manifest: Manifest) -> Path:
    """Make a generation, whose parts are written, the current one; returns its manifest's path.

    The caller holds ``build_lock``. Generations older than the last few are removed, and what only
    they name.
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
        os.replace(beside, index_dir / "CURRENT")
    finally:
        beside.unlink(missing_ok=True)
    sync(index_dir)
    _remove_old(index_dir, target)
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
    others = [path for path in (index_dir / "generations").glob("*.json") if path != current]
    return sorted(others, key=lambda path: path.lstat().st_mtime, reverse=True)


def roll_back(index_dir: Path) -> Path:
    """Make the generation before the current one; returns its manifest's path.

    The caller holds ``build_lock``. Done again, it brings back the one that it left.

    Raises NoGeneration where there is none before, IndexMissing or IndexDamaged.
    """
    earlier = earlier_generations(index_dir, current_generation(index_dir))
    if not earlier:
        raise NoGeneration(f"{printable(index_dir)} holds no generation before the current one")
    manifest = read_manifest(earlier[0])
    return publish(index_dir, manifest)


def originals_needed(index_dir: Path) -> set[str]:
    """The hashes of the files that the documents of the generations on disk were read from.

    Raises IndexDamaged.
    """
    needed: set[str] = set()
    for path in (index_dir / "generations").glob("*.json"):
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


def _remove_old(index_dir: Path, current: Path) -> None:
    """Remove old generations, and the segments and models that none of the others names."""
    kept = [current, *earlier_generations(index_dir, current)[: KEPT_GENERATIONS - 1]]
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
