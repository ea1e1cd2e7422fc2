"""What a client may leave open, send or wait for: all of it has an end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from api.http import connections
from api.http.admission import Admission
from api.http.answers_cache import AnswersCache
from api.http.app import create_app
from api.http.metrics import Metrics
from api.http.middleware import MAX_HEAD_BYTES
from api.http.page_images import PageImages
from api.http.problems import ProblemError
from api.http.service import Service
from api.http.streaming import ending_in_an_error
from rag.settings import Settings
from tests.api.http.test_queries import assert_problem
from tests.clients import client_of
from tests.patience import SECONDS, wait_until
from tests.serving import serving

HALF_OPEN = {
    "nothing": b"",
    "half a head": b"POST /v1/answer HTTP/1.1\r\nHost: x\r\nX-a: ",
    "half a body": b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
    "half a second request": b"GET /quick HTTP/1.1\r\nHost: x\r\n\r\nGET /qui",
}


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A small service, whose requests must have arrived within half a second."""
    monkeypatch.setattr(connections, "RECEIVED_WITHIN", 0.5)
    app = FastAPI()

    @app.get("/quick")
    async def quick() -> str:
        return "quick"

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(1.5 * connections.RECEIVED_WITHIN)
        return "slow"

    @app.post("/echo")
    async def echo(body: dict[str, str]) -> dict[str, str]:
        return body

    @app.post("/upload")
    async def upload(request: Request) -> int:
        setattr(request.state, connections.MORE_TIME, SECONDS)
        reading.set()
        return len(await request.body())

    with serving(app) as address:
        yield address


reading = Event()
"""Set when the route for uploads reads a body."""


def connected(address: str) -> socket.socket:
    url = urlsplit(address)
    assert url.hostname and url.port
    return socket.create_connection((url.hostname, url.port), timeout=SECONDS)


