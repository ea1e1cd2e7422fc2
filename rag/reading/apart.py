"""Files whose formats need a parser are read in a process of their own, which may die by itself.

A hostile file can then cost no more than ``MOST_SECONDS`` and ``MOST_MEMORY``, and what it does to
a parser ends with that process. The process is kept for the next file, since starting one takes
longer than reading most files.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from types import TracebackType
from typing import IO

from pydantic import ValidationError

from rag.errors import UnreadableDocument
from rag.reading.apart_process import LENGTH_BYTES, MOST_SECONDS, Refusal, Reply, reply_type
from rag.reading.blocks import Reading
from rag.reading.formats import Format

MOST_REPLY = 1_000_000_000  # bytes
FILES_A_PROCESS = 200
"""How many files one process reads, so that what a parser does not give back stays bounded."""

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_ENDED = "the reader ended on it ({}); it is damaged or hostile: repair it, or convert it to text"
_TOO_LONG = "takes more than {:g} seconds to read; split it, or convert it to text"


class ReaderProcess:
    """A process that reads files, started when it is first needed and anew when it has died."""

    def __init__(
        self, seconds: float = MOST_SECONDS, module: str = "rag.reading.apart_process"
    ) -> None:
        self._seconds = seconds
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            with suppress(OSError):  # of what a dead process did not take
                self._process.communicate()
        self._process, self._files = None, 0

    def read(self, format: Format, raw: bytes, path: Path) -> tuple[str, Reading]:
        """The reader with its version, and what it reads; ``path`` only names the file in errors.

        Raises UnreadableDocument for what the reader refuses, and where it dies or takes too much
        time or memory.
        """
        if self._files >= FILES_A_PROCESS:
            self.close()
        self._files += 1
        reply = self._ask(format, raw, path)
        if isinstance(reply, Refusal):
            raise UnreadableDocument(path, reply.reason)
        return reply.reader, reply.reading

    def _ask(self, format: Format, raw: bytes, path: Path) -> Reply | Refusal:
        process = self._process = self._process or _start(self._module)
        late = Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = Timer(self._seconds, end)
        timer.start()
        try:
            reply = _exchange(process, format, raw)
        finally:
            timer.cancel()
            timer.join()
        if reply is None or late.is_set():
            self.close()
        if reply is None:
            ended = _ENDED.format(_how(process.returncode))
            reason = _TOO_LONG.format(self._seconds) if late.is_set() else ended
            raise UnreadableDocument(path, reason)
        return reply


def _exchange(
    process: subprocess.Popen[bytes], format: Format, raw: bytes
) -> Reply | Refusal | None:
    """Send a file, and take the reply; None where the process dies or says what is none."""
    requests, replies = process.stdin, process.stdout
    if requests is None or replies is None:
        return None
    try:
        requests.write(f"{format} {len(raw)}\n".encode())
        requests.write(raw)
        requests.flush()
        return _reply(replies)
    except (OSError, ValidationError):
        return None


def _reply(replies: IO[bytes]) -> Reply | Refusal | None:
    length = int.from_bytes(replies.read(LENGTH_BYTES), "big")
    if not 0 < length <= MOST_REPLY:
        return None
    payload = replies.read(length)
    return reply_type().validate_json(payload) if len(payload) == length else None


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
        return f"more than {MOST_SECONDS} seconds of the processor"
    with suppress(ValueError):
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    return f"exit code {code}"
