"""One process at a time, on Linux, macOS and Windows; a lock whose holder is killed is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_AGAIN = 0.1  # seconds between two looks at a lock that another process holds


def is_held(path: Path) -> bool:
    """Whether another process holds the lock that a file stands for; false where there is none."""
    from filelock import FileLock, Timeout

    if not path.exists():
        return False
    try:
        with FileLock(path, blocking=False):
            return False
    except Timeout:
        return True
    except OSError:  # who builds will be told why
        return False


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
