"""Two processes of the service over one library on a Milvus server, which is killed and back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from rag.settings import Settings
from tests.api.http.test_queries import assert_problem
from tests.milvus_servers import MilvusProcess, milvus_server
from tests.patience import SECONDS, wait_until
from tests.serving import COMMAND, command_serving

pytestmark = pytest.mark.long

QUESTION = "When was the harbour of Norrvik closed to ships?"
PORT = "# Ports\n\nThe harbour of Norrvik was closed to ships in {}.\n"
BRIEF = "china-brief-24-8"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusProcess]:
    """A server of this module's own, which its tests kill."""
    with milvus_server(tmp_path_factory.mktemp("milvus")) as process:
        yield process


@pytest.fixture(scope="module")
def environment(
    server: MilvusProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[pytest.MonkeyPatch]:
    """What commands and services read, with a store on the server."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BRIEF_RAG_STORE", f"{server.address}/served")
        patched.setenv("BRIEF_RAG_INDEX_DIR", str(tmp_path_factory.mktemp("index")))
        patched.setenv("BRIEF_RAG_EDITABLE", "true")
        patched.setenv("BRIEF_RAG_MILVUS_SECONDS", "3")
        yield patched


@pytest.fixture(scope="module")
def library(environment: pytest.MonkeyPatch, server: MilvusProcess, index_dir: Path) -> None:
    """The bundled brief's index, copied to the server."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BRIEF_RAG_INDEX_DIR", str(index_dir))
        patched.delenv("BRIEF_RAG_STORE")
        compared = json.loads(run("migrate", "--to", f"{server.address}/served", "--json"))
    assert compared["documents"] == 1 and compared["first"] == compared["questions"] == 1


@pytest.fixture(scope="module")
def services(
    library: None, environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[httpx.Client]]:
    """Two processes behind no balancer, so that each can be asked."""
    with ExitStack() as stack:
        clients = []
        for number in (1, 2):
            folder = tmp_path_factory.mktemp(f"service-{number}")
            address, _ = stack.enter_context(command_serving(folder, folder / "log"))
            client = httpx.Client(base_url=address, timeout=SECONDS)
            clients.append(stack.enter_context(client))
        yield clients


def run(*arguments: str) -> str:
    done = subprocess.run(
        [str(COMMAND), *arguments], capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(client: httpx.Client) -> list[str]:
    return [each["id"] for each in client.get("/v1/documents").json()["documents"]]


def answer(client: httpx.Client) -> dict[str, object]:
    response = client.post("/v1/answer", json={"question": QUESTION})
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


def test_every_process_sees_each_change_at_once(
    services: list[httpx.Client], tmp_path: Path
) -> None:
    port = tmp_path / "port.md"
    for client in services:
        assert listed(client) == [BRIEF] and not answer(client)["answerable"]
    for year in ("1954", "1987"):
        port.write_text(PORT.format(year))
        run("add", str(port), "--json")
        for client in services:
            assert listed(client) == [BRIEF, "port"]
            assert year in str(answer(client)["answer"])
    run("remove", "port", "--json")
    for client in services:
        assert listed(client) == [BRIEF] and not answer(client)["answerable"]
        assert client.get("/v1/documents/port").status_code == 404


def test_what_one_process_takes_in_the_other_answers_from(services: list[httpx.Client]) -> None:
    one, other = services
    files = [("files", ("harbour.md", PORT.format(1954).encode()))]
    job = one.post("/v1/documents", files=files)
    assert job.status_code == 202, job.text

    def ended() -> dict[str, object] | None:
        told: dict[str, object] = one.get(job.headers["location"]).json()
        return told if told["status"] in ("done", "failed") else None

    told = wait_until(ended)
    assert told["status"] == "done", told
    assert "harbour" in listed(other) and "1954" in str(answer(other)["answer"])
    told = one.delete("/v1/documents/harbour").json()
    wait_until(lambda: "harbour" not in listed(one))
    assert listed(other) == [BRIEF]


def test_a_server_that_is_away_is_told_and_needs_no_restart(
    services: list[httpx.Client], server: MilvusProcess
) -> None:
    server.kill()
    for client in services:
        for response in (
            client.post("/v1/query", json={"question": QUESTION}),
            client.post("/v1/answer", json={"question": QUESTION}),
            client.get("/v1/documents"),
            client.get("/readyz"),
        ):
            assert_problem(response, 503, "unavailable")
            assert int(response.headers["retry-after"]) > 0
            assert "does not answer" in response.json()["detail"]
        assert client.get("/healthz").status_code == 200
    server.start()
    for client in services:
        wait_until(lambda client=client: client.get("/readyz").status_code == 200)
        assert wait_until(
            lambda client=client: (
                client.post("/v1/query", json={"question": "Who is Fang Bingxing?"}).status_code
                == 200
            )
        )
        assert listed(client) == [BRIEF]


def test_a_library_that_is_dropped_is_told(
    services: list[httpx.Client], environment: pytest.MonkeyPatch
) -> None:
    from index.milvus.library import open_library

    library = open_library(Settings())
    connection, names = library.connection, library.names
    for mark in connection.marks(names.journal):
        connection.unmark(mark)
    for name in names.all(len(library.library.embedders)):
        connection.drop(name)
    for client in services:
        response = client.post("/v1/query", json={"question": QUESTION})
        assert_problem(response, 503, "unavailable")
        assert "brief-rag migrate" in response.json()["detail"]
