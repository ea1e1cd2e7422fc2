"""What every request passes: HEAD answered as GET, and a bound on the body."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import problem
from api.http.schemas import FieldError

MAX_BODY_BYTES = 1_000_000


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
        body = bytearray()
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
            return {"type": "http.request", "body": bytes(body), "more_body": False}

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
