"""Sections that a question names by other words than their headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import Answer
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.structure import parse_document

SHOP = """# Terms of the shop

## 1 Refunds

We pay you the price of a thing that you send to us within thirty days of its purchase.

## 2 Postage

Parcels leave the house each morning. They take two days within the country.

## 3 Complaints

Write to us where a thing is broken. The lighthouse on the label stands for our word.
"""
CLUB = """# The choir

## Rehearsals

The choir meets on Tuesday evenings in the school hall, but for the summer holidays.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("nearest")
    documents = [parse_document(SHOP, "shop"), parse_document(CLUB, "choir")]
    build_index(folder, documents, [embedder], Limits())
    return Engine(load_store(folder), embedder)


def ask(engine: Engine, question: str, *documents: str) -> Answer:
    return engine.ask(question, filters=Filters(document=documents))


@pytest.mark.parametrize(
    ("question", "title", "says"),
    [
        ("What does the part on money back say?", "1 Refunds", "within thirty days"),
        ("What is the section about shipping about?", "2 Postage", "Parcels leave the house"),
        ("Summarise the chapter on grievances", "3 Complaints", "where a thing is broken"),
    ],
)
def test_the_nearest_section_is_told_and_said_to_be_the_nearest(
    engine: Engine, question: str, title: str, says: str
) -> None:
    answer = ask(engine, question)
    assert f"has no section of that name; the nearest is “{title}”" in answer.statement
    assert says in answer.text
    assert 0.5 < answer.confidence < 0.9


def test_a_section_that_is_named_is_no_guess(engine: Engine) -> None:
    answer = ask(engine, "What does the section on postage say?", "shop")
    assert answer.statement == "" and "two days" in answer.text


def test_a_document_without_such_a_section_says_so(engine: Engine) -> None:
    answer = ask(engine, "What does the section on volcanoes say?", "shop")
    assert not answer.answerable
    assert answer.warnings == ("The document has no section of that name.",)


def test_words_that_stand_elsewhere_in_the_text_are_searched(engine: Engine) -> None:
    answer = ask(engine, "What does the part on the lighthouse say?", "shop")
    assert "no section" not in " ".join([answer.statement, *answer.warnings])


def test_filters_bind_the_sections_that_are_compared(engine: Engine) -> None:
    answer = ask(engine, "What does the part on money back say?", "choir")
    assert "Refunds" not in answer.text
