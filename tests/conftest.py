"""The real model, the bundled brief and its real index, each made once."""

from __future__ import annotations

import os
import shutil

os.environ["HF_HUB_OFFLINE"] = "1"
if "PYTEST_XDIST_WORKER" in os.environ:  # OpenMP's threads would wait for those of other workers
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TQDM_DISABLE", "1")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from index.builder import Limits, build_index
from index.loading import load_store
from index.local_store import LocalStore
from rag.document.model import Document
from rag.engine import Engine
from rag.models.catalogue import open_embedder
from rag.models.embedder import MULTILINGUAL_MODEL, Embedder
from rag.models.pytorch import (
    load_sentence_transformer,
    multilingual_installed,
    pytorch_embedder,
)
from rag.models.reader import ConvertedReader
from rag.models.reader_conversion import ENGLISH, MULTILINGUAL, open_bundled_reader
from rag.reading.library import load_documents
from rag.settings import BUNDLED_CORPUS, DEFAULT_MODEL, Settings
from tests.clients import client_of
from tests.milvus_servers import MilvusProcess, milvus_server

BRIEF = BUNDLED_CORPUS / "china-brief-24-8.txt"

# Machines are slow at times. On CI the same examples are drawn each time, so that a change fails by
# what it is and not by chance; elsewhere new ones are.
hypothesis_settings.register_profile(
    "brief-rag",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
hypothesis_settings.load_profile("brief-rag")


@pytest.fixture(scope="session", autouse=True)
def models_dir(request: pytest.FixtureRequest) -> Path:
    """Where converted models are kept from one run of the tests to the next."""
    folder = Path(request.config.cache.mkdir("models"))
    os.environ["BRIEF_RAG_MODELS_DIR"] = str(folder)  # for the processes that tests start, too
    return folder


@pytest.fixture(scope="session")
def embedder(models_dir: Path) -> Embedder:
    return open_embedder(DEFAULT_MODEL, models_dir)


@pytest.fixture(scope="session")
def multilingual(models_dir: Path) -> Embedder:
    if not multilingual_installed():  # it has no wheel for Windows
        pytest.skip("the extra [multilingual] is not installed")
    return open_embedder(MULTILINGUAL_MODEL, models_dir)


@pytest.fixture(scope="session")
def reader(models_dir: Path) -> ConvertedReader:
    return open_bundled_reader(ENGLISH, models_dir)


@pytest.fixture(scope="session")
def multilingual_reader(models_dir: Path, multilingual: Embedder) -> ConvertedReader:
    return open_bundled_reader(MULTILINGUAL, models_dir)


@pytest.fixture(scope="session")
def in_pytorch() -> Embedder:
    """The default model as sentence-transformers runs it."""
    return pytorch_embedder(load_sentence_transformer(), DEFAULT_MODEL)


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusProcess]:
    """A real Milvus server, one for each worker; no test may end it."""
    with milvus_server(tmp_path_factory.mktemp("milvus")) as server:
        yield server


@pytest.fixture(scope="session")
def brief() -> Document:
    (document,) = load_documents([BUNDLED_CORPUS])
    return document


@pytest.fixture(scope="session")
def brief_text() -> str:
    """The bundled brief's file, read without the project's code."""
    return BRIEF.read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def index_dir(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    brief: Document,
    embedder: Embedder,
    reader: ConvertedReader,
) -> Path:
    """The bundled brief's index, made by one worker for all; no test may change it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "index"
    embedders = [embedder]
    if multilingual_installed():
        embedders.append(request.getfixturevalue("multilingual"))
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "CURRENT").exists():
            build_index(folder, [brief], embedders, Limits(), readers=[reader])
    return folder


@pytest.fixture(scope="session")
def warmed(index_dir: Path) -> Callable[[Path], Path]:
    """Puts the bundled brief's encodings into a folder, where an index is then built in no time."""

    def warm(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(index_dir / "encodings.sqlite", folder / "encodings.sqlite")
        return folder

    return warm


@pytest.fixture(scope="session")
def store(index_dir: Path) -> LocalStore:
    return load_store(index_dir)


@pytest.fixture(scope="session")
def engine(store: LocalStore, embedder: Embedder, reader: ConvertedReader) -> Engine:
    """The bundled brief's engine, without the model for other languages."""
    return Engine(store, embedder, readers=[reader])


@pytest.fixture(scope="session")
def client(index_dir: Path) -> Iterator[TestClient]:
    with client_of(Settings(index_dir=index_dir)) as client:
        yield client
