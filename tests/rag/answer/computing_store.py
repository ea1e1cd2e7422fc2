"""A small library in memory, and what is computed from it: for tests of tables and lists."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.computed import Computed
from rag.answer.computing import Computation
from rag.document.filters import Filters
from rag.document.model import Document
from rag.engine import Engine
from rag.reading.structure import parse_document
from tests.index.memory_store import MemoryStore
from tests.index.tiny_embedder import tiny_embedder


def engine_of(documents: Sequence[Document]) -> Engine:
    embedder = tiny_embedder()
    return Engine(MemoryStore.of(documents, embedder), embedder)


def engine_over(texts: dict[str, str]) -> Engine:
    """An engine over plain texts, by the names of their documents."""
    return engine_of([parse_document(text, name) for name, text in texts.items()])


def computation(engine: Engine, document: str, question: str) -> Computation | None:
    """What is computed of a document; None where its sentences are searched instead."""
    found = engine.find(question, filters=Filters(document=(document,)))
    return found.computations[0] if isinstance(found, Computed) else None


def marks(engine: Engine, document: str, question: str) -> list[str] | None:
    """The words that are marked as the answer; None where nothing is computed."""
    told = computation(engine, document, question)
    text = engine.store.document(document).text
    return [mark.of(text) for mark in told.marks] if told else None


def statement(engine: Engine, document: str, question: str) -> str | None:
    """What is said of the records; None where nothing is computed."""
    told = computation(engine, document, question)
    return told.statement if told else None
