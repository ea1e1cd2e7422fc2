"""Questions to begin with: from the structure of any brief, and answered by it."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from api.http.examples import example_questions
from index.builder import Limits, build_index
from index.loading import load_store
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.structure import load_document

PLAIN = """The mills of the valley

The first mill

The first mill was built by Ada Berg of the town of Norrvik. Its wheel was moved by water alone.
Timber was sawn there for the shipyards of the coast, and the sawmill fed forty families.

The second mill

Ada Berg sold the first mill and built the second, where the sawmill was moved by steam. The
shipyards took all of its timber until the fire.
"""


def engine_for(text: str, folder: Path, embedder: Embedder) -> Engine:
    brief = folder / "brief.txt"
    brief.write_text(text, "utf-8")
    build_index(folder / "index", [load_document(brief)], [embedder], Limits())
    return Engine(load_store(folder / "index"), embedder)


def test_they_are_of_several_kinds_and_answered(client: TestClient) -> None:
    response = client.get("/v1/examples")
    assert response.status_code == 200, response.text
    questions = response.json()["questions"]
    assert len(set(questions)) == 4
    assert any("What does the brief take from" in question for question in questions)
    assert any("What does note" in question for question in questions)
    assert any("What is" in question for question in questions)
    for question in questions:
        answer = client.post("/v1/answer", json={"question": question}).json()
        assert answer["answerable"] and answer["sentences"]


def test_a_brief_without_sources_and_notes_has_its_names_and_words(
    tmp_path: Path, embedder: Embedder
) -> None:
    questions = example_questions(engine_for(PLAIN, tmp_path, embedder))
    assert "What about Ada Berg?" in questions
    assert len(set(questions)) == 4


def test_a_brief_that_repeats_nothing_still_starts(tmp_path: Path, embedder: Embedder) -> None:
    engine = engine_for("Of it\n\nWe go to it, and so do you.\n", tmp_path, embedder)
    assert example_questions(engine) == []
