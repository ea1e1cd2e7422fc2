"""Questions to begin with: from the structure of any brief, and answered by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.http.example_candidates import candidates
from api.http.examples import example_questions
from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import Answer
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.library import load_documents
from rag.reading.structure import parse_document

PLAIN = """The mills of the valley

The first mill

The first mill was built by Ada Berg of the town of Norrvik. Its wheel was moved by water alone.
Timber was sawn there for the shipyards of the coast, and the sawmill fed forty families.

The second mill

Ada Berg sold the first mill and built the second, where the sawmill was moved by steam. The
shipyards took all of its timber until the fire.
"""


def engine_for(text: str, folder: Path, embedder: Embedder, name: str = "brief.txt") -> Engine:
    brief = folder / name
    brief.write_text(text, "utf-8")
    build_index(folder / "index", load_documents([brief]), [embedder], Limits())
    return Engine(load_store(folder / "index"), embedder)


def test_they_are_of_several_kinds_and_answered(client: TestClient) -> None:
    response = client.get("/v1/examples")
    assert response.status_code == 200, response.text
    questions = response.json()["questions"]
    assert questions == [
        "What is this document about?",
        "What is AI sovereignty?",
        "What is taken from Xinhua of June 9, 2014?",
        "Who is Jensen Huang?",
    ]
    for question in questions:
        answer = client.post("/v1/answer", json={"question": question}).json()
        assert answer["answerable"] and answer["sentences"]


def test_a_brief_without_sources_and_notes_has_its_sections(
    tmp_path: Path, embedder: Embedder
) -> None:
    questions = example_questions(engine_for(PLAIN, tmp_path, embedder))
    assert questions[0] == "What is this document about?"
    assert "What does the section on “The first mill” say?" in questions
    assert len(set(questions)) == 4


@pytest.mark.parametrize(
    ("text", "expected", "never"),
    [
        (
            "# Fragen zur Fähre\n\n## Wann fährt die Fähre?\n\nDie Fähre fährt um acht Uhr ab und "
            "kehrt am Abend in den Hafen zurück.\n\n## Und wie kann ich es buchen?\n\nAm Kiosk.\n",
            ["Worum geht es in diesem Dokument?", "Wann fährt die Fähre?"],
            "Und wie kann ich es buchen?",
        ),
        (
            "# 港口\n\n港口管理局是指负责管理港口的机构。港口管理局每年发布一份报告。\n",
            ["这份文件讲的是什么？"],
            "What is this document about?",
        ),
        (
            "# Locks\n\nA lock gate is a door that holds back water. The lock gate of Ostby is the "
            "oldest one. Carl Berg, the harbour engineer, repaired it.\n\n## By Ada Lind\n\n"
            "He is the last one who knows how. This is a pity for the town.\n",
            ["What is a lock gate?"],
            "What does the section on “By Ada Lind” say?",
        ),
    ],
)
def test_they_read_as_a_person_would_ask(
    tmp_path: Path, embedder: Embedder, text: str, expected: list[str], never: str
) -> None:
    questions = example_questions(engine_for(text, tmp_path, embedder, "brief.md"))
    assert set(expected) <= set(questions)
    assert never not in questions


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Carl Berg, the harbour engineer, repaired the gate.", "Who is Carl Berg?"),
        ("It was asked for by CEO Ada Lind of Ostby.", "Who is Ada Lind?"),
        ("Port Ostby, a town of fishermen, is old.", "Who is Port Ostby?"),
        ("A weir is a low dam. It holds.", "What is a weir?"),
        ("The weir is the longest one of all.", "What is the weir?"),
        ("This is a low dam.", "What is this?"),
        ("Water is always a danger there.", "What is water?"),
    ],
)
def test_a_term_or_person_is_asked_for_where_a_sentence_says_what_that_is(
    sentence: str, question: str
) -> None:
    document = parse_document(f"# Locks\n\n{sentence} The weir of a town may leak.\n", "x")
    asked = {c.question for kind in candidates([document]) for c in kind}
    right = {"Who is Carl Berg?", "Who is Ada Lind?", "What is a weir?"}
    assert (question in asked) == (question in right)


def test_few_questions_are_asked_to_find_them(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sections = (f"## Dock {n}\n\nDock {n} is a dock of stone.\n" for n in range(40))
    engine = engine_for("# Docks\n\n" + "\n".join(sections), tmp_path, embedder, "brief.md")
    asked = []
    ask = Engine.ask

    def counted(engine: Engine, question: str) -> Answer:
        asked.append(question)
        return ask(engine, question)

    monkeypatch.setattr(Engine, "ask", counted)
    assert len(example_questions(engine)) == 4
    assert len(asked) <= 18


def test_a_brief_that_repeats_nothing_still_starts(tmp_path: Path, embedder: Embedder) -> None:
    engine = engine_for("Of it\n\nWe go to it, and so do you.\n", tmp_path, embedder)
    assert example_questions(engine)[1:] == ["What are the main points?"]
