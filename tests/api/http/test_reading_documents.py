"""A long document takes long to read: it is not read to route a request, nor on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.loading import load_store
from index.local_store import LocalStore
from rag.document.model import Document, Passage
from rag.engine import Engine
from rag.settings import Settings
from tests.api.conftest import index_with_originals
from tests.clients import client_of
from tests.index.tiny_embedder import tiny_embedder
from tests.made_pdf import lines, made_pdf


@dataclass(frozen=True)
class WatchedStore(LocalStore):
    """A store that notes which documents are read whole, and which of them on an event loop."""

    read: list[str] = field(default_factory=list)
    on_a_loop: list[str] = field(default_factory=list)

    def document(self, id: str) -> Document:
        self._note(id)
        return super().document(id)

    def passages_of(self, document: str) -> Sequence[Passage]:
        self._note(document)
        return super().passages_of(document)

    def _note(self, id: str) -> None:
        self.read.append(id)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        self.on_a_loop.append(id)


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("read")
    texts = folder / "texts"
    (texts / "report").mkdir(parents=True)
    (texts / "report.pdf").write_bytes(made_pdf([lines(72, 72, ["The dyke broke in 1953."])]))
    (texts / "report" / "pages.txt").write_text("This is the text of report/pages.")
    return index_with_originals(folder / "index", texts)


@pytest.fixture
def store(index_dir: Path) -> WatchedStore:
    opened = load_store(index_dir)
    return WatchedStore(opened.index_dir, opened.name, opened.manifest, opened.segments)


@pytest.fixture
def client(index_dir: Path, store: WatchedStore) -> TestClient:
    client = client_of(Settings(index_dir=index_dir, serve_originals=True, editable=True))
    service: Any = client.app.state.service  # type: ignore[attr-defined]
    service.answer_with(Engine(store, tiny_embedder()))
    return client


@pytest.mark.parametrize(
    "path", ["", "/pages", "/pages/1", "/anchor?start=0&end=3", "/original", "%2Fpages"]
)
def test_documents_are_read_off_the_event_loop_once(
    client: TestClient, store: WatchedStore, path: str
) -> None:
    response = client.get(f"/v1/documents/report{path}")
    assert response.status_code == 200, response.text
    assert store.read == ["report/pages" if path == "%2Fpages" else "report"]
    assert store.on_a_loop == []
    client.app.state.service.close()  # type: ignore[attr-defined]


def test_whether_there_is_a_document_is_told_without_reading_it(
    client: TestClient, store: WatchedStore
) -> None:
    tag = client.get("/v1/documents/report").headers["etag"]
    store.read.clear()
    assert client.get("/v1/documents/report", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/v1/documents/none/pages/1/pages").status_code == 404
    assert client.delete("/v1/documents/none").status_code == 404
    assert client.delete("/v1/documents/report").status_code == 202
    assert store.read == ["none/pages/1"]  # which the route asks for, off the loop
    assert store.on_a_loop == []
