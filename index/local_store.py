"""One verified generation, its segments open: the store on this machine."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import islice
from pathlib import Path

import numpy as np

from index.allowed_rows import allows_span
from index.carried_models import MODEL_FOLDER
from index.files import verify
from index.lexical import Lexicon
from index.manifest import Manifest, ModelFiles
from index.proposing import ROW_BITS, propose
from index.segment import LiveSegment
from index.tokens import LAID_OUT
from rag.document.filters import Filters
from rag.document.model import Document, Note, Passage, SourceReference, Span
from rag.errors import IndexDamaged
from rag.models.embedder import EmbedderIdentity
from rag.models.reader import ReaderIdentity
from rag.models.runtime import FILES as MODEL_FILES
from rag.question.outlets import OutletIndex
from rag.search.late_interaction import TokenMatches, joined_matches, no_matches
from rag.search.store import (
    Candidates,
    DocumentEntry,
    EncodedQuery,
    QueryTerm,
    Store,
)


@dataclass(frozen=True)
class LocalStore:
    """``rag.search.store.Store`` over the segments of one generation.

    ``fallback`` says why an earlier generation than the current one is open; None where it is not.
    """

    index_dir: Path
    name: str
    manifest: Manifest
    segments: Sequence[LiveSegment]
    fallback: str | None = None

    def present(self) -> Store:
        return self

    @property
    def embedders(self) -> Sequence[EmbedderIdentity]:
        return self.manifest.embedders

    @cached_property
    def passage_count(self) -> int:
        return sum(segment.passages for segment in self.segments)

    @cached_property
    def document_count(self) -> int:
        return sum(segment.documents for segment in self.segments)

    def documents(self, start: int = 0, count: int | None = None) -> Sequence[Document]:
        stop = None if count is None else start + count
        return [self._document(*place) for place in islice(self._places(), start, stop)]

    def listed(
        self, search: str = "", start: int = 0, count: int | None = None
    ) -> Sequence[DocumentEntry]:
        stop = None if count is None else start + count
        found = merge(
            *(_entries(live, search.casefold()) for live in self.segments),
            key=lambda entry: entry.id,
        )
        return list(islice(found, start, stop))

    def count_listed(self, search: str = "") -> int:
        if not search:
            return self.document_count
        return sum(
            name not in live.deleted
            for live in self.segments
            for name in live.segment.contents.ids_holding(search.casefold())
        )

    def holds(self, id: str) -> bool:
        return any(live.find(id) for live in self.segments)

    def document(self, id: str) -> Document:
        place, number, _ = self._find(id)
        return self._document(place, number)

    def passages_of(self, document: str) -> Sequence[Passage]:
        place, _, rows = self._find(document)
        return self.segments[place].segment.contents.passages(rows)

    def has_section(self, title: str) -> bool:
        return any(
            number not in live.gone
            for live in self.segments
            for number in live.segment.contents.documents_with_section(title.casefold())
        )

    def query_terms(self, text: str) -> Sequence[QueryTerm]:
        return self._lexicon.query_terms(text)

    def holding(self, terms: Collection[str]) -> Mapping[str, int]:
        return self._lexicon.holding(terms)

    def search(self, query: EncodedQuery, filters: Filters, count: int) -> Candidates:
        laid_out = self._is_laid_out(query.model)
        return propose(self._lexicon, query, filters, count, laid_out)

    def match_tokens(self, query: EncodedQuery, candidates: Candidates) -> TokenMatches:
        places = candidates.handles >> ROW_BITS
        order = np.argsort(candidates.handles, kind="stable")
        # By the size of all: a passage's products do not depend on the segment that it lies in.
        laid_out = self._is_laid_out(query.model)
        parts = [
            self.segments[place]
            .segment.space(query.model)
            .tokens.match(
                query.encoding,
                candidates.handles[order[places[order] == place]] - (place << ROW_BITS),
                laid_out,
            )
            for place in np.unique(places).tolist()
        ]
        if not parts:
            return no_matches(query.encoding)
        matches = joined_matches(parts)
        if (np.diff(order) == 1).all():
            return matches
        return matches.select(np.argsort(order, kind="stable"))

    def outlets_named(self, question: str) -> Sequence[tuple[Span, str]]:
        return self._outlets.named_in(question)

    def references(
        self, outlets: Collection[str], filters: Filters
    ) -> Sequence[tuple[str, SourceReference]]:
        found = [
            (document.id, reference)
            for live in self.segments
            for number, reference in live.segment.contents.references(outlets, filters)
            if number not in live.gone
            for document in [live.segment.contents.document(number)]
            if allows_span(live, document, number, reference.span, filters)
        ]
        return sorted(found, key=lambda pair: (pair[0], pair[1].span.start))

    def notes(self, number: int | None, filters: Filters) -> Sequence[tuple[str, Note]]:
        found = [
            (document.id, document.notes[place])
            for live in self.segments
            for at, place in live.segment.contents.notes(number)
            if at not in live.gone
            for document in [live.segment.contents.document(at)]
            if allows_span(live, document, at, document.notes[place].span, filters)
        ]
        return sorted(found, key=lambda pair: pair[0])

    def verified_model(self, model: EmbedderIdentity) -> Path:
        """The folder of a converted model; only whoever loads it needs it verified.

        Raises IndexDamaged.
        """
        return self._verified(self.manifest.models[self.manifest.embedders.index(model)])

    def verified_reader(self, reader: ReaderIdentity) -> Path:
        """The folder of a reader that the generation carries; likewise.

        Raises IndexDamaged.
        """
        number = self.manifest.sentence_readers.index(reader)
        return self._verified(self.manifest.reader_models[number])

    def _is_laid_out(self, model: EmbedderIdentity) -> bool:
        """Whether a question is compared with the tokens of all passages, laid out for that."""
        spaces = (live.segment.space(model) for live in self.segments)
        return sum(space.tokens.decoded_bytes for space in spaces) <= LAID_OUT

    def _verified(self, model: ModelFiles | None) -> Path:
        listed_in = self.index_dir / "generations" / f"{self.name}.json"
        if model is None:
            raise IndexDamaged(f"{listed_in} lists no model; run `brief-rag index`")
        folder = self.index_dir / "carried" / model.folder / MODEL_FOLDER
        verify(folder, model.files, MODEL_FILES, listed_in)
        return folder

    def _document(self, place: int, number: int) -> Document:
        return self.segments[place].segment.contents.document(number)

    def _find(self, id: str) -> tuple[int, int, range]:
        """The place of a document's segment, its number there, and its rows."""
        for place, live in enumerate(self.segments):
            if found := live.find(id):
                return place, *found
        raise KeyError(id)

    def _places(self) -> Iterator[tuple[int, int]]:
        """The place of each document's segment, and its number there, by id."""
        ordered = merge(*(self._ids(place) for place in range(len(self.segments))))
        return ((place, number) for _, place, number in ordered)

    def _ids(self, place: int) -> Iterator[tuple[str, int, int]]:
        live = self.segments[place]
        for name, number in live.segment.contents.ids():
            if name not in live.deleted:
                yield name, place, number

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self.segments)

    @cached_property
    def _outlets(self) -> OutletIndex:
        return OutletIndex.of(
            outlet for live in self.segments for outlet in live.segment.contents.outlets(live.gone)
        )


def _entries(live: LiveSegment, search: str) -> Iterator[DocumentEntry]:
    for entry in live.segment.contents.entries(search):
        if entry.id not in live.deleted:
            yield entry
