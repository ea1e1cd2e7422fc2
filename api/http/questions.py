"""The routes that ask the index: passages, answers, and questions to begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from api.http.answer_schemas import AnswerRequest, AnswerResponse
from api.http.examples import example_questions
from api.http.problems import problems
from api.http.schemas import Examples, QueryRequest, QueryResponse
from api.http.service import Admitted, EngineDependency, Service, ServiceDependency
from api.http.streaming import answer_events, repeated_events
from rag.engine import Engine
from rag.models.languages import script_language

# A proxy that collects the answer before it passes it on would undo the streaming.
UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
STREAM: dict[int | str, dict[str, object]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}

router = APIRouter(tags=["questions"])


@router.post(
    "/v1/query",
    response_model=QueryResponse,
    responses=problems(413, 415, 422, 503),
    dependencies=[Admitted],
)
async def query(
    body: QueryRequest, engine: EngineDependency, service: ServiceDependency
) -> Response:
    """The passages nearest to the question, best first, each with its citation.

    A question asked again gets the response kept, with the timings of its search.
    """
    if kept := service.cache.get(engine.store.name, body):
        return _json(kept)
    filters = body.filters.to_filters()
    result = await service.run(partial(engine.search, body.question, body.top_k, filters))
    return _json(_keep(service, engine, body, QueryResponse.of(body.question, result)))


@router.post(
    "/v1/answer",
    response_model=AnswerResponse,
    responses=problems(413, 415, 422, 503) | STREAM,
    dependencies=[Admitted],
)
async def answer(
    body: AnswerRequest,
    engine: EngineDependency,
    service: ServiceDependency,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """The brief's own sentences that answer, each with its citation, or a refusal.

    With `Accept: text/event-stream` the same arrives as events: `passages` at once, `sentence`
    one each, and `done` with the whole response.
    """
    streamed = accept is not None and "text/event-stream" in accept
    if kept := service.cache.get(engine.store.name, body):
        if not streamed:
            return _json(kept)
        response = AnswerResponse.model_validate_json(kept)
        return _stream(repeated_events(response, engine.warnings(script_language(body.question))))
    filters = body.filters.to_filters()
    found = await service.run(partial(engine.find, body.question, body.turns(), filters))
    compose = partial(service.run, partial(engine.compose, found))
    if streamed:
        return _stream(answer_events(found, compose, partial(_keep, service, engine, body)))
    response = AnswerResponse.of(await compose())
    return _json(_keep(service, engine, body, response))


@router.get("/v1/examples", responses=problems(503), dependencies=[Admitted])
async def examples(engine: EngineDependency, service: ServiceDependency) -> Examples:
    """Questions to begin with, which the index answers."""
    async with service.finding_examples:
        questions = service.examples.get(engine.store.name)
        if questions is None:
            questions = await service.run(partial(example_questions, engine))
            service.examples[engine.store.name] = questions
    return Examples(questions=questions)


def _keep(service: Service, engine: Engine, body: BaseModel, response: BaseModel) -> bytes:
    """The response as JSON, from now on kept for whoever asks the same."""
    content = response.model_dump_json().encode()
    service.cache.put(engine.store.name, body, content)
    return content


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")


def _stream(events: AsyncIterator[bytes]) -> Response:
    return StreamingResponse(events, media_type="text/event-stream", headers=UNBUFFERED)
