"""Documents added, changed and removed over HTTP: real index, real models, a real process."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.changes import queue, supervising
from api.changes.queue import MOST_WAITING, open_jobs, writer_lock
from api.http.app import create_app
from index.generation import build_lock
from rag.locking import holding
from rag.settings import Settings
from tests.api.http.test_queries import assert_problem
from tests.clients import client_of
from tests.patience import SECONDS, wait_until
from tests.platforms import posix_only
from tests.serving import command_serving, serving

pytestmark = pytest.mark.long

QUESTION = "When was the harbour of Norrvik closed to ships?"
PORT = b"# Ports\n\nThe harbour of Norrvik was closed to ships in 1954.\n"
MILL = b"# Mills\n\nThe mill of York was sold in 1880.\n"
BRIEF = "china-brief-24-8"


@pytest.fixture
def folder(index_dir: Path, tmp_path: Path) -> Path:
    """An index of the bundled brief, which a test may change."""
    return shutil.copytree(index_dir, tmp_path / "index")


@pytest.fixture(scope="module")
def editable(index_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over such an index, for the tests that leave it as it was or add to it."""
    folder = shutil.copytree(index_dir, tmp_path_factory.mktemp("editable") / "index")
    with client_of(editing(folder)) as client:
        yield client


def editing(folder: Path, **options: Any) -> Settings:
    return Settings(index_dir=folder, editable=True, **options)


def send(client: Any, **files: bytes) -> Any:
    """Upload files, each named as the argument with ``.md`` behind."""
    return post(client, [(f"{name}.md", content) for name, content in files.items()])


def post(client: Any, files: list[tuple[str, bytes]], **options: Any) -> Any:
    return client.post("/v1/documents", files=[("files", file) for file in files], **options)


def ended(client: Any, response: Any) -> dict[str, Any]:
    """What became of the change that a response took in."""
    assert response.status_code == 202, response.text
    address = response.headers["location"]
    assert address == f"/v1/jobs/{response.json()['id']}"
    job: dict[str, Any] = {}

    def has_ended() -> bool:
        job.update(client.get(address).json())
        return job["status"] in ("done", "failed")

    wait_until(has_ended)
    return job


def outcomes(job: dict[str, Any]) -> list[tuple[str, str]]:
    return [(file["document"], file["outcome"]) for file in job["files"]]


def seen(client: Any, job: dict[str, Any]) -> None:
    """Wait until the service answers from what a change made."""
    assert job["status"] == "done", job
    wait_until(lambda: client.get("/readyz").json()["generation"] == job["generation"])


def answer(client: Any, question: str = QUESTION) -> dict[str, Any]:
    return dict(client.post("/v1/answer", json={"question": question}).json())


def test_nothing_is_changed_unless_it_is_switched_on(client: TestClient) -> None:
    changes = [
        post(client, [("a.md", PORT)]),
        client.put("/v1/documents/a", content=PORT),
        client.delete(f"/v1/documents/{BRIEF}"),
    ]
    for response in changes:
        assert_problem(response, 403, "not-editable", "BRIEF_RAG_EDITABLE")
    assert client.get("/v1/documents").json()["uploads"] is None
    assert_problem(client.get("/v1/jobs/0123456789abcdef"), 404, "not-found")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_page_of_another_site_changes_nothing(
    editable: TestClient, headers: dict[str, str]
) -> None:
    for response in (
        post(editable, [("a.md", PORT)], headers=headers),
        editable.put("/v1/documents/a", content=PORT, headers=headers),
        editable.delete(f"/v1/documents/{BRIEF}", headers=headers),
    ):
        assert_problem(response, 403, "foreign-site", "Origin")
    assert editable.get("/v1/documents", headers=headers).status_code == 200


