"""Questions on a folder of documents, each asked of one of them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from evals.datasets import AnswersMode, Dataset, DatasetError, Question
from evals.read_brief import read_brief
from evals.rows import Row, read_rows, require
from rag.document.model import Document
from rag.reading.library import load_documents

ABSENT = "absent"
"""The type of questions that their document does not answer."""


class _Asked(Row):
    document: str = Field(min_length=1)


def read_library(folder: Path, place: Path | None = None) -> Dataset:
    """Read a folder: ``documents/``, ``questions.jsonl`` and, if it is there, ``held-out.txt``.

    The documents may lie elsewhere, at ``place``; those that nothing is asked of are left out.

    A line of questions has the fields of ``read_brief``; ``document`` is needed, and the question
    is asked of that document alone. For type ``list`` an answer must hold all ``answers``; type
    ``absent``, and no other, has no evidence. ``held-out.txt`` names a document a line: no rule is
    made with a look at what is missed there.

    Raises what ``read_brief`` does, UnreadableDocument for a document that cannot be read, and
    DatasetError for a type that does not fit the evidence and an unknown name in ``held-out.txt``.
    """
    path = folder / "questions.jsonl"
    documents = documents_of(folder) if place is None else _asked_of(path, place)
    dataset = read_brief(path, documents)
    questions = []
    for (number, row), question in zip(read_rows(path, _Asked), dataset.questions, strict=True):
        if question.answerable == (question.type == ABSENT):
            raise DatasetError(
                f"{path}, line {number}, field type: is {question.type!r}; it is {ABSENT!r} "
                "exactly where there is no evidence"
            )
        questions.append(_of_document(question, row.document))
    return replace(
        dataset,
        name=folder.resolve().name,
        questions=tuple(questions),
        within_documents=True,
        held_out=held_out_of(folder, documents),
    )


def documents_of(folder: Path) -> Sequence[Document]:
    """The documents of such a folder.

    Raises DatasetAbsent where it is missing, UnreadableDocument where one cannot be read.
    """
    return load_documents([require(folder / "documents")])


def _asked_of(questions: Path, place: Path) -> Sequence[Document]:
    """The documents at a place that questions are asked of."""
    wanted = {row.document for _, row in read_rows(questions, _Asked)}
    return [document for document in load_documents([require(place)]) if document.id in wanted]


def _of_document(question: Question, document: str) -> Question:
    mode = AnswersMode.ALL if question.type == "list" else question.answers_mode
    return replace(question, document=document, answers_mode=mode)


def held_out_of(folder: Path, documents: Sequence[Document]) -> frozenset[str]:
    """The documents that ``held-out.txt`` in the folder names; none where there is no such file.

    Raises DatasetError for a name that is no document.
    """
    path = folder / "held-out.txt"
    if not path.exists():
        return frozenset()
    names = frozenset(path.read_text("utf-8-sig").split())
    if unknown := sorted(names - {d.id for d in documents}):
        raise DatasetError(f"{path}: {unknown[0]!r} is no document; write an id a line")
    return names
