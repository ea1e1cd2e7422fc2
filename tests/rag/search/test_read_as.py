"""Misspelt words of a question, read as the documents spell them, on the real model."""

from __future__ import annotations

import random

import pytest

from rag.document.filters import NO_FILTERS, Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.structure import parse_document
from rag.search.read_as import read_as_spelt
from tests.index.memory_store import MemoryStore

HARBOUR = """# The harbour of Norrvik

## Works

The harbourmaster Ketil Bergström opened the lighthouse in 1911.

The commission dredged the channel, unprotected from storms, for nine thousand crowns.
"""
MILL = "# The mill\n\n## Owners\n\nAgneta Lindqvist bought the watermill from the parish in 1874.\n"


@pytest.fixture(scope="module")
def small(embedder: Embedder) -> MemoryStore:
    documents = [parse_document(HARBOUR, "harbour"), parse_document(MILL, "mill")]
    return MemoryStore.of(documents, embedder)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("When was the ligthouse opened?", "When was the lighthouse opened?"),
        ("what was dregded by the comission?", "what was dredged by the commission?"),
        ("Who is Lindqwist?", "Who is Lindqvist?"),
        ("who is lindqvst", "who is lindqvist"),
        ("When did the Harbourmastr open it?", "When did the Harbourmastr open it?"),  # no name
        ("Ligthouse: when?", "Lighthouse: when?"),
    ],
)
def test_a_slip_is_mended(small: MemoryStore, embedder: Embedder, typed: str, read: str) -> None:
    assert read_as_spelt(small, embedder, typed, NO_FILTERS).text == read


@pytest.mark.parametrize(
    "question",
    [
        "When was the lighthouse opened?",  # as it is spelt
        "Which storm hit the channels?",  # forms of words that are held
        "Who owned the mall in 1874?",  # another word, and a common one
        "Was the channel protected?",  # made of a word that is held
        "What did LINDQWIST buy?",  # an acronym may have any letters
        "Was kostete die Komission?",  # not English
        "What of the xghthouse?",  # more than one slip
        "谁在1911年打开了灯塔？",
        "Gracias",  # small talk
    ],
)
def test_what_is_no_slip_stays(small: MemoryStore, embedder: Embedder, question: str) -> None:
    read = read_as_spelt(small, embedder, question, NO_FILTERS)
    assert read.text == question and not read.spellings and not read.warnings


def test_a_question_does_not_become_too_long(small: MemoryStore, embedder: Embedder) -> None:
    longest = ("When was the ligthouse opend? lighthose " + "lighthose " * 200)[:2000].strip()
    assert read_as_spelt(small, embedder, longest, NO_FILTERS).text == longest
    Engine(small, embedder).ask(longest)  # is not refused as too long


def test_only_passages_that_the_filters_allow_say_how_a_name_is_spelt(
    small: MemoryStore, embedder: Embedder
) -> None:
    asked = "What did Lindqwist buy?"
    for document, held in (("mill", True), ("harbour", False)):
        read = read_as_spelt(small, embedder, asked, Filters(document=(document,)))
        assert bool(read.spellings) == held


def test_the_asker_is_told(small: MemoryStore, embedder: Embedder) -> None:
    engine = Engine(small, embedder)
    told = ("No document holds “parrish”; it was read as “parish”.",)
    answer = engine.ask("Who bought it from the parrish?")
    assert answer.answerable and "Agneta" in answer.text and answer.warnings == told
    assert engine.search("Who bought it from the parrish?").warnings == told
    assert not engine.ask("Who bought it from the parish?").warnings


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("When did Jaing tour the Untied States?", "In 1997"),
        ("Which compnies did Jaing meet?", "Cisco"),
    ],
)
def test_misspelt_questions_are_answered(engine: Engine, question: str, says: str) -> None:
    answer = engine.ask(question)
    assert answer.answerable and says in answer.text


def test_what_is_looked_up_grows_with_the_word_alone(
    small: MemoryStore, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    holding = small.holding
    monkeypatch.setattr(
        MemoryStore, "holding", lambda self, terms: asked.append(len(terms)) or holding(terms)
    )
    chance = random.Random(5)
    words = ["".join(chance.choices("bcdfghjklmnpqrstvwxz", k=20)) for _ in range(95)]
    read_as_spelt(small, embedder, "What of " + " ".join(words), NO_FILTERS)
    assert len(asked) == 9 and max(asked[1:]) <= 53 * 20
    asked.clear()
    read_as_spelt(small, embedder, "What of " + "b" * 1900, NO_FILTERS)
    assert asked == [0]
