"""What the API's own description says beside the routes: problems, and the events of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.http.answer_schemas import AnswerResponse, PassagesEvent, SentenceEvent
from api.http.schemas import Problem

_REFERENCE = "#/components/schemas/{model}"
_EVENTS: dict[str, type[BaseModel]] = {
    "passages": PassagesEvent,
    "sentence": SentenceEvent,
    "done": AnswerResponse,
    "error": Problem,
}


def event_stream() -> dict[str, Any]:
    """What a response of events holds, one schema an event, as OpenAPI 3.2 describes streams."""
    return {
        "schema": {"type": "string"},
        "itemSchema": {"oneOf": [_event(name, model) for name, model in _EVENTS.items()]},
    }


def _event(name: str, model: type[BaseModel]) -> dict[str, Any]:
    data = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": _REFERENCE.format(model=model.__name__)},
    }
    return {
        "type": "object",
        "properties": {"event": {"const": name}, "data": data},
        "required": ["event", "data"],
    }


def describe_problems_and_events(app: FastAPI) -> None:
    """Add the schemas of what no route returns as its model to the app's description."""
    of_routes = app.openapi
    app.openapi = lambda: _with_schemas(of_routes)  # type: ignore[method-assign]


def _with_schemas(of_routes: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    description = of_routes()
    models = [(model, "serialization") for model in _EVENTS.values()]
    _, schemas = models_json_schema(models, ref_template=_REFERENCE)  # type: ignore[arg-type]
    held = description["components"]["schemas"]
    for name, schema in schemas["$defs"].items():
        held.setdefault(name, schema)
    return description
