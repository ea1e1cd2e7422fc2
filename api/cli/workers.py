"""What the processes of ``brief-rag serve`` are told, so that they share memory and cores."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory

_M_ARENA_MAX = -8  # of glibc's malloc.h


@contextmanager
def processes_share_the_machine(workers: int) -> Iterator[None]:
    """Set the environment that workers start in, and this process where it is the only one."""
    os.environ["BRIEF_RAG_WORKERS"] = str(workers)
    _few_arenas()
    if workers == 1:
        yield
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of numpy, one core a worker
    with TemporaryDirectory(prefix="brief-rag-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def end_on_hangup() -> None:
    """Let SIGHUP end this process as SIGTERM does: what is being answered is answered first.

    A process that was told to ignore it (``nohup``) goes on. With several workers, uvicorn
    replaces them one by one on SIGHUP.
    """
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup and signal.getsignal(hangup) is signal.SIG_DFL:
        signal.signal(hangup, lambda *_: signal.raise_signal(signal.SIGTERM))


def _few_arenas() -> None:
    """Let the threads share glibc's memory, of which each would keep a part: a tenth in all."""
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # of the workers
    with suppress(AttributeError, OSError, TypeError):  # another C library, or Windows
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)
