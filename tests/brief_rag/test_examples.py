"""The examples run as they stand, on the bundled brief."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.http.app import create_app
from rag.settings import Settings
from tests.serving import serving

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def server(index_dir: Path) -> Iterator[str]:
    with serving(create_app(Settings(index_dir=index_dir)), lifespan="on") as address:
        yield address.rstrip("/")


def run(index_dir: Path, example: str, *arguments: str) -> list[str]:
    """The lines that an example prints."""
    result = subprocess.run(
        [sys.executable, str(EXAMPLES / example), *arguments],
        env={**os.environ, "BRIEF_RAG_INDEX_DIR": str(index_dir)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_ask(index_dir: Path) -> None:
    answer, *places = run(index_dir, "ask.py", "What did Russia and the PRC sign in 2015?")
    assert "signed a groundbreaking pact" in answer
    assert any("Betrayal and the Birth of Cyber Sovereignty, paragraph 3" in p for p in places)
    assert "    cites Xinhua, 2015-05-09" in places


def test_search(index_dir: Path) -> None:
    lines = run(index_dir, "search.py", "What did Russia sign?", "Xinhua", "2015")
    assert len(lines) % 2 == 0 and "china-brief-24-8 [" in lines[0]
    assert all("Xinhua" in text for text in lines[1::2])


def test_stream(index_dir: Path, server: str) -> None:
    assert len(run(index_dir, "stream.py", "Which claims rest on Xinhua?", server)) == 6
    (refusal,) = run(index_dir, "stream.py", "Who is the president of Uganda?", server)
    assert refusal == "The brief does not answer this."


def test_evaluate(index_dir: Path, tmp_path: Path) -> None:
    questions = [
        {"question": "What did Russia and the PRC sign in 2015?", "answers": ["pact"]},
        {"question": "Who is the president of Uganda?", "answers": []},
        {"question": "When did Jiang Zemin tour the United States?", "answers": ["1066"]},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in questions), "utf-8")
    *judged, total = run(index_dir, "evaluate.py", str(path))
    assert [line.split()[0] for line in judged] == ["right", "right", "wrong"]
    assert total == "2 of 3 right"
    assert {path.name for path in EXAMPLES.glob("*.py")} == {
        "ask.py", "evaluate.py", "search.py", "stream.py"
    }  # fmt: skip
