"""What the routes of one application share, and how they get at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

import anyio
from fastapi import Depends, HTTPException, Request

from api.changes.supervising import WriterProcess
from api.http.admission import Admission
from api.http.answers_cache import AnswersCache
from api.http.metrics import Metrics
from api.http.page_images import PageImages
from api.http.problems import ProblemError
from rag.engine import Engine

Result = TypeVar("Result")


@dataclass(frozen=True)
class Changes:
    """What changes of the index need: its folder, the bytes of one upload, the process that does
    them."""

    index_dir: Path
    most_bytes: int
    process: WriterProcess


@dataclass
class Service:
    """The engine that answers now, and what bounds and counts the questions put to it.

    ``engine`` is None until the first index is loaded; ``seconds`` is how long a question may
    take; ``index_dir`` is where originals are kept, which ``serve_originals`` lets out as they are;
    ``examples`` are the questions to begin with, by the name of the store that answers them;
    ``changes`` is None where documents are not changed; ``store_elsewhere`` says that others may
    change the library at any time, so that each request looks for its state.
    """

    metrics: Metrics
    cache: AnswersCache
    admission: Admission
    page_images: PageImages
    answer_threads: int
    seconds: float
    index_dir: Path
    serve_originals: bool
    changes: Changes | None = None
    store_elsewhere: bool = False
    engine: Engine | None = None
    examples: dict[str, list[str]] = field(default_factory=dict)
    finding_examples: anyio.Lock = field(default_factory=anyio.Lock)
    verifying_originals: anyio.CapacityLimiter = field(
        default_factory=lambda: anyio.CapacityLimiter(1)
    )

    def __post_init__(self) -> None:
        self._threads = self._new_threads()

    def _new_threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.answer_threads, "questions")

    def answer_with(self, engine: Engine) -> None:
        """Answer with another engine from now on; requests under way keep theirs."""
        generation = self.metrics.generation
        if self.engine:
            generation.labels(self.engine.store.name).set(0)
        generation.labels(engine.store.name).set(1)
        self.engine = engine
        self.cache.drop_others(engine.store.name)
        self.examples.clear()

    async def engine_now(self) -> Engine:
        """The engine over the library as it is now.

        Raises HTTPException (503) as long as nothing is loaded, ProblemError (503) after
        ``seconds``, and StoreUnavailable.
        """
        engine = self.engine
        if engine is None:
            raise HTTPException(503, "The index is still being loaded.", {"Retry-After": "1"})
        if not self.store_elsewhere:
            return engine
        try:
            now = await asyncio.wait_for(asyncio.to_thread(engine.present), self.seconds)
        except TimeoutError:
            detail = f"The library's server did not answer within {self.seconds:g} seconds."
            raise ProblemError(503, "too-slow", detail, {"Retry-After": "5"}) from None
        if now is not engine and self.engine is engine:
            self.answer_with(now)
        return now

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do what a question needs in one of the threads for questions, off the event loop.

        Raises ProblemError (503) after ``seconds``. What has not begun by then is dropped; what has
        keeps its thread to the end, so that no more threads work than are allowed.
        """
        working = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.wait_for(working, self.seconds)
        except TimeoutError:
            detail = f"The question was not answered within {self.seconds:g} seconds."
            raise ProblemError(503, "too-slow", detail) from None

    def close(self) -> None:
        """End the threads when what they do now is done; what has not begun is dropped.

        The engine is let go: its models take hundreds of megabytes. The application may be started
        again.
        """
        self.engine = None
        self.page_images.close()
        ended, self._threads = self._threads, self._new_threads()
        ended.shutdown(wait=False, cancel_futures=True)


async def _service(request: Request) -> Service:  # async, or it would take a thread of its own
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


ServiceDependency = Annotated[Service, Depends(_service)]


async def _engine(service: ServiceDependency) -> Engine:
    return await service.engine_now()


EngineDependency = Annotated[Engine, Depends(_engine)]


async def _admitted(service: ServiceDependency) -> AsyncIterator[None]:
    with service.admission.place():
        yield


Admitted = Depends(_admitted)
"""For the routes that ask the index: a place among the questions under way, or a 503."""
