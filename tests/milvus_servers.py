"""Real Milvus servers for tests; where none can be had, their tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import milvus_server as servers
from bench.milvus_server import MilvusProcess

NOT_INSTALLED = "no Milvus server: pip install milvus==2.3.5 'setuptools<81' (Linux on x86-64)"
NO_LITE = "no Milvus Lite: pip install 'brief-rag[milvus]'"

__all__ = ["MilvusProcess", "milvus_server", "require_lite"]


def require_lite() -> None:
    pytest.importorskip("milvus_lite", reason=NO_LITE)


@contextmanager
def milvus_server(folder: Path, **options: object) -> Iterator[MilvusProcess]:
    """A server that answers, over an empty folder; ended at the end."""
    pytest.importorskip("milvus", reason=NOT_INSTALLED)
    with servers.milvus_server(folder, **options) as server:
        yield server
