"""The HTTP service, version 1."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api.changes.supervising import WriterProcess
from api.http import changes, documents, operation, originals, questions
from api.http.admission import Admission
from api.http.answers_cache import AnswersCache
from api.http.generations import follow_generations
from api.http.metrics import MeasureRequests, Metrics
from api.http.middleware import BodyLimit, HeadAsGet, HeadLimit, KnownHosts
from api.http.openapi import describe_problems_and_events
from api.http.page_files import add_page
from api.http.page_images import PageImages
from api.http.problems import install_problem_handlers
from api.http.service import Changes, Service
from index.libraries import require_one_process
from index.opening import open_engine
from rag.models.inference import cores
from rag.settings import LOCAL_STORE, Settings

DESCRIPTION = (
    "Questions of a brief, answered with the passages that hold the answer and with the sources "
    "that the brief cites for them. Offsets count Unicode code points of a document's text."
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; the index is loaded when it starts, and a missing one stops the start.

    Questions are answered in ``answer_threads`` threads, off the event loop, which stays free to
    refuse and to say that it is alive.
    """
    settings = _with_share_of_cores(settings or Settings())
    require_one_process(settings, settings.workers)
    metrics = Metrics()
    service = Service(
        metrics=metrics,
        cache=AnswersCache(settings.cached_answers, metrics.cache),
        admission=Admission(settings.max_questions, metrics.under_way),
        page_images=PageImages(settings.index_dir),
        answer_threads=settings.answer_threads,
        seconds=settings.answer_seconds,
        index_dir=settings.index_dir,
        serve_originals=settings.serve_originals,
        changes=_changes(settings),
        store_elsewhere=settings.store != LOCAL_STORE,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service.answer_with(open_engine(settings))
        # Nothing but the service holds an engine: a replaced one leaves the memory at once.
        following = [asyncio.create_task(follow_generations(settings, service))]
        if service.changes:
            following.append(asyncio.create_task(service.changes.process.follow()))
        yield
        for task in following:
            task.cancel()
        if service.changes:
            await asyncio.to_thread(service.changes.process.close)
        service.close()

    app = FastAPIOffline(
        title="brief-rag",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    # The last one added is the outermost: a body is whole before it is counted as a question.
    app.add_middleware(BodyLimit)
    app.add_middleware(MeasureRequests, metrics=metrics)
    app.add_middleware(HeadAsGet)
    app.add_middleware(HeadLimit)
    app.add_middleware(KnownHosts, hosts=settings.hosts_answered())
    install_problem_handlers(app)
    # Below a document comes before it: an id takes every path.
    for part in (questions, originals, documents, changes, operation):
        app.include_router(part.router)
    describe_problems_and_events(app)
    add_page(app)
    return app


def _changes(settings: Settings) -> Changes | None:
    """What changes need, where the settings allow them."""
    if not settings.editable:
        return None
    return Changes(settings.index_dir, settings.upload_mb * 1_000_000, WriterProcess(settings))


def _with_share_of_cores(settings: Settings) -> Settings:
    """With the model's threads set, so that workers together have no more than there are cores."""
    threads = settings.threads or max(1, cores() // settings.workers)
    return settings.model_copy(update={"threads": threads})
