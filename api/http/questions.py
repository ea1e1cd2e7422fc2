"""The routes that ask the index: passages, answers, and questions to begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response, StreamingResponse

from api.http.answer_schemas import AnswerRequest, AnswerResponse
from api.http.examples import example_questions
from api.http.openapi import event_stream
from api.http.problems import problems
from api.http.schemas import Examples, QueryRequest, QueryResponse
from api.http.service import Admitted, EngineDependency, ServiceDependency
from api.http.streaming import answer_events, ending_in_an_error, repeated_events
from rag.answer.several import FoundAny
from rag.engine import Engine

# A proxy that collects the answer before it passes it on would undo the streaming.
UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
STREAM: dict[int | str, dict[str, object]] = {
    200: {"content": {"text/event-stream": event_stream()}}
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
    content = await service.run(partial(_searched, engine, body))
    service.cache.put(engine.store.name, body, content)
    return _json(content)


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
    one each, and `done` with the whole response, or `error` with a problem.
    """
    streamed = accept is not None and "text/event-stream" in accept
    if kept := service.cache.get(engine.store.name, body):
        if not streamed:
            return _json(kept)
        response = AnswerResponse.model_validate_json(kept)
        return _stream(repeated_events(response))
    keep = partial(service.cache.put, engine.store.name, body)
    if streamed:
        found = await service.run(partial(_found, engine, body))
        compose = partial(service.run, partial(engine.compose, found))
        return _stream(answer_events(found, compose, keep))
    content = await service.run(partial(_answered, engine, body))
    keep(content)
    return _json(content)


@router.get("/v1/examples", responses=problems(503), dependencies=[Admitted])
async def examples(engine: EngineDependency, service: ServiceDependency) -> Examples:
    """Questions to begin with, which the index answers."""
    async with service.finding_examples:
        questions = service.examples.get(engine.store.name)
        if questions is None:
            questions = await service.run(partial(example_questions, engine))
            service.examples[engine.store.name] = questions
    return Examples(questions=questions)


# What follows runs in a thread for questions, the writing of JSON included.


def _searched(engine: Engine, body: QueryRequest) -> bytes:
    result = engine.search(body.question, body.top_k, body.filters.to_filters())
    return QueryResponse.of(body.question, result).model_dump_json().encode()


def _found(engine: Engine, body: AnswerRequest) -> FoundAny:
    return engine.find(body.question, body.turns(), body.filters.to_filters())


def _answered(engine: Engine, body: AnswerRequest) -> bytes:
    answer = engine.compose(_found(engine, body))
    return AnswerResponse.of(answer).model_dump_json().encode()


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")


def _stream(events: AsyncIterator[bytes]) -> Response:
    events = ending_in_an_error(events)
    return StreamingResponse(events, media_type="text/event-stream", headers=UNBUFFERED)
