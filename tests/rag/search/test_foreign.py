"""Whether what is asked is in other languages than English, and the model that then searches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document, Metadata
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.structure import parse_document
from rag.search.foreign import are_foreign
from tests.index.memory_store import MemoryStore

GERMAN = "# Die Mühle\n\nAgneta Lindqvist kaufte 1874 die Mühle von der Gemeinde.\n"
RUSSIAN = "# Маяк\n\nСмотритель открыл маяк в 1911 году.\n"
ENGLISH = "# The harbour\n\nThe commission dredged the channel in 1902.\n"


def written(text: str, id: str, language: str | None) -> Document:
    document = parse_document(text, id)
    return replace(document, metadata=Metadata(language=language))


@pytest.fixture(scope="module")
def shelf(embedder: Embedder) -> MemoryStore:
    documents = [
        written(GERMAN, "mill", "de-AT"),
        written(RUSSIAN, "lighthouse", None),
        written(ENGLISH, "harbour", "en-GB"),
    ]
    return MemoryStore.of(documents, embedder)


@pytest.mark.parametrize(
    ("asked", "foreign"),
    [
        ((), False),
        (("mill",), True),
        (("lighthouse",), True),  # its script tells
        (("mill", "lighthouse"), True),
        (("harbour",), False),
        (("mill", "harbour"), False),
    ],
)
def test_no_document_asked_is_in_english(
    shelf: MemoryStore, asked: tuple[str, ...], foreign: bool
) -> None:
    assert are_foreign(shelf, Filters(document=asked)) is foreign


def test_a_library_without_an_english_document(embedder: Embedder) -> None:
    shelf = MemoryStore.of([written(GERMAN, "mill", "de")], embedder)
    assert are_foreign(shelf, NO_FILTERS)
    unknown = MemoryStore.of([written(GERMAN, "mill", None)], embedder)
    assert not are_foreign(unknown, NO_FILTERS)


def test_a_question_in_english_is_searched_by_the_model_of_what_it_asks(
    shelf: MemoryStore, embedder: Embedder, multilingual: Embedder
) -> None:
    engine = Engine(shelf, embedder, multilingual)
    question = "Who bought the mill?"
    assert engine.profile(question, Filters(document=("mill",))).embedder is multilingual
    assert engine.profile(question, Filters(document=("harbour",))).embedder is embedder
    assert engine.profile(question).embedder is embedder
