"""Regular files alone, and no more of one than the caller takes.

Whatever a path may name is told from a regular file before it is opened, because opening a device
can do something, and once more after, because the path may name another file by then.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# Windows has no O_NONBLOCK, and O_BINARY, without which it would alter line ends.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> io.BufferedReader:
    """The file, open for reading; a link to a regular file is followed.

    Raises OSError, with the path and what is wrong, where it cannot be opened or is no regular
    file. It never waits for whoever may write to a pipe.
    """
    _require_regular(os.stat(path).st_mode, path)
    descriptor = os.open(path, _FLAGS)
    try:
        _require_regular(os.fstat(descriptor).st_mode, path)
        return open(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: Path, most: int) -> bytes:
    """The content of a regular file of at most ``most`` bytes; not one byte more is kept.

    Raises OSError as ``open_regular`` does, and for a file that is larger.
    """
    with open_regular(path) as handle:
        size = os.fstat(handle.fileno()).st_size
        content = b"" if size > most else handle.read(size + 1) or b""
        if len(content) > size:  # it grows, or is the system's own and says that it holds nothing
            content += handle.read(most + 1 - len(content)) or b""
    if size > most or len(content) > most:
        raise OSError(errno.EFBIG, f"larger than {most:,} bytes, the most that is read", str(path))
    return content


def _require_regular(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        raise OSError(errno.EINVAL, f"{kind}, not a regular file", str(path))
