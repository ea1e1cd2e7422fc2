"""The documents that paths name, each read by itself: one that cannot be read stops no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.document.model import Document
from rag.errors import UnreadableDocument
from rag.reading.files import find_documents
from rag.reading.structure import load_document


def read_documents(
    paths: list[Path], warn: Callable[[UnreadableDocument], None]
) -> tuple[list[Document], list[UnreadableDocument]]:
    """The documents, and why others were left out; ``warn`` is told of each of those.

    Raises UnreadableDocument for a path that names nothing, and where no document is left.
    """
    left_out: list[UnreadableDocument] = []

    def leave_out(error: UnreadableDocument) -> None:
        left_out.append(error)

    files = find_documents(paths, leave_out)
    documents = []
    for file in files:
        try:
            documents.append(_read(file))
        except UnreadableDocument as error:
            leave_out(error)
    if not documents and len(left_out) == 1:
        raise left_out[0]
    for each in left_out:
        warn(UnreadableDocument(each.path, f"{each.reason}; it is left out"))
    if not documents:
        reason = f"none of its {len(left_out)} documents can be read; nothing is indexed"
        raise UnreadableDocument(", ".join(map(str, paths)), reason)
    return documents, left_out


def _read(file: Path) -> Document:
    document = load_document(file)
    if not any(section.paragraphs for section in document.sections):
        raise UnreadableDocument(file, "holds headings only; there is nothing to answer from")
    return document
