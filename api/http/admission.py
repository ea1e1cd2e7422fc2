"""How many questions are taken in at once; the others are told to come again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Gauge

from api.http.problems import ProblemError

RETRY_AFTER = "1"  # seconds


class Admission:
    """At most ``most`` questions under way, answered or waiting for a thread.

    Without a bound every question would wait for all before it, and clients that have given up
    would still be answered. Used on the event loop alone, so the count needs no lock.
    """

    def __init__(self, most: int, under_way: Gauge) -> None:
        self._most = most
        self._under_way = under_way
        self._count = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one question. Raises ProblemError (503) where all are taken."""
        if self._count >= self._most:
            detail = f"The server is busy with {self._most} questions, as many as it takes at once."
            raise ProblemError(503, "busy", detail, {"Retry-After": RETRY_AFTER})
        self._count += 1
        self._under_way.inc()
        try:
            yield
        finally:
            self._count -= 1
            self._under_way.dec()
