"""Conversations, and questions of another text, as data sets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.cli import BUNDLED, DIALOGUES
from evals.dataset_kinds import read_dataset
from evals.datasets import DatasetError
from evals.read_dialogues import read_dialogues
from rag.document.model import Document


def test_each_turn_knows_those_before_it(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "talk.jsonl"
    rows = [
        {"dialogue": "a", "question": "Who wrote?", "evidence": ["Ada wrote notes on the engine."]},
        {"dialogue": "a", "question": "And who built?", "answerable": False},
        {"dialogue": "b", "question": "What else?", "answerable": False},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    first, second, third = read_dialogues(path, [document]).questions
    assert (first.before, second.before, third.before) == ((), ("Who wrote?",), ())
    assert first.answerable
    path.write_text('{"question": "Who wrote?"}', "utf-8")
    with pytest.raises(DatasetError, match="line 1, field dialogue"):
        read_dialogues(path, [document])


def test_the_bundled_dialogues_are_labelled(brief: Document) -> None:
    dataset = read_dataset(DIALOGUES, [brief])
    assert len(dataset.questions) >= 30
    assert sum(bool(question.before) for question in dataset.questions) >= 20
    assert any(not question.answerable for question in dataset.questions)


def test_foreign_questions_are_all_to_be_refused(tmp_path: Path, brief: Document) -> None:
    path = tmp_path / "other.json"
    answer = {"text": "Rain", "answer_start": 0}
    item = {"id": "x", "question": "What falls?", "answers": [answer]}
    paragraphs = [{"context": "Rain falls.", "qas": [item]}]
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), "utf-8")
    dataset = read_dataset(f"foreign:{path}@{BUNDLED.removeprefix('brief:')}", [brief])
    assert dataset.documents == (brief,)
    last = dataset.questions[-1]
    assert (last.text, last.type, last.answerable, last.gold) == (
        "What falls?",
        "foreign",
        False,
        (),
    )
    assert len(dataset.questions) == 111
