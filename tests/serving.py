"""A real server for tests, on the loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from fastapi import FastAPI

from api.http.connections import server_options


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
