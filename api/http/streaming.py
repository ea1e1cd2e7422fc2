"""An answer as server-sent events: ``passages``, ``sentence`` (one each), ``done`` or ``error``."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from fastapi.sse import format_sse_event
from pydantic import BaseModel

from api.http.answer_schemas import (
    AnswerResponse,
    PassagesEvent,
    SentenceEvent,
    passages_event,
    sentence_events,
)
from api.http.problems import internal_error
from rag.answer.answer import Answer
from rag.answer.finding import Found

logger = logging.getLogger(__name__)


async def answer_events(
    found: Found,
    compose: Callable[[], Awaitable[Answer]],
    keep: Callable[[bytes], object],
) -> AsyncIterator[bytes]:
    """The events of one answer; the passages leave before the answer is composed.

    ``done`` carries the whole response, as it is given without streaming; ``keep`` gets it as JSON.
    Where composing fails, the last event is ``error`` with a problem.
    """
    yield _event("passages", passages_event(found))
    try:
        answer = await compose()
        response = AnswerResponse.of(answer)
    except Exception as error:  # the status has been sent: only an event can tell
        logger.error("an answer failed after its passages were sent", exc_info=error)
        yield _event("error", internal_error())
        return
    for event in sentence_events(answer):
        yield _event("sentence", event)
    keep(response.model_dump_json().encode())
    yield _event("done", response)


async def repeated_events(
    response: AnswerResponse, warnings: Sequence[str]
) -> AsyncIterator[bytes]:
    """The events that led to a response which is given again; ``warnings`` are the search's."""
    yield _event("passages", PassagesEvent(passages=response.passages, warnings=list(warnings)))
    for sentence, citation in zip(response.sentences, response.citations, strict=True):
        yield _event("sentence", SentenceEvent(sentence=sentence, citations=[citation]))
    yield _event("done", response)


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
