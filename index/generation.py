"""An index on disk as immutable generations, of which one is current.

    <index_dir>/CURRENT                      the name of the current generation
    <index_dir>/generations/<name>/          complete and verified, or absent
        manifest.json                        what it was made of, and the hash of every file
        documents.json passages.json lexical/
        vectors-0/ vectors-1/                of each embedder, dense.faiss, tokens/ and, where it
                                             runs without PyTorch, model/; beside it compiled/, the
                                             one thing that a machine adds, may be deleted
    <index_dir>/encodings.sqlite models/     caches, may be deleted at any time
    <index_dir>/lock                         held by the one process that builds

A generation is written beside, fsynced, renamed into place, and only then pointed to, so that a
process killed at any moment leaves the one before it whole. Its name is the hash of its manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged, IndexMissing, printable
from rag.hashing import file_sha256
from rag.locking import holding
from rag.models.embedder import EmbedderIdentity

SCHEMA_VERSION = 5
KEPT_GENERATIONS = 2
REBUILD = "run `brief-rag index` to build it again"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of. The same corpus and settings give the same bytes.

    ``documents`` maps id to SHA-256 of the text and metadata, ``files`` name to SHA-256. The
    first of ``embedders`` is the configured one; another reads languages that it does not.
    """

    schema_version: int
    documents: Mapping[str, str]
    chunking: Mapping[str, int | str]
    embedders: tuple[EmbedderIdentity, ...]
    passages: int
    files: Mapping[str, str]

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False).encode()


def new_folder(index_dir: Path) -> Path:
    """An empty folder to write a generation into; one that is never published is swept away."""
    generations = index_dir / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".building-", dir=generations))


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below the folder, by its relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in files}


def publish(index_dir: Path, folder: Path, manifest: Manifest) -> Path:
    """Make a written folder the current generation; returns where it now lies.

    The caller holds ``build_lock``. Generations older than the last few are removed.
    """
    content = manifest.to_bytes()
    (folder / "manifest.json").write_bytes(content)
    target = index_dir / "generations" / hashlib.sha256(content).hexdigest()[:16]
    if _is_whole(target):
        shutil.rmtree(folder)
    else:
        shutil.rmtree(target, ignore_errors=True)
        folder.chmod(0o755)
        for path in [*folder.rglob("*"), folder]:
            _sync(path)
        os.replace(folder, target)
        _sync(target.parent)
    _point_to(index_dir, target.name)
    _remove_old(target)
    return target


def current_generation(index_dir: Path) -> Path:
    """The folder of the current generation.

    Raises IndexMissing where nothing has been built.
    """
    try:
        name = (index_dir / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(f"no index in {index_dir}; run `brief-rag index` first") from error
    except (OSError, UnicodeError) as error:
        raise IndexDamaged(
            f"{index_dir / 'CURRENT'} cannot be read; remove it, then {REBUILD}"
        ) from error
    folder = index_dir / "generations" / name
    if not re.fullmatch("[0-9a-f]{16}", name) or not folder.is_dir():
        raise IndexDamaged(f"{index_dir / 'CURRENT'} points to no generation; {REBUILD}")
    return folder


def read_verified(folder: Path, needed: Callable[[str], bool] = lambda name: True) -> Manifest:
    """The manifest of a generation, after its files that are needed were compared with their
    hashes.

    Raises IndexDamaged where a file is missing or altered, or was written by another version.
    """
    path = folder / "manifest.json"
    try:
        content = path.read_bytes()
        manifest = _read_manifest(json.loads(content))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(f"{path} cannot be read ({error}); {REBUILD}") from error
    if hashlib.sha256(content).hexdigest()[:16] != folder.name:
        raise IndexDamaged(f"{path} was altered; {REBUILD}")
    for name, digest in manifest.files.items():
        if not needed(name):
            continue
        try:
            found = file_sha256(folder / name)
        except OSError as error:
            raise IndexDamaged(
                f"{folder / name} cannot be read ({error.strerror}); {REBUILD}"
            ) from error
        if found != digest:
            raise IndexDamaged(f"{folder / name} does not match its manifest; {REBUILD}")
    return manifest


@contextmanager
def build_lock(index_dir: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder's lock: one process builds at a time, others wait, and ``tell`` is told so.

    What a process left that was killed is swept away.
    """
    waiting = f"another `brief-rag index` builds in {printable(index_dir)}; waiting for its end"
    index_dir.mkdir(parents=True, exist_ok=True)
    with holding(index_dir / "lock", tell, waiting):
        for leftover in (index_dir / "generations").glob(".building-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield


def _read_manifest(values: dict[str, Any]) -> Manifest:
    if values["schema_version"] != SCHEMA_VERSION:
        raise ValueError(
            f"schema version {values['schema_version']}, this program reads {SCHEMA_VERSION}"
        )
    embedders = tuple(EmbedderIdentity(**embedder) for embedder in values["embedders"])
    return Manifest(**{**values, "embedders": embedders})


def _is_whole(folder: Path) -> bool:
    try:
        read_verified(folder)
    except IndexDamaged:
        return False
    return True


def _point_to(index_dir: Path, name: str) -> None:
    beside = index_dir / "CURRENT.new"
    beside.write_text(f"{name}\n", "utf-8")
    _sync(beside)
    os.replace(beside, index_dir / "CURRENT")
    _sync(index_dir)


def _remove_old(current: Path) -> None:
    others = [g for g in current.parent.iterdir() if g != current and g.name[0] != "."]
    by_age = sorted(others, key=lambda g: g.stat().st_mtime, reverse=True)
    for old in by_age[KEPT_GENERATIONS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    """Bring a file's content, or a folder's entries, to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and writes its entries down by itself
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
