"""Conversations about one's own briefs: each turn labelled as a question of ``read_brief`` is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from evals.datasets import SMALL_TALK, Dataset, DatasetError, Question
from evals.read_brief import read_brief
from evals.read_library import documents_of, held_out_of
from evals.rows import Row, read_rows
from rag.document.model import Document


class _Place(Row):
    dialogue: str = Field(min_length=1)
    document: str | None = None


def read_dialogues(path: Path, corpus: Sequence[Document]) -> Dataset:
    """Read a JSONL file of turns: the fields of ``read_brief`` and the name of the ``dialogue``.

    Turns of one dialogue follow each other in the file. A turn of the type ``small-talk`` asks for
    nothing. Where a folder ``library`` stands beside the file, as ``read_library`` takes one, its
    documents may be asked too: ``document`` names the one that a dialogue is asked of, the only
    one of ``corpus`` where it is left out.

    Raises what ``read_brief`` and ``read_library`` do, and DatasetError for turns of a dialogue
    that stand apart or ask several documents, and for small talk with evidence.
    """
    library = path.parent / "library"
    others = documents_of(library) if library.exists() else ()
    dataset = read_brief(path, [*corpus, *others])
    alone = corpus[0].id if others and len(corpus) == 1 else None
    before: dict[str, tuple[str, ...]] = {}
    questions: list[Question] = []
    asked = dict[str, str | None]()
    last = None
    for (number, row), question in zip(read_rows(path, _Place), dataset.questions, strict=True):
        where, name = f"{path}, line {number}", row.dialogue
        if name in before and name != last:
            raise DatasetError(f"{where}, field dialogue: the turns of {name!r} stand apart")
        document = row.document or alone
        if asked.setdefault(name, document) != document:
            raise DatasetError(f"{where}, field document: {name!r} asks {asked[name]!r} above")
        if question.type == SMALL_TALK and question.answerable:
            raise DatasetError(f"{where}, field evidence: {SMALL_TALK} asks for nothing")
        earlier = before.get(name, ())
        questions.append(replace(question, before=earlier, document=document))
        before[name], last = (*earlier, question.text), name
    return _only_asked(replace(dataset, questions=tuple(questions)), corpus, library, others)


def _only_asked(
    dataset: Dataset, corpus: Sequence[Document], library: Path, others: Sequence[Document]
) -> Dataset:
    """The data set with those documents of the library that are asked, and who is held out."""
    if not others:
        return dataset
    asked = {question.document for question in dataset.questions}
    used = tuple(document for document in others if document.id in asked)
    return replace(
        dataset,
        documents=(*corpus, *used),
        within_documents=all(asked),
        held_out=held_out_of(library, others) & asked,
    )
