"""One verified generation in memory: the store on this machine."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from index import dense
from index.generation import Manifest, read_manifest, verify
from index.lexical import LexicalIndex, match_terms, query_terms
from index.tokens import TokenStore
from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document, Note, Passage, SourceReference, Span
from rag.models.embedder import PYTORCH, EmbedderIdentity, Vectors
from rag.models.reader import ReaderIdentity
from rag.models.runtime import FILES as MODEL_FILES
from rag.question.outlets import OutletIndex
from rag.search.late_interaction import TokenMatches
from rag.search.store import Candidates, EncodedQuery, EncodePassages, QueryTerm

DOCUMENTS = TypeAdapter(tuple[Document, ...])
PASSAGES = TypeAdapter(tuple[Passage, ...])
MODEL_FOLDER = "model"
READER_FOLDER = "reader-{}"

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class VectorSpace:
    """The passages as one embedder sees them, from a folder of the generation."""

    embedder: EmbedderIdentity
    folder: Path
    vectors: faiss.Index
    tokens: TokenStore


@dataclass(frozen=True)
class LocalStore:
    """``rag.search.store.Store`` over one generation; passages are known by their row.

    Rows run by document id and place in the document.
    """

    folder: Path
    manifest: Manifest
    by_id: Mapping[str, Document]
    passages: Sequence[Passage]
    lexical: LexicalIndex
    spaces: Sequence[VectorSpace]

    @property
    def name(self) -> str:
        """The name of the generation."""
        return self.folder.name

    @property
    def embedders(self) -> Sequence[EmbedderIdentity]:
        return self.manifest.embedders

    @property
    def passage_count(self) -> int:
        return len(self.passages)

    @property
    def document_count(self) -> int:
        return len(self.by_id)

    def documents(self, start: int = 0, count: int | None = None) -> Sequence[Document]:
        stop = None if count is None else start + count
        return list(islice(self.by_id.values(), start, stop))

    def document(self, id: str) -> Document:
        return self.by_id[id]

    def passages_of(self, document: str) -> Sequence[Passage]:
        return [self.passages[row] for row in self._rows_of[document]]

    def section_titles(self) -> Collection[str]:
        return self._section_titles

    def query_terms(self, text: str) -> Sequence[QueryTerm]:
        return query_terms(self.lexical, text)

    def search(self, query: EncodedQuery, filters: Filters, count: int) -> Candidates:
        space = self._space(query.model)
        bm25, coverage = match_terms(self.lexical, query.query.whole)
        allowed = self._allowed(filters)
        rows = _proposed(space.vectors, query.encoding.pooled, bm25, allowed, count)
        return Candidates(
            passages=[self.passages[row] for row in rows.tolist()],
            dense=dense.scores(space.vectors, query.encoding.pooled, rows),
            bm25=bm25[rows],
            coverage=coverage[rows],
            handles=rows,
        )

    def match_tokens(
        self, query: EncodedQuery, candidates: Candidates, encode: EncodePassages
    ) -> TokenMatches:
        tokens = self._space(query.model).tokens
        return tokens.match(
            query.encoding,
            candidates.handles,
            lambda rows: encode([self.passages[row] for row in rows.tolist()]),
        )

    def outlets_named(self, question: str) -> Sequence[tuple[Span, str]]:
        return self._outlets.named_in(question)

    def references(
        self, outlets: Collection[str], filters: Filters
    ) -> Sequence[tuple[str, SourceReference]]:
        return [
            (document.id, reference)
            for document in self.by_id.values()
            for reference in document.references
            if reference.outlet in outlets
            and filters.allow_source(reference)
            and self._holds(document.id, reference.span, filters)
        ]

    def notes(self, number: int | None, filters: Filters) -> Sequence[tuple[str, Note]]:
        return [
            (document.id, note)
            for document in self.by_id.values()
            for note in document.notes
            if number in (None, note.number) and self._holds(document.id, note.span, filters)
        ]

    def verified_model(self, model: EmbedderIdentity) -> Path:
        """The folder of a converted model; only whoever loads it needs it verified.

        Raises IndexDamaged.
        """
        folder = self._space(model).folder / MODEL_FOLDER
        return folder if model.runtime == PYTORCH else self._verified(folder)

    def verified_reader(self, reader: ReaderIdentity) -> Path:
        """The folder of a reader that the generation carries; likewise.

        Raises IndexDamaged.
        """
        number = self.manifest.sentence_readers.index(reader)
        return self._verified(self.folder / READER_FOLDER.format(number) / MODEL_FOLDER)

    def _verified(self, folder: Path) -> Path:
        place = folder.relative_to(self.folder).as_posix()
        manifest = read_manifest(self.folder)
        verify(self.folder, manifest, [f"{place}/{name}" for name in MODEL_FILES])
        return folder

    @cached_property
    def _rows_of(self) -> Mapping[str, range]:
        """The rows of each document's passages, which lie together."""
        counts = dict.fromkeys(self.by_id, 0)
        for passage in self.passages:
            counts[passage.document] += 1
        rows, start = {}, 0
        for document, count in counts.items():
            rows[document] = range(start, start + count)
            start += count
        return rows

    @cached_property
    def _section_titles(self) -> frozenset[str]:
        documents = self.by_id.values()
        return frozenset(s.title.casefold() for document in documents for s in document.sections)

    @cached_property
    def _outlets(self) -> OutletIndex:
        cited = (r.outlet for document in self.by_id.values() for r in document.references)
        return OutletIndex.of(outlet for outlet in cited if outlet)

    def _space(self, model: EmbedderIdentity) -> VectorSpace:
        return next(space for space in self.spaces if space.embedder == model)

    def _allowed(self, filters: Filters) -> Rows | None:
        """Rows of the passages that the filters let pass, in order; None for all."""
        if filters == NO_FILTERS:
            return None
        places = self._rows_at(filters.within) if filters.within else range(len(self.passages))
        unplaced = replace(filters, within=())
        rows = [row for row in places if self._passes(row, unplaced)]
        return np.asarray(rows, np.int64)

    def _passes(self, row: int, filters: Filters) -> bool:
        passage = self.passages[row]
        return filters.allow(self.by_id[passage.document], passage)

    def _rows_at(self, places: Collection[tuple[str, Span]]) -> Sequence[int]:
        """The rows of the passages that share a character with one of the places, in order."""
        found: set[int] = set()
        for document, span in places:
            rows = self._rows_of.get(document, range(0))
            first = bisect_right(rows, span.start, key=lambda row: self.passages[row].span.end)
            for row in rows[first:]:
                if self.passages[row].span.start >= span.end:
                    break
                found.add(row)
        return sorted(found)

    def _holds(self, document: str, span: Span, filters: Filters) -> bool:
        """Whether a passage that the filters let pass shares a character with the span."""
        if filters == NO_FILTERS:
            return True
        return any(self._passes(row, filters) for row in self._rows_at([(document, span)]))


def _proposed(
    vectors: faiss.Index, vector: Vectors, bm25: Vectors, allowed: Rows | None, count: int
) -> Rows:
    """Rows of the passages worth ranking, in order: the best of dense and of lexical search."""
    everything = np.arange(len(bm25), dtype=np.int64) if allowed is None else allowed
    if len(everything) <= count:
        return everything
    nearest = [row for row, _ in dense.search_dense(vectors, vector, count, allowed)]
    matching = everything[bm25[everything] > 0]
    lexical = matching[np.argsort(-bm25[matching], kind="stable")[:count]]
    return np.unique(np.concatenate([np.asarray(nearest, np.int64), lexical]))


def document_sha256(document: Document) -> str:
    """Hash of a document's text and all that was read from it."""
    return hashlib.sha256(DOCUMENTS.dump_json((document,))).hexdigest()
