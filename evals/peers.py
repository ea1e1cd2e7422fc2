"""Other frameworks as they come, on the same model; each only where it is installed.

Chunking, index and ranking are the framework's own defaults, those of its introduction where it
has one. Only the model is handed in, so that what differs is what is built around it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evals.baselines import langchain_chunks
from evals.systems import Chunk, Embedder, Hit, System, Unit
from rag.document.model import Document, Span
from rag.errors import BriefRagError

Search = Callable[[str, int], list[Hit]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A framework's index behind one function, which takes a question and how many to find."""

    name: str
    units: Sequence[Unit]
    search: Search

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        return [self.search(question, top_k) for question in questions]


Build = Callable[[Sequence[Document], Sequence[Unit], Embedder], System]


class OffsetError(BriefRagError):
    """A framework returned text that is not in the document where it says."""


def peers(
    documents: Sequence[Document],
    units: Sequence[Unit],
    embedder: Embedder,
    tell: Callable[[str], None],
) -> Iterator[System]:
    """The peers that are installed, built one after the other; ``tell`` is told of the others.

    ``units`` are the passages of the system under test, for frameworks that cut nothing.
    """
    builders: dict[str, Build] = {
        "langchain_community": langchain_store,
        "llama_index": llama_index,
        "txtai": txtai_hybrid,
        "haystack": haystack_hybrid,
    }
    for module, build in builders.items():
        if importlib.util.find_spec(module) is None:
            tell(f"{module} is not installed and left out; pip install 'brief-rag[bench]'")
        else:
            yield build(documents, units, embedder)


def langchain_store(
    documents: Sequence[Document], units: Sequence[Unit], embedder: Embedder
) -> System:
    """langchain-community's FAISS store over the tutorial's chunks, by Euclidean distance."""
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings

    class Model(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return _lists(embedder.encode_documents(texts))

        def embed_query(self, text: str) -> list[float]:
            return _lists(embedder.encode_queries([text]))[0]

    chunks = langchain_chunks(documents)
    by_id = {chunk.id: chunk for chunk in chunks}
    places: list[dict[str, Any]] = [{"chunk": chunk.id} for chunk in chunks]
    store = FAISS.from_texts(_texts(chunks, documents), Model(), metadatas=places)

    def search(question: str, top_k: int) -> list[Hit]:
        found = store.similarity_search_with_score(question, k=top_k)
        return [_hit(by_id[d.metadata["chunk"]], -float(distance)) for d, distance in found]

    return Peer("LangChain FAISS", chunks, search)


def llama_index(documents: Sequence[Document], units: Sequence[Unit], embedder: Embedder) -> System:
    """LlamaIndex's VectorStoreIndex over its SentenceSplitter (1024 tokens, 200 overlapping)."""
    from llama_index.core import Document as LlamaDocument
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.node_parser import SentenceSplitter

    async def embed_question_later(self: object, text: str) -> list[float]:
        return _lists(embedder.encode_queries([text]))[0]

    methods = {
        "__module__": __name__,
        "_get_text_embedding": lambda self, text: _lists(embedder.encode_documents([text]))[0],
        "_get_text_embeddings": lambda self, texts: _lists(embedder.encode_documents(texts)),
        "_get_query_embedding": lambda self, text: _lists(embedder.encode_queries([text]))[0],
        "_aget_query_embedding": embed_question_later,
    }
    model = type("Model", (BaseEmbedding,), methods)()
    chunks: dict[str, Chunk] = {}
    nodes = []
    for document in documents:
        start = 0
        cut = SentenceSplitter().get_nodes_from_documents([LlamaDocument(text=document.text)])
        for number, node in enumerate(cut, start=1):
            span = _find(document, node.text, start)
            start = span.start
            chunks[node.node_id] = Chunk(f"{document.id}#{number}", document.id, span)
            nodes.append(node)
    index = VectorStoreIndex(nodes, embed_model=model)

    def search(question: str, top_k: int) -> list[Hit]:
        found = index.as_retriever(similarity_top_k=top_k).retrieve(question)
        return [_hit(chunks[f.node.node_id], f.score) for f in found]

    return Peer("LlamaIndex", list(chunks.values()), search)


def txtai_hybrid(
    documents: Sequence[Document], units: Sequence[Unit], embedder: Embedder
) -> System:
    """txtai's hybrid of BM25 and vectors, with its even weights; it cuts nothing itself."""
    from txtai import Embeddings

    def transform(texts: Sequence[str]) -> Any:
        # txtai asks for one function for both; the bundled model has no prompts to tell apart.
        return embedder.encode_documents(texts)

    index = Embeddings(method="external", transform=transform, hybrid=True)
    index.index(list(enumerate(_texts(units, documents))))

    def search(question: str, top_k: int) -> list[Hit]:
        return [_hit(units[place], score) for place, score in index.search(question, top_k)]

    return Peer("txtai hybrid", units, search)


def haystack_hybrid(
    documents: Sequence[Document], units: Sequence[Unit], embedder: Embedder
) -> System:
    """Haystack's tutorial of hybrid retrieval: BM25 and vectors joined by reciprocal rank.

    Over DocumentSplitter's default of 200 words without overlap.
    """
    from haystack import Document as HaystackDocument
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    splitter = DocumentSplitter()
    chunks, pieces = [], []
    for document in documents:
        cut = splitter.run(documents=[HaystackDocument(content=document.text)])["documents"]
        for number, piece in enumerate(cut, start=1):
            span = _find(document, piece.content, piece.meta["split_idx_start"])
            chunks.append(Chunk(f"{document.id}#{number}", document.id, span))
            pieces.append(piece.content)
    store = InMemoryDocumentStore()
    store.write_documents(
        [
            HaystackDocument(content=piece, embedding=vector, meta={"place": place})
            for place, (piece, vector) in enumerate(
                zip(pieces, _lists(embedder.encode_documents(pieces)), strict=True)
            )
        ]
    )
    lexical, nearest = InMemoryBM25Retriever(store), InMemoryEmbeddingRetriever(store)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def search(question: str, top_k: int) -> list[Hit]:
        vector = _lists(embedder.encode_queries([question]))[0]
        lists = [
            lexical.run(query=question, top_k=top_k)["documents"],
            nearest.run(query_embedding=vector, top_k=top_k)["documents"],
        ]
        found = joiner.run(documents=lists, top_k=top_k)["documents"]
        return [_hit(chunks[d.meta["place"]], d.score) for d in found]

    return Peer("Haystack hybrid", chunks, search)


def _find(document: Document, words: str, start: int) -> Span:
    """Where a chunk stands, at or behind ``start``."""
    place = document.text.find(words, start)
    if place < 0:
        raise OffsetError(f"{document.id}: no text {words[:60]!r} from {start} on")
    return Span(place, place + len(words))


def _texts(units: Sequence[Unit], documents: Sequence[Document]) -> list[str]:
    texts = {document.id: document.text for document in documents}
    return [unit.span.of(texts[unit.document]) for unit in units]


def _lists(vectors: Any) -> list[list[float]]:
    lists: list[list[float]] = vectors.tolist()
    return lists


def _hit(unit: Unit, score: float) -> Hit:
    return Hit(unit.document, unit.span, float(score), unit.id)
