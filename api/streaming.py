"""An answer as server-sent events: ``passages``, ``sentence`` (one each), ``done``."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.sse import format_sse_event
from pydantic import BaseModel

from api.answer_schemas import AnswerRequest, AnswerResponse, passages_event, sentence_events
from api.engine import Engine


def answer_events(engine: Engine, body: AnswerRequest) -> Iterator[bytes]:
    """The events of one answer; the passages leave before the answer is composed.

    ``done`` carries the whole response, as it is given without streaming.
    """
    warning = engine.warning(body.question)
    asked = engine.ask(body.question, body.turns(), body.filters.to_filters())
    yield _event("passages", passages_event(asked, warning))
    answer = asked.answer()
    for event in sentence_events(answer, asked.reader.index.documents):
        yield _event("sentence", event)
    yield _event("done", AnswerResponse.of(asked, answer, warning))


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
