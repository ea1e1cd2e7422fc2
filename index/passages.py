"""A loaded generation: documents, passages and the searches over them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
from pydantic import TypeAdapter

from index import dense
from index.generation import (
    IndexDamaged,
    Manifest,
    current_generation,
    read_verified,
)
from rag.document import Document, Passage
from rag.embedding import EmbedderIdentity, Vectors

DOCUMENTS = TypeAdapter(tuple[Document, ...])
PASSAGES = TypeAdapter(tuple[Passage, ...])


@dataclass(frozen=True)
class LoadedIndex:
    """One verified generation in memory; it fulfils ``rag.retrieval.PassageIndex``."""

    name: str
    manifest: Manifest
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    vectors: faiss.Index

    def search_dense(self, vector: Vectors, top_k: int) -> list[tuple[int, float]]:
        return dense.search_dense(self.vectors, vector, top_k)


def load_index(index_dir: Path, embedder: EmbedderIdentity | None = None) -> LoadedIndex:
    """Load the current generation, verifying every file of it.

    Raises IndexMissing or IndexDamaged; IndexDamaged too where ``embedder`` is given and is not
    the one that the index was built with.
    """
    folder = current_generation(index_dir)
    manifest, files = read_verified(folder)
    if embedder is not None and embedder != manifest.embedder:
        raise IndexDamaged(
            f"the index in {index_dir} was built with {manifest.embedder.name} "
            f"({manifest.embedder.weights[:12]}), not with {embedder.name} "
            f"({embedder.weights[:12]}); run `brief-rag index`, or set BRIEF_RAG_MODEL back"
        )
    documents = DOCUMENTS.validate_json(files["documents.json"])
    index = LoadedIndex(
        name=folder.name,
        manifest=manifest,
        documents={document.id: document for document in documents},
        passages=PASSAGES.validate_json(files["passages.json"]),
        vectors=dense.load_dense(files["dense.faiss"]),
    )
    if not len(index.passages) == index.vectors.ntotal == manifest.passages:
        raise IndexDamaged(f"{folder} holds unequal numbers of passages and vectors")
    return index


def document_sha256(document: Document) -> str:
    """Hash of a document's text and all that was read from it."""
    return hashlib.sha256(DOCUMENTS.dump_json((document,))).hexdigest()
