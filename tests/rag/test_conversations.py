"""Conversations about small documents, on the real model, turn by turn."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import Answer
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.question.conversation import REFUSAL, Turn
from rag.reading.structure import parse_document

FIELDS = """# Land and Water

Norland has 0.3 acres of field per head, a fraction of the 1.9 acres per head in Sudland. \
Norland keeps 150 boats, but the ministry expects 700 by 2041."""
LAKE = """# Lake Orrin

Lake Orrin is a reservoir of 14 square kilometres. It was made in 1931, when a dam closed the gorge.

## The dam

The dam is 64 metres high. It was designed by the engineer Klara Weiss, who had studied in Delft. \
Some nine hundred men worked on it for four years. Eleven of them lost their lives. It cost 3.2 \
million crowns, most of which was lent by a bank in Oslo.

## Fish

Pike were set out by an angler in 1987. Fishing is allowed from May to September.

## Events

A boat race has been held every August since 1974. The record is held by Tom Eide, who rowed round \
the lake in 3 hours. He is a carpenter from Holm. The race of 2003 was called off because of a \
storm.
"""
LEASE = """# Lease of a workshop

## Term

The lease begins on 1 March 2021 and runs for five years. It may be renewed once, for another \
three. The tenant must ask for this in writing.

## Rent

The rent is 640 euros a month. It is due on the third working day. If it is late, interest of five \
per cent is charged.

## Use

The workshop may be used for joinery only. On Saturdays the machines must stop at noon because the \
neighbours complained.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    texts = {"fields": FIELDS, "lake": LAKE, "lease": LEASE}
    documents = [parse_document(text, name) for name, text in texts.items()]
    folder = tmp_path_factory.mktemp("conversations")
    build_index(folder, documents, [embedder], Limits())
    return Engine(load_store(folder), embedder)


def talk(engine: Engine, document: str, questions: Sequence[str]) -> list[Answer]:
    """The answers to the turns of a conversation about one document."""
    history: list[Turn] = []
    answers: list[Answer] = []
    for question in questions:
        answers.append(engine.ask(question, history, Filters(document=(document,))))
        history.append(Turn(question, answers[-1].text))
    return answers


@pytest.mark.parametrize(
    ("document", "turns"),
    [
        (
            "fields",
            [
                ("How many acres of field per head does Norland have?", "0.3 acres"),
                ("And Sudland?", "1.9 acres"),
            ],
        ),
        (
            "lake",
            [
                ("hello", None),
                ("By whom was the dam designed?", "Klara Weiss"),
                ("Where did she study?", "Delft"),
                ("How many men worked on it?", "nine hundred"),
                ("thanks!", None),
                ("For how long?", "four years"),
                ("Are you sure?", "four years"),
                ("Did any of them die?", "Eleven"),
                ("How old was she?", REFUSAL),
            ],
        ),
        (
            "lake",
            [
                ("Who holds the record in the boat race?", "Tom Eide"),
                ("What does he do for a living?", "carpenter"),
                ("Where is he from?", "Holm"),
                ("How old is he?", REFUSAL),
                ("Was the race ever called off?", "2003"),
                ("Why?", "storm"),
                ("No, I mean pike. Who set them out?", "angler"),
                ("When?", "1987"),
                ("Why?", REFUSAL),
                ("What is the title?", "Lake Orrin"),
            ],
        ),
        (
            "lease",
            [
                ("When does the lease begin?", "1 March 2021"),
                ("Has it been renewed?", "renewed once"),
                ("How high is the rent a month?", "640 euros"),
                ("When is it due?", "third working day"),
                ("And if it is late?", "five per cent"),
                ("In which bank?", REFUSAL),
                ("Until when may the machines run on Saturdays?", "noon"),
                ("Why?", "neighbours complained"),
            ],
        ),
        (
            "lake",
            [
                ("What does the section on fish say?", "Pike were set out"),
                ("And the one on events?", "boat race"),
                ("No, I mean the dam", "64 metres"),
            ],
        ),
    ],
)
def test_turns(engine: Engine, document: str, turns: Sequence[tuple[str, str | None]]) -> None:
    answers = talk(engine, document, [question for question, _ in turns])
    for (question, said), answer in zip(turns, answers, strict=True):
        assert answer.small_talk == (said is None), question
        assert (said or "") in answer.text, question


def test_an_answer_that_is_no_sentence_of_the_documents_is_no_place_to_look(engine: Engine) -> None:
    history = [Turn("How many men worked on the dam?", "Some men did. [1]")]
    assert not engine.ask("For how long?", history).answerable


def test_small_talk_claims_nothing(engine: Engine) -> None:
    for text in ("hello", "thanks", "what can you do?", "danke", "你好"):
        answer = engine.ask(text)
        assert answer.small_talk and answer.answerable and answer.statement
        assert not answer.sentences and not answer.passages and not answer.warnings
    asked = engine.ask("Thanks, and when was the lake made?", filters=Filters(document=("lake",)))
    assert not asked.small_talk
