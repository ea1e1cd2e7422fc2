"""Documents that were read, in a file until they are indexed: memory grows with how many they are,
not with their text.

The file has no name, or goes with the process that has it open: nothing is left of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, overload

from pydantic import TypeAdapter

from rag.document.model import Document
from rag.writing import writing

_DOCUMENT = TypeAdapter(Document)


class Records:
    """Bytes that are kept in a file of a folder, one record after another, until it is closed.

    Nothing is written before the first. A setting names the folder; what the system refuses to
    write there is NotWritten.
    """

    def __init__(self, folder: Path, setting: str) -> None:
        self._folder, self._setting = folder, setting
        self._file: IO[bytes] | None = None
        self._stack = ExitStack()
        self._places: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self._places)

    def append(self, content: bytes) -> None:
        with writing(self._folder, self._setting):
            file = self._opened()
            start = file.seek(0, os.SEEK_END)
            file.write(content)
            file.flush()
        self._places.append((start, len(content)))

    def read(self, number: int) -> bytes:
        start, length = self._places[number]
        with writing(self._folder, self._setting):
            file = self._opened()
            file.seek(start)
            return file.read(length)

    def close(self) -> None:
        with suppress(OSError):  # of what a full disk did not take, which has been told
            self._stack.close()
        self._file = None

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._file = self._stack.enter_context(_without_a_name(self._folder))
        return self._file


@contextmanager
def _without_a_name(folder: Path) -> Iterator[IO[bytes]]:
    """A file in a folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        yield file


class Shelf(Sequence[Document]):
    """``rag.reading.library.Shelf`` in a file: a document is parsed again each time it is taken.

    Raises NotWritten where the disk takes no more.
    """

    def __init__(self, folder: Path, setting: str) -> None:
        self._records = Records(folder, setting)
        self._no_text: dict[int, Document] = {}

    def append(self, document: Document) -> None:
        try:
            content = _DOCUMENT.dump_json(document)
        except ValueError:  # it holds what is no text; the index will say so
            self._no_text[len(self)] = document
            content = b""
        self._records.append(content)

    def close(self) -> None:
        self._records.close()

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Document]:
        return (self._document(number) for number in range(len(self)))

    @overload
    def __getitem__(self, number: int) -> Document: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Document]: ...

    def __getitem__(self, number: int | slice) -> Document | Sequence[Document]:
        if isinstance(number, slice):
            return [self._document(each) for each in range(len(self))[number]]
        return self._document(range(len(self))[number])

    def _document(self, number: int) -> Document:
        if number in self._no_text:
            return self._no_text[number]
        return _DOCUMENT.validate_json(self._records.read(number))
