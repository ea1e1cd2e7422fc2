"""Conversations about one's own briefs: each turn labelled as a question of ``read_brief`` is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from evals.datasets import Dataset, Question
from evals.read_brief import read_brief
from evals.rows import Row, read_rows
from rag.document.model import Document


class _Place(Row):
    dialogue: str = Field(min_length=1)


def read_dialogues(path: Path, corpus: Sequence[Document]) -> Dataset:
    """Read a JSONL file of turns: the fields of ``read_brief`` and the name of the ``dialogue``.

    Turns of one dialogue follow each other in the file. Raises what ``read_brief`` does.
    """
    dataset = read_brief(path, corpus)
    names = [row.dialogue for _, row in read_rows(path, _Place)]
    before: dict[str, tuple[str, ...]] = {}
    questions: list[Question] = []
    for name, question in zip(names, dataset.questions, strict=True):
        questions.append(replace(question, before=before.get(name, ())))
        before[name] = (*before.get(name, ()), question.text)
    return replace(dataset, questions=tuple(questions))
