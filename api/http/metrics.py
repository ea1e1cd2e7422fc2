"""Figures for Prometheus, of all workers together."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from filelock import BaseFileLock

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder where several workers keep their figures, so that any of them gives all."""

_ALIVE = ".alive"
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """What is counted of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "brief_rag_requests",
            "Requests answered, by path and status.",
            ["path", "status"],
            registry=self.registry,
        )
        self.latency = Histogram(
            "brief_rag_request_seconds",
            "Seconds from a request to the end of its response.",
            ["path"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.under_way = Gauge(
            "brief_rag_questions_under_way",
            "Questions taken in, answered or waiting for a thread.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.cache = Counter(
            "brief_rag_cache_lookups",
            "Questions looked up among the responses kept, by hit or miss.",
            ["result"],
            registry=self.registry,
        )
        self.generation = Gauge(
            "brief_rag_generation",
            "Workers that answer from a generation of the index.",
            ["generation"],
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        folder = os.environ.get(SHARED_FOLDER)
        self._alive = _held_while_alive(Path(folder)) if folder else None

    def exposition(self) -> bytes:
        """All figures as Prometheus reads them; with several workers, those of all."""
        registry = self.registry
        if folder := os.environ.get(SHARED_FOLDER):
            _forget_dead_workers(Path(folder))
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def _held_while_alive(folder: Path) -> BaseFileLock:
    """A lock that this process holds until it ends, however it ends."""
    from filelock import FileLock  # slow to import, and nothing for a single process

    lock = FileLock(folder / f"{os.getpid()}{_ALIVE}")
    lock.acquire(blocking=False)
    return lock


def _forget_dead_workers(folder: Path) -> None:
    """Drop what workers that died said of themselves alone: questions under way, the generation."""
    from filelock import FileLock, Timeout

    for file in folder.glob(f"*{_ALIVE}"):
        with suppress(Timeout, OSError), FileLock(file, blocking=False):
            mark_process_dead(int(file.stem), str(folder))  # type: ignore[no-untyped-call]
            file.unlink()


class MeasureRequests:
    """Count each request and how long it took, by the path of its route."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500  # where an error leaves before any response

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        start = perf_counter()
        try:
            await self._app(scope, receive, send_and_note)
        finally:
            path = _route(scope)
            self._metrics.requests.labels(path, str(status)).inc()
            self._metrics.latency.labels(path).observe(perf_counter() - start)


def _route(scope: Scope) -> str:
    """The route's own path: those that clients make up would be figures without end."""
    path: str | None = getattr(scope.get("route"), "path", None)
    return re.sub(r":\w+}", "}", path) if path else "other"
