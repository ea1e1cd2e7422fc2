"""The store on Milvus: one state of a library, answered from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np

from index.milvus.catalogue import Held
from index.milvus.filtering import all_of, condition
from index.milvus.library import OpenLibrary, State
from index.milvus.proposing import Found, by_key, by_vector, keys_by_words
from index.milvus.rows import passage_key
from index.milvus.schema import quoted
from index.milvus.words import AskedTerm, HeldWords, asked_terms, query_terms
from index.proposing import most_promising
from index.tokens import LAID_OUT, TokenPart, match_codes
from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document, Note, Passage, SourceReference, Span
from rag.models.embedder import EmbedderIdentity, Vectors
from rag.search.late_interaction import TokenMatches, no_matches
from rag.search.store import Candidates, DocumentEntry, EncodedQuery, QueryTerm, Store
from rag.search.token_layout import joined

_TRIES = 4  # of a search, each without what was found and is not live
_READ_AT_ONCE = 50  # documents
_PART_BITS = 16  # of a handle: below them the rows of a passage's tokens, above them its place
Each = TypeVar("Each")


@dataclass(frozen=True)
class MilvusStore:
    """``rag.search.store.Store`` over one state of a library.

    A handle is a passage's place in its document and the number of rows that hold its tokens.
    """

    library: OpenLibrary
    state: State
    fallback: str | None = None

    @property
    def name(self) -> str:
        return self.state.journal.name

    @property
    def embedders(self) -> Sequence[EmbedderIdentity]:
        return self.library.library.embedders

    @property
    def passage_count(self) -> int:
        return self.state.catalogue.passages

    @property
    def document_count(self) -> int:
        return len(self.state.catalogue.documents)

    def present(self) -> Store:
        state = self.library.state()
        return self if state.journal.name == self.name else MilvusStore(self.library, state)

    def documents(self, start: int = 0, count: int | None = None) -> Sequence[Document]:
        stop = None if count is None else start + count
        ids = self.state.catalogue.ids[start:stop]
        return [document for document, _ in self._read(ids)]

    def listed(
        self, search: str = "", start: int = 0, count: int | None = None
    ) -> Sequence[DocumentEntry]:
        stop = None if count is None else start + count
        return [
            DocumentEntry(held.id, held.title, held.metadata, held.characters, held.passages)
            for held in islice(self._searched(search), start, stop)
        ]

    def count_listed(self, search: str = "") -> int:
        return len(self._searched(search)) if search else self.document_count

    def holds(self, id: str) -> bool:
        return id in self.state.catalogue.documents

    def document(self, id: str) -> Document:
        ((document, _),) = self._read([id])
        return document

    def passages_of(self, document: str) -> Sequence[Passage]:
        ((_, passages),) = self._read([document])
        return passages

    def has_section(self, title: str) -> bool:
        return title.casefold() in self.state.catalogue.sections

    def query_terms(self, text: str) -> Sequence[QueryTerm]:
        return query_terms(self.state.catalogue, text)

    def holding(self, terms: Collection[str]) -> Mapping[str, int]:
        return self.state.catalogue.holding(terms)

    def search(self, query: EncodedQuery, filters: Filters, count: int) -> Candidates:
        where = condition(self.state.catalogue, self.state.journal, filters)
        found: list[Found] = []
        if where is not None and count > 0:
            found = self._proposed(query, where, count, filters != NO_FILTERS)
        found.sort(key=lambda each: (each.passage.document, each.passage.span))
        asked = asked_terms(self.state.catalogue, query.query.whole)
        held = HeldWords.of([each.held for each in found])
        candidates = Candidates(
            passages=[each.passage for each in found],
            dense=np.asarray([each.dense for each in found], np.float32),
            bm25=held.bm25(self.state.catalogue, asked),
            coverage=held.coverage(asked),
            handles=np.asarray([_handle(each) for each in found], np.int64),
        )
        if self._is_laid_out(query.model):
            return candidates
        return most_promising(candidates, -(-count // 2))

    def match_tokens(self, query: EncodedQuery, candidates: Candidates) -> TokenMatches:
        if not len(candidates.handles):
            return no_matches(query.encoding)
        wanted = [
            self._key_and_parts(passage.document, handle)
            for passage, handle in zip(
                candidates.passages, candidates.handles.tolist(), strict=True
            )
        ]
        number = self._number(query.model)
        parts = self.library.tokens(number, wanted, self.state.journal.written)
        codebook = self.library.codebooks[number]
        return match_codes(query.encoding, _joined(parts), codebook, self.library.threads)

    def outlets_named(self, question: str) -> Sequence[tuple[Span, str]]:
        return self.state.catalogue.outlet_index.named_in(question)

    def references(
        self, outlets: Collection[str], filters: Filters
    ) -> Sequence[tuple[str, SourceReference]]:
        return [
            (document.id, reference)
            for document, passages in self._allowed(filters, outlets=outlets)
            for reference in document.references
            if reference.outlet in outlets
            and filters.allow_source(reference)
            and _allows(document, passages, reference.span, filters)
        ]

    def notes(self, number: int | None, filters: Filters) -> Sequence[tuple[str, Note]]:
        return [
            (document.id, note)
            for document, passages in self._allowed(filters, with_notes=True)
            for note in document.notes
            if number in (None, note.number) and _allows(document, passages, note.span, filters)
        ]

    def _read(self, ids: Sequence[str]) -> list[tuple[Document, tuple[Passage, ...]]]:
        """Documents with their passages; raises KeyError for an id that is not there."""
        return self.library.documents([self.state.catalogue.documents[name] for name in ids])

    def _allowed(
        self, filters: Filters, outlets: Collection[str] | None = None, with_notes: bool = False
    ) -> Iterator[tuple[Document, tuple[Passage, ...]]]:
        """The documents that may hold what is asked for, by id, some in memory at a time."""
        catalogue = self.state.catalogue
        ids = [
            name
            for name in catalogue.ids
            if (not filters.document or name in filters.document)
            and (outlets is None or not catalogue.documents[name].outlets.isdisjoint(outlets))
            and (not with_notes or catalogue.documents[name].notes)
        ]
        for start in range(0, len(ids), _READ_AT_ONCE):
            yield from self._read(ids[start : start + _READ_AT_ONCE])

    def _searched(self, search: str) -> list[Held]:
        wanted = search.casefold()
        documents = self.state.catalogue.documents
        return [
            documents[name]
            for name in self.state.catalogue.ids
            if not wanted or wanted in f"{documents[name].title}\n{name}".casefold()
        ]

    def _proposed(self, query: EncodedQuery, where: str, count: int, filtered: bool) -> list[Found]:
        """The nearest passages, and as many that match best by words, each once."""
        vector = np.asarray(query.encoding.pooled, np.float32)
        connection, names = self.library.connection, self.library.names
        number, since = self._number(query.model), self.state.journal.written
        collection = names.passages(number)
        near = self._live(
            lambda w: by_vector(connection, collection, vector, w, count, since, filtered=filtered),
            lambda each: each.version,
            where,
        )
        asked = asked_terms(self.state.catalogue, query.query.whole)
        score = None if self.library.counts_words else self._bm25(asked)
        keys = self._live(
            lambda w: keys_by_words(connection, names.passages(0), asked, w, count, since, score),
            lambda key: key.rpartition("-")[0],
            where,
        )
        known = {each.key for each in near}
        others = sorted(set(keys) - known)
        return near + by_key(connection, collection, others, vector, since)

    def _bm25(self, asked: Sequence[AskedTerm]) -> Callable[[HeldWords], Vectors]:
        return lambda held: held.bm25(self.state.catalogue, asked)

    def _live(
        self, search: Callable[[str], list[Each]], version_of: Callable[[Each], str], where: str
    ) -> list[Each]:
        """What a search finds that is live in this state.

        Where it finds versions that were written since, it is done again without these.
        """
        live = self.state.catalogue.by_version
        for _ in range(_TRIES):
            found = search(where)
            strange = sorted({version_of(each) for each in found} - live.keys())
            if not strange:
                return found
            where = all_of([where, f"version not in {quoted(strange)}"])
        return [each for each in found if version_of(each) in live]

    def _number(self, model: EmbedderIdentity) -> int:
        return self.library.library.embedders.index(model)

    def _is_laid_out(self, model: EmbedderIdentity) -> bool:
        """As the local store has it: whether there are so few tokens that all are compared."""
        tokens = self.state.catalogue.tokens(self._number(model))
        return tokens * model.token_dimension * 2 <= LAID_OUT

    def _key_and_parts(self, document: str, handle: int) -> tuple[str, int]:
        version = self.state.catalogue.documents[document].version
        return passage_key(version, handle >> _PART_BITS), handle & ((1 << _PART_BITS) - 1)


def _handle(found: Found) -> int:
    """The place of a passage in its document, and the number of its rows of tokens."""
    return int(found.key.rpartition("-")[2]) << _PART_BITS | found.parts


def _allows(document: Document, passages: Sequence[Passage], span: Span, filters: Filters) -> bool:
    """Whether a passage that the filters let pass shares a character with a span."""
    if filters == NO_FILTERS:
        return True
    return any(p.span.overlaps(span) and filters.allow(document, p) for p in passages)


def _joined(parts: Sequence[TokenPart]) -> TokenPart:
    return TokenPart(
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.sentence_norms for part in parts]),
        joined([part.layout for part in parts]),
    )
