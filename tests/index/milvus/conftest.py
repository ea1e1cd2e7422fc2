"""Libraries on Milvus Lite and on a real server, each test in its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from rag.models.embedder import Embedder
from rag.settings import Settings
from tests.index.tiny_embedder import tiny_embedder
from tests.milvus_servers import MilvusProcess, require_lite

NewSettings = Callable[[], Settings]
_numbers = count()


@pytest.fixture(scope="session")
def tiny() -> Embedder:
    return tiny_embedder()


@pytest.fixture(params=["lite", "server"])
def new_settings(request: pytest.FixtureRequest, tmp_path: Path) -> NewSettings:
    """Settings of another process each time, all of one new library."""
    if request.param == "lite":
        require_lite()
        address = f"milvus+lite:{tmp_path / 'milvus'}"
    else:
        server: MilvusProcess = request.getfixturevalue("milvus")
        address = f"{server.address}/library_{next(_numbers)}"
    folders = (tmp_path / f"index-{number}" for number in count())
    return lambda: Settings(store=address, index_dir=next(folders))
