"""A real Milvus server on this machine: the package ``milvus`` carries one."""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock


class MilvusProcess:
    """A server in a process of its own, which can be killed and started again on its port.

    Raises ImportError where the package is not installed.
    """

    def __init__(self, folder: Path, port: int, **options: object) -> None:
        import milvus

        self._server: Any = milvus.MilvusServer(milvus.MilvusServerConfig(), wait_for_started=True)
        self._server.set_base_dir(str(folder))
        _use_own_ports_of_etcd(self._server.config, folder)
        self._server.listen_port = port
        for name, value in options.items():
            self._server.config.set(name, value)

    def start(self) -> None:
        # On a port that is not free yet, such as that of one that was killed, it takes the next.
        while not _is_free(self._server.listen_port):
            time.sleep(0.2)
        # Its other ports are found free and then taken, so that two must not start at once.
        with FileLock(Path(tempfile.gettempdir()) / "brief-rag-milvus.lock"):
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
    def memory_bytes(self) -> int:
        """What the server takes of the machine's memory now; Linux tells."""
        told = Path(f"/proc/{self._server.server_proc.pid}/status").read_text()
        (line,) = (line for line in told.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

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


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
