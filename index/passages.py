"""A loaded generation: documents, passages and the searches over them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from index import dense
from index.generation import (
    IndexDamaged,
    Manifest,
    current_generation,
    read_verified,
)
from index.lexical import LexicalIndex, load_lexical, match_terms
from index.tokens import TokenStore, load_tokens
from rag.document import Document, Passage
from rag.embedding import EmbedderIdentity, Vectors
from rag.late_interaction import PassageTokens

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
    lexical: LexicalIndex
    token_store: TokenStore

    def search_dense(
        self, vector: Vectors, top_k: int, rows: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        return dense.search_dense(self.vectors, vector, top_k, rows)

    def dense_scores(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        return dense.scores(self.vectors, vector, rows)

    def match_terms(self, question: str) -> tuple[Vectors, Vectors]:
        return match_terms(self.lexical, question)

    def tokens(self, row: int) -> PassageTokens | None:
        return self.token_store.get(row) if row < self.token_store.passages else None


def load_index(index_dir: Path, embedder: EmbedderIdentity | None = None) -> LoadedIndex:
    """Load the current generation, verifying every file of it.

    Raises IndexMissing or IndexDamaged; IndexDamaged too where ``embedder`` is given and is not
    the one that the index was built with.
    """
    folder = current_generation(index_dir)
    manifest = read_verified(folder)
    if embedder is not None and embedder != manifest.embedder:
        raise IndexDamaged(
            f"the index in {index_dir} was built with {manifest.embedder.name} "
            f"({manifest.embedder.weights[:12]}), not with {embedder.name} "
            f"({embedder.weights[:12]}); run `brief-rag index`, or set BRIEF_RAG_MODEL back"
        )
    documents = DOCUMENTS.validate_json((folder / "documents.json").read_bytes())
    index = LoadedIndex(
        name=folder.name,
        manifest=manifest,
        documents={document.id: document for document in documents},
        passages=PASSAGES.validate_json((folder / "passages.json").read_bytes()),
        vectors=dense.load_dense((folder / "dense.faiss").read_bytes()),
        lexical=load_lexical(folder / "lexical", manifest.passages),
        token_store=load_tokens(folder / "tokens", manifest.embedder.token_dimension),
    )
    if not len(index.passages) == index.vectors.ntotal == manifest.passages:
        raise IndexDamaged(f"{folder} holds unequal numbers of passages and vectors")
    return index


def document_sha256(document: Document) -> str:
    """Hash of a document's text and all that was read from it."""
    return hashlib.sha256(DOCUMENTS.dump_json((document,))).hexdigest()
