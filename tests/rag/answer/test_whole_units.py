"""Answers that are whole: lists, enumerations, replies, and sentences with what they speak of."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import Answer
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.library import read_documents

DOCUMENTS = {
    "mill.md": """# The Closure of the Mill

The council gave three reasons for closing the mill. First, the roof had become unsafe. Repairs
would have cost 90,000 crowns. Second, the river had silted up. Finally, the owner had died.

## Rules

Visitors must observe these rules:

- Keep to the path.
- Do not feed the swans.
- Leave bags at the gate.
- No smoking.
- No ball games.
- No music.
- Dogs on a lead.
- Children with an adult.
- No drones.
- No fires.
- No shouting.
- Close the gate behind you.
""",
    "glass.txt": """Interview with Mara Quist, head of the Oster glassworks

Q: When did the works open?
A: In the spring of 1908, I think. My grandfather lit the first kiln.

Q: How many people worked here at the peak?
A: Around 300.

Q: And who bought the works in 1971?
A: That was the Belling Group. They closed it within a year.

Q: Do you still make glass?
A: No, never again.
""",
    "bridge.md": """# The Harwick Bridge

Work on the Harwick Bridge began in 1871. Its engineer was Ida Crane. The winter was hard. She
finished the span in 1879.

The Miller Viaduct was opened in 1902. The viaduct carries two tracks. It was closed in 1967.
""",
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    texts, index = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("index")
    for name, text in DOCUMENTS.items():
        (texts / name).write_text(text, encoding="utf-8")
    build_index(index, read_documents([Path(texts)], print).documents, [embedder], Limits())
    return Engine(load_store(index), embedder)


def ask(shelf: Engine, document: str, question: str) -> Answer:
    return shelf.ask(question, filters=Filters(document=(document,)))


@pytest.mark.parametrize(
    ("document", "question", "sentences"),
    [
        (
            "mill",
            "Why was the mill closed?",
            [
                "The council gave three reasons for closing the mill.",
                "First, the roof had become unsafe.",
                "Second, the river had silted up.",
                "Finally, the owner had died.",
            ],
        ),
        (
            "glass",
            "Who bought the works?",
            ["Q: And who bought the works in 1971?", "A: That was the Belling Group."],
        ),
        (
            "glass",
            "How many people worked there?",
            ["Q: How many people worked here at the peak?", "A: Around 300."],
        ),
        (
            "bridge",
            "When was the Miller Viaduct closed?",
            ["The Miller Viaduct was opened in 1902.", "It was closed in 1967."],
        ),
    ],
)
def test_what_is_shown(shelf: Engine, document: str, question: str, sentences: list[str]) -> None:
    found = ask(shelf, document, question)
    assert [sentence.text for sentence in found.sentences] == sentences


def test_a_question_of_the_text_is_shown_only_with_its_reply(shelf: Engine) -> None:
    question, reply = ask(shelf, "glass", "Do they still make glass?").sentences
    assert question.is_context and not reply.is_context
    assert (question.text, reply.text) == ("Q: Do you still make glass?", "A: No, never again.")


def test_of_a_long_list_the_first_ten_are_shown_and_where_the_others_are(shelf: Engine) -> None:
    answer = ask(shelf, "mill", "What rules must visitors observe?")
    shown = [sentence.text for sentence in answer.sentences]
    assert shown[0] == "Visitors must observe these rules:" and len(shown) == 11
    assert shown[1] == "Keep to the path." and shown[-1] == "No fires."
    assert answer.statement == (
        "The first 10 of 12 items; the others are in “Rules”, paragraphs 12 to 13."
    )


@pytest.mark.parametrize(
    "question", ["What did Sand do in 1921?", "What did Viktor Sand become in 1921?"]
)
def test_what_is_said_of_another_person_is_no_answer(
    tmp_path: Path, embedder: Embedder, question: str
) -> None:
    case = Path(__file__).parents[2] / "cases" / "g17-pronoun-other-person.md"
    build_index(tmp_path, read_documents([case], print).documents, [embedder], Limits())
    answer = Engine(load_store(tmp_path), embedder).ask(question)
    assert "harbour master" not in answer.text
