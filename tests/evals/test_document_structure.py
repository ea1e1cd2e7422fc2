"""How well the structure of documents is read, and that the labels can be trusted."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals.cli import STRUCTURE, THRESHOLDS, run_eval
from evals.datasets import DatasetAbsent, DatasetError
from evals.document_structure import FOLDER, Count, Part, pooled, score_structure
from evals.gate import check, read_thresholds
from evals.structure_report import NAME, figures, print_structure, write_structure

RAIN = (
    "# Rain\n\n## When\n\nIt rained.\n\n- often\n- long\n\n### Why\n\n"
    "No one knows.[^a]\n\n[^a]: A.\n"
)
BLOCKS = [
    {"line": 1, "kind": "title", "text": "Rain"},
    {"line": 3, "kind": "heading", "level": 1, "text": "When"},
    {"line": 5, "kind": "paragraph", "text": "It rained."},
    {"line": 7, "kind": "item", "text": "often"},
    {"line": 8, "kind": "item", "text": "long"},
    {"line": 10, "kind": "heading", "level": 2, "text": "Why"},
    {"line": 12, "kind": "paragraph", "text": "No one knows.[1]"},
    {"line": 14, "kind": "note", "number": 1, "text": "[1] A."},
]


def labelled(
    folder: Path, changes: dict[int, dict[str, object]], held_out: bool = False, text: str = RAIN
) -> Path:
    """A folder with a document, and labels of which some are changed."""
    (folder / "rain.md").write_text(text, "utf-8")
    blocks = [block | changes.get(number, {}) for number, block in enumerate(BLOCKS)]
    labels = {"document": "rain.md", "kind": "test", "held_out": held_out, "title": "Rain"}
    (folder / "rain.json").write_text(json.dumps(labels | {"blocks": blocks}), "utf-8")
    return folder


def test_all_that_is_labelled_is_read(tmp_path: Path) -> None:
    (score,) = score_structure(labelled(tmp_path, {}))
    assert (score.titles, score.headings, score.notes) == (
        Count(1, 1, 1),
        Count(2, 2, 2),
        Count(1, 1, 1),
    )
    assert (score.blocks, score.kinds, score.levels) == (Count(6, 6, 6), 6, 2)
    assert (score.lost, score.missed, score.false) == (0, (), ())


def test_a_block_of_another_kind_or_level_is_wrong(tmp_path: Path) -> None:
    changes: dict[int, dict[str, object]] = {
        1: {"level": 2},
        2: {"text": "It rained. Much."},
        3: {"kind": "paragraph"},
    }
    (score,) = score_structure(labelled(tmp_path, changes))
    assert (score.headings, score.levels) == (Count(2, 2, 2), 1)
    assert (score.blocks, score.kinds) == (Count(6, 6, 4), 5)
    assert (score.kind_accuracy, score.level_accuracy) == (5 / 6, 1 / 2)
    assert (score.lost, score.text_lost) == (
        len("Much"),
        4 / len("RainWhenItrainedMuch" + "oftenlongWhyNooneknows11A"),
    )
    assert Part(7, "paragraph", "often") in score.missed
    assert Part(7, "item", "often") in score.false


def test_a_heading_that_is_none_is_told_from_one_that_is_missed(tmp_path: Path) -> None:
    text = RAIN.replace("### Why", "Why").replace("It rained.", "## It rained.")
    (score,) = score_structure(labelled(tmp_path, {}, text=text))
    assert score.headings == Count(labelled=2, read=2, right=1)
    assert (score.headings.precision, score.headings.recall, score.headings.f1) == (0.5, 0.5, 0.5)
    assert score.lost == 0


def test_a_wrong_label_is_named(tmp_path: Path) -> None:
    for changes, message in (
        ({2: {"line": 6}}, r"blocks\.2: \['It'\] does not stand on line 6"),
        ({2: {"line": 99}}, r"blocks\.2"),
        ({2: {"level": 1}}, r"blocks\.2: headings, and nothing else"),
        ({2: {"kind": "prose"}}, r"rain\.json, field blocks\.2\.kind"),
    ):
        with pytest.raises(DatasetError, match=message):
            score_structure(labelled(tmp_path, changes))
    labelled(tmp_path, {})
    (tmp_path / "rain.md").unlink()
    with pytest.raises(DatasetAbsent, match=r"rain\.md"):
        score_structure(tmp_path)
    with pytest.raises(DatasetAbsent, match="gone"):
        score_structure(tmp_path / "gone")


def test_scores_are_pooled_by_block_and_what_is_held_out_is_not_shown(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (seen,) = score_structure(labelled(tmp_path / "a", {3: {"kind": "row"}}))
    (held,) = score_structure(labelled(tmp_path / "b", {}, held_out=True))
    every = pooled("all", [seen, held])
    assert every.blocks == seen.blocks + held.blocks and not every.held_out
    reached = figures([seen, held])
    assert reached["kind_accuracy"] == every.kind_accuracy
    assert reached["held_out_kind_accuracy"] == held.kind_accuracy
    assert "held_out_title" not in figures([seen])
    write_structure(tmp_path, [seen, held])
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["summary"] == reached
    assert report["documents"][0]["missed"][0]["kind"] == "row"
    assert "missed" not in report["documents"][1] and "false" not in report["documents"][1]


def test_the_labels_name_all_of_every_plain_text() -> None:
    def signs(words: str) -> str:
        return "".join(filter(str.isalnum, words))

    names = sorted(FOLDER.glob("*.txt"))
    assert len(names) >= 6
    for name in names:
        labels = json.loads(name.with_suffix(".json").read_text("utf-8"))
        text = "".join(signs(block["text"]) for block in labels["blocks"])
        assert text == signs(name.read_bytes().decode("utf-8")), name


def test_the_shipped_documents_are_of_many_kinds_and_half_are_held_out() -> None:
    files = [json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")]
    assert len({labels["kind"] for labels in files}) >= 12
    for suffix in (".txt", ".md"):
        held = [each["held_out"] for each in files if each["document"].endswith(suffix)]
        assert len(held) >= 6 and sum(held) * 2 == len(held)


def test_the_shipped_documents_keep_their_bounds(tmp_path: Path) -> None:
    out, told = tmp_path / "out", StringIO()
    kept = run_eval(
        corpus=[],
        build=pytest.fail,
        embedder=None,  # type: ignore[arg-type]
        console=Console(file=told, width=120),
        datasets=[STRUCTURE],
        out=out,
        gate=THRESHOLDS,
    )
    assert kept, told.getvalue()
    reached = json.loads((out / NAME / "report.json").read_text("utf-8"))["summary"]
    scores = score_structure()
    assert reached == figures(scores)
    assert set(reached) == set(read_thresholds(THRESHOLDS)[NAME])  # each figure has a bound
    console = Console(record=True, width=120)
    print_structure(scores, console)
    assert console.export_text() in told.getvalue()


def test_lost_text_is_bounded_from_above() -> None:
    bounds = {NAME: {"text_lost": 0.0}}
    assert not check(NAME, {"text_lost": 0.0}, bounds)
    assert len(check(NAME, {"text_lost": 0.001}, bounds)) == 1
