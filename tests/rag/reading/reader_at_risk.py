"""A process as ``rag.reading.apart_process``, whose reader does what its file says."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from rag.document.model import BlockKind, Span
from rag.reading import apart_process
from rag.reading.blocks import Block, Reading
from rag.reading.formats import Format, NotReadable
from tests.patience import SECONDS

VERSION = "at risk"


def read(raw: bytes) -> Reading:
    """Die, hang, fill the memory, say too much, or read the file as one paragraph."""
    match raw.decode().partition(" ")[0]:
        case "die":
            os.abort()
        case "hang":
            time.sleep(SECONDS)
        case "leave":
            os._exit(7)
        case "fill":
            held = [bytearray(100_000_000) for _ in range(1000)]
            raise NotReadable(f"held {len(held)}")
        case "fail":
            raise KeyError("a part that is not there")
        case "refuse":
            raise NotReadable("is encrypted; save it without a password")
        case "babble":
            sys.stdout.buffer.write(b"\xff" * 100)
            sys.stdout.buffer.flush()
        case "surrogate":
            return Reading("\ud800", ())
        case "write":
            Path("written-by-the-reader").write_text("x")
    text = raw.decode()
    return Reading(text, (Block(BlockKind.PARAGRAPH, Span(0, len(text))),))


if __name__ == "__main__":
    apart_process.READERS[Format.HTML] = "tests.rag.reading.reader_at_risk"
    apart_process.main()
