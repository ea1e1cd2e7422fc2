"""The HTTP service, version 1."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import StreamingResponse
from fastapi_offline import FastAPIOffline

from api.answer_schemas import AnswerRequest, AnswerResponse
from api.document_schemas import DocumentList, DocumentResponse, DocumentSummary
from api.engine import Engine, load_engine
from api.examples import example_questions
from api.page import add_page
from api.problems import RESPONSES, BodyLimit, HeadAsGet, install_problem_handlers
from api.schemas import Examples, Health, QueryRequest, QueryResponse, Readiness
from api.streaming import answer_events
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
    """The application; the index is loaded when it starts, and a missing one stops the start."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = load_engine(settings)
        yield

    app = FastAPIOffline(
        title="brief-rag",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.examples = {}  # by generation, found when first asked for
    app.add_middleware(BodyLimit)
    app.add_middleware(HeadAsGet)
    install_problem_handlers(app)
    _add_routes(app)
    add_page(app)
    return app


def _engine(request: Request) -> Engine:
    engine = getattr(request.app.state, "engine", None)
    if not isinstance(engine, Engine):
        raise HTTPException(503, "The index is still being loaded.", {"Retry-After": "1"})
    return engine


EngineDependency = Annotated[Engine, Depends(_engine)]


def _add_routes(app: FastAPI) -> None:
    @app.post("/v1/query", responses=_problems(413, 415, 422, 503), tags=["questions"])
    def query(body: QueryRequest, engine: EngineDependency) -> QueryResponse:
        """The passages nearest to the question, best first, each with its citation."""
        retrieval = engine.retrieve(body.question, body.top_k, body.filters.to_filters())
        warning = engine.warning(body.question)
        return QueryResponse.of(body.question, retrieval, engine.index.documents, warning)

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
    ) -> AnswerResponse | StreamingResponse:
        """The brief's own sentences that answer, each with its citation, or a refusal.

        With `Accept: text/event-stream` the same arrives as events: `passages` at once, `sentence`
        one each, and `done` with the whole response.
        """
        asked = engine.ask(body.question, body.turns(), body.filters.to_filters())
        warning = engine.warning(body.question)
        if accept and "text/event-stream" in accept:
            events = answer_events(asked, warning)
            return StreamingResponse(events, media_type="text/event-stream", headers=UNBUFFERED)
        return AnswerResponse.of(asked, asked.answer(), warning)

    @app.get("/v1/examples", responses=_problems(503), tags=["questions"])
    def examples(engine: EngineDependency) -> Examples:
        """Questions to begin with, which the index answers."""
        known: dict[str, list[str]] = app.state.examples
        if engine.index.name not in known:
            known[engine.index.name] = example_questions(engine)
        return Examples(questions=known[engine.index.name])

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

    @app.get("/healthz", tags=["operation"])
    def healthz() -> Health:
        """The process is alive."""
        return Health(status="ok")

    @app.get("/readyz", responses=_problems(503), tags=["operation"])
    def readyz(engine: EngineDependency) -> Readiness:
        """The index is loaded and verified, and questions are answered."""
        manifest = engine.index.manifest
        return Readiness(
            status="ready",
            generation=engine.index.name,
            documents=len(manifest.documents),
            passages=manifest.passages,
            models=[embedder.name for embedder in manifest.embedders],
        )


def _problems(*codes: int) -> dict[int | str, dict[str, object]]:
    return {code: RESPONSES[code] for code in codes}
