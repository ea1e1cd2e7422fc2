"""The process that reads files for ``rag.reading.apart``, within bounds of time and memory.

A request's line is the format; a reply is JSON. Nothing but the parser sees the file, and nothing
that it names is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from pydantic import TypeAdapter

from rag.processes import serve
from rag.reading.blocks import Reading
from rag.reading.formats import Format, NotReadable

MOST_SECONDS = 300
"""How long one file may take: 1,000 pages take a tenth of that."""
MOST_MEMORY = 4_000_000_000
"""How many bytes of address space the process may have, where the system can bound it."""

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


def reply_to(words: list[str], raw: bytes) -> bytes:
    """The reply to a request: its line names the format."""
    return _payload(answer(Format(words[0]), raw))


def _payload(reply: Reply | Refusal) -> bytes:
    try:
        return reply_type().dump_json(reply, exclude_defaults=True)
    except ValueError as error:  # a lone surrogate, which no text holds
        return reply_type().dump_json(Refusal(f"holds what is no text ({error}); save it anew"))


def main() -> None:
    """Read the files that come on standard input."""
    serve(reply_to, MOST_SECONDS, MOST_MEMORY)


if __name__ == "__main__":
    main()
