"""Real Milvus servers for tests; where none can be had, their tests are skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest

from bench import milvus_server as servers
from bench.milvus_server import MilvusProcess

NOT_INSTALLED = "no Milvus server: pip install milvus==2.3.5 'setuptools<81' (Linux on x86-64)"
NO_LITE = "no Milvus Lite: pip install 'brief-rag[milvus]'"

__all__ = ["MilvusProcess", "milvus_server", "require_lite"]


def require_lite() -> None:
    """Skip the test without Milvus Lite, or fail it where it must run."""
    _require("milvus_lite", NO_LITE)


def _require(module: str, reason: str) -> None:
    if os.environ.get("BRIEF_RAG_REQUIRE_MILVUS"):
        import_module(module)
    pytest.importorskip(module, reason=reason)


@contextmanager
def milvus_server(folder: Path, **options: object) -> Iterator[MilvusProcess]:
    """A server that answers, over an empty folder; ended at the end."""
    _require("milvus", NOT_INSTALLED)
    with servers.milvus_server(folder, **options) as server:
        yield server
