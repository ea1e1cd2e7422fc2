"""A loaded generation: documents, passages and the searches over them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from index import dense
from index.generation import (
    REBUILD,
    IndexDamaged,
    Manifest,
    current_generation,
    read_verified,
)
from index.lexical import LexicalIndex, load_lexical, match_terms, question_terms
from index.tokens import EncodeViews, TokenStore, load_tokens
from rag.document.model import Document, Passage
from rag.models.embedder import EmbedderIdentity, Encoding, Vectors
from rag.search.late_interaction import TokenMatches
from rag.search.signals import QuestionTerm

DOCUMENTS = TypeAdapter(tuple[Document, ...])
PASSAGES = TypeAdapter(tuple[Passage, ...])
MODEL_FOLDER = "model"


@dataclass(frozen=True)
class VectorSpace:
    """The passages as one embedder sees them, from a folder of the generation."""

    embedder: EmbedderIdentity
    folder: Path
    vectors: faiss.Index
    token_store: TokenStore


@dataclass(frozen=True)
class LoadedIndex:
    """One verified generation in memory; it fulfils ``rag.search.signals.PassageIndex``.

    Searches are in ``space``; ``in_space_of`` gives the same index for another embedder.
    """

    folder: Path
    manifest: Manifest
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    lexical: LexicalIndex
    spaces: Sequence[VectorSpace]
    space: VectorSpace

    @property
    def name(self) -> str:
        """The name of the generation."""
        return self.folder.name

    def verified_model(self, space: VectorSpace) -> Path:
        """The folder of a space's converted model; only whoever loads it needs it verified.

        Raises IndexDamaged.
        """
        model = space.folder / MODEL_FOLDER
        name = model.relative_to(self.folder).as_posix()
        read_verified(self.folder, lambda file: file.startswith(f"{name}/"))
        return model

    def in_space_of(self, embedder: EmbedderIdentity) -> LoadedIndex | None:
        """The index for questions encoded by ``embedder``, None where it was built without it."""
        for space in self.spaces:
            if space.embedder == embedder:
                return replace(self, space=space)
        return None

    def require(self, name: str) -> None:
        """Raise IndexDamaged unless the index was built with the model of this name."""
        first = self.manifest.embedders[0]
        if name != first.name:
            raise IndexDamaged(
                f"the index was built with {first.name}, not with {name}; run `brief-rag index`, "
                "or set BRIEF_RAG_MODEL back"
            )

    def search_dense(
        self, vector: Vectors, top_k: int, rows: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        return dense.search_dense(self.space.vectors, vector, top_k, rows)

    def dense_scores(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        return dense.scores(self.space.vectors, vector, rows)

    def match_terms(self, question: str) -> tuple[Vectors, Vectors]:
        return match_terms(self.lexical, question)

    def question_terms(self, question: str) -> list[QuestionTerm]:
        return question_terms(self.lexical, question)

    def match_tokens(
        self, question: Encoding, rows: NDArray[np.int64], encode: EncodeViews
    ) -> TokenMatches:
        return self.space.token_store.match(question, rows, encode)


def load_index(index_dir: Path, threads: int | None = None) -> LoadedIndex:
    """Load the current generation, verifying every file of it but the models'.

    ``threads`` share the comparison of a question with token vectors, None for one a core.

    Raises IndexMissing or IndexDamaged.
    """
    folder = current_generation(index_dir)
    manifest = read_verified(folder, lambda name: MODEL_FOLDER not in name.split("/"))
    documents = DOCUMENTS.validate_json((folder / "documents.json").read_bytes())
    spaces = [
        _load_space(folder / f"vectors-{number}", identity, threads)
        for number, identity in enumerate(manifest.embedders)
    ]
    by_id = {document.id: document for document in documents}
    passages = PASSAGES.validate_json((folder / "passages.json").read_bytes())
    contexts = [
        f"{by_id[p.document].title}\n{by_id[p.document].sections[p.section].title}"
        for p in passages
    ]
    index = LoadedIndex(
        folder=folder,
        manifest=manifest,
        documents=by_id,
        passages=passages,
        lexical=load_lexical(folder / "lexical", contexts),
        spaces=spaces,
        space=spaces[0],
    )
    counts = {len(index.passages), manifest.passages, *(s.vectors.ntotal for s in spaces)}
    if len(counts) > 1:
        raise IndexDamaged(f"{folder} holds unequal numbers of passages and vectors; {REBUILD}")
    return index


def _load_space(folder: Path, identity: EmbedderIdentity, threads: int | None) -> VectorSpace:
    return VectorSpace(
        identity,
        folder,
        dense.load_dense((folder / "dense.faiss").read_bytes()),
        load_tokens(folder / "tokens", identity.token_dimension, threads),
    )


def document_sha256(document: Document) -> str:
    """Hash of a document's text and all that was read from it."""
    return hashlib.sha256(DOCUMENTS.dump_json((document,))).hexdigest()
