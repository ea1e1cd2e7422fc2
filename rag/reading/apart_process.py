"""The process that reads files for ``rag.reading.apart``, within bounds of time and memory.

A request is a line with the format and the number of bytes, then the bytes; a reply is its length,
then JSON. Nothing but the parser sees the file, and nothing that it names is opened.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import BinaryIO

from pydantic import TypeAdapter

from rag.reading.blocks import Reading
from rag.reading.formats import Format, NotReadable

MOST_SECONDS = 300
"""How long one file may take: 1,000 pages take a tenth of that."""
MOST_MEMORY = 4_000_000_000
"""How many bytes of address space the process may have, where the system can bound it."""
LENGTH_BYTES = 8

# Of each format, the module that reads it; it has ``VERSION`` and ``read(raw) -> Reading``.
READERS = {
    Format.HTML: "rag.reading.html",
    Format.DOCX: "rag.reading.docx",
    Format.EPUB: "rag.reading.epub",
    Format.PDF: "rag.reading.pdf",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a file says, and the reader with its version."""

    reader: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not read."""

    reason: str


@cache
def reply_type() -> TypeAdapter[Reply | Refusal]:
    """What turns a reply into JSON and back."""
    return TypeAdapter(Reply | Refusal)


def answer(format: Format, raw: bytes) -> Reply | Refusal:
    """Read a file of a format."""
    try:
        module = import_module(READERS[format])
        read: Callable[[bytes], Reading] = module.read
        return Reply(f"{format} {module.VERSION}", read(raw))
    except NotReadable as error:
        return Refusal(str(error))
    except MemoryError:
        return Refusal("takes too much memory to read; split it, or convert it to text")
    except Exception as error:
        kind = type(error).__name__
        return Refusal(f"cannot be read ({kind}); it may be damaged: repair it, or save it anew")


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while head := requests.readline(100):
        name, length = head.decode("ascii").split()
        bound_time()
        payload = _payload(answer(Format(name), requests.read(int(length))))
        replies.write(len(payload).to_bytes(LENGTH_BYTES, "big"))
        replies.write(payload)
        replies.flush()


def _payload(reply: Reply | Refusal) -> bytes:
    try:
        return reply_type().dump_json(reply)
    except ValueError as error:  # a lone surrogate, which no text holds
        return reply_type().dump_json(Refusal(f"holds what is no text ({error}); save it anew"))


def bound_memory() -> None:
    """Bound what the process may take and write; Windows has no such bounds."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        if sys.platform == "linux":  # macOS does not hold to it
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def bound_time() -> None:
    """Give the next file as much of the processor as one may take."""
    if sys.platform != "win32":
        import resource

        used = sum(os.times()[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + MOST_SECONDS, resource.RLIM_INFINITY))


def main() -> None:
    """Answer on standard output what is asked on standard input."""
    bound_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
