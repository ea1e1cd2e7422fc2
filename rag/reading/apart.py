"""Files whose formats need a parser are read in a process of their own, which may die by itself.

A hostile file can then cost no more than ``MOST_SECONDS`` and ``MOST_MEMORY``, and what it does to
a parser ends with that process.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from pydantic import ValidationError

from rag.errors import UnreadableDocument
from rag.processes import Ended, Process
from rag.reading.apart_process import MOST_SECONDS, Refusal, reply_type
from rag.reading.blocks import Reading
from rag.reading.formats import Format

MOST_REPLY = 1_000_000_000  # bytes
FILES_A_PROCESS = 200
"""How many files one process reads."""

_ENDED = "the reader ended on it ({}); it is damaged or hostile: repair it, or convert it to text"
_TOO_LONG = "takes more than {:g} seconds to read; split it, or convert it to text"


class ReaderProcess:
    """A process that reads files, started when it is first needed and anew when it has died."""

    def __init__(
        self, seconds: float = MOST_SECONDS, module: str = "rag.reading.apart_process"
    ) -> None:
        self._seconds = seconds
        self._process = Process(module, seconds, MOST_REPLY, FILES_A_PROCESS)

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.close()

    def read(self, format: Format, raw: bytes, path: Path) -> tuple[str, Reading]:
        """The reader with its version, and what it reads; ``path`` only names the file in errors.

        Raises UnreadableDocument for what the reader refuses, and where it dies or takes too much
        time or memory.
        """
        reply = self._process.ask(format, raw)
        if isinstance(reply, Ended):
            how = _TOO_LONG.format(self._seconds) if reply.late else _ENDED.format(reply.how)
            raise UnreadableDocument(path, how)
        try:
            told = reply_type().validate_json(reply)
        except ValidationError as error:
            self._process.close()
            raise UnreadableDocument(path, _ENDED.format("it said what is no reply")) from error
        if isinstance(told, Refusal):
            raise UnreadableDocument(path, told.reason)
        return told.reader, told.reading
