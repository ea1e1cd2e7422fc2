"""Labelled sentence ends, and how they are judged."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals.cli import SENTENCES, run_eval
from evals.datasets import DatasetAbsent, DatasetError
from evals.sentence_ends import Case, ends_of_pieces, f1, figures, judge, read_cases

CASES = read_cases(Path(SENTENCES.partition(":")[2]))


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_the_set_holds_all_languages_and_a_part_held_out() -> None:
    counts = Counter(case.language for case in CASES)
    assert set(counts) == {"en", "de", "fr", "es", "ru", "ar", "zh", "ja"}
    assert min(counts.values()) >= 25 and len(CASES) >= 300
    assert 0.3 < sum(case.held_out for case in CASES) / len(CASES) < 0.35
    assert len({case.text for case in CASES}) == len(CASES)


def test_ends_are_where_the_sentences_end(tmp_path: Path) -> None:
    path = written(
        tmp_path / "cases.jsonl",
        {"language": "en", "kind": "plain", "sentences": ["It is.", "It was.", "So."]},
        {"language": "zh", "kind": "plain", "sentences": ["他来了。", "他走了。"]},
        {"language": "zh", "kind": "latin", "sentences": ["It is.", "他。"], "text": "It is. 他。"},
    )
    english, chinese, mixed = read_cases(path)
    assert (english.text, english.ends) == ("It is. It was. So.", {6, 14})
    assert (chinese.text, chinese.ends) == ("他来了。他走了。", {4})
    assert (mixed.text, mixed.ends) == ("It is. 他。", {6})


def test_a_wrong_case_is_named(tmp_path: Path) -> None:
    row = {"language": "en", "kind": "plain", "sentences": ["It is.", "So."]}
    for text in ("It is. No.", "It is. So. More.", "It is. And so. So."):
        path = written(tmp_path / "cases.jsonl", row | {"text": text})
        with pytest.raises(DatasetError, match=r"cases\.jsonl, line 1: "):
            read_cases(path)
    with pytest.raises(DatasetError, match="field sentences"):
        read_cases(written(tmp_path / "cases.jsonl", row | {"sentences": ["It is."]}))
    with pytest.raises(DatasetAbsent):
        read_cases(tmp_path / "absent.jsonl")


def test_figures() -> None:
    cases = [
        Case("en", "plain", "A is. B is. C is.", frozenset({5, 11}), held_out=False),
        Case("de", "plain", "Am 1. Mai. So.", frozenset({10}), held_out=True),
    ]
    found = {"en": [5, 11, 17], "de": [5, 14]}  # all and the end; a false one, and the end
    judged = judge(cases, lambda case: found[case.language])
    assert figures(judged) == {
        "f1": pytest.approx(2 * 2 / (3 + 3)),
        "f1_held_out": 0.0,
        "f1_en": 1.0,
        "f1_de": 0.0,
        "whole": 0.5,
    }
    assert f1([]) == 1.0


def test_pieces_of_another_segmenter() -> None:
    assert ends_of_pieces("A is.  B is. ", ["A is.  ", " ", "B is."]) == [5, 12]
    with pytest.raises(ValueError, match="substring"):
        ends_of_pieces("A is.", ["B is."])


def test_the_command_judges_and_bounds_them(tmp_path: Path) -> None:
    case = {"language": "en", "kind": "plain", "sentences": ["It is.", "Mr. Bo was."]}
    path = written(tmp_path / "mine.jsonl", case)
    bounds = tmp_path / "thresholds.toml"

    def run(f1_bound: float) -> tuple[bool, str]:
        bounds.write_text(f"[mine]\nf1 = {f1_bound}")
        told = StringIO()
        kept = run_eval(
            corpus=[],
            build=pytest.fail,
            embedder=None,  # type: ignore[arg-type]
            console=Console(file=told, width=100),
            datasets=[f"sentences:{path}"],
            out=tmp_path / "reports",
            gate=bounds,
        )
        return kept, told.getvalue()

    kept, told = run(1.0)
    assert kept and "1.000" in told and "all bounds are kept" in told
    assert json.loads((tmp_path / "reports/mine/report.json").read_text())["wrong"] == []
    kept, told = run(1.1)
    assert not kept and "mine: f1 is 1.0000, below the bound 1.1" in told
