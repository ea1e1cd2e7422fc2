"""How the page is served, and what it must agree on with the API."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.http import answer_schemas, schemas
from api.http.middleware import MAX_BODY_BYTES
from api.http.page_files import PAGE

ASSETS = sorted(path.name for path in PAGE.iterdir())


@pytest.mark.parametrize("path", ["/", *(f"/page/{name}" for name in ASSETS)])
def test_everything_is_guarded_and_checked_for_updates(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)
    assert "unsafe" not in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_comes_from_another_host_or_as_markup() -> None:
    for name in ASSETS:
        source = (PAGE / name).read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in source
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", source)
        assert not re.search(r"\sstyle=|\son\w+=", source)


def test_the_page_knows_the_bounds_of_the_api() -> None:
    told = re.search(r"LIMITS = {(.*?)}", (PAGE / "conversation.js").read_text("utf-8"))
    assert told is not None
    assert dict(re.findall(r"(\w+): (\d+)", told[1])) == {
        "question": str(schemas.MAX_QUESTION),
        "answer": str(answer_schemas.MAX_ANSWER),
        "history": str(answer_schemas.MAX_HISTORY),
        "body": str(MAX_BODY_BYTES),
    }


def test_other_paths_below_the_page_are_problems(client: TestClient) -> None:
    for path in ("/page/none.js", "/page/%2e%2e/app.py", "/page/"):
        response = client.get(path)
        assert response.status_code == 404
        assert response.headers["content-type"] == "application/problem+json"
