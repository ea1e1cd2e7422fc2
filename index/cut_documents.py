"""Documents that are cut into passages, before they are written: by id, some at a time.

The passages are kept in a file meanwhile, so that memory does not grow with the text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from index.grouping import in_groups
from index.segment_writing import CutDocument
from index.shelf import Records
from rag.document.model import Document, Passage
from rag.search.passage_tokens import PassageTexts

_PASSAGES = TypeAdapter(tuple[Passage, ...])


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that was cut, by its id: how many passages it has, how many texts are encoded of
    it, and the SHA-256 of the file that it was read from.

    ``place`` is its own among the documents given, ``record`` that of its passages.
    """

    id: str
    passages: int
    texts: int
    original: str | None
    place: int
    record: int


class CutDocuments:
    """Those of some documents that were cut; passages are kept in a file of a folder, which a
    setting names, until it is closed.

    Raises NotWritten for what cannot be written there.
    """

    def __init__(self, documents: Sequence[Document], folder: Path, setting: str) -> None:
        self.documents = documents
        self._entries: list[Entry] = []
        self._passages = Records(folder, setting)

    def add(self, place: int, document: Document, passages: Sequence[Passage]) -> None:
        """Keep the passages of the document of a place, of which it has some."""
        self._passages.append(_PASSAGES.dump_json(tuple(passages)))
        self._entries.append(
            Entry(
                id=document.id,
                passages=len(passages),
                texts=len(texts_of([CutDocument(document, passages)])),
                original=document.original.sha256 if document.original else None,
                place=place,
                record=len(self._passages) - 1,
            )
        )

    def close(self) -> None:
        self._passages.close()

    @property
    def entries(self) -> list[Entry]:
        """What was cut, by id."""
        return sorted(self._entries, key=lambda entry: entry.id)

    def groups(self, passages: int, documents: int = sys.maxsize) -> Iterator[list[Entry]]:
        """What was cut, in order, in groups of at most so many passages and documents. A document
        that has more passages is a group by itself."""
        return in_groups(self.entries, lambda entry: entry.passages, passages, documents)

    def read(self, group: Sequence[Entry]) -> list[CutDocument]:
        """A group with its text and passages."""
        return [
            CutDocument(
                self.documents[entry.place],
                _PASSAGES.validate_json(self._passages.read(entry.record)),
            )
            for entry in group
        ]


def texts_of(group: Sequence[CutDocument]) -> list[str]:
    """All that is encoded of some documents, each text once."""
    seen = (PassageTexts.of(cut.document, p) for cut in group for p in cut.passages)
    return list(dict.fromkeys(text for each in seen for text in each.texts))


def of_several(group: Sequence[Entry], texts: Sequence[str]) -> int:
    """How many of the texts that were counted for each document of a group are encoded but once,
    since several documents have them; ``texts`` are those of all."""
    return sum(entry.texts for entry in group) - len(texts)
