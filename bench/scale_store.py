"""What is measured at scale, as a protocol, and the local store as the first that has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.model import Document
from rag.models.embedder import Embedder
from rag.search.store import Store


class ScaleIndex(Protocol):
    """An index in a folder, built of documents that are given one at a time."""

    def build(self, folder: Path, documents: Iterable[Document], embedder: Embedder) -> int:
        """Build it, and return how many passages it holds."""

    def add(self, folder: Path, document: Document, embedder: Embedder) -> None:
        """Add one document to what was built."""

    def open(self, folder: Path) -> Store:
        """Open it to be searched."""


@dataclass
class LocalIndex:
    """Generations as ``build_index`` writes them: all documents at once, for an addition too."""

    held: Sequence[Document] = ()

    def build(self, folder: Path, documents: Iterable[Document], embedder: Embedder) -> int:
        self.held = list(documents)
        return build_index(folder, self.held, [embedder], Limits()).passages

    def add(self, folder: Path, document: Document, embedder: Embedder) -> None:
        build_index(folder, [*self.held, document], [embedder], Limits())

    def open(self, folder: Path) -> Store:
        return load_store(folder)
