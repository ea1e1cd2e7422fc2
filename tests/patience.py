"""How long a test waits for what must come: long enough for any machine that has not hung."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

SECONDS = 600


def wait_until(find: Callable[[], Found | None], pause: float = 0.05) -> Found:
    """Wait until a function returns what is true, and return it; give up only where all hangs."""
    end = time.monotonic() + SECONDS
    while not (found := find()):
        assert time.monotonic() < end, "it never came"
        time.sleep(pause)
    return found
