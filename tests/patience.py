"""How long a test waits for what must come: long enough for any machine that has not hung."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 600


def wait_until(is_so: Callable[[], object], pause: float = 0.05) -> None:
    """Wait until a function returns what is true; give up only where something hangs."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(pause)
