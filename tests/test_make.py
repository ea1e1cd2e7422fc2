"""Every make target runs: here on a few rows, in .ci/run, or both."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.answer.confidence import CALIBRATIONS
from rag.settings import DEFAULT_MODEL
from tests.patience import SECONDS

ROOT = Path(__file__).resolve().parents[1]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CI = (ROOT / ".ci" / "run").read_text("utf-8")
DATA = Path("../shared/data")

TESTED_HERE = {
    "bench-scale", "calibrate", "clean", "codebooks", "compare-late-interaction", "eval",
    "eval-readers", "examples", "exhaustive", "lock", "screenshots", "train-late-interaction",
    "train-reader", "tune",
}  # fmt: skip

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed"),
]


def make(
    target: str, index_dir: Path, *options: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a target with the environment that the tests run in, which is not set up again."""
    environment = Path(sys.prefix)
    return subprocess.run(
        ["make", "-o", f"{environment}/.dev", f"VENV={environment}", target, *options],
        cwd=ROOT,
        env={**os.environ, "BRIEF_RAG_INDEX_DIR": str(index_dir), "COLUMNS": "120", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
    )


def test_every_target_is_started_somewhere() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    in_ci = set(re.findall(r"^ *make ([\w-]+)", CI, re.MULTILINE))
    assert set(phony.split()) == TESTED_HERE | in_ci


def test_tune(tmp_path: Path, warmed: Callable[[Path], Path]) -> None:
    warmed(tmp_path / "evals" / "brief-dev")
    result = make("tune", tmp_path, "ARGS=--limit 6")
    assert result.returncode == 0, result.stderr
    assert "all, as shipped" in result.stdout and "held out" in result.stdout


def test_bench_scale(tmp_path: Path) -> None:
    result = make("bench-scale", tmp_path, f"ARGS=--beside {tmp_path} 100")
    assert result.returncode == 0, result.stderr
    for name in ("dense", "built", "searched"):
        assert f"100 {name}: " in result.stdout


def test_train_reader(tmp_path: Path) -> None:
    result = make("train-reader", tmp_path, "ARGS=--help")  # the training itself takes an hour
    assert result.returncode == 0, result.stderr
    assert "write its adapter" in result.stdout


def test_train_late_interaction(tmp_path: Path) -> None:
    for target, told in (
        ("train-late-interaction", "Train an adapter of token vectors"),
        ("compare-late-interaction", "with the default model and with each adapter"),
    ):
        result = make(target, tmp_path, "ARGS=--help")
        assert result.returncode == 0, result.stderr
        assert told in result.stdout


def test_codebooks(tmp_path: Path) -> None:
    result = make("codebooks", tmp_path, f"ARGS=--limit 20 --out {tmp_path}")
    assert result.returncode == 0, result.stderr
    assert "196868 bytes" in result.stdout
    assert (tmp_path / f"{DEFAULT_MODEL}.json").exists()


def test_eval_readers(tmp_path: Path) -> None:
    (tmp_path / "tides.html").write_text("<!doctype html><h1>Tides</h1><p>The dyke broke.")
    (tmp_path / "tides.expected.md").write_text("# Tides\n\nThe dyke broke.")
    result = make("eval-readers", tmp_path, f"FILES={tmp_path}")
    assert result.returncode == 0, result.stderr
    assert re.search(r"html +\W brief-rag +\W 1 +\W 1\.000", result.stdout), result.stdout


def test_eval(tmp_path: Path) -> None:
    text = "The harbour of Garth was closed in 1954. The mill of Leeds was burnt in 1872.\n"
    (tmp_path / "garth.txt").write_text(text)
    asked = {"question": "When was the mill of Leeds burnt?", "answers": ["1872"]}
    row = {**asked, "evidence": ["The mill of Leeds was burnt in 1872."]}
    (tmp_path / "small.jsonl").write_text(json.dumps(row))
    result = make(
        "eval",
        tmp_path / "index",
        f"DATASET=brief:{tmp_path / 'small.jsonl'}",
        f"ARGS=--out {tmp_path / 'reports'}",
        BRIEF_RAG_CORPUS=str(tmp_path / "garth.txt"),
    )
    assert result.returncode == 0, result.stderr
    report = json.loads((tmp_path / "reports" / "small" / "report.json").read_bytes())
    assert report
    assert "brief-rag in PyTorch" in result.stdout


def few_articles(source: Path, target: Path) -> None:
    """The first two paragraphs of the first articles of a SQuAD file."""
    read = json.loads(source.read_bytes())
    few = [{**a, "paragraphs": a["paragraphs"][:2]} for a in read["data"][:10]]
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({**read, "data": few}), "utf-8")


@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not there")
def test_calibrate(tmp_path: Path, warmed: Callable[[Path], Path]) -> None:
    warmed(tmp_path / "evals" / "brief-dev")
    for name in ("xquad/xquad.en.json", "xquad/xquad.zh.json", "squad2/dev.json"):
        few_articles(DATA / name, tmp_path / name)
    (tmp_path / "real").symlink_to((DATA / "real").resolve())
    out = tmp_path / "calibration.json"
    result = make("calibrate", tmp_path, f"DATA={tmp_path}", f"ARGS=--limit 8 --out {out}")
    assert result.returncode == 0, result.stderr
    fitted = CALIBRATIONS.validate_json(out.read_bytes())
    assert DEFAULT_MODEL in fitted and fitted[DEFAULT_MODEL].specific
    assert "held out" in result.stdout


def test_examples(tmp_path: Path, warmed: Callable[[Path], Path]) -> None:
    page = tmp_path / "page.md"
    shown = '```console\n$ .venv/bin/brief-rag query "Who is Fang Bingxing?" --top-k 1\nold\n```\n'
    page.write_text(shown, "utf-8")
    result = make("examples", warmed(tmp_path / "index"), f"PAGES={page}")
    assert result.returncode == 0, result.stderr
    text = page.read_text("utf-8")
    assert text.startswith(shown.split("old")[0]) and text.endswith("```\n")
    assert "architect" in text and "old\n" not in text


def test_exhaustive(tmp_path: Path) -> None:
    result = make("exhaustive", tmp_path, "ARGS=--collect-only tests/evals")
    assert result.returncode == 0, result.stderr
    assert "test_every_answer.py" in result.stdout


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_screenshots(tmp_path: Path, warmed: Callable[[Path], Path]) -> None:
    result = make("screenshots", warmed(tmp_path / "index"), f"ARGS={tmp_path / 'pictures'}")
    assert result.returncode == 0, result.stderr
    pictures = {path.name for path in (tmp_path / "pictures").glob("*.png")}
    assert pictures == {"answer.png", "refusal.png", "dark.png", "narrow.png", "page.png"}


@pytest.mark.parametrize("target", ["clean", "lock"])
def test_what_would_remove_or_install_is_shown(tmp_path: Path, target: str) -> None:
    """Only printed: the one removes this very environment, the other downloads everything."""
    result = make(target, tmp_path, "--dry-run")
    assert result.returncode == 0, result.stderr
    assert "rm -rf" in result.stdout
