"""Questions for yes or no: the sentence that decides comes first, or nothing is said."""

from __future__ import annotations

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import Answer
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.question.conversation import Turn
from rag.reading.library import load_documents

TREATY = """# The Skerry Treaty

The Skerry Treaty on fishing was drawn up in 1928. Norland signed the treaty in May 1929 and
ratified it a year later. Sudland signed it too. Parliament in Sudland never ratified the treaty.

A tribunal sits in the port of Vell. It has eleven judges.
"""
YARD = """# Kelp Works: how we label pictures

## Workers

We hire every labeller ourselves. Kelp Works does not use crowd workers. Overtime is paid.

## The boat

Smoking is forbidden on deck. Passengers may smoke in the lounge. The captain, Ada Roe, saved the
dog.

## The ferry

Dogs are allowed on the ferry. Fireworks are forbidden in the cabins. Children under six travel
free. Bicycles cost two crowns.
"""


STOVE = """# Heron Camping Stove: manual

The Heron has no pump. A fuse protects the fan of the Heron. Osprey makes it.

Open fires are forbidden between 1 June and 15 September. Cooking is allowed.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("deciding")
    texts = {"treaty.md": TREATY, "yard.md": YARD, "stove.md": STOVE}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    documents = load_documents([folder / name for name in texts])
    build_index(folder / "index", documents, [embedder], Limits())
    return Engine(load_store(folder / "index"), embedder)


def ask(library: Engine, question: str, document: str) -> Answer:
    return library.ask(question, filters=Filters(document=(document,)))


@pytest.mark.parametrize(
    ("document", "question", "decides"),
    [
        ("treaty", "Did Sudland ratify the treaty?", "Parliament in Sudland never ratified"),
        ("treaty", "Did Norland ratify the treaty?", "Norland signed the treaty in May 1929"),
        ("yard", "Does Kelp Works not use crowd workers?", "Kelp Works does not use crowd"),
        ("yard", "Is smoking allowed on deck?", "Smoking is forbidden on deck."),
        ("yard", "Is overtime paid?", "Overtime is paid."),
        ("stove", "Does the stove have a pump?", "The Heron has no pump."),
        ("stove", "Are open fires allowed in July?", "Open fires are forbidden between"),
        ("treaty", "Was the Skerry Treaty drawn up in 1931?", "The Skerry Treaty on fishing was"),
    ],
)
def test_the_sentence_that_decides_comes_first(
    library: Engine, document: str, question: str, decides: str
) -> None:
    answer = ask(library, question, document)
    assert answer.answerable
    assert answer.sentences[0].text.startswith(decides)
    behind = [sentence.citation.span for sentence in answer.sentences[1:]]
    assert behind == sorted(behind)


@pytest.mark.parametrize(
    ("document", "question"),
    [
        ("treaty", "Did Westland ratify the treaty?"),
        ("treaty", "Did Norland burn the treaty?"),
        ("treaty", "Do the judges wear wigs?"),
        ("yard", "Was the captain arrested?"),
        ("yard", "Does Kelp Works sell shoes?"),
        ("stove", "Does the stove have a lighter?"),
        ("stove", "Is cooking forbidden in July?"),
    ],
)
def test_a_sentence_on_another_subject_is_no_answer(
    library: Engine, document: str, question: str
) -> None:
    answer = ask(library, question, document)
    assert not answer.answerable
    assert answer.sentences == ()


def test_what_is_said_of_other_things_decides_nothing(library: Engine) -> None:
    assert not ask(library, "Do bicycles travel free?", "yard").answerable


def test_the_question_before_asked_of_something_else_is_decided_too(library: Engine) -> None:
    before = "Is smoking allowed on deck?"
    history = [Turn(before, ask(library, before, "yard").text)]
    filters = Filters(document=("yard",))
    answer = library.ask("And on the ferry?", history, filters)
    assert not answer.answerable or "smok" in answer.sentences[0].text.casefold()


def test_a_follow_up_is_not_refused_for_what_it_leaves_unsaid(library: Engine) -> None:
    history = [Turn("Who signed the Skerry Treaty?", "Norland signed the treaty in May 1929")]
    answer = library.ask("Did it ratify the treaty?", history, Filters(document=("treaty",)))
    assert answer.answerable
    assert "ratified" in answer.text
