"""Uploads that the disk does not take: told so, and nothing is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.changes.queue import jobs_dir, open_jobs
from rag.settings import Settings
from tests.api.http.test_queries import assert_problem
from tests.clients import client_of
from tests.platforms import posix_only

ROOM = 100_000  # bytes


@contextmanager
def little_room() -> Iterator[None]:
    """No file of this process may grow beyond some bytes, as on a disk that is full by then."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A service that takes changes in, and does none."""
    return client_of(Settings(index_dir=tmp_path, editable=True))


@posix_only
@pytest.mark.parametrize("beyond", [1, ROOM])  # told when the file is closed, or as it is written
def test_an_upload_that_the_disk_does_not_take_is_told(
    client: TestClient, tmp_path: Path, beyond: int
) -> None:
    content = b"x" * (ROOM + beyond)
    with little_room():
        responses = [
            client.post("/v1/documents", files=[("files", ("a.md", content))]),
            client.put("/v1/documents/a", content=content),
        ]
    for response in responses:
        assert_problem(response, 503, "unavailable", "ask for the change again")
        detail = response.json()["detail"]
        assert "File too large" in detail and str(tmp_path) in detail
        assert "brief-rag index" not in detail
    assert open_jobs(tmp_path) == [] and not list(jobs_dir(tmp_path).glob("receiving-*"))
    assert client.put("/v1/documents/a", content=content).status_code == 202  # with room again


def test_a_folder_that_takes_nothing_is_told(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("no folder")
    for response in (
        client.post("/v1/documents", files=[("files", ("a.md", b"# Text\n"))]),
        client.put("/v1/documents/a", content=b"# Text\n"),
    ):
        assert_problem(response, 503, "unavailable", str(tmp_path / "jobs"))
        assert "ask for the change again" in response.json()["detail"]
