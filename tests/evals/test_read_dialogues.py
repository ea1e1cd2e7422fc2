"""Conversations, and questions of another text, as data sets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.cli import BUNDLED, DIALOGUES
from evals.dataset_kinds import read_dataset
from evals.datasets import SMALL_TALK, DatasetError
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


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (
            [{"dialogue": "a", "question": "Who?"}, {"dialogue": "b", "question": "When?"}] * 2,
            "line 3, field dialogue: the turns of 'a' stand apart",
        ),
        (
            [
                {"dialogue": "a", "question": "Who?"},
                {"dialogue": "a", "question": "When?", "document": "doc"},
            ],
            "line 2, field document: 'a' asks None above",
        ),
        (
            [
                {
                    "dialogue": "a",
                    "question": "Hi",
                    "type": "small-talk",
                    "evidence": ["Ada wrote notes on the engine."],
                }
            ],
            "line 1, field evidence: small-talk asks for nothing",
        ),
        ([{"dialogue": "a", "question": "Who?", "document": "other"}], "'other' is not among doc"),
    ],
)
def test_dialogues_that_are_wrong(
    tmp_path: Path, document: Document, rows: list[dict[str, object]], wrong: str
) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    with pytest.raises(DatasetError, match=wrong):
        read_dialogues(path, [document])


def test_dialogues_about_the_documents_of_a_library(tmp_path: Path, document: Document) -> None:
    library = tmp_path / "library"
    (library / "documents").mkdir(parents=True)
    for name in ("sea", "sky", "sun"):
        (library / "documents" / f"{name}.txt").write_text(f"The {name} is wide.", "utf-8")
    (library / "held-out.txt").write_text("sky\nsun\n", "utf-8")
    rows = [
        {"dialogue": "a", "question": "Who wrote?", "evidence": ["Ada wrote notes on the engine."]},
        {
            "dialogue": "b",
            "question": "Is it?",
            "document": "sky",
            "evidence": ["The sky is wide."],
        },
        {"dialogue": "b", "question": "Why?", "document": "sky"},
    ]
    path = tmp_path / "talk.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    dataset = read_dialogues(path, [document])
    assert [d.id for d in dataset.documents] == ["doc", "sky"]
    assert [q.document for q in dataset.questions] == ["doc", "sky", "sky"]
    assert dataset.held_out == {"sky"}
    assert dataset.within_documents


def test_the_bundled_dialogues_are_labelled(brief: Document) -> None:
    dataset = read_dataset(DIALOGUES, [brief])
    assert len(dataset.questions) >= 160
    assert len(dataset.documents) >= 6
    assert sum(bool(question.before) for question in dataset.questions) >= 120
    held_out = [q for q in dataset.questions if q.document in dataset.held_out]
    assert len(held_out) >= 40
    assert len({q.document for q in held_out}) >= 2
    refused = [q for q in dataset.questions if not q.answerable and q.type != SMALL_TALK]
    assert len(refused) >= len(dataset.questions) / 10


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
