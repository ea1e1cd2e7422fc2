"""Questions of several parts, on small documents and the real model."""

from __future__ import annotations

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import Answer
from rag.answer.several import Several
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.question.conversation import Turn
from rag.reading.library import load_documents

BRIDGE = """# The Sund Bridge

The Sund Bridge was built by the engineer Olga Brandt. Work on the bridge began in 1931 and ended
in 1934. Its deck carries two lanes of cars and a tram line.

Mayor Hale said that the bridge brought trade to the town. She opened it with a silver key.
Captain Roe complained that the piers are a danger to ships at night.

In 1950 some 2,000 cars crossed the bridge a day. In 1990 there were 31,000 cars a day.
"""
BOATS = """# Boats for hire

| | Heron | Heron Plus |
| --- | --- | --- |
| Seats | 4 | 6 |
| Price a day | 60 crowns | 95 crowns |

The Teal is a canoe for two. Dogs may travel in the canoe. It costs 30 crowns a day.
"""
INN = """# The Ferry Inn

Guests park in the yard behind the stables. Rooms cost 80 crowns a night.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("several")
    texts = {"bridge.md": BRIDGE, "boats.md": BOATS, "ferry-inn.md": INN}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    documents = load_documents([folder / name for name in texts])
    build_index(folder / "index", documents, [embedder], Limits())
    return Engine(load_store(folder / "index"), embedder)


def ask(library: Engine, question: str, *documents: str) -> Answer:
    return library.ask(question, filters=Filters(document=documents))


def blocks(answer: Answer) -> list[tuple[str, str]]:
    return [(s.part, s.text) for s in answer.sentences]


def test_each_part_is_answered_under_its_own_words(library: Engine) -> None:
    answer = ask(library, "Who built the Sund Bridge and when did the work begin?", "bridge")
    said = blocks(answer)
    parts, first = said[0]
    assert parts.split(" · ")[0] == "Who built the Sund Bridge"
    assert first == "The Sund Bridge was built by the engineer Olga Brandt."
    assert ("when did the work begin", "Work on the bridge began in 1931 and ended in 1934.") in [
        (part.split(" · ")[-1], text) for part, text in said
    ]
    assert answer.statement == ""


def test_what_was_not_found_is_said(library: Engine) -> None:
    answer = ask(library, "Compare Olga Brandt and Wilhelm Kranz", "bridge")
    assert answer.statement == "Nothing was found on “Wilhelm Kranz”."
    assert blocks(answer)[0] == (
        "Olga Brandt",
        "The Sund Bridge was built by the engineer Olga Brandt.",
    )
    assert {part for part, _ in blocks(answer)} == {"Olga Brandt"}


def test_where_no_part_is_answered_it_is_a_refusal(library: Engine) -> None:
    answer = ask(library, "Compare Wilhelm Kranz and Ada Byrne", "bridge")
    assert not answer.answerable
    assert answer.statement == "" and answer.sentences == ()


def test_each_who_says_something_has_a_block_that_goes_on_with_she(library: Engine) -> None:
    answer = ask(library, "What do Mayor Hale and Captain Roe say?", "bridge")
    assert blocks(answer) == [
        ("Mayor Hale", "Mayor Hale said that the bridge brought trade to the town."),
        ("Mayor Hale", "She opened it with a silver key."),
        (
            "Captain Roe",
            "Captain Roe complained that the piers are a danger to ships at night.",
        ),
    ]


def test_a_sentence_that_answers_both_is_given_once(library: Engine) -> None:
    answer = ask(library, "Compare seats and price", "boats")
    texts = [text for _, text in blocks(answer)]
    assert len(texts) == len(set(texts))


def test_columns_of_a_table_are_compared_row_by_row(library: Engine) -> None:
    answer = ask(library, "Compare the Heron and the Heron Plus", "boats")
    rows = [text for _, text in blocks(answer) if "|" in text]
    assert any("60 crowns" in row and "95 crowns" in row for row in rows)
    assert any(row.startswith("Seats") for row in rows)
    assert {part for part, text in blocks(answer) if "|" in text} == {"the Heron · the Heron Plus"}


def test_years_are_parts(library: Engine) -> None:
    answer = ask(library, "How many cars crossed the bridge in 1950 and in 1990?", "bridge")
    said = dict(blocks(answer))
    assert any("1950" in part and "2,000" in text for part, text in said.items())
    assert any("1990" in part and "31,000" in text for part, text in said.items())


def test_what_one_sentence_says_of_both_stays_one_question(library: Engine) -> None:
    found = library.find("When were cars and a tram line carried?")
    assert not isinstance(found, Several)


def test_a_document_may_be_a_side(library: Engine) -> None:
    answer = ask(library, "What do the inn and the boats say about crowns?", "ferry-inn", "boats")
    by_part = {s.part: s.citation.document for s in answer.sentences}
    assert by_part == {"the inn": "ferry-inn", "the boats": "boats"}


def test_each_of_two_documents_is_asked(library: Engine) -> None:
    answer = ask(library, "What do the two documents say about crowns?", "ferry-inn", "boats")
    assert {s.part: s.citation.document for s in answer.sentences} == {
        "The Ferry Inn": "ferry-inn",
        "Boats for hire": "boats",
    }


def test_what_is_said_of_a_topic_is_what_names_it(library: Engine) -> None:
    answer = ask(library, "What does it say about dogs?", "boats")
    assert ("", "Dogs may travel in the canoe.") in blocks(answer)
    assert not ask(library, "What does it say about parrots?", "boats").answerable


def test_parts_of_a_follow_up_are_understood_in_the_conversation(library: Engine) -> None:
    history = [Turn("How many cars crossed the Sund Bridge in 1934?", "")]
    found = library.find("And in 1950 and in 1990?", history, Filters(document=("bridge",)))
    answer = library.compose(found)
    assert [s.part for s in answer.sentences][:1] == ["in 1950"]
    assert any("31,000" in s.text and "in 1990" in s.part for s in answer.sentences)


def test_more_parts_than_are_answered_are_counted(library: Engine) -> None:
    sides = "Olga Brandt, Mayor Hale, Captain Roe, Ada, Bea, Cleo and Dora"
    answer = ask(library, f"Compare {sides}", "bridge")
    assert answer.statement.endswith("The question has 2 more parts, which are left out.")


def test_a_later_part_asks_of_what_the_first_one_names(library: Engine) -> None:
    question = "When did the work on the bridge begin and how long did it last?"
    answer = ask(library, question, "bridge")
    assert "words" not in answer.statement  # "How long is it?" alone asks how long the document is
    assert answer.sentences[0].text == "Work on the bridge began in 1931 and ended in 1934."


def test_whom_no_sentence_names_has_no_block(library: Engine) -> None:
    answer = ask(library, "What do Mayor Hale and Wilhelm Kranz say about trade?", "bridge")
    assert {part for part, _ in blocks(answer)} == {"Mayor Hale"}
    assert answer.statement == "Nothing was found on “Wilhelm Kranz”."


def test_where_the_whole_answers_each_part_its_sentences_are_shared_out(library: Engine) -> None:
    question = "Who built the Sund Bridge and when did the work on the bridge begin?"
    answer = ask(library, question, "bridge")
    parts = [part for part, _ in blocks(answer)]
    assert parts == sorted(parts, key=lambda part: question.index(part.split(" · ")[0]))
    assert all(parts)
