"""The HTTP service, version 1."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import Response, StreamingResponse
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel

from api.http.admission import Admission
from api.http.answer_schemas import AnswerRequest, AnswerResponse
from api.http.answers_cache import AnswersCache
from api.http.document_schemas import DocumentList, DocumentResponse, DocumentSummary
from api.http.examples import example_questions
from api.http.generations import follow_generations
from api.http.metrics import MeasureRequests, Metrics, add_metrics
from api.http.page_files import add_page
from api.http.problems import RESPONSES, BodyLimit, HeadAsGet, install_problem_handlers
from api.http.schemas import Examples, Health, QueryRequest, QueryResponse, Readiness
from api.http.streaming import answer_events, repeated_events
from rag.engine import Engine, load_engine
from rag.models.inference import cores
from rag.settings import Settings

DESCRIPTION = (
    "Questions of a brief, answered with the passages that hold the answer and with the sources "
    "that the brief cites for them. Offsets count Unicode code points of a document's text."
)


# A proxy that collects the answer before it passes it on would undo the streaming.
UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
STREAM: dict[int | str, dict[str, object]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; the index is loaded when it starts, and a missing one stops the start.

    Questions are answered in ``answer_threads`` threads, off the event loop, which stays free to
    refuse and to say that it is alive.
    """
    settings = _with_share_of_cores(settings or Settings())
    metrics = Metrics()
    cache = AnswersCache(settings.cached_answers, metrics.cache)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.answer_threads
        app.state.engine = first = load_engine(settings)
        metrics.generation.labels(first.index.name).set(1)

        def take_up(engine: Engine) -> None:
            metrics.generation.labels(app.state.engine.index.name).set(0)
            metrics.generation.labels(engine.index.name).set(1)
            app.state.engine = engine
            cache.drop_others(engine.index.name)

        following = asyncio.create_task(follow_generations(settings, first.index.name, take_up))
        yield
        following.cancel()

    app = FastAPIOffline(
        title="brief-rag",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.examples = {}  # by generation, found when first asked for
    # The last one added is the outermost: a body is whole before it takes a place.
    app.add_middleware(Admission, most=settings.max_questions, under_way=metrics.under_way)
    app.add_middleware(BodyLimit)
    app.add_middleware(MeasureRequests, metrics=metrics)
    app.add_middleware(HeadAsGet)
    install_problem_handlers(app)
    _add_questions(app, cache)
    _add_documents(app)
    _add_operation(app)
    add_metrics(app, metrics)
    add_page(app)
    return app


def _with_share_of_cores(settings: Settings) -> Settings:
    """With the model's threads set, so that workers together have no more than there are cores."""
    threads = settings.threads or max(1, cores() // settings.workers)
    return settings.model_copy(update={"threads": threads})


async def _engine(request: Request) -> Engine:
    engine = getattr(request.app.state, "engine", None)
    if not isinstance(engine, Engine):
        raise HTTPException(503, "The index is still being loaded.", {"Retry-After": "1"})
    return engine


EngineDependency = Annotated[Engine, Depends(_engine)]


def _add_questions(app: FastAPI, cache: AnswersCache) -> None:
    @app.post(
        "/v1/query",
        response_model=QueryResponse,
        responses=_problems(413, 415, 422, 503),
        tags=["questions"],
    )
    def query(body: QueryRequest, engine: EngineDependency) -> Response:
        """The passages nearest to the question, best first, each with its citation.

        A question asked again gets the response kept, with the timings of its search.
        """
        if kept := cache.get(engine.index.name, body):
            return _json(kept)
        retrieval = engine.retrieve(body.question, body.top_k, body.filters.to_filters())
        warning = engine.warning(body.question)
        response = QueryResponse.of(body.question, retrieval, engine.index.documents, warning)
        return _json(_keep(cache, engine, body, response))

    @app.post(
        "/v1/answer",
        response_model=AnswerResponse,
        responses=_problems(413, 415, 422, 503) | STREAM,
        tags=["questions"],
    )
    def answer(
        body: AnswerRequest,
        engine: EngineDependency,
        accept: Annotated[str | None, Header()] = None,
    ) -> Response:
        """The brief's own sentences that answer, each with its citation, or a refusal.

        With `Accept: text/event-stream` the same arrives as events: `passages` at once, `sentence`
        one each, and `done` with the whole response.
        """
        streamed = accept is not None and "text/event-stream" in accept
        warning = engine.warning(body.question)
        if kept := cache.get(engine.index.name, body):
            if streamed:
                return _stream(repeated_events(AnswerResponse.model_validate_json(kept), warning))
            return _json(kept)
        asked = engine.ask(body.question, body.turns(), body.filters.to_filters())
        if streamed:
            keep = partial(_keep, cache, engine, body)
            return _stream(answer_events(asked, warning, keep))
        response = AnswerResponse.of(asked, asked.answer(), warning)
        return _json(_keep(cache, engine, body, response))

    @app.get("/v1/examples", responses=_problems(503), tags=["questions"])
    def examples(engine: EngineDependency) -> Examples:
        """Questions to begin with, which the index answers."""
        known: dict[str, list[str]] = app.state.examples
        if engine.index.name not in known:
            known[engine.index.name] = example_questions(engine)
        return Examples(questions=known[engine.index.name])


def _add_documents(app: FastAPI) -> None:
    @app.get("/v1/documents", responses=_problems(503), tags=["documents"])
    def documents(engine: EngineDependency) -> DocumentList:
        """The documents that the index holds."""
        return DocumentList(
            documents=[DocumentSummary.of(d) for d in engine.index.documents.values()]
        )

    @app.get("/v1/documents/{id}", responses=_problems(404, 503), tags=["documents"])
    def document(id: str, engine: EngineDependency) -> DocumentResponse:
        """One document: its text, sections, notes and source references."""
        if id not in engine.index.documents:
            raise HTTPException(404, f"There is no document {id!r}; GET /v1/documents lists them.")
        return DocumentResponse.of(engine.index.documents[id])


def _add_operation(app: FastAPI) -> None:
    @app.get("/healthz", tags=["operation"])
    async def healthz() -> Health:
        """The process is alive."""
        return Health(status="ok")

    @app.get("/readyz", responses=_problems(503), tags=["operation"])
    async def readyz(engine: EngineDependency) -> Readiness:
        """The index is loaded and verified, and questions are answered."""
        manifest = engine.index.manifest
        return Readiness(
            status="ready",
            generation=engine.index.name,
            documents=len(manifest.documents),
            passages=manifest.passages,
            models=[embedder.name for embedder in manifest.embedders],
        )


def _keep(cache: AnswersCache, engine: Engine, body: BaseModel, response: BaseModel) -> bytes:
    """The response as JSON, from now on kept for whoever asks the same."""
    content = response.model_dump_json().encode()
    cache.put(engine.index.name, body, content)
    return content


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")


def _stream(events: Iterator[bytes]) -> Response:
    return StreamingResponse(events, media_type="text/event-stream", headers=UNBUFFERED)


def _problems(*codes: int) -> dict[int | str, dict[str, object]]:
    return {code: RESPONSES[code] for code in codes}
