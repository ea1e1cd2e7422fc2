"""How well source references are read, and that the labels can be trusted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from evals.cli import THRESHOLDS
from evals.datasets import DatasetAbsent, DatasetError
from evals.gate import check, read_thresholds
from evals.reference_report import NAME, figures, print_references, write_references
from evals.source_references import FOLDER, ReferenceScore, pooled, score_references


def labelled(folder: Path, *labels: dict[str, object]) -> Path:
    text = "Rain fell (AP, May 9, 2015). It fell (Smith et al. 2019). It fell again (FAO 2021)."
    (folder / "rain.txt").write_text(text, "utf-8")
    rows = ({"document": "rain.txt", "held_out": False} | label for label in labels)
    (folder / "labels.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return folder


AP = {"raw": "(AP, May 9, 2015)", "start": 10, "name": "ap", "date": "2015-05-09"}
SMITH = {"raw": "(Smith et al. 2019)", "start": 37, "name": "Smith", "date": "2019"}


def test_span_name_and_date_must_be_right(tmp_path: Path) -> None:
    (score,) = score_references(labelled(tmp_path, AP, SMITH))
    assert score == ReferenceScore("rain.txt", False, labelled=2, read=3, right=1)
    assert (score.precision, score.recall) == (1 / 3, 1 / 2)


def test_a_label_that_is_not_in_the_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="line 2, field raw"):
        score_references(labelled(tmp_path, AP, SMITH | {"start": 38}))
    with pytest.raises(DatasetAbsent, match="gone"):
        score_references(labelled(tmp_path, AP | {"document": "gone.txt"}))


def test_scores_are_pooled_by_reference() -> None:
    scores = [ReferenceScore("a", False, 8, 10, 6), ReferenceScore("b", True, 2, 0, 0)]
    assert pooled("all", scores) == ReferenceScore("all", False, 10, 10, 6)
    assert figures(scores) == {
        "precision": 0.6,
        "recall": 0.6,
        "held_out_precision": 1.0,
        "held_out_recall": 0.0,
    }


def test_the_shipped_documents_keep_their_bounds(tmp_path: Path) -> None:
    scores = score_references(FOLDER)
    assert len(scores) >= 6 and sum(score.labelled for score in scores) >= 300
    assert check(NAME, figures(scores), read_thresholds(THRESHOLDS)) == []
    console = Console(record=True, width=120)
    print_references(scores, console)
    write_references(tmp_path, scores)
    assert f"Source references: {pooled('all', scores).labelled} labelled" in console.export_text()
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["summary"] == figures(scores)
