"""A library of several folders over HTTP: ids with slashes, and what is known of each document."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from index.builder import Limits, build_index
from index.loading import load_store
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.library import load_documents
from rag.settings import Settings
from tests.api.http.test_queries import assert_problem
from tests.clients import client_of

LONG = "/".join(["a very long name of a folder, as people give them"] * 8)
FILES = {
    "a/index": "# Harbours\n\nThe harbour of Garth was closed in 1954.\n",
    "b/index": "# Harbours\n\nThe harbour of Selby was opened in 1961.\n",
    "c/#100% & 《海》": "The mill of Leeds was burnt in 1872.\n",
}
if os.name != "nt":  # which has no such names
    FILES |= {
        "c/1? <b>": "The mill of Ripon was sold in 1880.\n",
        "c/new\nline": "The mill of York was sold in 1880.\n",
        f"{LONG}/index": "The mill of Hull was built in 1790.\n",
    }


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("library")
    for name, text in FILES.items():
        file = folder / "texts" / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    beside = folder / "texts" / "b" / "index.toml"
    beside.write_text(
        'title = "Ports"\nauthor = "Ann Lee"\ndate = 2024-05-09\njournal = "Water"\n'
        'language = "en-GB"\ndescription = "On ports."\n'
        'url = "https://ports.example/"\n'
    )
    build_index(folder / "index", load_documents([folder / "texts"]), [embedder], Limits())
    client = client_of(Settings(index_dir=folder / "index"))
    client.app.state.service.answer_with(  # type: ignore[attr-defined]
        Engine(load_store(folder / "index"), embedder)
    )
    yield client


def test_what_is_known_is_listed(library: TestClient) -> None:
    documents = library.get("/v1/documents").json()["documents"]
    assert [document["id"] for document in documents] == sorted(FILES)
    assert {
        "id": "b/index",
        "title": "Ports",
        "authors": ["Ann Lee"],
        "date": "2024-05-09",
        "publication": "Water",
        "volume": None,
        "issue": None,
        "year": 2024,
        "language": "en-GB",
        "description": "On ports.",
        "address": "https://ports.example/",
        "characters": len(FILES["b/index"]),
    } in documents
    assert {document["language"] for document in documents} == {"en-GB", None}  # too short to tell


@pytest.mark.parametrize("id", FILES)
def test_an_id_works_wherever_one_is_asked_for(library: TestClient, id: str) -> None:
    for address in (quote(id, safe=""), quote(id)):
        response = library.get(f"/v1/documents/{address}")
        assert response.json()["id"] == id and FILES[id] == response.json()["text"]
    body = {"question": "When was it closed, opened, built, sold or burnt?"}
    found = library.post("/v1/query", json={**body, "filters": {"document": [id]}}).json()
    assert found["passages"]
    for passage in found["passages"]:
        assert passage["citation"]["document"] == id
        start, end = passage["citation"]["start"], passage["citation"]["end"]
        assert passage["id"] == f"{id}/{start}-{end}"


def test_what_is_no_id_is_not_found(library: TestClient) -> None:
    for made_up in ("a", "a/index/", "a//index", "index", "b%2F..%2Fa%2Findex", ""):
        response = library.get(f"/v1/documents/{made_up}")
        assert response.status_code == 404 and "GET /v1/documents" in response.text


def test_the_list_is_given_in_parts(library: TestClient) -> None:
    ids = sorted(FILES)
    found: list[str] = []
    while len(found) < len(ids):
        listed = library.get("/v1/documents", params={"start": len(found), "count": 2}).json()
        assert (listed["start"], listed["total"]) == (len(found), len(ids))
        found += [document["id"] for document in listed["documents"]]
    assert found == ids
    beyond = library.get("/v1/documents", params={"start": len(ids)}).json()
    assert (beyond["documents"], beyond["total"]) == ([], len(ids))
    searched = library.get("/v1/documents", params={"search": "PORTS"}).json()
    assert ([d["id"] for d in searched["documents"]], searched["total"]) == (["b/index"], 1)
    assert library.get("/v1/documents", params={"search": "/INDEX"}).json()["total"] > 1


@pytest.mark.parametrize(
    "asked", [{"start": -1}, {"count": 0}, {"count": 1001}, {"start": "x"}, {"search": "x" * 201}]
)
def test_parts_of_the_list_are_bounded(library: TestClient, asked: dict[str, str]) -> None:
    response = library.get("/v1/documents", params=asked)
    assert_problem(response, 422, "invalid-request", f'"field":"query.{next(iter(asked))}"')


@pytest.mark.parametrize(
    "path", ["/v1/documents", "/v1/documents?search=a", "/v1/documents/a/index"]
)
def test_what_is_known_already_is_not_sent_again(library: TestClient, path: str) -> None:
    response = library.get(path)
    tag = response.headers["etag"]
    assert response.headers["cache-control"] == "no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = library.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert library.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert library.head(path).headers["etag"] == tag
    missing = library.get("/v1/documents/none", headers={"if-none-match": "*"})
    assert missing.status_code == 404


def test_each_request_has_its_tag(library: TestClient) -> None:
    paths = ("", "?count=1", "?search=x", "/a/index", "/b/index")
    tags = {library.get(f"/v1/documents{path}").headers["etag"] for path in paths}
    assert len(tags) == len(paths)
