"""Folders of documents with questions, each asked of one document alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals.baselines import bm25
from evals.cli import LIBRARY
from evals.dataset_kinds import read_dataset
from evals.datasets import AnswersMode, Dataset, DatasetAbsent, DatasetError, Question
from evals.report_table import print_report
from evals.run import evaluate
from evals.systems import AnswerRecord, Chunk, Hit, SearchesWithin, Unit

SEA = "# The sea\n\n## Colour\n\nBlue on most days.\n\n## Animals\n\n- whales\n- crabs\n"
ROSE = "# The rose\n\n## Colour\n\nRed on most days.\n"


def library(folder: Path, *rows: object, held_out: str | None = None) -> Path:
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "sea.md").write_text(SEA, "utf-8")
    (folder / "documents" / "rose.md").write_text(ROSE, "utf-8")
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "questions.jsonl").write_text(lines, "utf-8")
    if held_out is not None:
        (folder / "held-out.txt").write_text(held_out, "utf-8")
    return folder


BLUE = {
    "id": "blue",
    "document": "sea",
    "question": "Which colour?",
    "type": "heading",
    "evidence": ["Blue on most days."],
    "answers": ["Blue"],
}
RED = BLUE | {
    "id": "red",
    "document": "rose",
    "evidence": ["Red on most days."],
    "answers": ["Red"],
}
BEASTS = {
    "id": "beasts",
    "document": "sea",
    "question": "Which animals?",
    "type": "list",
    "evidence": ["whales", "crabs"],
    "answers": ["whales", "crabs"],
}
DEPTH = {"id": "depth", "document": "sea", "question": "How deep is it?", "type": "absent"}


def test_questions_are_on_one_document(tmp_path: Path) -> None:
    folder = library(tmp_path / "shelf", BLUE, RED, BEASTS, DEPTH, held_out="rose\n")
    dataset = read_dataset(f"library:{folder}", [])
    assert dataset.name == "shelf"
    assert [d.id for d in dataset.documents] == ["rose", "sea"]
    assert [q.document for q in dataset.questions] == ["sea", "rose", "sea", "sea"]
    assert [q.answerable for q in dataset.questions] == [True, True, True, False]
    blue, _, beasts, _ = dataset.questions
    ((span,),) = blue.gold
    assert (span.document, span.span.of(dataset.texts()["sea"])) == ("sea", "Blue on most days.")
    assert (blue.answers_mode, beasts.answers_mode) == (AnswersMode.ANY, AnswersMode.ALL)
    assert dataset.held_out == {"rose"}
    halves = dataset.halves()
    assert [q.id for q in halves["looked_at"].questions] == ["blue", "beasts", "depth"]
    assert [q.id for q in halves["held_out"].questions] == ["red"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({k: v for k, v in BLUE.items() if k != "document"}, "line 2, field document"),
        (BLUE | {"id": "2", "document": "moon"}, "line 2, field document: 'moon' is not among"),
        (BLUE | {"id": "2", "document": "rose"}, "line 2: the quote 'Blue on most days.'"),
        (BLUE | {"id": "2", "type": "absent"}, "line 2, field type: is 'absent'"),
        (DEPTH | {"id": "2", "type": "plain"}, "line 2, field type: is 'plain'"),
    ],
)
def test_wrong_lines_are_named(tmp_path: Path, row: object, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        read_dataset(f"library:{library(tmp_path / 'shelf', RED, row)}", [])


def test_what_is_wrong_with_a_folder_is_named(tmp_path: Path) -> None:
    folder = library(tmp_path / "shelf", BLUE, held_out="rose\nmoon")
    with pytest.raises(DatasetError, match=r"held-out\.txt: 'moon' is no document"):
        read_dataset(f"library:{folder}", [])
    (folder / "questions.jsonl").unlink()
    with pytest.raises(DatasetAbsent, match=r"questions\.jsonl: does not exist"):
        read_dataset(f"library:{folder}", [])
    with pytest.raises(DatasetAbsent, match="documents: does not exist"):
        read_dataset(f"library:{tmp_path / 'nowhere'}", [])


@dataclass(frozen=True, slots=True)
class Within:
    """A system that can look into one document, and finds nothing anywhere else."""

    name: str
    units: Sequence[Unit]

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        return [[] for _ in questions]

    def search_within(self, question: str, document: str, top_k: int) -> list[Hit]:
        return [Hit(u.document, u.span, 1.0, u.id) for u in self.units if u.document == document]


@dataclass(frozen=True, slots=True)
class OnlyTheSea:
    """An answerer that knows the sea's colour and refuses everything else."""

    def answer(self, question: Question) -> AnswerRecord:
        if question.id == "blue":
            return AnswerRecord(True, 0.9, "Blue on most days.", ())
        return AnswerRecord(False, 0.1, "No.", ())