def closed(connection: socket.socket) -> bool:
    """Whether the server ends the connection, whatever it has to say before."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("sent", HALF_OPEN.values(), ids=list(HALF_OPEN))
def test_a_request_that_does_not_arrive_is_ended(address: str, sent: bytes) -> None:
    with closing(connected(address)) as connection:
        connection.sendall(sent)
        assert closed(connection)


def test_a_request_that_trickles_in_is_ended(address: str) -> None:
    with closing(connected(address)) as connection:
        connection.sendall(b"GET /quick HTTP/1.1\r\nHost: x\r\n")
        with pytest.raises(ConnectionError):
            for _ in range(int(SECONDS / 0.05)):
                connection.sendall(b"X-a: b\r\n")
                sleep(0.05)


def test_a_route_may_give_a_body_more_time_once(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(connections, "RECEIVED_WITHIN", SECONDS)
    head = b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nhalf"

    def time_passes() -> None:
        (waiting,) = connections._waiting
        waiting.loop.call_soon_threadsafe(waiting._late)

    for rest, in_time in ((b"more", True), (b"", False)):
        reading.clear()
        with closing(connected(address)) as connection:
            connection.sendall(head)
            assert reading.wait(SECONDS)
            time_passes()
            if in_time:
                connection.sendall(rest)
                assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            else:
                time_passes()
                assert closed(connection)
        wait_until(lambda: not connections._waiting)


def test_an_answer_may_take_longer_than_its_request(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(connections, "RECEIVED_WITHIN", 3.0)  # a busy machine may need it
    with httpx.Client(base_url=address, timeout=SECONDS) as client:
        assert [client.get("/quick").json() for _ in range(2)] == ["quick"] * 2
        assert client.get("/slow").json() == "slow"
        assert client.post("/echo", json={"said": "x" * 100_000}).status_code == 200


def test_of_too_many_half_open_connections_the_oldest_go(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(connections, "RECEIVED_WITHIN", SECONDS)
    monkeypatch.setattr(connections, "MOST_WAITING", 3)
    opened = [connected(address) for _ in range(8)]
    for connection in opened:
        connection.sendall(HALF_OPEN["half a head"])
    assert all(closed(connection) for connection in opened[:5])
    assert httpx.get(f"{address}quick", timeout=SECONDS).json() == "quick"
    for connection in opened:
        connection.close()
    wait_until(lambda: not connections._waiting)


def test_a_head_that_does_not_end_is_refused(address: str) -> None:
    with closing(connected(address)) as connection:
        connection.sendall(b"GET /quick HTTP/1.1\r\nHost: x\r\n")
        with pytest.raises(ConnectionError):
            for _ in range(10_000):
                connection.sendall(b"X-a: " + b"b" * 1000 + b"\r\n")


def test_a_head_beyond_the_bound_is_told(client: TestClient) -> None:
    within = {"x-a": "a" * (MAX_HEAD_BYTES // 2)}
    assert client.get("/healthz", headers=within).status_code == 200
    for path, headers in (("/healthz", {**within, "x-b": within["x-a"]}), (f"/{'a' * 17_000}", {})):
        response = client.get(path, headers=headers)
        assert_problem(response, 431, "head-too-large", str(MAX_HEAD_BYTES))
        assert response.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("settings", "known", "unknown"),
    [
        ({}, ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "localhost."], ["a.b"]),
        ({"host": "0.0.0.0"}, ["a.b", "localhost", ""], []),
        # By its own name a container asks itself for its health.
        (
            {"host": "0.0.0.0", "allowed_hosts": ["Brief.example.org"]},
            ["brief.example.org:443", "127.0.0.1:8000", "localhost"],
            ["a.b", "", "localhost.evil.org"],
        ),
        ({"host": "127.0.0.2"}, ["127.0.0.2:8000", "localhost"], ["a.b", ""]),
        ({}, [], ["", "localhost.evil.org", "127.0.0.1.evil.org", "[::1", "127.0.0.1@evil.org"]),
    ],
)
def test_a_foreign_page_cannot_read_what_is_served_here(
    index_dir: Path, settings: dict[str, Any], known: list[str], unknown: list[str]
) -> None:
    client = client_of(Settings(index_dir=index_dir, **settings))
    for host in known:
        assert client.get("/healthz", headers={"host": host}).status_code == 200
    for host in unknown:
        for path in ("/", "/v1/documents", "/metrics"):
            response = client.get(path, headers={"host": host})
            assert_problem(response, 421, "unknown-host", "BRIEF_RAG_ALLOWED_HOSTS")


def service_of(threads: int, seconds: float) -> Service:
    metrics = Metrics()
    cache = AnswersCache(0, metrics.cache)
    return Service(
        metrics=metrics,
        cache=cache,
        admission=Admission(8, metrics.under_way),
        page_images=PageImages(Path()),
        answer_threads=threads,
        seconds=seconds,
        index_dir=Path(),
        serve_originals=False,
    )


def test_a_question_that_takes_too_long_is_told_and_keeps_its_thread() -> None:
    service = service_of(threads=1, seconds=SECONDS)
    go_on, begun, dropped = Event(), Event(), Event()

    def work() -> None:
        begun.set()
        go_on.wait(SECONDS)

    async def ask() -> None:
        await service.run(lambda: None)  # the thread is there, so that the next begins at once
        service.seconds = 0.5
        with pytest.raises(ProblemError, match="not answered within"):
            await service.run(work)
        with pytest.raises(ProblemError):  # its turn does not come in time
            await service.run(dropped.set)
        go_on.set()
        service.seconds = SECONDS
        assert await service.run(lambda: "answered") == "answered"

    asyncio.run(ask())
    assert begun.is_set() and not dropped.is_set()
    service.close()


def test_a_stream_tells_that_it_took_too_long() -> None:
    service = service_of(threads=1, seconds=0.1)
    go_on = Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"event: passages\n\n"
        await service.run(lambda: go_on.wait(SECONDS))

    async def events() -> list[bytes]:
        sent = [event async for event in ending_in_an_error(slow())]
        go_on.set()
        return sent

    _, last = asyncio.run(events())
    assert b"event: error" in last and b"urn:brief-rag:problem:too-slow" in last
    service.close()


def test_questions_are_counted_under_a_prefix_too(index_dir: Path) -> None:
    app = create_app(Settings(index_dir=index_dir, max_questions=1))
    with TestClient(app, "http://localhost", root_path="/prefix") as client:
        assert client.get("/prefix/v1/examples").status_code == 200
        with app.state.service.admission.place():
            for path in ("/v1/answer", "/v1/query"):
                refused = client.post(f"/prefix{path}", json={"question": "Who?"})
                assert_problem(refused, 503, "busy")
            assert_problem(client.get("/prefix/v1/examples"), 503, "busy")
            assert client.get("/prefix/").status_code == 200
