"""The examples of README.md and docs/ print what they show; `make examples` prints them anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from docs.print_examples import BLOCK, printed

ROOT = Path(__file__).resolve().parents[2]
FILES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in FILES}
EXAMPLES = [
    pytest.param(example[2], example[3], id=f"{name}: {example[2][:50]}")
    for name, text in TEXTS.items()
    for example in BLOCK.finditer(text)
]
DECIMAL = re.compile(r"(\d+\.\d+)")
TOLERANCE = 0.04  # what bfloat16 moves a confidence or a score by, and more


def words_and_numbers(text: str) -> tuple[list[str], list[float]]:
    """The text with its white space evened out, around its decimal fractions, and these."""
    parts = DECIMAL.split(" ".join(text.split()))
    return parts[::2], [float(number) for number in parts[1::2]]


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_an_example_prints_what_is_shown(
    command: str, shown: str, index_dir: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEF_RAG_INDEX_DIR", str(index_dir))
    words, numbers = words_and_numbers(shown)
    words_now, numbers_now = words_and_numbers(printed(command, shown, client))
    assert words_now == words, "`make examples` prints them anew"
    assert numbers_now == pytest.approx(numbers, abs=TOLERANCE)


PYTHON = [
    pytest.param(block[1], id=name)
    for name, text in TEXTS.items()
    for block in re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
]


@pytest.mark.parametrize("code", PYTHON)
def test_python_runs_as_it_is_shown(
    code: str,
    index_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BRIEF_RAG_INDEX_DIR", str(index_dir))
    exec(compile(code, "example", "exec"), {})
    assert "Laos, Saudi Arabia, Serbia" in capsys.readouterr().out


def test_every_console_block_is_an_example() -> None:
    blocks = sum(text.count("```console") for text in TEXTS.values())
    assert blocks == len(EXAMPLES) > 5
    programs = {str(example.values[0]).split()[0] for example in EXAMPLES}
    assert programs <= {"brief-rag", ".venv/bin/brief-rag", "curl"}
