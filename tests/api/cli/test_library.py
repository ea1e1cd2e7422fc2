"""Documents added, updated, removed and listed at the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import main

pytestmark = pytest.mark.long

Run = Callable[..., Any]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, number in (("mill", 1872), ("dyke", 1953), ("port", 1954)):
        (folder / f"{name}.md").write_text(
            f"# The {name} of Garth\n\nThe {name} of Garth was closed in {number}.\n"
        )
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: what it prints, as JSON or text; the exit code must be ``code``."""
    monkeypatch.setenv("BRIEF_RAG_INDEX_DIR", str(tmp_path / "index"))

    def run(*arguments: object, code: int = 0, error: str = "") -> Any:
        monkeypatch.setattr(sys, "argv", ["brief-rag", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        assert (end.value.code or 0) == code, printed.err
        assert error in printed.err.replace("\n", " ")
        return json.loads(printed.out) if "--json" in arguments else printed.out

    return run


def listed(run: Run) -> list[str]:
    return [entry["id"] for entry in run("list", "--json")]


def test_a_library_grows_changes_and_shrinks(texts: Path, run: Run) -> None:
    first = run("add", texts / "mill.md", "--json")
    assert first["added"] == ["mill"] and first["documents"] == 1 and first["embedded"] > 0
    assert run("add", texts / "mill.md", texts / "dyke.md", "--json")["unchanged"] == 1
    (texts / "mill.md").write_text("# The mill of Garth\n\nThe mill was burnt in 1901.\n")
    report = run("add", texts / "mill.md")
    assert report.startswith("1 updated; 2 document(s) in generation ")
    assert "1901" in run("query", "When was the mill burnt?", "--top-k", 1)
    assert listed(run) == ["dyke", "mill"]
    assert "The dyke of Garth" in run("list")
    assert run("remove", "mill").startswith("1 removed; 1 document(s)")
    assert listed(run) == ["dyke"]
    assert "1901" not in run("query", "When was the mill burnt?", "--top-k", 5)
    run("remove", "mil", code=1, error="holds no document 'mil'; the nearest are dyke")
    run("remove", "dyke", code=1, error="no document would be left")
    assert "is current again" in run("rollback")
    assert listed(run) == ["dyke", "mill"]


def test_a_folder_is_followed(texts: Path, run: Run) -> None:
    assert run("sync", texts, "--json")["added"] == ["dyke", "mill", "port"]
    assert run("sync", texts).startswith("3 unchanged; 3 document(s)")
    (texts / "dyke.md").unlink()
    (texts / "mill.md").write_bytes(b"\0" * 100)  # it is there, and cannot be read
    (texts / "old.doc").write_bytes(b"a format that is not read")
    (texts / "ferry.md").write_text("# Ferry\n\nThe ferry of Garth leaves at nine.\n")
    report = run("sync", texts, "--json", code=3, error="mill.md")
    assert (report["added"], report["removed"]) == (["ferry"], ["dyke"])
    assert listed(run) == ["ferry", "mill", "port"]
    (texts / "mill.md").unlink()
    report = run("sync", texts, "--json", code=3, error="old.doc")
    assert report["removed"] == ["mill"]
    (texts / "old.doc").unlink()
    assert run("sync", texts, "--json")["removed"] == []


def test_an_index_is_built_in_parts(texts: Path, run: Run, tmp_path: Path) -> None:
    for number in range(9):
        (texts / f"text-{number}.md").write_text(f"# Text\n\nThe text of number {number}.\n")
    run("index", texts)
    whole = run("query", "When was the port closed?", "--json")
    (tmp_path / "index").rename(tmp_path / "whole")
    built = [run("index", texts, "--shard", f"{n}/3", "--json")["documents"] for n in (1, 2)]
    run("merge", code=1, error="part 3 of 3 is not built; run `brief-rag index --shard 3/3`")
    built.append(run("index", texts, "--shard", "3/3", "--json")["documents"])
    assert sum(built) == 12 and all(built)
    assert len(run("merge", "--json")["added"]) == 12
    merged = run("query", "When was the port closed?", "--json")
    for response in (whole, merged):
        response.pop("timings_ms", None)
    assert merged == whole
    run("index", texts, "--shard", "4/3", code=1, error="'4/3' is no part such as 2/4")
    run("merge", tmp_path / "nowhere", code=1, error="run `brief-rag index` first")


def test_a_part_may_hold_no_document(texts: Path, run: Run) -> None:
    def built() -> list[int]:
        reports = [run("index", texts, "--shard", f"{n}/5", "--json") for n in range(1, 6)]
        counts = [report["documents"] for report in reports]
        assert [report["generation"] is None for report in reports] == [not n for n in counts]
        return counts

    assert sorted(built())[:2] == [0, 0]
    run("merge")
    assert listed(run) == ["dyke", "mill", "port"]
    (texts / "dyke.md").unlink()
    (texts / "port.md").unlink()
    assert sorted(built()) == [0, 0, 0, 0, 1]  # parts that held some before
    run("remove", "dyke", "port")
    run("merge")
    assert listed(run) == ["mill"]


def test_an_index_of_other_settings_is_not_taken_over(
    texts: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", texts / "port.md")
    monkeypatch.setenv("BRIEF_RAG_INDEX_DIR", str(tmp_path / "other"))
    monkeypatch.setenv("BRIEF_RAG_PASSAGE_CHARACTERS", "300")
    run("index", texts / "mill.md")
    run("merge", tmp_path / "index", code=1, error="built with other models, codebooks or lengths")
    run("add", texts / "dyke.md")
    assert listed(run) == ["dyke", "mill"]
