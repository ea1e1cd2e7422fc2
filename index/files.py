"""Files of an index: their hashes, and folders that are complete or absent."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rag.errors import IndexDamaged
from rag.hashing import file_sha256
from rag.regular_files import open_regular

REBUILD = "run `brief-rag index` to build it again"
BUILDING = ".building-"
FILE_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", re.ASCII)
FOLDER_NAME = re.compile("[0-9a-f]{16}", re.ASCII)
"""Folders and manifests are named by the beginning of a hash."""
_CHUNK = 1_000_000  # bytes that are copied at once


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below the folder, by its relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in files}


def verify(folder: Path, hashes: Mapping[str, str], names: Iterable[str], listed_in: Path) -> None:
    """Compare files of a folder, all that will be read, with their hashes.

    Raises IndexDamaged where one is not listed, is missing, is a link, or was altered; the message
    names ``listed_in``, the file that lists them.
    """
    for name in names:
        if name not in hashes:
            raise IndexDamaged(f"{listed_in} does not list {name}; {REBUILD}")
        try:
            _refuse_links(folder, name)
            found = file_sha256(folder / name)
        except OSError as error:
            raise _unreadable(folder / name, error) from error
        if found != hashes[name]:
            raise IndexDamaged(f"{folder / name} does not match {listed_in.name}; {REBUILD}")


def copy_files(source: Path, target: Path, hashes: Mapping[str, str], listed_in: Path) -> None:
    """Copy files of another index's folder, by name and hash, into an empty one.

    Raises IndexDamaged, which names the file there, where one is missing, is a link, cannot be
    read or was altered, and OSError where the copy cannot be written.
    """
    for name, sha256 in hashes.items():
        if copy_file(source, target, name) != sha256:
            raise IndexDamaged(f"{source / name} does not match {listed_in.name}; {REBUILD}")


def copy_file(source: Path, target: Path, name: str) -> str:
    """Copy one file of a folder; returns the SHA-256 of what was copied. Raises as ``copy_files``
    does."""
    digest = hashlib.sha256()
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    with open(target / name, "xb") as copy:
        for chunk in _chunks(source, name):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


@contextmanager
def new_folder(parent: Path) -> Iterator[Path]:
    """An empty folder to write into; one that is not put in its place is removed."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=BUILDING, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_folder(folder: Path, target: Path) -> None:
    """Bring a written folder to the disk, and then to its place; what stood there is removed."""
    remove(target)
    folder.chmod(0o755)
    for path in [*folder.rglob("*"), folder]:
        sync(path)
    os.replace(folder, target)
    sync(target.parent)


def put_file(content: bytes, target: Path) -> None:
    """Write a file beside, bring it to the disk, and then to its place."""
    beside = target.with_name(f"{BUILDING}{target.name}")
    try:
        beside.write_bytes(content)
        sync(beside)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        os.replace(beside, target)
        sync(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove what stands at a path, whatever it is; nothing that a link leads to."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def sync(path: Path) -> None:
    """Bring a file's content, or a folder's entries, to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and writes its entries down by itself
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _chunks(folder: Path, name: str) -> Iterator[bytes]:
    """The content of a file, some at a time. Raises IndexDamaged where it cannot be read."""
    try:
        _refuse_links(folder, name)
        with open_regular(folder / name) as handle:
            while chunk := handle.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise _unreadable(folder / name, error) from error


def _unreadable(path: Path, error: OSError) -> IndexDamaged:
    return IndexDamaged(f"{path} cannot be read ({error.strerror}); {REBUILD}")


def _refuse_links(folder: Path, name: str) -> None:
    """Raise OSError where a file, or a folder over it, is a link to what may lie elsewhere."""
    path = folder
    for part in ("", *name.split("/")):
        path = path / part
        if path.is_symlink():
            raise OSError(errno.ELOOP, "a symbolic link, not a file of the index", str(path))
