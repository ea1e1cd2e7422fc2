"""Questions of small documents of many kinds, on the real model."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.structure import load_document

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("cases")
    documents = [load_document(file) for file in sorted(CASES.iterdir())]
    build_index(folder, documents, [embedder], Limits())
    return Engine(load_store(folder), embedder)


@pytest.mark.parametrize(
    ("document", "question", "sentences"),
    [
        (
            "g05-code-comments",
            "How long does the restore take?",
            ["The restore takes about forty minutes on the small host."],
        ),
        (
            "g06-front-matter",
            "How did tariffs move after the merger?",
            [
                "The two lines merged in March.",
                "Passenger tariffs rose by eleven percent within a year.",
            ],
        ),
        (
            "g11-minutes",
            "What works in steel?",
            ["PT: That works in steel but not in oak"],
        ),
        (
            "g12-list-lead-in",
            "What steps did the two ports agree to?",
            [
                "At the summit the two ports agreed to several steps:",
                "Reopen the pilot hotline.",
                "Share storm warnings within one hour.",
                "Stop the dumping of ballast in the bay.",
                "Begin talks on a joint dredging fund, which lapses in February 2025.",
            ],
        ),
        (
            "g12-list-lead-in",
            "What does the harbour board oppose?",
            [
                "The harbour board opposes:",
                "higher tolls",
                "night landings",
                "the sale of the north quay",
            ],
        ),
        (
            "g20-faq-headings",
            "Can I take a bicycle?",
            ["Yes!", "Bicycles travel free on all ferries except the night boat."],
        ),
        (
            "g20-faq-headings",
            "What does a ticket cost?",
            ["Four crowns.", "Children pay half."],
        ),
        (
            "g21-table",
            "Who was the keeper at Garth?",
            ["Station | Opened | Keeper | Trains a day", "Garth | 1911 | Mina Roux | 17"],
        ),
    ],
)
def test_what_a_document_says(
    library: Engine, document: str, question: str, sentences: list[str]
) -> None:
    answer = library.ask(question, filters=Filters(document=(document,)))
    assert [sentence.text for sentence in answer.sentences] == sentences


def test_the_cell_that_answers_is_marked(library: Engine) -> None:
    asked = Filters(document=("g21-table",))
    header, row = library.ask("Who was the keeper at Garth?", filters=asked).sentences
    text = library.store.document("g21-table").text
    assert header.is_context and not row.is_context
    assert [mark.of(text) for mark in row.marks] == ["Mina Roux"]
    assert row.citation.lines == (13, 13)
