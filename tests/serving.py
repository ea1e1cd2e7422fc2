"""Real servers for tests, on the loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn
from fastapi import FastAPI

from api.http.connections import server_options
from tests.patience import SECONDS, wait_until

COMMAND = Path(sys.executable).with_name("brief-rag.exe" if os.name == "nt" else "brief-rag")


@contextmanager
def serving(app: FastAPI, port: int = 0, lifespan: str = "off") -> Iterator[str]:
    """Serve on a port, any free one by default; the address."""
    options = {**server_options(), "timeout_graceful_shutdown": 1}
    config = uvicorn.Config(app, port=port, lifespan=lifespan, log_level="warning", **options)
    server = uvicorn.Server(config)
    listening = config.bind_socket()
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def command_serving(
    index_dir: Path, log: Path, *arguments: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``brief-rag serve`` on a free port: its address and its process, which is ended at the end.

    What it says is in ``log``.
    """
    with log.open("w") as told:
        process = subprocess.Popen(
            [str(COMMAND), "serve", "--port", "0", *arguments],
            env={**os.environ, "BRIEF_RAG_INDEX_DIR": str(index_dir)},
            stdout=told,
            stderr=told,
            text=True,
            preexec_fn=_heed_hangups if os.name == "posix" else None,
        )

    def address() -> str | None:
        assert process.poll() is None, log.read_text()
        found = re.search(r"running on (http://[\d.:]+)", log.read_text())
        return found and found[1]

    try:
        yield wait_until(address), process
    finally:
        process.terminate()
        process.wait(SECONDS)


def _heed_hangups() -> None:
    """Undo what ``nohup`` sets for whatever it starts, should the tests be run by it."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
