"""What others would build: BM25 alone, dense vectors alone, LangChain's quick start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import bm25s
import faiss
import numpy as np
import Stemmer
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.systems import Chunk, Embedder, Hit, System, Unit
from rag.document.model import Document, Span

# The sizes of LangChain's tutorial "Build a RAG agent".
LANGCHAIN_SIZE, LANGCHAIN_OVERLAP = 1000, 200


@dataclass(frozen=True, slots=True)
class Bm25:
    """BM25 over English stems without stop words: bm25s as it comes (Lucene's, k1 1.5, b 0.75).

    Units without any of the question's words are not returned.
    """

    name: str
    units: Sequence[Unit]
    index: bm25s.BM25
    stemmer: Stemmer.Stemmer

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        tokens = bm25s.tokenize(
            list(questions), stopwords="en", stemmer=self.stemmer, show_progress=False
        )
        rows, scores = self.index.retrieve(
            tokens, k=min(top_k, len(self.units)), show_progress=False
        )
        return [
            [_hit(self.units[i], s) for i, s in zip(row, score, strict=True) if s > 0]
            for row, score in zip(rows, scores, strict=True)
        ]


def bm25(units: Sequence[Unit], texts: Mapping[str, str]) -> System:
    """BM25 over the units; ``texts`` holds the documents by id."""
    stemmer = Stemmer.Stemmer("english")
    words = bm25s.tokenize(
        _unit_texts(units, texts), stopwords="en", stemmer=stemmer, show_progress=False
    )
    index = bm25s.BM25()
    index.index(words, show_progress=False)
    return Bm25("BM25", units, index, stemmer)


@dataclass(frozen=True, slots=True)
class Dense:
    """Nearest vectors by inner product, exactly, with FAISS."""

    name: str
    units: Sequence[Unit]
    index: faiss.Index
    embedder: Embedder

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        vectors = np.ascontiguousarray(self.embedder.encode_queries(questions), np.float32)
        scores, rows = self.index.search(vectors, min(top_k, len(self.units)))
        return [
            [_hit(self.units[i], s) for i, s in zip(row, score, strict=True)]
            for row, score in zip(rows, scores, strict=True)
        ]


def dense(
    units: Sequence[Unit], texts: Mapping[str, str], embedder: Embedder, name: str = "Dense"
) -> System:
    """The model's vectors of the units alone, without anything around them."""
    vectors = embedder.encode_documents(_unit_texts(units, texts))
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, np.float32))
    return Dense(name, units, index, embedder)


def langchain_quickstart(documents: Sequence[Document], embedder: Embedder) -> System:
    """LangChain's tutorial: RecursiveCharacterTextSplitter(1000, 200), then a flat FAISS index.

    LangChain's FAISS store sorts by Euclidean distance, which for vectors of length 1 is the
    order of the inner product.
    """
    texts = {document.id: document.text for document in documents}
    return dense(langchain_chunks(documents), texts, embedder, "LangChain")


def langchain_chunks(documents: Sequence[Document]) -> list[Chunk]:
    """The splitter's chunks of each document, with their exact places, in reading order."""
    return [
        Chunk(f"{document.id}#{number}", document.id, span)
        for document in documents
        for number, span in enumerate(langchain_spans(document.text), start=1)
    ]


def langchain_spans(
    text: str, size: int = LANGCHAIN_SIZE, overlap: int = LANGCHAIN_OVERLAP
) -> list[Span]:
    """Where the chunks of RecursiveCharacterTextSplitter stand.

    The splitter's own ``start_index`` searches for the chunk's words and so goes astray in text
    that repeats itself. Here it splits a copy of the text in which every character that is not
    white space is one that occurs nowhere near, so that a chunk tells its place. The splitter
    looks at lengths and white space only and cuts the copy as it would the text.
    """
    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
    marked = "".join(
        c if c.isspace() else chr(_FIRST_MARK + i % _MARKS) for i, c in enumerate(text)
    )
    spans: list[Span] = []
    for chunk in splitter.split_text(marked):
        start = marked.index(chunk, spans[-1].start if spans else 0)
        spans.append(Span(start, start + len(chunk)))
    return spans


# The planes above the first two hold no white space and no surrogates.
_FIRST_MARK, _MARKS = 0x20000, 0xF0000


def _unit_texts(units: Sequence[Unit], texts: Mapping[str, str]) -> list[str]:
    return [unit.span.of(texts[unit.document]) for unit in units]


def _hit(unit: Unit, score: float) -> Hit:
    return Hit(unit.document, unit.span, float(score), unit.id)
