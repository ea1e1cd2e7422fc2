"""Real Milvus servers for tests: the package ``milvus`` carries one."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

NOT_INSTALLED = "no Milvus server: pip install milvus==2.3.5 'setuptools<81' (Linux on x86-64)"

NO_LITE = "no Milvus Lite: pip install 'brief-rag[milvus]'"


def require_lite() -> None:
    pytest.importorskip("milvus_lite", reason=NO_LITE)


class MilvusProcess:
    """A server in a process of its own, which can be killed and started again on its port."""

    def __init__(self, folder: Path, port: int, **options: object) -> None:
        milvus = pytest.importorskip("milvus", reason=NOT_INSTALLED)
        self._server: Any = milvus.MilvusServer(milvus.MilvusServerConfig(), wait_for_started=True)
        self._server.set_base_dir(str(folder))
        _use_own_ports_of_etcd(self._server.config, folder)
        self._server.listen_port = port
        for name, value in options.items():
            self._server.config.set(name, value)

    def start(self) -> None:
        # Its other ports are found free and then taken, so that two must not start at once.
        with FileLock(Path(tempfile.gettempdir()) / "brief-rag-tests-milvus.lock"):
            self._server.start()

    def kill(self) -> None:
        """End it as a power cut does."""
        self._server.server_proc.kill()
        self._server.server_proc.wait()
        self._server.server_proc = None

    def stop(self) -> None:
        if self._server.server_proc is not None:
            self.kill()

    @property
    def address(self) -> str:
        return f"milvus://127.0.0.1:{self._server.listen_port}"


@contextmanager
def milvus_server(folder: Path, **options: object) -> Iterator[MilvusProcess]:
    """A server that answers, over an empty folder; ended at the end."""
    server = MilvusProcess(folder, _free_port(), **options)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _use_own_ports_of_etcd(config: Any, folder: Path) -> None:
    """The etcd in the server takes its default ports otherwise, which only one can have."""
    clients, peers = (f"http://127.0.0.1:{_free_port()}" for _ in range(2))
    settings = folder / "etcd.yaml"
    settings.write_text(
        f"name: default\nlisten-client-urls: {clients}\nadvertise-client-urls: {clients}\n"
        f"listen-peer-urls: {peers}\ninitial-advertise-peer-urls: {peers}\n"
        f"initial-cluster: default={peers}\n"
    )
    before = "  data:\n    dir: {{ etcd_data_dir }}"
    assert before in config.template_text
    config.template_text = config.template_text.replace(
        before, f"  config:\n    path: {settings}\n{before}"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
