"""A process of its own for what a hostile file may break: it dies alone, within bounds.

A request is one line, then as many bytes as the line ends with; a reply is its length, then so many
bytes. The process is kept for the next request, since starting one takes longer than most requests.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from typing import IO, BinaryIO

LENGTH_BYTES = 8
"""How many bytes the length of a reply takes."""
MOST_HEAD = 400  # bytes of a request's line

_PACKAGE_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Ended:
    """The process died over a request: how, in words, or ``late`` where it took too long."""

    how: str
    late: bool


class Process:
    """A process that runs a module; started when it is first needed, and anew when it has died.

    ``seconds`` is how long a request may take, ``most_reply`` how many bytes a reply may have, and
    ``requests`` how many a process answers, so that what a parser does not give back is bounded.
    One thread at a time may use it.
    """

    def __init__(self, module: str, seconds: float, most_reply: int, requests: int) -> None:
        self._module = module
        self._seconds = seconds
        self._most_reply = most_reply
        self._requests = requests
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    @property
    def is_fresh(self) -> bool:
        """Whether the next request is a process's first: it knows nothing of those before."""
        process = self._process
        return process is None or process.poll() is not None or self._asked >= self._requests

    def kill(self) -> None:
        """End what the process does now; another thread may, while one waits for a reply."""
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            with suppress(OSError):  # of what a dead process did not take
                self._process.communicate()
        self._process, self._asked = None, 0

    def ask(self, line: str, content: bytes = b"") -> bytes | Ended:
        """The reply to a request: a line of at most MOST_HEAD bytes, and what comes with it."""
        if self.is_fresh:  # the one before may have been killed while nothing was asked of it
            self.close()
        self._asked += 1
        process = self._process = self._process or _start(self._module)
        late = Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = Timer(self._seconds, end)
        timer.start()
        try:
            reply = _exchange(process, line, content, self._most_reply)
        finally:
            timer.cancel()
            timer.join()
        if reply is None or late.is_set():
            self.close()
        return Ended(_how(process.wait()), late.is_set()) if reply is None else reply


def _exchange(
    process: subprocess.Popen[bytes], line: str, content: bytes, most_reply: int
) -> bytes | None:
    """Send a request, and take the reply; None where the process dies or says what is none."""
    requests, replies = process.stdin, process.stdout
    if requests is None or replies is None:
        return None
    try:
        requests.write(f"{line} {len(content)}\n".encode())
        requests.write(content)
        requests.flush()
        return _reply(replies, most_reply)
    except OSError:
        return None


def _reply(replies: IO[bytes], most: int) -> bytes | None:
    length = int.from_bytes(replies.read(LENGTH_BYTES), "big")
    if not 0 < length <= most:
        return None
    reply = replies.read(length)
    return reply if len(reply) == length else None


def _start(module: str) -> subprocess.Popen[bytes]:
    # -P: what lies in the working folder is not imported in place of a module.
    command = [sys.executable, "-P", "-B", "-m", module]
    paths = [str(_PACKAGE_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def _how(code: int) -> str:
    """How a process ended, in words."""
    if code == -getattr(signal, "SIGXCPU", 0):
        return "too many seconds of the processor"
    with suppress(ValueError):
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    return f"exit code {code}"


# What follows runs in the process.


def serve(answer: Callable[[list[str], bytes], bytes], seconds: int, memory: int) -> None:
    """Answer on standard output what is asked on standard input, until nothing more is.

    ``answer`` gets the words of a request's line and what came with it. A request gets ``seconds``
    of the processor, the process ``memory`` bytes of address space, where the system can bound
    them, and it writes no file.
    """
    _bound_memory(memory)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    while head := requests.readline(MOST_HEAD):
        *words, length = head.decode("ascii").split()
        _bound_time(seconds)
        _send(replies, answer(words, requests.read(int(length))))


def _send(replies: BinaryIO, reply: bytes) -> None:
    replies.write(len(reply).to_bytes(LENGTH_BYTES, "big"))
    replies.write(reply)
    replies.flush()


def _bound_memory(most: int) -> None:
    """Bound what the process may take and write; Windows has no such bounds."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        if sys.platform == "linux":  # macOS does not hold to it
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _bound_time(seconds: int) -> None:
    """Give the next request as much of the processor as one may take."""
    if sys.platform != "win32":
        import resource

        used = sum(os.times()[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds, resource.RLIM_INFINITY))
