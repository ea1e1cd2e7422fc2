"""What becomes of a write that fails: an error that says where, why and what mends it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import NotWritten, printable

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def writing(folder: Path, setting: str) -> Iterator[None]:
    """Raise NotWritten for what the system refuses to write into a folder that a setting names."""
    try:
        yield
    except OSError as error:
        raise not_written(folder, setting, error) from error


def not_written(folder: Path, setting: str, error: OSError) -> NotWritten:
    """The error for a write into a folder that a setting names."""
    reason = error.strerror or str(error)
    if error.errno in _FULL or error.errno is None:  # numpy says only how much was written
        remedy = "free some space there"
    elif error.errno in _FORBIDDEN:
        remedy = "make it writable"
    else:
        remedy = "mend that"
    place = printable(error.filename2 or error.filename or folder)
    return NotWritten(
        f"{place} cannot be written ({reason}); {remedy}, or set {setting} to another folder, "
        "then run `brief-rag index` again"
    )
