"""Web pages, Word files and books over HTTP: what is cited stands where its anchor says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.builder import Limits, build_index
from index.generation import current_generation, stored_documents
from index.loading import load_store
from index.manifest import read_manifest
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.library import read_documents
from rag.settings import Settings
from tests.clients import client_of
from tests.rag.reading import made_docx, made_epub

PAGE = (
    "<!doctype html><html lang=en><head><link rel=canonical href='https://dyke.example/a'></head>"
    "<body><nav>Home</nav><h1>The dyke of Emden</h1><p id=broke>The dyke of Emden broke in 1953."
    "<sup><a href=#n>1</a></sup></p><p id=n>1 Water Board, 1954.</p>"
)


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    folder = tmp_path_factory.mktemp("originals")
    (folder / "page.html").write_text(PAGE, "utf-8")
    words = made_docx.p("Mills", "Title") + made_docx.p("The mill of Leeds was burnt in 1872.")
    (folder / "mill.docx").write_bytes(made_docx.made(words))
    chapter = "<h1>Ports</h1><p>The harbour of Garth was closed in 1954.</p>"
    (folder / "ports.epub").write_bytes(made_epub.made({"one.xhtml": chapter}))
    (folder / "bad.docx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "plain.txt").write_text("The bridge of York was sold in 1880.", "utf-8")
    warned: list[str] = []
    library = read_documents([folder], lambda error: warned.append(str(error)))
    assert len(warned) == 1 and "bad.docx: is a damaged archive; save or fetch" in warned[0]
    build_index(folder / "index", library.documents, [embedder], Limits())
    return folder / "index"


@pytest.fixture(scope="module")
def client(index_dir: Path, embedder: Embedder) -> Iterator[TestClient]:
    client = client_of(Settings(index_dir=index_dir))
    client.app.state.service.answer_with(  # type: ignore[attr-defined]
        Engine(load_store(index_dir), embedder)
    )
    yield client


@pytest.mark.parametrize(
    ("question", "quote", "place"),
    [
        ("When did the dyke break?", "The dyke of Emden broke in 1953.", {"element": "#broke"}),
        ("When was the mill burnt?", "The mill of Leeds was burnt in 1872.", {"paragraph": 2}),
        (
            "When was the harbour closed?",
            "The harbour of Garth was closed in 1954.",
            {"chapter": "book/one.xhtml", "element": "html > body > p:nth-child(2)"},
        ),
        ("When was the bridge sold?", "The bridge of York was sold in 1880.", None),
    ],
)
def test_a_citation_says_where_it_stands_in_the_original(
    client: TestClient, question: str, quote: str, place: dict[str, object] | None
) -> None:
    passage = client.post("/v1/query", json={"question": question}).json()["passages"][0]
    assert passage["text"].startswith(quote)
    anchor = passage["citation"]["anchor"]
    if place is None:
        assert anchor is None and passage["citation"]["first_line"] == 1
    else:
        nothing = dict.fromkeys(("page", "page_label", "element", "chapter", "paragraph"))
        assert anchor == {**nothing, "boxes": [], **place}


def test_a_page_has_its_notes_address_and_what_was_left_out(client: TestClient) -> None:
    found = client.get("/v1/documents/page").json()
    assert found["address"] == "https://dyke.example/a"
    assert [note["text"] for note in found["notes"]] == ["Water Board, 1954."]
    (left_out,) = found["left_out"]
    assert (left_out["kind"], left_out["line"], left_out["text"]) == ("navigation", None, "Home")
    assert left_out["anchor"]["element"] == "html > body > nav:nth-child(1)"


def test_the_manifest_names_the_readers(index_dir: Path) -> None:
    held = stored_documents(index_dir, read_manifest(current_generation(index_dir)))
    readers = {document.reader for document in held.values() if document.reader}
    assert sorted(each.split()[0] for each in readers) == ["docx", "epub", "html", "text"]
