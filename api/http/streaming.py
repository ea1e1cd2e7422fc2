"""An answer as server-sent events: ``passages``, ``sentence`` (one each), ``done``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fastapi.sse import format_sse_event
from pydantic import BaseModel

from api.http.answer_schemas import (
    AnswerResponse,
    PassagesEvent,
    SentenceEvent,
    passages_event,
    sentence_events,
)
from rag.engine import Asked


def answer_events(
    asked: Asked, warning: str | None, keep: Callable[[AnswerResponse], object]
) -> Iterator[bytes]:
    """The events of one answer; the passages leave before the answer is composed.

    ``done`` carries the whole response, as it is given without streaming; ``keep`` gets it, too.
    """
    yield _event("passages", passages_event(asked, warning))
    answer = asked.answer()
    for event in sentence_events(answer, asked.reader.index.documents):
        yield _event("sentence", event)
    response = AnswerResponse.of(asked, answer, warning)
    keep(response)
    yield _event("done", response)


def repeated_events(response: AnswerResponse, warning: str | None) -> Iterator[bytes]:
    """The events that led to a response which is given again."""
    warnings = [warning] if warning else []
    yield _event("passages", PassagesEvent(passages=response.passages, warnings=warnings))
    for sentence, citation in zip(response.sentences, response.citations, strict=True):
        yield _event("sentence", SentenceEvent(sentence=sentence, citations=[citation]))
    yield _event("done", response)


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
