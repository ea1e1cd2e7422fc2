"""The real application, of which chosen paths answer otherwise: cut off, refused, unreadable."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from threading import Event

import anyio
from fastapi.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

EVENTS = "text/event-stream"


class Faulty:
    """Answers ``instead`` of the application on the paths in it, and notes every path asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.instead: dict[str, Callable[[], ASGIApp]] = {}
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        self.asked.append(path)
        answer = self.instead[path]() if path in self.instead else self._app
        await answer(scope, receive, send)


def event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def stream(*parts: str | Event, cut: bool = False) -> Callable[[], ASGIApp]:
    """Events in so many pieces; ``cut`` breaks the connection instead of ending the response.

    A ``threading.Event`` among them holds the pieces behind it back until it is set.
    """

    async def pieces() -> AsyncIterator[str]:
        for part in parts:
            if isinstance(part, str):
                yield part
            else:
                while not part.is_set():
                    await anyio.sleep(0.02)
        if cut:
            raise ConnectionAbortedError("the test cuts the connection here")

    return lambda: StreamingResponse(pieces(), media_type=EVENTS)


def response(
    status: int, body: object, kind: str = "application/problem+json", **headers: str
) -> Callable[[], ASGIApp]:
    content = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: Response(content, status, named, kind)
