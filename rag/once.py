"""What is costly to make, made once and shared by all threads."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

Made = TypeVar("Made")


def once(make: Callable[[], Made]) -> Callable[[], Made]:
    """A function that makes a thing when it is first called, and returns that thing ever after.

    Whoever calls it meanwhile waits, where ``functools.cache`` would let every caller make its own.
    An error is raised to the caller whose turn it was, and the next one tries again.
    """
    lock = Lock()
    made: list[Made] = []

    def get() -> Made:
        with lock:
            if not made:
                made.append(make())
            return made[0]

    return get
