"""A file to a document: its format, the reader of that, and the structure in what it reads."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from rag.document.anchors import Original
from rag.document.model import Document
from rag.reading.apart import ReaderProcess
from rag.reading.blocks import Reading
from rag.reading.files import decode, read_file, read_metadata
from rag.reading.formats import TEXTUAL, Format, format_of
from rag.reading.plain_text import read_plain_text
from rag.reading.structure import document_of

_TEXT_VERSION = 1
"""Counts up where the same file of text or Markdown gives another text."""


def load_document(
    path: Path, id: str | None = None, process: ReaderProcess | None = None
) -> Document:
    """Read a brief and the metadata beside it; errors are those of ``rag.reading.files``.

    Without an ``id`` it is the file's name without its ending. ``process`` reads what is neither
    text nor Markdown; without one, a process is started for this file.
    """
    raw, metadata = read_file(path), read_metadata(path)
    kind = format_of(raw, path)
    if kind in TEXTUAL:
        reader, reading = f"{kind} {_TEXT_VERSION}", _read_text(kind, decode(raw, path))
    elif process:
        reader, reading = process.read(kind, raw, path)
    else:
        with ReaderProcess() as own:
            reader, reading = own.read(kind, raw, path)
    document = document_of(reading, id or path.stem, metadata)
    original = Original(kind, reader, hashlib.sha256(raw).hexdigest())
    return replace(document, original=original)


def _read_text(kind: Format, text: str) -> Reading:
    if kind is Format.MARKDOWN:
        from rag.reading.markdown import read_markdown  # its parser is nothing for what answers

        return read_markdown(text)
    return read_plain_text(text)
