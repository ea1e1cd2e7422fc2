"""What search needs of an index: candidates for a query, and what the documents hold.

A store proposes candidates; what ranks them is computed here, so that an engine on another machine
can be a store too. Signals that need the whole corpus (BM25, the rarity of terms) are the store's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.document.filters import Filters
from rag.document.model import Document, Metadata, Note, Passage, SourceReference, Span
from rag.models.embedder import EmbedderIdentity, Encoding, Vectors
from rag.question.query import Query
from rag.search.late_interaction import TokenMatches


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query as a model sees it.

    ``model`` says whose vectors of the passages it is compared with; ``token_weights`` [q] how
    much each of the encoding's tokens counts, 1 in all.
    """

    query: Query
    model: EmbedderIdentity
    encoding: Encoding
    token_weights: Vectors

    @property
    def own_weights(self) -> Vectors:
        """The token weights of the text alone, which sum to 1; those of the background are 0."""
        asked_from = len(self.query.whole) - len(self.query.text)
        said = np.where(self.encoding.spans[:, 1] > asked_from, self.token_weights, 0)
        return np.asarray(said / said.sum(), np.float32)


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A term of a query: the ``word`` it came from, the ``term`` as the store spells it."""

    word: str
    term: str
    idf: float


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """What is known of a document without its text: ``characters`` and ``passages`` count them."""

    id: str
    title: str
    metadata: Metadata
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that a store proposes for a query, ordered by document id and place.

    ``dense`` [c] are the cosines of the query's vector and theirs, ``bm25`` [c] their lexical
    scores, ``coverage`` [c] the share of the query's IDF that each holds (0 to 1). ``handles`` [c]
    is what the store itself knows them by.
    """

    passages: Sequence[Passage]
    dense: Vectors
    bm25: Vectors
    coverage: Vectors
    handles: NDArray[np.int64]

    def select(self, places: NDArray[np.int64]) -> Candidates:
        """Those at some places, in the order of these."""
        return Candidates(
            passages=[self.passages[place] for place in places.tolist()],
            dense=self.dense[places],
            bm25=self.bm25[places],
            coverage=self.coverage[places],
            handles=self.handles[places],
        )


class Store(Protocol):
    """A library of documents, cut into passages, with all that is searched of them.

    Everything that ``filters`` bind passes them: candidates, references and notes.
    """

    @property
    def name(self) -> str:
        """What tells one state of the library from another, such as a generation's name."""
        ...

    def present(self) -> Store:
        """The library as it is now, to answer a whole question from.

        A store stays as it was, so that a question is answered from one state; what is at hand in
        this process only gives itself, and is opened anew by whoever follows its changes.
        """
        ...

    @property
    def fallback(self) -> str | None:
        """Why an earlier state than the current one answers; None where it does not."""
        ...

    @property
    def embedders(self) -> Sequence[EmbedderIdentity]:
        """The models that the passages were encoded with, the configured one first."""
        ...

    @property
    def passage_count(self) -> int: ...

    @property
    def document_count(self) -> int: ...

    def documents(self, start: int = 0, count: int | None = None) -> Sequence[Document]:
        """The documents by id, ``count`` of them from place ``start`` on; None for all."""
        ...

    def listed(
        self, search: str = "", start: int = 0, count: int | None = None
    ) -> Sequence[DocumentEntry]:
        """What is known of documents, by id: ``count`` from place ``start`` on, None for all.

        With ``search``, of those alone whose title or id holds it, whatever its case.
        """
        ...

    def count_listed(self, search: str = "") -> int:
        """How many documents ``listed`` gives of that search in all."""
        ...

    def holds(self, id: str) -> bool:
        """Whether there is a document of that id, which is not read for it."""
        ...

    def document(self, id: str) -> Document:
        """One document. Raises KeyError for an id that is not there."""
        ...

    def passages_of(self, document: str) -> Sequence[Passage]:
        """The passages of a document in reading order. Raises KeyError for an unknown id."""
        ...

    def has_section(self, title: str) -> bool:
        """Whether a document has a section of that title, whatever its case."""
        ...

    def query_terms(self, text: str) -> Sequence[QueryTerm]:
        """The distinct terms of a text, as the store spells them, with their rarity."""
        ...

    def holding(self, terms: Collection[str]) -> Mapping[str, int]:
        """How many passages hold each of some terms, 0 for one that headings alone hold.

        Those that are nowhere are left out.
        """
        ...

    def search(self, query: EncodedQuery, filters: Filters, count: int) -> Candidates:
        """The ``count`` best passages by vector, and as many by words, of all that may answer."""
        ...

    def match_tokens(self, query: EncodedQuery, candidates: Candidates) -> TokenMatches:
        """The query's tokens against those of candidates, in their order."""
        ...

    def outlets_named(self, question: str) -> Sequence[tuple[Span, str]]:
        """The places in a question that name a cited outlet, and the outlet; none overlap."""
        ...

    def references(
        self, outlets: Collection[str], filters: Filters
    ) -> Sequence[tuple[str, SourceReference]]:
        """The references to some outlets, each with its document's id, in reading order."""
        ...

    def notes(self, number: int | None, filters: Filters) -> Sequence[tuple[str, Note]]:
        """The notes of a number, or all, each with its document's id, in reading order."""
        ...
