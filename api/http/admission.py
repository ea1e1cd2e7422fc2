"""How many questions are taken in at once; the others are told to come again."""

from __future__ import annotations

from prometheus_client import Gauge
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import problem

QUESTIONS = ("/v1/query", "/v1/answer")
RETRY_AFTER = "1"  # seconds


class Admission:
    """Refuse with a 503 what exceeds ``most`` questions under way, answered or waiting.

    Without a bound every question would wait for all before it, and clients that have given up
    would still be answered. Runs on the event loop alone, so the count needs no lock.
    """

    def __init__(self, app: ASGIApp, most: int, under_way: Gauge) -> None:
        self._app = app
        self._most = most
        self._under_way = under_way
        self._count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in QUESTIONS:
            await self._app(scope, receive, send)
            return
        if self._count >= self._most:
            detail = f"The server is busy with {self._most} questions, as many as it takes at once."
            refusal = problem(503, "busy", detail, headers={"Retry-After": RETRY_AFTER})
            await refusal(scope, receive, send)
            return
        self._count += 1
        self._under_way.inc()
        try:
            await self._app(scope, receive, send)
        finally:
            self._count -= 1
            self._under_way.dec()
