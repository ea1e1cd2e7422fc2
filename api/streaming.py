"""An answer as server-sent events: ``passages``, ``sentence`` (one each), ``done``."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.sse import format_sse_event
from pydantic import BaseModel

from api.answer_schemas import AnswerResponse, passages_event, sentence_events
from api.engine import Asked


def answer_events(asked: Asked, warning: str | None) -> Iterator[bytes]:
    """The events of one answer; the passages leave before the answer is composed.

    ``done`` carries the whole response, as it is given without streaming.
    """
    yield _event("passages", passages_event(asked, warning))
    answer = asked.answer()
    for event in sentence_events(answer, asked.reader.index.documents):
        yield _event("sentence", event)
    yield _event("done", AnswerResponse.of(asked, answer, warning))


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
