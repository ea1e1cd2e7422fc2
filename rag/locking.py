"""One process at a time, on Linux, macOS and Windows; a lock whose holder is killed is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_AGAIN = 0.1  # seconds between two looks at a lock that another process holds


@contextmanager
def holding(path: Path, tell: Callable[[str], None], waiting: str) -> Iterator[None]:
    """Hold the lock that a file stands for; ``tell`` is told ``waiting`` where another holds it.

    Raises OSError where the file cannot be written.
    """
    from filelock import FileLock, Timeout  # slow to import, and nothing for what answers

    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        tell(waiting)
        lock.acquire(poll_interval=_LOOK_AGAIN)
    try:
        yield
    finally:
        lock.release()
