"""The files that documents were read from, kept beside the index by the hash of their bytes.

    <index_dir>/originals/<sha256>            one file, as it was when it was read
    <index_dir>/originals/.reading-<random>/  those of a build that is still reading

They are copies, because a user may alter or move a file. One that no generation on disk needs is
removed after a build.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from rag.errors import OriginalMissing
from rag.locking import holding, is_held
from rag.reading.files import MOST_BYTES
from rag.regular_files import open_regular, read_regular

FOLDER = "originals"
_HASH = re.compile("[0-9a-f]{64}", re.ASCII)
_READING = ".reading-"
_LOCK = ".lock"
_AGAIN = "index its document again with `brief-rag index`"
_ALTERED = f"{{}} was altered since it was kept; {_AGAIN}"


def open_original(index_dir: Path, sha256: str) -> io.BufferedReader:
    """A kept file, open for reading from its start, its bytes verified.

    Raises OriginalMissing where it is not kept, cannot be read or was altered.
    """
    path = index_dir / FOLDER / sha256
    handle = None
    try:
        handle = open_regular(path)
        found = hashlib.file_digest(handle, "sha256").hexdigest()
        handle.seek(0)
    except OSError as error:
        if handle:
            handle.close()
        raise _missing(path, error) from error
    if found != sha256:
        handle.close()
        raise OriginalMissing(_ALTERED.format(path))
    return handle


def read_original(index_dir: Path, sha256: str) -> bytes:
    """The bytes of a kept file, verified; raises OriginalMissing as ``open_original`` does."""
    path = index_dir / FOLDER / sha256
    try:
        content = read_regular(path, MOST_BYTES)
    except OSError as error:
        raise _missing(path, error) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OriginalMissing(_ALTERED.format(path))
    return content


def _missing(path: Path, error: OSError) -> OriginalMissing:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return OriginalMissing(f"the original is not kept ({path}); {_AGAIN}")
    return OriginalMissing(f"{path} cannot be read ({error.strerror}); {_AGAIN}")


class OriginalsBeingRead:
    """The files that one build reads: out of the way of other builds until it is published.

    What it writes may raise OSError.
    """

    def __init__(self, index_dir: Path) -> None:
        self._originals = index_dir / FOLDER
        self._folder: Path | None = None
        self._stack = ExitStack()

    def close(self) -> None:
        """Drop what no generation was published with."""
        self._stack.close()
        self._folder = None

    def keep(self, sha256: str, content: bytes) -> None:
        """Put a file aside. One that is kept already is held in its place by a second name, so that
        no other build removes it meanwhile."""
        if self._folder is None:
            self._folder = self._stack.enter_context(_own_folder(self._originals))
        aside = self._folder / sha256
        if aside.exists():
            return
        kept = self._originals / sha256
        if _holds(kept, content):
            with suppress(OSError):  # removed meanwhile, or a disk without links
                os.link(kept, aside)
                return
        _write(aside, content)

    def settle(self, hashes: Iterable[str]) -> None:
        """Keep those of the files put aside that are named. The caller holds the build's lock."""
        if self._folder is None:
            return
        for sha256 in sorted(set(hashes)):
            with suppress(FileNotFoundError):  # of a document that was given, not read
                os.replace(self._folder / sha256, self._originals / sha256)
        _sync_folder(self._originals)


def take_originals(index_dir: Path, other: Path, hashes: Collection[str]) -> set[str]:
    """Copy files that another index keeps, verified, unless they are kept here already.

    The caller holds the build's lock. Returns the hashes of those that neither keeps whole; raises
    OSError where one cannot be written.
    """
    missing = set()
    with closing(OriginalsBeingRead(index_dir)) as taken:
        for sha256 in sorted(hashes):
            if _is_kept(index_dir, sha256):
                continue
            try:
                taken.keep(sha256, read_original(other, sha256))
            except OriginalMissing:
                missing.add(sha256)
        taken.settle(hashes)
    return missing


def keep_only(index_dir: Path, needed: Collection[str]) -> None:
    """Remove the files that are not needed, by their hashes. The caller holds the build's lock;
    errors of the disk are OSError."""
    folder = index_dir / FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        if _HASH.fullmatch(path.name) and path.name not in needed:
            with suppress(OSError):  # open in another process, on Windows: the next build's
                path.unlink()


@contextmanager
def _own_folder(originals: Path) -> Iterator[Path]:
    """A folder for this process alone, and a lock beside it that tells others that it lives.

    Folders of processes that were killed are swept away.
    """
    originals.mkdir(parents=True, exist_ok=True)
    for leftover in originals.glob(f"{_READING}*"):
        lock = leftover.with_name(f"{leftover.name}{_LOCK}")
        if leftover.suffix != _LOCK and not is_held(lock):
            shutil.rmtree(leftover, ignore_errors=True)
            lock.unlink(missing_ok=True)
    folder = originals / f"{_READING}{secrets.token_hex(8)}"
    lock = folder.with_name(f"{folder.name}{_LOCK}")
    with holding(lock, lambda _: None, ""):
        try:
            folder.mkdir()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        lock.unlink()


def _is_kept(index_dir: Path, sha256: str) -> bool:
    try:
        open_original(index_dir, sha256).close()
    except OriginalMissing:
        return False
    return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        return read_regular(path, len(content)) == content
    except OSError:
        return False


def _write(path: Path, content: bytes) -> None:
    """Write a new file, and bring it to the disk."""
    try:
        with open(path, "xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk; Windows opens no folder, and does so by itself."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
