"""The documents that paths name, each read by itself: one that cannot be read stops no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from rag.document.languages import language_of
from rag.document.model import Document
from rag.errors import UnreadableDocument
from rag.reading.apart import ReaderProcess
from rag.reading.folders import DocumentFile, PassedOver, find_documents
from rag.reading.loading import Source, document_from, read_source

Progress = Callable[[int, int], None]
"""Is told how many are done, of how many."""


class Shelf(Protocol):
    """What takes the documents as they are read, and gives them again: a list, or a file where they
    are too many for the memory."""

    def append(self, document: Document, /) -> None: ...

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Document]: ...


@dataclass(slots=True)
class Library:
    """What was read, in the order of ids; why documents were left out; and how much of what kind
    was not looked at. ``unread`` are the ids of files that were found and could not be read."""

    documents: Shelf = field(default_factory=list[Document])
    left_out: list[UnreadableDocument] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    passed_over: Counter[PassedOver] = field(default_factory=Counter)


class Keeper(Protocol):
    """What keeps the files that documents are read from, and what was read."""

    def known(self, source: Source) -> Document | None:
        """The very document that reading the file would give; None where that is not known."""

    def keep(self, source: Source, document: Document) -> None:
        """Keep a file, and the document that it is."""


def read_documents(
    paths: list[Path],
    warn: Callable[[UnreadableDocument], None],
    progress: Progress = lambda done, total: None,
    keeper: Keeper | None = None,
    wanted: Callable[[str], bool] = lambda name: True,
    shelf: Shelf | None = None,
) -> Library:
    """Read the documents. ``warn`` is told of each that is left out, ``progress`` how many files
    are done, of how many. Only documents are read whose id is ``wanted``, and what ``keeper``
    knows is not read again. They are put on a ``shelf``, without one in a list.

    Raises UnreadableDocument for a path that names nothing, and where no document is left of those
    that are wanted; there may be none of these.
    """
    library = _empty(shelf)
    found = find_documents(paths, library.left_out.append, lambda kind: _count(library, kind))
    files = [file for file in found if wanted(file.id)]
    _read_all(files, library, progress, keeper)
    left_out = library.left_out
    is_nothing_left = not len(library.documents) and (files or not found)
    if is_nothing_left and len(left_out) == 1:
        raise left_out[0]
    for each in left_out:
        warn(UnreadableDocument(each.path, f"{each.reason}; it is left out"))
    if is_nothing_left:
        reason = f"none of its {len(left_out)} documents can be read; nothing is indexed"
        raise UnreadableDocument(", ".join(map(str, paths)), reason)
    return library


def read_files(
    files: Sequence[DocumentFile],
    progress: Progress,
    keeper: Keeper | None = None,
    shelf: Shelf | None = None,
) -> Library:
    """Read files whose ids are known; those that cannot be read are left out, even all of them.

    ``progress`` is told how many files are done, of how many. What ``keeper`` knows is not read
    again. They are put on a ``shelf``, without one in a list.
    """
    library = _empty(shelf)
    _read_all(files, library, progress, keeper)
    return library


def load_documents(paths: list[Path]) -> list[Document]:
    """Read the documents; raises UnreadableDocument for the first that cannot be read."""
    with ReaderProcess() as process:
        files = find_documents(paths)
        return [_document(read_source(file.path, file.id), process) for file in files]


def _empty(shelf: Shelf | None) -> Library:
    return Library() if shelf is None else Library(shelf)


def _read_all(
    files: Sequence[DocumentFile], library: Library, progress: Progress, keeper: Keeper | None
) -> None:
    with ReaderProcess() as process:
        for done, file in enumerate(files, 1):
            try:
                library.documents.append(_read(file, process, keeper))
            except UnreadableDocument as error:
                library.left_out.append(error)
                library.unread.append(file.id)
            progress(done, len(files))


def _count(library: Library, kind: PassedOver) -> None:
    library.passed_over[kind] += 1


def _read(file: DocumentFile, process: ReaderProcess, keeper: Keeper | None) -> Document:
    source = read_source(file.path, file.id)
    document = keeper.known(source) if keeper else None
    if document is None:
        document = _document(source, process)
    if not any(section.paragraphs for section in document.sections):
        raise UnreadableDocument(file.path, "holds headings only; there is nothing to answer from")
    if keeper:
        keeper.keep(source, document)
    return document


def _document(source: Source, process: ReaderProcess) -> Document:
    """The document, its language found out where nothing says it."""
    document = document_from(source, process)
    if document.metadata.language:
        return document
    metadata = replace(document.metadata, language=language_of(document.text))
    return replace(document, metadata=metadata)
