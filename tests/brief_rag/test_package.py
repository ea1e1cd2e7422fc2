"""What a Python user imports."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import brief_rag
from rag.errors import BriefRagError, IndexMissing
from rag.question.conversation import Turn

ROOT = Path(__file__).resolve().parents[2]

QUIET = """
import sys
import brief_rag
heavy = {"numpy", "faiss", "openvino", "torch", "pydantic", "tokenizers", "fastapi", "rag.engine"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
for name in brief_rag.__all__:
    assert getattr(brief_rag, name) is not None
assert not {"fastapi", "torch", "typer"} & set(sys.modules)
"""


def test_names_are_loaded_when_first_used() -> None:
    subprocess.run([sys.executable, "-c", QUIET], check=True, cwd=ROOT)
    assert dir(brief_rag) == sorted(brief_rag.__all__)
    with pytest.raises(AttributeError, match="no attribute 'open_index'"):
        brief_rag.open_index  # noqa: B018


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert brief_rag.__version__ == project["version"]


def test_its_types_are_for_type_checkers() -> None:
    assert (ROOT / "brief_rag" / "py.typed").exists()


def test_an_engine_answers(index_dir: Path) -> None:
    engine = brief_rag.open_engine(brief_rag.Settings(index_dir=index_dir))
    first = engine.ask("What did Russia and the PRC sign in 2015?")
    assert "In 2015, Russia and the PRC signed a groundbreaking pact" in first.text
    turn = Turn("What did Russia and the PRC sign in 2015?", first.text)
    assert "In 2017" in engine.ask("And in 2017?", [turn]).text
    filters = brief_rag.Filters(source=("Sina",))
    hits = engine.search("What must the PRC consider?", 3, filters).hits
    assert hits and all("Sina" in hit.text for hit in hits)


def test_errors_have_one_base_that_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BriefRagError, match="run `brief-rag index` first") as raised:
        brief_rag.open_engine(brief_rag.Settings(index_dir=tmp_path))
    assert raised.type is IndexMissing and brief_rag.BriefRagError is BriefRagError


def test_what_cannot_be_asked_is_told(index_dir: Path) -> None:
    engine = brief_rag.open_engine(brief_rag.Settings(index_dir=index_dir))
    half = b"\xff who".decode("utf-8", "surrogateescape")
    for ask in (engine.ask, engine.search, lambda text: engine.ask("Why?", [Turn(text, "")])):
        with pytest.raises(BriefRagError, match="not UTF-8 text"):
            ask(half)
    with pytest.raises(ValueError, match="top_k is -1"):
        engine.search("Who?", -1)
    for text, told in (("", "empty"), (" \n ", "empty"), ("Who is it? " * 3000, "at most 2000")):
        for ask in (engine.ask, engine.search):
            with pytest.raises(BriefRagError, match=told):
                ask(text)
    for text in ("😀?", "\ue227"):
        assert not engine.ask(text).answerable