@pytest.fixture
def shelf(tmp_path: Path) -> Dataset:
    folder = library(tmp_path / "shelf", BLUE, RED, BEASTS, DEPTH, held_out="rose")
    return read_dataset(f"library:{folder}", [])


def units_of(dataset: Dataset) -> list[Chunk]:
    return [
        Chunk(f"{d.id}/{p.span.start}", d.id, p.span)
        for d in dataset.documents
        for _, p in d.paragraphs()
    ]


def test_other_documents_are_not_searched(shelf: Dataset) -> None:
    """Both colours share their words, so that over all documents each would find the other's."""
    units = units_of(shelf)
    asked = replace(shelf.questions[0], text="on most days")
    dataset = replace(shelf, questions=(asked, replace(asked, id="other", document="rose")))
    system = bm25(units, shelf.texts())
    assert not isinstance(system, SearchesWithin)
    (found,) = evaluate(dataset, [system]).systems
    assert {hit.document for hit in found.hits["blue"]} == {"sea"}
    assert {hit.document for hit in found.hits["other"]} == {"rose"}
    (found,) = evaluate(replace(dataset, within_documents=False), [system]).systems
    assert {hit.document for hit in found.hits["blue"]} == {"sea", "rose"}
    (found,) = evaluate(dataset, [Within("within", units)]).systems
    assert {hit.document for hit in found.hits["other"]} == {"rose"}


def test_figures_of_the_halves(shelf: Dataset) -> None:
    evaluation = evaluate(shelf, [Within("within", units_of(shelf))], answerer=OnlyTheSea())
    figures = evaluation.summary()
    assert figures["answer_correct"] == pytest.approx(1 / 3)
    assert figures["answer_correct_looked_at"] == 0.5
    assert figures["answer_correct_held_out"] == 0.0
    assert figures["refused_answerable_looked_at"] == 0.5
    assert figures["refused_answerable_held_out"] == 1.0
    assert figures["refused_absent_looked_at"] == 1.0
    assert "refused_absent_held_out" not in figures
    assert figures["refusal_auroc_looked_at"] == 0.75
    console = Console(file=StringIO(), width=120, force_terminal=False)
    print_report(evaluation, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert "held out" in printed
    console = Console(file=StringIO(), width=120, force_terminal=False)
    print_report(replace(evaluation, dataset=replace(shelf, held_out=frozenset())), console)
    assert "held out" not in console.file.getvalue()  # type: ignore[attr-defined]


def test_the_bundled_library() -> None:
    dataset = read_dataset(LIBRARY, [])
    asked = Counter(q.type for q in dataset.questions)
    assert len(dataset.documents) >= 12
    assert len(dataset.questions) >= 200
    assert asked["heading"] >= 60
    assert asked["reworded"] >= 30
    assert 0.35 < asked["absent"] / asked.total() < 0.45
    for question in dataset.questions:
        text = dataset.texts()[str(question.document)].casefold()
        assert all(answer.casefold() in text for answer in question.answers), question.id
        assert question.answerable == bool(question.answers), question.id
    halves = {name: len(half.questions) for name, half in dataset.halves().items()}
    assert min(halves.values()) > 0.4 * len(dataset.questions)
