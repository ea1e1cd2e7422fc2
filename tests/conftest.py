"""The real model, the bundled brief and its real index, each made once."""

from __future__ import annotations

import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from index.builder import Limits, build_index
from index.passages import LoadedIndex, load_index
from rag.document import Document
from rag.embedding import MULTILINGUAL_MODEL, Embedder, load_embedder
from rag.parsing import load_document
from rag.settings import BUNDLED_CORPUS, Settings

BRIEF = BUNDLED_CORPUS / "china-brief-24-8.txt"


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="session")
def multilingual() -> Embedder:
    return load_embedder(MULTILINGUAL_MODEL)


@pytest.fixture(scope="session")
def brief() -> Document:
    return load_document(BRIEF)


@pytest.fixture(scope="session")
def index_dir(
    tmp_path_factory: pytest.TempPathFactory,
    brief: Document,
    embedder: Embedder,
    multilingual: Embedder,
) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build_index(folder, [brief], [embedder, multilingual], Limits())
    return folder


@pytest.fixture(scope="session")
def index(index_dir: Path) -> LoadedIndex:
    return load_index(index_dir)


@pytest.fixture(scope="session")
def client(index_dir: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(index_dir=index_dir))) as client:
        yield client
