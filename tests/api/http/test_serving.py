"""Many questions at once, repeated questions, new generations and workers, on the real model."""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import socket
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from index.builder import Limits, build_index
from index.local_store import LocalStore
from rag.document.model import Document
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.structure import parse_document
from rag.settings import Settings
from tests.clients import client_of
from tests.patience import SECONDS, wait_until
from tests.platforms import posix_only
from tests.serving import command_serving

QUESTION = "How many more AI researchers does the PRC need?"
QUESTIONS = [
    QUESTION,
    "What did Wang Yi say about small courtyards and high walls?",
    "Who is the architect of the Great Firewall?",
    "Which countries signed the digital economy initiative with China in 2017?",
    "Out of which earlier framework did AI sovereignty grow?",
    "Who is the president of Uganda?",
]


def answer(client: TestClient, question: str) -> Any:
    return client.post("/v1/answer", json={"question": question})


def figure(client: Any, name: str) -> float:
    """The value of a metric; 0 where it has none yet."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def at_once(tasks: list[Callable[[], Any]]) -> list[Any]:
    """The results of tasks that begin together, each in its thread."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        start.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_many_at_once_are_answered_as_one_alone(index_dir: Path) -> None:
    settings = Settings(index_dir=index_dir, cached_answers=0)
    with client_of(settings) as client:
        alone = [answer(client, question).json() for question in QUESTIONS]
        asked = [lambda q=q: answer(client, q).json() for q in QUESTIONS * 4]
        assert at_once(asked) == alone * 4


def test_beyond_the_bound_it_says_when_to_come_again(index_dir: Path) -> None:
    settings = Settings(index_dir=index_dir, cached_answers=0, max_questions=2)
    with client_of(settings) as client:
        expected = answer(client, QUESTION).json()
        responses = at_once([lambda: answer(client, QUESTION)] * 16)
        refused = [r for r in responses if r.status_code == 503]
        answered = [r for r in responses if r.status_code == 200]
        assert refused and answered and len(refused) + len(answered) == 16
        for response in answered:
            assert response.json() == expected
        for response in refused:
            assert response.headers["retry-after"] == "1"
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["type"] == "urn:brief-rag:problem:busy"
        name = 'brief_rag_requests_total{path="/v1/answer",status="503"}'
        assert figure(client, name) == len(refused)
        assert figure(client, "brief_rag_questions_under_way") == 0
        assert answer(client, QUESTION).status_code == 200


@pytest.mark.parametrize("path", ["/v1/query", "/v1/answer"])
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_repeated_question_gets_the_same_response(
    index_dir: Path, path: str, accept: str
) -> None:
    with client_of(Settings(index_dir=index_dir, cached_answers=1)) as client:

        def ask(question: str) -> tuple[bytes, str]:
            response = client.post(path, json={"question": question}, headers={"accept": accept})
            assert response.status_code == 200
            return response.content, response.headers["content-type"]

        first = ask(QUESTION)
        assert ask(QUESTION) == first
        ask(QUESTIONS[1])  # takes the one place
        ask(QUESTION)
        assert figure(client, 'brief_rag_cache_lookups_total{result="hit"}') == 1
        assert figure(client, 'brief_rag_cache_lookups_total{result="miss"}') == 3


def test_paths_that_clients_make_up_are_counted_together(client: TestClient) -> None:
    before = figure(client, 'brief_rag_requests_total{path="other",status="404"}')
    client.get("/made-up")
    client.head("/v1/documents/none")
    assert figure(client, 'brief_rag_requests_total{path="other",status="404"}') == before + 1
    assert figure(client, 'brief_rag_requests_total{path="/v1/documents/{id}",status="404"}') >= 1
    assert figure(client, 'brief_rag_request_seconds_bucket{le="+Inf",path="/v1/documents/{id}"}')


