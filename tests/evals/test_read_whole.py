"""Questions on whole documents: the bundled ones fit their texts, and what is wrong is named."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.cli import LIBRARY
from evals.dataset_kinds import read_dataset
from evals.datasets import DatasetAbsent, DatasetError, GoldSpan
from evals.read_whole import WHOLE, Expects, read_whole
from rag.document.model import Document, Span
from rag.reading.structure import parse_document

ROW = {"id": "1", "question": "summary?", "documents": ["poem"], "expects": "summary"}


@pytest.fixture
def corpus() -> list[Document]:
    return [
        parse_document("A rose is red. A rose is red.", "poem"),
        parse_document("The sea is deep.", "sea"),
    ]


def write(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "whole.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_labels_are_read(tmp_path: Path, corpus: list[Document]) -> None:
    path = write(
        tmp_path,
        ROW
        | {"evidence": ["A rose is red.", "The sea"], "at_least": 1, "documents": ["poem", "sea"]},
        ROW | {"id": "2", "expects": "length", "numbers": [8, 10], "unit": "words", "lang": "de"},
        ROW | {"id": "3", "expects": "date", "values": [["9 May", "05-09"], ["red"]]},
        ROW | {"id": "4", "expects": "authors", "absent": True},
        ROW | {"id": "5", "evidence": ["A rose", "is red."]},
    )
    first, second, third, fourth, fifth = read_whole(path, corpus)
    assert first.evidence == (
        (GoldSpan("poem", Span(0, 14)), GoldSpan("poem", Span(15, 29))),
        (GoldSpan("sea", Span(0, 7)),),
    )
    assert (first.at_least, fifth.at_least) == (1, 2)
    assert (second.numbers, second.unit, second.language) == ((8, 10), "words", "de")
    assert third.values == (("9 May", "05-09"), ("red",))
    assert (fourth.absent, fourth.expects) == (True, Expects.AUTHORS)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"evidence": ["A rose was red."]}, "field evidence: 'A rose was red.' is not in poem"),
        ({"evidence": ["The sea"]}, "field evidence: 'The sea' is not in poem"),
        ({"evidence": [" "]}, "field evidence: ' ' is not in poem"),
        ({"evidence": ["A rose"], "at_least": 2}, "field at_least: is 2, of 1"),
        ({"evidence": ["A rose"], "at_least": 0}, "field at_least"),
        ({"values": [["red"], []]}, "field values: each needs a wording"),
        ({"values": [["red", " "]]}, "field values: each needs a wording"),
        ({"values": [["red"]], "documents": ["song"]}, "field documents: 'song' is not among poem"),
        ({"values": [["red"]], "documents": []}, "field documents"),
        ({"values": [["red"]], "expects": "gist"}, "field expects"),
        ({"values": [["red"]], "id": "1"}, "id '1' is used above"),
        ({}, "give values, numbers or evidence"),
        ({"absent": True, "numbers": [1]}, "or else set absent"),
    ],
)
def test_wrong_lines_are_named(
    tmp_path: Path, corpus: list[Document], row: dict[str, object], message: str
) -> None:
    path = write(tmp_path, ROW | {"absent": True}, ROW | {"id": "2"} | row)
    with pytest.raises(DatasetError, match="line 2") as caught:
        read_whole(path, corpus)
    assert message in str(caught.value)


def test_an_absent_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetAbsent, match="does not exist"):
        read_whole(tmp_path / "nowhere.jsonl", [])


def test_the_bundled_questions(brief: Document) -> None:
    """Every quote stands once in its document, so that where it was taken from is beyond doubt."""
    library = read_dataset(LIBRARY, []).documents
    questions = read_whole(WHOLE, [brief, *library])
    asked = Counter(question.expects for question in questions)
    assert len(questions) >= 150
    assert set(asked) == set(Expects)
    assert len({name for question in questions for name in question.documents}) >= 9
    assert {"en", "de", "zh"} == {question.language for question in questions}
    for question in questions:
        assert all(len(places) == 1 for places in question.evidence), question.id
    sizes = {d.id: len(d.text.split()) for d in (brief, *library)}
    for question in questions:
        if question.unit == "words":
            (document,) = question.documents
            assert question.numbers == (pytest.approx(sizes[document], rel=0.1),)
