"""Errors over HTTP: RFC 9457 problem+json, each with a stable type and no traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.http.schemas import FieldError, Problem
from rag.errors import (
    BriefRagError,
    LibraryChanged,
    StoreUnavailable,
    UnfitQuestion,
    UnknownFilter,
)

logger = logging.getLogger(__name__)

# The rule names of pydantic that carry a bound, as they stand in JSON Schema's words.
_BOUNDS = {
    "max_length": "maxLength",
    "min_length": "minLength",
    "le": "maximum",
    "ge": "minimum",
}
# Where a client finds what the index holds.
_LISTED = {
    "document": "GET /v1/documents lists its documents",
    "section": "GET /v1/documents/{id} lists the sections of a document",
}

# What may come right by itself, and after how many seconds to look.
_RETRY_AFTER = {StoreUnavailable: {"Retry-After": "5"}, LibraryChanged: {"Retry-After": "1"}}
_PROBLEM = {"$ref": f"#/components/schemas/{Problem.__name__}"}
RESPONSES: dict[int | str, dict[str, Any]] = {
    code: {
        "description": HTTPStatus(code).phrase,
        "content": {"application/problem+json": {"schema": _PROBLEM}},
    }
    for code in (403, 404, 409, 413, 415, 422, 503)
}


class ProblemError(HTTPException):
    """A refusal with a ``type`` of its own; ``kind`` ends it."""

    def __init__(
        self, status: int, kind: str, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, headers)
        self.kind = kind


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """What a route declares of the errors that it may answer with."""
    return {code: RESPONSES[code] for code in codes}


def problem(
    status: int,
    kind: str,
    detail: str,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem+json response; ``kind`` ends its ``type``."""
    return _sent(problem_of(status, kind, detail, errors), headers)


def _sent(body: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        body.model_dump(),
        status_code=body.status,
        media_type="application/problem+json",
        headers=headers,
    )


def told(error: Exception) -> Problem:
    """What a client is told of an error that happened while its question was answered."""
    if isinstance(error, ProblemError):
        return problem_of(error.status_code, error.kind, str(error.detail))
    if isinstance(error, BriefRagError):
        return problem_of(503, "unavailable", str(error))
    return problem_of(500, "internal-error", "The server failed; its log says why.")


def problem_of(
    status: int, kind: str, detail: str, errors: list[FieldError] | None = None
) -> Problem:
    """A problem as it is told; ``kind`` ends its ``type``."""
    return Problem(
        type=f"urn:brief-rag:problem:{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=errors or [],
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Turn every error of the app into a problem."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        if isinstance(error.body, bytes):  # not parsed, because it was not said to be JSON
            detail = "Send the body with Content-Type: application/json."
            return problem(415, "unsupported-media-type", detail)
        errors = [_field_error(e) for e in error.errors()]
        detail = "; ".join(f"{e.field}: {e.message}" for e in errors)
        return problem(422, "invalid-request", detail, errors)

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 400:  # the body is no UTF-8, or nested or numbered beyond reading
            unread = FieldError(field="body", message="cannot be read as JSON in UTF-8")
            return problem(422, "invalid-request", f"body: {unread.message}", [unread])
        kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        if isinstance(error, ProblemError):
            kind = error.kind
        return problem(error.status_code, kind, str(error.detail), headers=error.headers)

    @app.exception_handler(UnknownFilter)
    async def unknown(_: Request, error: UnknownFilter) -> JSONResponse:
        field = FieldError(
            field=f"filters.{error.field}", message=f"{error}; {_LISTED[error.field]}"
        )
        return problem(422, "unknown-filter", f"{field.field}: {field.message}", [field])

    @app.exception_handler(UnfitQuestion)
    async def unfit(_: Request, error: UnfitQuestion) -> JSONResponse:
        return problem(422, "invalid-request", str(error))

    @app.exception_handler(BriefRagError)
    async def unavailable(request: Request, error: BriefRagError) -> JSONResponse:
        logger.error("%s %s failed: %s", request.method, request.url.path, error)
        return _sent(told(error), _RETRY_AFTER.get(type(error)))

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return _sent(told(error))


def _field_error(error: dict[str, Any]) -> FieldError:
    place = [str(part) for part in error["loc"] if part != "body"]
    if error["type"] == "json_invalid":
        return FieldError(field="body", message="is not JSON")
    bound = {
        schema: error["ctx"][name]
        for name, schema in _BOUNDS.items()
        if name in error.get("ctx", {})
    }
    return FieldError(
        field=".".join(place) or "body",
        message=error["msg"].removeprefix("Value error, "),
        bound=bound,
    )