def test_a_rebuild_under_load_fails_no_request(
    tmp_path: Path,
    warmed: Callable[[Path], Path],
    brief: Document,
    embedder: Embedder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    old = build_index(warmed(tmp_path), [brief], [embedder], Limits()).name
    with client_of(Settings(index_dir=tmp_path)) as client:
        seen: list[tuple[int, bool]] = []
        done = Event()

        def keep_asking() -> None:
            while not done.is_set():
                response = answer(client, "How many ships lay in the harbour of Norrvik?")
                seen.append((response.status_code, "seventeen ships" in response.text))

        with ThreadPoolExecutor(2) as pool:
            asking = [pool.submit(keep_asking) for _ in range(2)]
            try:
                text = "A port\n\nThere were seventeen ships in the harbour of Norrvik in 1954.\n"
                port = parse_document(text, "port")
                new = build_index(tmp_path, [brief, port], [embedder], Limits()).name
                wait_until(lambda: client.get("/readyz").json()["generation"] == new)
                wait_until(lambda: seen[-1][1])
            finally:
                done.set()
            for each in asking:
                each.result()
        assert {status for status, _ in seen} == {200}
        found = [new_one for _, new_one in seen]
        assert not found[0] and found[-1]  # the response kept was dropped with its generation
        assert figure(client, f'brief_rag_generation{{generation="{old}"}}') == 0
        assert figure(client, f'brief_rag_generation{{generation="{new}"}}') == 1

        (tmp_path / "CURRENT").write_text("damaged\n")
        wait_until(lambda: "goes on answering" in caplog.text)
        assert answer(client, QUESTION).status_code == 200
        assert client.get("/readyz").json()["generation"] == new


@posix_only  # Windows has no signal that lets a process end in order
def test_workers_start_count_together_and_stop(index_dir: Path, tmp_path: Path) -> None:
    name = f'brief_rag_generation{{generation="{generation(index_dir)}"}}'
    with command_serving(index_dir, tmp_path / "log", "--workers", "2") as (address, process):
        with httpx.Client(base_url=address, timeout=SECONDS) as client:
            wait_for_workers(client, name)
        for _ in range(8):
            response = httpx.post(
                f"{address}/v1/answer", json={"question": QUESTION}, timeout=SECONDS
            )
            assert "300,000 more AI researchers" in response.text
        with httpx.Client(base_url=address, timeout=SECONDS) as client:
            assert figure(client, 'brief_rag_requests_total{path="/v1/answer",status="200"}') == 8
    told = (tmp_path / "log").read_text()
    assert process.returncode in (0, -signal.SIGTERM), told
    assert told.count("Application shutdown complete.") == 2
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/healthz")


@posix_only
def test_a_worker_that_died_is_replaced_and_no_longer_counted(
    index_dir: Path, tmp_path: Path
) -> None:
    name = f'brief_rag_generation{{generation="{generation(index_dir)}"}}'
    with command_serving(index_dir, tmp_path / "log", "--workers", "2") as (address, _):
        with httpx.Client(base_url=address, timeout=SECONDS) as client:
            wait_for_workers(client, name)
        started = re.findall(r"Started server process \[(\d+)\]", (tmp_path / "log").read_text())
        os.kill(int(started[0]), signal.SIGKILL)
        wait_until(lambda: (tmp_path / "log").read_text().count("startup complete") == 3)
        with httpx.Client(base_url=address, timeout=SECONDS) as client:
            wait_for_workers(client, name)


@posix_only
def test_a_hangup_lets_the_request_under_way_end(index_dir: Path, tmp_path: Path) -> None:
    body = json.dumps({"question": QUESTION}).encode()
    head = (
        "POST /v1/answer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with command_serving(index_dir, tmp_path / "log") as (address, process):
        url = httpx.URL(address)
        with socket.create_connection((url.host, url.port or 0), timeout=SECONDS) as connection:
            connection.sendall(head.encode() + body[:5])
            httpx.get(f"{address}/healthz", timeout=SECONDS)  # what came before has been read
            process.send_signal(signal.SIGHUP)
            wait_until(lambda: "Shutting down" in (tmp_path / "log").read_text())
            connection.sendall(body[5:])
            response = b""
            while part := connection.recv(65536):
                response += part
        assert b"300,000 more AI researchers" in response
        process.wait(SECONDS)


def test_a_replaced_engine_leaves_the_memory_at_once(
    index_dir: Path, embedder: Embedder, store: LocalStore
) -> None:
    gc.collect()
    gc.disable()  # nothing of it may be left to the collector of cycles
    try:
        with client_of(Settings(index_dir=index_dir)) as client:
            service = client.app.state.service  # type: ignore[attr-defined]
            for path in ("/v1/answer", "/v1/query"):
                for question in QUESTIONS:
                    assert client.post(path, json={"question": question}).status_code == 200
            assert client.post("/v1/query", json={"question": ""}).status_code == 422
            replaced = weakref.ref(service.engine.store)
            service.answer_with(Engine(store, embedder))
            wait_until(lambda: replaced() is None)
            last = weakref.ref(service.engine)
        assert last() is None  # the application ended, and its engine with it
    finally:
        gc.enable()


def generation(index_dir: Path) -> str:
    return (index_dir / "CURRENT").read_text().strip()


def wait_for_workers(client: httpx.Client, name: str) -> None:
    """Until both workers answer from the generation."""

    def both_answer() -> bool:
        with suppress(httpx.TransportError):
            return figure(client, name) == 2
        return False

    wait_until(both_answer)
