"""An answer as server-sent events: ``passages``, ``sentence`` (one each), ``done`` or ``error``."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.sse import format_sse_event
from pydantic import BaseModel

from api.http.answer_schemas import (
    AnswerResponse,
    PassagesEvent,
    SentenceEvent,
    passages_event,
    sentence_events,
)
from api.http.problems import told
from rag.answer.answer import Answer
from rag.answer.several import FoundAny

logger = logging.getLogger(__name__)


async def answer_events(
    found: FoundAny,
    compose: Callable[[], Awaitable[Answer]],
    keep: Callable[[bytes], object],
) -> AsyncIterator[bytes]:
    """The events of one answer; the passages leave before the answer is composed.

    ``done`` carries the whole response, as it is given without streaming; ``keep`` gets it as JSON.
    """
    yield _event("passages", passages_event(found))
    answer = await compose()
    response = AnswerResponse.of(answer)
    for event in sentence_events(answer):
        yield _event("sentence", event)
    keep(response.model_dump_json().encode())
    yield _event("done", response)


async def ending_in_an_error(events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The events, and where they fail a last one, ``error``, with a problem.

    The status has been sent by then: only an event can tell.
    """
    try:
        async for event in events:
            yield event
    except Exception as error:
        logger.error("an answer failed after its first event", exc_info=error)
        yield _event("error", told(error))


async def repeated_events(response: AnswerResponse) -> AsyncIterator[bytes]:
    """The events of a response which is given again; all its warnings are known from the first."""
    known = PassagesEvent(passages=response.passages, warnings=response.warnings)
    yield _event("passages", known)
    for sentence, citation in zip(response.sentences, response.citations, strict=True):
        yield _event("sentence", SentenceEvent(sentence=sentence, citations=[citation]))
    yield _event("done", response)


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
