"""A file to a document: its format, the reader of that, and the structure in what it reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from rag.document.anchors import Original
from rag.document.model import Document, Metadata
from rag.reading.apart import ReaderProcess
from rag.reading.blocks import Reading
from rag.reading.files import decode, read_file, read_metadata
from rag.reading.formats import TEXTUAL, Format, format_of
from rag.reading.plain_text import read_plain_text
from rag.reading.structure import document_of

_TEXT_VERSION = 3
"""Counts up where the same file of text or Markdown gives another text."""


@dataclass(frozen=True)
class Source:
    """A file as it lies on the disk, with all that decides which document it becomes: its bytes,
    the ending of its name, the id, and the metadata beside it."""

    path: Path
    id: str
    raw: bytes = field(repr=False)
    metadata: Metadata

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


def read_source(path: Path, id: str | None = None) -> Source:
    """A file and the metadata beside it; errors are those of ``rag.reading.files``.

    Without an ``id`` it is the file's name without its ending.
    """
    return Source(path, id or path.stem, read_file(path), read_metadata(path))


def document_from(source: Source, process: ReaderProcess) -> Document:
    """The document that a file is; ``process`` reads what is neither text nor Markdown.

    Raises UnreadableDocument.
    """
    kind = format_of(source.raw, source.path)
    if kind in TEXTUAL:
        text = decode(source.raw, source.path)
        reader, reading = f"{kind} {_TEXT_VERSION}", _read_text(kind, text)
    else:
        reader, reading = process.read(kind, source.raw, source.path)
    document = document_of(reading, source.id, source.metadata)
    return replace(document, original=Original(kind, reader, source.sha256))


def load_document(path: Path, id: str | None = None) -> Document:
    """Read a brief and the metadata beside it, as ``read_source`` and ``document_from`` do."""
    with ReaderProcess() as process:
        return document_from(read_source(path, id), process)


def _read_text(kind: Format, text: str) -> Reading:
    if kind is Format.MARKDOWN:
        from rag.reading.markdown import read_markdown  # its parser is nothing for what answers

        return read_markdown(text)
    return read_plain_text(text)
