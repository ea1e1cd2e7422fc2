"""Errors over HTTP: RFC 9457 problem+json, each with a stable type and no traceback."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.schemas import FieldError, Problem

MAX_BODY_BYTES = 1_000_000

logger = logging.getLogger(__name__)

# The rule names of pydantic that carry a bound, as they stand in JSON Schema's words.
_BOUNDS = {
    "max_length": "maxLength",
    "min_length": "minLength",
    "le": "maximum",
    "ge": "minimum",
}

RESPONSES: dict[int | str, dict[str, Any]] = {
    code: {
        "description": HTTPStatus(code).phrase,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for code in (404, 413, 415, 422, 503)
}


def problem(
    status: int,
    kind: str,
    detail: str,
    errors: list[FieldError] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem+json response; ``kind`` ends its ``type``."""
    body = Problem(
        type=f"urn:brief-rag:problem:{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=errors or [],
    )
    return JSONResponse(
        body.model_dump(),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
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
        headers = dict(error.headers) if error.headers else None
        return problem(error.status_code, kind, str(error.detail), headers=headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(500, "internal-error", "The server failed; its log says why.")


def _field_error(error: dict[str, Any]) -> FieldError:
    place = [str(part) for part in error["loc"] if part != "body"]
    if error["type"] == "json_invalid":
        return FieldError(field="body", message="is not JSON")
    bound = {
        schema: error["ctx"][name]
        for name, schema in _BOUNDS.items()
        if name in error.get("ctx", {})
    }
    return FieldError(field=".".join(place) or "body", message=error["msg"], bound=bound)


class HeadAsGet:
    """Answer HEAD as GET is answered, without the body, as RFC 9110 asks; probes use it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_without_body)


class BodyLimit:
    """Refuse a request body beyond ``MAX_BODY_BYTES``, declared or streamed, with a 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        body = b""
        if not declared.isdigit() or int(declared) > MAX_BODY_BYTES:
            await _too_large(scope, receive, send)
            return
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > MAX_BODY_BYTES:
                await _too_large(scope, receive, send)
                return
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        replayed = False

        async def replay() -> Message:
            nonlocal replayed
            if replayed or message["type"] != "http.request":
                return await receive() if replayed else message
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    response = problem(
        413,
        "body-too-large",
        f"body: at most {MAX_BODY_BYTES} bytes are read",
        [
            FieldError(
                field="body",
                message=f"should have at most {MAX_BODY_BYTES} bytes",
                bound={"maxLength": MAX_BODY_BYTES},
            )
        ],
        {"Connection": "close"},
    )
    await response(scope, receive, send)
