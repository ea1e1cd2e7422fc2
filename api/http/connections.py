"""Connections with a bound: on how long a request may take to arrive, and on how many wait."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

RECEIVED_WITHIN = 30.0  # seconds
MOST_WAITING = 500
"""Connections of a worker from which a request is awaited; well below the usual 1,024 files."""

MORE_TIME = "more_time"
"""Names, in the state of a request, the seconds that its body may take beyond those."""

_waiting: OrderedDict[BoundedProtocol, None] = OrderedDict()


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, without an end to what clients may leave open.

    uvicorn's own timeout begins after a response and ends with the first byte of the next request.
    Here a connection is closed from which no whole request, its body included, has come
    ``RECEIVED_WITHIN`` seconds after it was opened or last answered; a route for large bodies may
    ask for ``MORE_TIME``. And the one that waits longest is closed when ``MOST_WAITING`` others
    wait, too. A request that has been received
    whole is out of reach of both.
    """

    _deadline: asyncio.TimerHandle | None = None
    _extended = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._follow()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._follow()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._follow()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _follow(self) -> None:
        """Begin to wait for a request, or stop, as the connection's state says."""
        awaited = self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        if self.transport.is_closing() or not awaited:
            self._stop_waiting()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(RECEIVED_WITHIN, self._late)
            _waiting[self] = None
            if len(_waiting) > MOST_WAITING:
                next(iter(_waiting))._give_way()

    def _late(self) -> None:
        """End the connection, or wait once more for a body whose route asks for that."""
        more = 0.0 if self._extended else self._more_time()
        if more:
            self._extended = True
            self._deadline = self.loop.call_later(more, self._late)
        else:
            self.transport.abort()

    def _more_time(self) -> float:
        """What the route that reads the body now asks for, in seconds."""
        if self.conn.their_state is not h11.SEND_BODY or self.scope is None:
            return 0.0
        return float(self.scope.get("state", {}).get(MORE_TIME, 0.0))

    def _give_way(self) -> None:
        self._stop_waiting()
        self.transport.abort()

    def _stop_waiting(self) -> None:
        _waiting.pop(self, None)
        self._extended = False
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None


def server_options() -> dict[str, Any]:
    """What ``uvicorn`` is given so that no connection or request is without a bound."""
    return {
        "http": BoundedProtocol,
        "ws": "none",
        "h11_max_incomplete_event_size": 16 * 1024,
        "timeout_graceful_shutdown": 30,
        "timeout_worker_healthcheck": 120,
    }
