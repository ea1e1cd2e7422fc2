"""An index on disk as immutable generations, of which one is current.

    <index_dir>/CURRENT                      the name of the current generation
    <index_dir>/generations/<name>/          complete and verified, or absent
        manifest.json                        what it was made of, and the hash of every file
        documents.json passages.json lexical/
        vectors-0/ vectors-1/                of each embedder, dense.faiss, tokens/ and, where it
                                             runs without PyTorch, model/; beside it compiled/, the
                                             one thing that a machine adds, may be deleted
        reader-0/ reader-1/                  likewise, of each reader that the index carries: model/
    <index_dir>/encodings.sqlite models/     caches, may be deleted at any time
    <index_dir>/lock                         held by the one process that builds

A generation is written beside, fsynced, renamed into place, and only then pointed to, so that a
process killed at any moment leaves the one before it whole. Its name is the hash of its manifest.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.errors import IndexDamaged, IndexMissing, printable
from rag.hashing import file_sha256
from rag.locking import holding, is_held
from rag.models.embedder import EmbedderIdentity
from rag.models.reader import ReaderIdentity
from rag.regular_files import read_regular

SCHEMA_VERSION = 9
KEPT_GENERATIONS = 2
MOST_MANIFEST_BYTES = 200_000_000
"""The largest manifest that is read: it has a line for each document, of a hundred bytes."""
MOST_POINTER_BYTES = 1000
REBUILD = "run `brief-rag index` to build it again"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of. The same corpus and settings give the same bytes.

    ``documents`` maps id to SHA-256 of the text and metadata, ``files`` name to SHA-256.
    ``readers`` are those that read the files, with their versions. The first of ``embedders`` is
    the configured one; another reads languages that it does not. ``sentence_readers`` judge what
    is found.
    """

    schema_version: int
    documents: Mapping[str, str]
    readers: tuple[str, ...]
    chunking: Mapping[str, int | str]
    embedders: tuple[EmbedderIdentity, ...]
    passages: int
    files: Mapping[str, str]
    sentence_readers: tuple[ReaderIdentity, ...] = ()

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False).encode()


_BUILDING = ".building-"
_VERSION = TypeAdapter(dict[str, Any])
_MANIFEST = TypeAdapter(Manifest)
_FILE_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", re.ASCII)


@contextmanager
def new_folder(index_dir: Path) -> Iterator[Path]:
    """An empty folder to write a generation into; one that is not published is removed."""
    generations = index_dir / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=generations))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    beside = index_dir / "CURRENT.new"
    try:
        # Before the generation is put in its place: a full disk then leaves none that is not used.
        beside.write_text(f"{target.name}\n", "utf-8")
        _sync(beside)
        _put(folder, target)
        os.replace(beside, index_dir / "CURRENT")
    finally:
        beside.unlink(missing_ok=True)
    _sync(index_dir)
    _remove_old(target)
    return target


def _put(folder: Path, target: Path) -> None:
    """Bring a written folder to the disk, as ``target``, unless that is whole already."""
    if _is_whole(target):
        shutil.rmtree(folder)
        return
    if target.is_symlink() or target.is_file():
        target.unlink()
    shutil.rmtree(target, ignore_errors=True)
    folder.chmod(0o755)
    for path in [*folder.rglob("*"), folder]:
        _sync(path)
    os.replace(folder, target)
    _sync(target.parent)


def current_generation(index_dir: Path) -> Path:
    """The folder of the current generation.

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
    folder = index_dir / "generations" / name
    if not re.fullmatch("[0-9a-f]{16}", name, re.ASCII) or not folder.is_dir():
        raise IndexDamaged(f"{pointer} points to no generation; {REBUILD}")
    return folder


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation, whose name is its hash; the files are still to be verified.

    Raises IndexDamaged where it is missing or altered, or was written by another version.
    """
    path = folder / "manifest.json"
    try:
        content = read_regular(path, MOST_MANIFEST_BYTES)
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {REBUILD}") from error
    manifest = _parse(content, path)
    if hashlib.sha256(content).hexdigest()[:16] != folder.name:
        raise IndexDamaged(f"{path} was altered; {REBUILD}")
    return manifest


def verify(folder: Path, manifest: Manifest, names: Iterable[str]) -> None:
    """Compare files of a generation, all that will be read, with the manifest's hashes.

    Raises IndexDamaged where one is not listed, is missing, is a link, or was altered.
    """
    for name in names:
        if name not in manifest.files:
            raise IndexDamaged(f"{folder / 'manifest.json'} does not list {name}; {REBUILD}")
        try:
            _refuse_links(folder, name)
            found = file_sha256(folder / name)
        except OSError as error:
            raise IndexDamaged(
                f"{folder / name} cannot be read ({error.strerror}); {REBUILD}"
            ) from error
        if found != manifest.files[name]:
            raise IndexDamaged(f"{folder / name} does not match its manifest; {REBUILD}")


def is_being_built(index_dir: Path) -> bool:
    """Whether another process builds an index in the folder now."""
    return is_held(index_dir / "lock")


@contextmanager
def build_lock(index_dir: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder's lock: one process builds at a time, others wait, and ``tell`` is told so.

    What a process left that was killed is swept away.
    """
    waiting = f"another `brief-rag index` builds in {printable(index_dir)}; waiting for its end"
    index_dir.mkdir(parents=True, exist_ok=True)
    with holding(index_dir / "lock", tell, waiting):
        for leftover in (index_dir / "generations").glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield


def _parse(content: bytes, path: Path) -> Manifest:
    try:
        version = _VERSION.validate_json(content).get("schema_version")
        if version != SCHEMA_VERSION:
            told = version if isinstance(version, int) and 0 <= version < 1000 else "unknown"
            raise IndexDamaged(
                f"{path} is of schema version {told}, this program reads {SCHEMA_VERSION}; "
                f"{REBUILD}"
            )
        manifest = _MANIFEST.validate_json(content, strict=True)
    except ValidationError as error:
        raise IndexDamaged(f"{path} is no manifest ({what_is_wrong(error)}); {REBUILD}") from error
    if (
        manifest.passages < 1
        or not manifest.embedders
        or not all(map(_is_sized, manifest.embedders))
    ):
        raise IndexDamaged(f"{path} is of an index of no passage or no model; {REBUILD}")
    for name in manifest.files:
        if not _FILE_NAME.fullmatch(name):
            raise IndexDamaged(
                f"{path} names {printable(name)[:80]!r}, which is no file of a generation; "
                f"{REBUILD}"
            )
    return manifest


def _is_sized(embedder: EmbedderIdentity) -> bool:
    return min(embedder.dimension, embedder.token_dimension, embedder.max_tokens) > 0


def what_is_wrong(error: ValidationError) -> str:
    """The first thing that is wrong with a file's values, and where, on one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return printable(f"{place}: {first['msg']}" if place else first["msg"])[:200]


def _refuse_links(folder: Path, name: str) -> None:
    """Raise OSError where a file, or a folder over it, is a link to what may lie elsewhere."""
    path = folder
    for part in name.split("/"):
        path = path / part
        if path.is_symlink():
            raise OSError(errno.ELOOP, "a symbolic link, not a file of the generation", str(path))


def _is_whole(folder: Path) -> bool:
    try:
        manifest = read_manifest(folder)
        verify(folder, manifest, manifest.files)
    except IndexDamaged:
        return False
    return True


def _remove_old(current: Path) -> None:
    others = [g for g in current.parent.iterdir() if g != current and g.name[0] != "."]
    by_age = sorted(others, key=lambda g: g.lstat().st_mtime, reverse=True)
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
