"""The smallest store there can be: everything is looked through, one passage after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np

from rag.chunking import chunk_document
from rag.document.filters import Filters
from rag.document.model import Document, Note, Passage, SourceReference, Span
from rag.models.embedder import Embedder, EmbedderIdentity, Encoding
from rag.question.outlets import OutletIndex
from rag.question.terms import term_forms, terms
from rag.search.late_interaction import PassageTokens, TokenMatches, match_tokens
from rag.search.passage_tokens import PassageTexts
from rag.search.passage_views import views
from rag.search.store import (
    Candidates,
    DocumentEntry,
    EncodedQuery,
    QueryTerm,
    Store,
)
from rag.search.token_layout import layout_of
from tests.index.tiny_embedder import tiny_embedder

HEADING_SHARE = 0.5  # what a term in the heading over a passage counts against one in the passage
FUZZY_SHARE = 0.8  # what a term spelt nearly so counts


@dataclass(frozen=True)
class MemoryStore:
    """``rag.search.store.Store`` over documents in memory; passages are known by their place."""

    held: tuple[Document, ...]
    passages: tuple[Passage, ...]
    embedder: Embedder
    name: str = "memory"
    fallback: str | None = None

    @classmethod
    def of(
        cls, documents: Iterable[Document], embedder: Embedder | None = None, limit: int = 60
    ) -> MemoryStore:
        embedder = embedder or tiny_embedder()
        held = tuple(sorted(documents, key=lambda document: document.id))
        passages = (p for d in held for p in chunk_document(d, embedder.count_tokens, limit))
        return cls(held, tuple(passages), embedder)

    def present(self) -> Store:
        return self

    @property
    def embedders(self) -> Sequence[EmbedderIdentity]:
        return (self.embedder.identity,)

    @property
    def passage_count(self) -> int:
        return len(self.passages)

    @property
    def document_count(self) -> int:
        return len(self.held)

    def documents(self, start: int = 0, count: int | None = None) -> Sequence[Document]:
        return self.held[start:][:count]

    def listed(
        self, search: str = "", start: int = 0, count: int | None = None
    ) -> Sequence[DocumentEntry]:
        wanted = search.casefold()
        return [
            DocumentEntry(d.id, d.title, d.metadata, len(d.text), len(self.passages_of(d.id)))
            for d in self.held
            if wanted in d.title.casefold() or wanted in d.id.casefold()
        ][start:][:count]

    def count_listed(self, search: str = "") -> int:
        return len(self.listed(search))

    def holds(self, id: str) -> bool:
        return any(document.id == id for document in self.held)

    def document(self, id: str) -> Document:
        return {document.id: document for document in self.held}[id]

    def passages_of(self, document: str) -> Sequence[Passage]:
        self.document(document)
        return [passage for passage in self.passages if passage.document == document]

    def query_terms(self, text: str) -> Sequence[QueryTerm]:
        return [term for term, _ in self._known_terms(text)]

    def holding(self, terms: Collection[str]) -> Mapping[str, int]:
        counts = {term: sum(term in held for held in self._counts) for term in set(terms)}
        over = set().union(*self._headings)
        return {term: count for term, count in counts.items() if count or term in over}

    def search(self, query: EncodedQuery, filters: Filters, count: int) -> Candidates:
        allowed = [
            place
            for place, passage in enumerate(self.passages)
            if filters.allow(self.document(passage.document), passage)
        ]
        vector = query.encoding.pooled
        dense = {place: float(self._encodings[place].pooled @ vector) for place in allowed}
        asked = self._known_terms(query.query.whole)
        bm25 = {place: self._bm25(place, asked) for place in allowed}
        nearest = sorted(allowed, key=lambda place: (-dense[place], place))[:count]
        matching = [place for place in allowed if bm25[place] > 0]
        lexical = sorted(matching, key=lambda place: (-bm25[place], place))[:count]
        chosen = allowed if len(allowed) <= count else sorted({*nearest, *lexical})
        return Candidates(
            passages=[self.passages[place] for place in chosen],
            dense=np.asarray([dense[place] for place in chosen], np.float32),
            bm25=np.asarray([bm25[place] for place in chosen], np.float32),
            coverage=np.asarray([self._coverage(place, asked) for place in chosen], np.float32),
            handles=np.asarray(chosen, np.int64),
        )

    def match_tokens(self, query: EncodedQuery, candidates: Candidates) -> TokenMatches:
        seen = [self._tokens(passage) for passage in candidates.passages]
        flat = [view for views_of_passage in seen for view in views_of_passage]
        empty = np.zeros((0, self.embedder.identity.token_dimension), np.float32)
        vectors = np.concatenate([empty, *[view.vectors for view in flat]])
        norms = np.concatenate([np.zeros(0, np.float32), *[view.sentence_norms for view in flat]])
        layout = layout_of([[view.sentence_lengths for view in group] for group in seen])
        return match_tokens(query.encoding, layout, norms, lambda asked: asked @ vectors.T)

    def has_section(self, title: str) -> bool:
        titles = {section.title.casefold() for d in self.held for section in d.sections}
        return title.casefold() in titles

    def outlets_named(self, question: str) -> Sequence[tuple[Span, str]]:
        cited = {r.outlet for document in self.held for r in document.references if r.outlet}
        return OutletIndex.of(cited).named_in(question)

    def references(
        self, outlets: Collection[str], filters: Filters
    ) -> Sequence[tuple[str, SourceReference]]:
        return [
            (d.id, r)
            for d in self.held
            for r in d.references
            if r.outlet in outlets
            and filters.allow_source(r)
            and any(p.span.overlaps(r.span) and filters.allow(d, p) for p in self.passages_of(d.id))
        ]

    def notes(self, number: int | None, filters: Filters) -> Sequence[tuple[str, Note]]:
        return [
            (d.id, n)
            for d in self.held
            for n in d.notes
            if number in (None, n.number)
            and any(p.span.overlaps(n.span) and filters.allow(d, p) for p in self.passages_of(d.id))
        ]

    def _tokens(self, passage: Passage) -> list[PassageTokens]:
        encoded = PassageTexts.of(self.document(passage.document), passage)
        encodings = iter(self.embedder.encode_passages(encoded.texts))
        return encoded.tokens(encodings, self.embedder.identity.token_dimension)

    @cached_property
    def _encodings(self) -> list[Encoding]:
        seen = [views(self.document(p.document), p)[0].text for p in self.passages]
        return self.embedder.encode_passages(seen)

    @cached_property
    def _counts(self) -> list[Counter[str]]:
        return [Counter(terms(p.span.of(self.document(p.document).text))) for p in self.passages]

    @cached_property
    def _headings(self) -> list[set[str]]:
        found = []
        for passage in self.passages:
            document = self.document(passage.document)
            section = document.sections[passage.section]
            found.append(set(terms(f"{document.title}\n{section.title}")))
        return found

    def _idf(self, term: str) -> float:
        holding = sum(term in counts for counts in self._counts)
        return log(1 + (len(self.passages) - holding + 0.5) / (holding + 0.5))

    def _known_terms(self, text: str) -> list[tuple[QueryTerm, float]]:
        """The terms of a text as they are spelt here, and what each counts in a passage."""
        vocabulary = sorted(set().union(*self._counts))
        over = set().union(*self._headings)
        found = []
        for term, word in dict(term_forms(text)).items():
            spelt, share = term, 1.0
            edits = (len(term) >= 5) + (len(term) >= 8)
            if term not in vocabulary and term not in over and term.isalpha() and edits:
                near = [(_edits(term, other), other) for other in vocabulary]
                near = [pair for pair in near if pair[0] <= edits]
                spelt, share = (min(near)[1], FUZZY_SHARE) if near else (term, 1.0)
            found.append((QueryTerm(word, spelt, self._idf(spelt)), share))
        return found

    def _bm25(self, place: int, asked: Sequence[tuple[QueryTerm, float]]) -> float:
        """Robertson and Zaragoza (2009), as Lucene leaves out the constant factor."""
        counts = self._counts[place]
        mean = sum(map(Counter.total, self._counts)) / len(self._counts)
        length = 1.2 * (0.25 + 0.75 * counts.total() / mean)
        return sum(share * t.idf * counts[t.term] / (counts[t.term] + length) for t, share in asked)

    def _coverage(self, place: int, asked: Sequence[tuple[QueryTerm, float]]) -> float:
        counts, over = self._counts[place], self._headings[place]
        held = sum(
            t.idf * (share if t.term in counts else HEADING_SHARE * (t.term in over))
            for t, share in asked
        )
        wanted = sum(t.idf for t, _ in asked)
        return held / wanted if wanted else 0.0


def _edits(one: str, other: str) -> int:
    """Damerau and Levenshtein's distance: letters left out, put in, changed, or swapped."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], earlier[j - 2] + 1)
    return row[-1]
