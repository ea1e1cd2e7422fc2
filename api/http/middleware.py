"""What every request passes: its host, HEAD answered as GET, bounds on head and body."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import problem
from api.http.schemas import FieldError

MAX_BODY_BYTES = 1_000_000
MAX_HEAD_BYTES = 16_384
_HOST = re.compile(r"(?:\[(?P<address>[^\[\]]*)\]|(?P<name>[^\[\]:]*))(?::\d*)?")


class KnownHosts:
    """Refuse a request for a host that is none of ``hosts`` with a 421; None takes every host."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._hosts is not None:
            host = Headers(scope=scope).get("host", "")
            if _name(host) not in self._hosts:
                detail = (
                    f"This service does not answer for the host {host!r}. "
                    "BRIEF_RAG_ALLOWED_HOSTS lists the hosts that it answers for."
                )
                await problem(421, "unknown-host", detail)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _name(host: str) -> str:
    """The name in a Host header, without a port and without an IPv6 address's brackets."""
    found = _HOST.fullmatch(host)
    return (found["address"] or found["name"] or "").rstrip(".").casefold() if found else ""


class HeadLimit:
    """Refuse a path and headers of more than ``MAX_HEAD_BYTES`` together with a 431."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            parts = [scope["raw_path"], scope["query_string"], *chain(*scope["headers"])]
            if sum(map(len, parts)) > MAX_HEAD_BYTES:
                detail = f"path and headers: at most {MAX_HEAD_BYTES} bytes are read"
                response = problem(431, "head-too-large", detail, headers={"Connection": "close"})
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


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
    """Refuse a request body beyond ``MAX_BODY_BYTES``, declared or streamed, with a 413.

    That of an upload is left to its route, which writes it to disk and has a bound of its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_upload(scope):
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


def _is_upload(scope: Scope) -> bool:
    if scope["method"] == "POST":
        return bool(scope["path"] == "/v1/documents")
    return bool(scope["method"] == "PUT" and scope["path"].startswith("/v1/documents/"))


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    detail = f"body: at most {MAX_BODY_BYTES} bytes are read"
    field = FieldError(
        field="body",
        message=f"should have at most {MAX_BODY_BYTES} bytes",
        bound={"maxLength": MAX_BODY_BYTES},
    )
    response = problem(413, "body-too-large", detail, [field], {"Connection": "close"})
    await response(scope, receive, send)
