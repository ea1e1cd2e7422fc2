"""The processes that are measured: started, waited for, and ended."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

CLI = "from api.cli.main import run; run()"
START_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Side:
    """How one side is started: its command line with a question, and its server."""

    name: str
    folder: Path
    ask: tuple[str, ...]
    server: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    url: str
    process: subprocess.Popen[bytes]

    def peak_megabytes(self) -> float:
        """The most memory that its processes have held, those of its workers added up."""
        return sum(memory_bytes("VmHWM", pid) for pid in _family(self.process.pid)) / 1e6


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def memory_bytes(kind: str, pid: int | str = "self") -> int:
    """A line of Linux's status of a process, such as VmRSS, or RssAnon without mapped files."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith(f"{kind}:"))
    return int(line.split()[1]) * 1024


def sides(folder: Path) -> tuple[Side, Side]:
    """This project and the plain stack, with their indexes below ``folder``."""
    plain = folder / "plain"
    command = ("-m", "bench.plain_stack", str(plain))
    return (
        Side("project", folder / "project", ("-c", CLI, "answer"), ("-c", CLI, "serve")),
        Side("plain", plain, command, command),
    )


def cold_start(side: Side, question: str) -> float:
    """Seconds from a fresh process to its end, the answer printed."""
    start = perf_counter()
    subprocess.run(
        [sys.executable, *side.ask, question],
        env=_environment(side, 0),
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=START_SECONDS,
    )
    return perf_counter() - start


def run_json(
    module: str, arguments: Sequence[str], given: object = None, seconds: float = START_SECONDS
) -> Any:
    """What a module of this package prints as JSON, run in a process of its own, ended after so
    many seconds."""
    result = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        input=json.dumps(given),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=seconds,
    )
    return json.loads(result.stdout)


@contextmanager
def serving(side: Side, *options: str) -> Iterator[Server]:
    """A side's server on a free port of the loopback, ended afterwards.

    Raises RuntimeError where it ends, or does not answer in time.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, *side.server, *options],
        env=_environment(side, port),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(process, url, side.name)
        yield Server(url, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], url: str, name: str) -> None:
    end = monotonic() + START_SECONDS
    while monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{url}/readyz", timeout=5):
                return
        except (URLError, OSError):
            sleep(0.1)
    raise RuntimeError(f"the server of the side {name!r} did not start; its output stands above")


def _environment(side: Side, port: int) -> dict[str, str]:
    own = {
        "BRIEF_RAG_INDEX_DIR": str(side.folder),
        "BRIEF_RAG_PORT": str(port),
        "BRIEF_RAG_CACHED_ANSWERS": "0",  # what is measured is the work, not its memory
        "PORT": str(port),
    }
    return {**os.environ, **own}
