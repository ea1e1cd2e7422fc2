"""Pages for tests, and what is read of them."""

from __future__ import annotations

from pathlib import Path

from rag.document.model import Document, Metadata
from rag.reading.blocks import Reading
from rag.reading.html import read
from rag.reading.structure import document_of

PUBLIC = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "files"
"""Public files with the text that others expect of them, where they are at hand."""


def reading(body: str, head: str = "", lang: str = "en") -> Reading:
    """What is read of a page with this body."""
    page = f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return read(page.encode())


def document(body: str, head: str = "") -> Document:
    """The document that a page with this body is."""
    return document_of(reading(body, head), "page", Metadata())


def blocks(read_: Reading) -> list[tuple[str, str]]:
    """The kind and words of each block."""
    return [(str(block.kind), block.span.of(read_.text)) for block in read_.blocks]


def left_out(read_: Reading) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in read_.left_out]