def test_a_page_of_its_own_and_what_is_no_browser_pass(editable: TestClient) -> None:
    for headers in (
        {},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://127.0.0.1:80", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ):
        response = editable.delete("/v1/documents/none", headers=headers)
        assert_problem(response, 404, "not-found")
    strange = editable.delete("/v1/documents/none", headers={"host": "elsewhere.example"})
    assert_problem(strange, 421, "unknown-host")


def test_a_document_is_added_changed_and_gone_from_everything(folder: Path) -> None:
    with client_of(editing(folder)) as client:
        assert not answer(client)["answerable"]
        added = ended(client, send(client, port=PORT, mill=MILL))
        assert outcomes(added) == [("port", "added"), ("mill", "added")]
        assert added["kind"] == "add" and added["problem"] is None
        assert added["done"] == added["total"] > 0
        seen(client, added)
        assert "1954" in answer(client)["answer"]

        again = ended(client, send(client, port=PORT.replace(b"1954", b"1961"), mill=MILL))
        assert outcomes(again) == [("port", "updated"), ("mill", "unchanged")]
        seen(client, again)
        for _ in range(2):  # the second is a response that was kept
            assert "1961" in answer(client)["answer"]
        body = {"question": QUESTION, "filters": {"document": ["port"]}}
        assert client.post("/v1/query", json=body).json()["passages"]
        client.get("/v1/examples")

        removed = ended(client, client.delete("/v1/documents/port"))
        assert outcomes(removed) == [("port", "removed")] and removed["kind"] == "remove"
        seen(client, removed)
        told = client.post("/v1/answer", json={"question": QUESTION}).text
        told += client.post("/v1/query", json={"question": QUESTION, "top_k": 50}).text
        told += client.get("/v1/examples").text + client.get("/v1/documents").text
        assert "Norrvik was" not in told and '"port"' not in told
        assert_problem(client.post("/v1/query", json=body), 422, "unknown-filter", "port")
        assert_problem(client.get("/v1/documents/port"), 404, "not-found")
        assert_problem(client.delete("/v1/documents/port"), 404, "not-found")


def bomb() -> bytes:
    """A Word file of some kilobytes that unpacks to more than is read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(70_000_000))
    return packed.getvalue()


def workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "")
    return packed.getvalue()


def test_each_file_is_told_what_became_of_it(editable: TestClient, tmp_path: Path) -> None:
    files = [
        ("../../../tmp/up one.md", PORT),
        ("C:\\Users\\me\\two\r\n.md", MILL),
        ("empty.txt", b""),
        ("bomb.docx", bomb()),
        ("sheet.docx", workbook()),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)),
        ("named wrongly.pdf", b"no PDF at all"),
        (f"{'n' * 5000}.md", PORT),
        ("..", PORT),
        ("twin.md", PORT),
        ("twin.md", MILL),
        ("headings.md", b"# One\n\n## Two\n"),
        ("binary.txt", bytes(range(256)) * 10),
    ]
    job = ended(editable, post(editable, files))
    told = [(file["document"], file["outcome"], file["reason"]) for file in job["files"]]
    left_out = "left out"
    assert [each[:2] for each in told] == [
        ("up one", "added"),
        ("two", "added"),
        ("empty", left_out),
        ("bomb", left_out),
        ("sheet", left_out),
        ("picture", left_out),
        ("named wrongly", left_out),
        (None, left_out),
        (None, left_out),
        ("twin", "added"),
        (None, left_out),
        ("headings", left_out),
        ("binary", left_out),
    ]
    expected = {
        2: "is empty",
        3: "64,000,000",
        4: "workbook",
        5: ".png",
        6: "pdf",
        7: "255 bytes",
        8: "name",
        10: "same name",
        11: "headings only",
        12: "binary",
    }
    for place, (_, outcome, reason) in enumerate(told):
        assert expected.get(place, "") in reason and bool(reason) == (outcome == left_out), reason
        assert "/" not in reason  # no path of the server
    assert [file["name"] for file in job["files"]][:2] == ["up one.md", "two.md"]
    seen(editable, job)


def test_where_no_file_can_be_taken_the_job_fails(editable: TestClient) -> None:
    before = editable.get("/readyz").json()["generation"]
    job = ended(editable, send(editable, nothing=b""))
    assert (job["status"], job["problem"]["type"]) == (
        "failed",
        "urn:brief-rag:problem:nothing-added",
    )
    assert "empty" in job["files"][0]["reason"] and job["generation"] is None
    assert editable.get("/readyz").json()["generation"] == before


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"", "multipart/form-data; boundary=x", "ends before"),
        (
            b"--x\r\nContent-Disposition: form-data; name=files; filename=a.md\r\n\r\nhalf",
            "",
            "end",
        ),
        (b"nonsense", "multipart/form-data; boundary=x", "multipart"),
        (
            b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\na\r\n--x--\r\n',
            "",
            "no file",
        ),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n', "", "'f'"),
        (b"--x\r\n" + b"A: b\r\n" * 1000 + b"\r\n", "", "header"),
        (b"--x\r\nA: " + b"b" * 100_000, "", "header"),
        (b"--x--\r\n", "", "no file"),
        (
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n\r\n' * 101
            + b"--x--\r\n",
            "",
            "100 files",
        ),
    ],
)
def test_a_malformed_upload_is_refused_and_leaves_nothing(
    editable: TestClient, body: bytes, content_type: str, said: str
) -> None:
    headers = {"content-type": content_type or "multipart/form-data; boundary=x"}
    response = editable.post("/v1/documents", content=body, headers=headers)
    assert_problem(response, 422, "invalid-request", said)
    assert no_uploads(editable)


def no_uploads(client: TestClient) -> bool:
    index_dir = client.app.state.service.changes.index_dir  # type: ignore[attr-defined]
    return not list((index_dir / "jobs").glob("receiving-*"))


def test_what_is_no_form_is_told_what_to_send(editable: TestClient) -> None:
    response = editable.post("/v1/documents", json={"files": []})
    assert_problem(response, 415, "unsupported-media-type", "multipart/form-data")


def test_an_upload_beyond_the_bound_is_refused(folder: Path) -> None:
    with client_of(editing(folder, upload_mb=1)) as client:
        uploads = client.get("/v1/documents").json()["uploads"]
        assert uploads == {"bytes": 1_000_000, "files": 100}
        large = b"x" * 1_000_000
        assert_problem(send(client, large=large), 413, "body-too-large", "BRIEF_RAG_UPLOAD_MB")
        pieces = (large[i : i + 65536] for i in (*range(0, len(large), 65536), 0))
        response = client.put("/v1/documents/large", content=pieces)
        assert_problem(response, 413, "body-too-large", "1000000")
        wrong = client.put("/v1/documents/x", content=b"", headers={"content-length": "9" * 5000})
        assert wrong.status_code == 413
        assert no_uploads(client) and open_jobs(folder) == []


@pytest.mark.parametrize("id", ["a/b", "shelf/new\nline/x", "c/#100% & 《海》?", "a b.md", "v1.2"])
def test_a_file_is_put_under_its_id(editable: TestClient, id: str) -> None:
    text = f"The weir of {'Stroud' if '/' in id else 'Bath'} was built in 1790.\n".encode()
    address = f"/v1/documents/{quote(id, safe='')}"
    job = ended(editable, editable.put(address, content=text))
    assert outcomes(job) == [(id, "added")]
    seen(editable, job)
    assert editable.get(address).json()["text"].encode() == text
    job = ended(editable, editable.put(address, content=text))
    assert outcomes(job) == [(id, "unchanged")]


@pytest.mark.parametrize("id", ["", "/", "a//b", "%2E%2E/a", "a/%2E", "%00", "x" * 4097])
def test_what_can_be_no_id_is_refused(editable: TestClient, id: str) -> None:
    response = editable.put(f"/v1/documents/{id}", content=MILL)
    assert_problem(response, 422, "invalid-request", '"field":"id"')


def test_the_type_says_what_a_text_is(editable: TestClient) -> None:
    text = b"The mill of *York* was sold in 1880.\n"
    for kind, read in (("text/markdown; charset=utf-8", "of York"), ("text/plain", "of *York*")):
        headers = {"content-type": kind}
        response = editable.put("/v1/documents/kind", content=text, headers=headers)
        seen(editable, ended(editable, response))
        assert read in editable.get("/v1/documents/kind").json()["text"]


def test_the_last_document_is_not_removed(folder: Path) -> None:
    with client_of(editing(folder)) as client:
        response = client.delete(f"/v1/documents/{BRIEF}")
        assert_problem(response, 409, "last-document", BRIEF, "add another first")


def test_of_two_last_documents_one_stays(folder: Path) -> None:
    with client_of(editing(folder)) as client:
        seen(client, ended(client, send(client, port=PORT)))
        with build_lock(folder, print):
            responses = [client.delete(f"/v1/documents/{name}") for name in (BRIEF, "port")]
        first, second = (ended(client, response) for response in responses)
        assert first["status"] == "done"
        assert second["problem"]["type"] == "urn:brief-rag:problem:last-document"
        seen(client, first)
        assert [d["id"] for d in client.get("/v1/documents").json()["documents"]] == ["port"]


def test_of_many_at_once_some_wait_and_the_others_are_told_to_come_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_WAITING", most := 5)
    with client_of(editing(folder)) as client, ThreadPoolExecutor(50) as pool:
        with holding(writer_lock(made(folder)), print, ""):
            responses = list(
                pool.map(lambda n: send(client, **{f"doc{n}": PORT + b"%d\n" % n}), range(50))
            )
            assert answer(client)["answerable"] is False  # nobody waits for them
        taken = [response for response in responses if response.status_code == 202]
        assert len(taken) == most
        for response in responses:
            if response not in taken:
                assert_problem(response, 503, "too-many-changes", str(most))
                assert response.headers["retry-after"] == "5"
        jobs = [ended(client, response) for response in taken]
        assert {job["status"] for job in jobs} == {"done"}
        last = max(jobs, key=lambda job: job["id"])
        seen(client, last)
        assert client.get("/v1/documents").json()["total"] == most + 1
        assert client.get("/v1/documents", params={"search": "DOC"}).json()["total"] == most


def made(folder: Path) -> Path:
    queue.jobs_dir(folder).mkdir(exist_ok=True)
    return folder


def test_an_upload_waits_while_the_index_is_written_by_another(folder: Path) -> None:
    with client_of(editing(folder)) as client:
        with build_lock(folder, print):  # as `brief-rag add` holds it
            response = send(client, port=PORT)
            address = response.headers["location"]
            wait_until(lambda: "waiting for its end" in client.get(address).json()["note"])
            assert client.get(address).json()["status"] == "embedding"
            assert answer(client)["answerable"] is False
        seen(client, ended(client, response))
        assert "1954" in answer(client)["answer"]


def stuck(client: TestClient, **files: bytes) -> tuple[Any, int]:
    """An upload whose job waits for the index's lock, and the process that does it."""
    response = send(client, **files)
    wait_until(lambda: client.get(response.headers["location"]).json()["note"])
    return response, client.app.state.service.changes.process._process.pid  # type: ignore[attr-defined]


@posix_only
def test_a_job_whose_process_is_killed_is_told_as_failed(folder: Path) -> None:
    current = (folder / "CURRENT").read_text()
    with client_of(editing(folder)) as client:
        with build_lock(folder, print):
            response, pid = stuck(client, port=PORT)
            os.kill(pid, signal.SIGKILL)
            job = ended(client, response)
        assert job["problem"]["type"] == "urn:brief-rag:problem:interrupted"
        wait_until(lambda: open_jobs(folder) == [])
        assert not list((folder / "jobs").rglob("files"))
        assert (folder / "CURRENT").read_text() == current
        seen(client, ended(client, send(client, port=PORT)))  # and the next one is done


def test_a_service_that_ends_leaves_what_waits_to_the_next(folder: Path) -> None:
    current = (folder / "CURRENT").read_text()
    with client_of(editing(folder)) as client:
        with build_lock(folder, print):
            begun, pid = stuck(client, port=PORT)
            waiting = send(client, mill=MILL)
            client.__exit__(None, None, None)
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        assert (folder / "CURRENT").read_text() == current
        assert open_jobs(folder) == [waiting.json()["id"]]
    with client_of(editing(folder)) as client:
        failed = client.get(begun.headers["location"]).json()
        assert failed["problem"]["type"] == "urn:brief-rag:problem:interrupted"
        assert outcomes(ended(client, waiting)) == [("mill", "added")]


def test_a_process_that_cannot_be_run_fails_its_job(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising.sys, "executable", shutil.which("false") or "false")
    with client_of(editing(folder)) as client:
        job = ended(client, send(client, port=PORT))
        assert job["problem"]["type"] == "urn:brief-rag:problem:internal-error"
        assert open_jobs(folder) == []


def test_an_upload_that_is_cut_off_leaves_nothing(folder: Path) -> None:
    app = create_app(editing(folder))
    with serving(app, lifespan="on") as address:
        url = urlsplit(address)
        for _ in range(MOST_WAITING + 1):  # nor a place that is taken
            with socket.create_connection((url.hostname, url.port), timeout=SECONDS) as connection:
                connection.sendall(
                    b"POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
                    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
                    b"Content-Disposition: form-data; name=files; filename=a.md\r\n\r\nhalf of it"
                )
                wait_until(lambda: list((folder / "jobs").glob("receiving-*/files/0.md")), 0.001)
            wait_until(lambda: not list((folder / "jobs").glob("receiving-*")))
        assert open_jobs(folder) == []
        with httpx.Client(base_url=address, timeout=SECONDS) as client:
            assert ended(client, send(client, port=PORT))["status"] == "done"


def test_what_a_killed_service_was_receiving_is_swept_away(editable: TestClient) -> None:
    index_dir = editable.app.state.service.changes.index_dir  # type: ignore[attr-defined]
    left = index_dir / "jobs" / "receiving-0123456789abcdef" / "files"
    left.mkdir(parents=True)
    (left / "0.md").write_bytes(PORT)
    ended(editable, send(editable, nothing=b""))
    assert not left.parent.exists()


def test_old_jobs_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_KEPT", 2)
    jobs = []
    for _ in range(5):
        jobs.append(queue.put_in(tmp_path, queue.Kind.REMOVE, []))
        queue.end(tmp_path, jobs[-1].failed("x", "x"))
    assert [job.id for job in jobs] == sorted(job.id for job in jobs)
    assert [bool(queue.read_job(tmp_path, job.id)) for job in jobs] == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("id", ["none", "..%2Flock", "0123456789abcdef", "%0A", "x" * 5000])
def test_a_job_that_is_none_is_not_found(editable: TestClient, id: str) -> None:
    assert_problem(editable.get(f"/v1/jobs/{id}"), 404, "not-found")


@posix_only
def test_every_worker_knows_every_job(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEF_RAG_EDITABLE", "true")
    with command_serving(folder, tmp_path / "log", "--workers", "2") as (address, _):
        told = tmp_path / "log"
        wait_until(lambda: told.read_text().count("startup complete") == 2)
        with build_lock(folder, print):
            with httpx.Client(base_url=address, timeout=SECONDS) as client:
                response = send(client, port=PORT)
            for _ in range(16):  # each on a connection of its own
                found = httpx.get(address + response.headers["location"], timeout=SECONDS)
                assert found.json()["id"] == response.json()["id"]
        with httpx.Client(base_url=address, timeout=SECONDS) as client:
            assert outcomes(ended(client, response)) == [("port", "added")]


def test_changes_keep_to_their_schema(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_WAITING", 10_000)  # a 503 counts as a fault here
    app = client_of(editing(folder)).app
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"host": "127.0.0.1"})
    operations = [result.ok() for result in schema.get_all_operations()]
    changing = [o for o in operations if o.method.upper() != "GET" or "/jobs/" in o.path]
    assert len(changing) == 6  # those of questions, too
    with holding(writer_lock(made(folder)), print, ""):  # so that they all wait
        for operation in changing[2:]:

            @hypothesis_settings(
                max_examples=10, deadline=None, suppress_health_check=list(HealthCheck)
            )
            @given(case=operation.as_strategy())
            def check(case: Any) -> None:
                response = case.call(headers={"host": "127.0.0.1"})
                # No schema can say what an id may not be.
                of_id = response.status_code == 422 and '"field":"id"' in response.text
                excluded = [positive_data_acceptance] if of_id else []
                case.validate_response(response, excluded_checks=excluded)

            check()
