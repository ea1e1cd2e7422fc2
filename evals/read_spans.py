"""Span sets: ``questions.jsonl`` with character spans over long texts beside it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from evals.datasets import Dataset, DatasetAbsent, DatasetError, GoldSpan, Question
from evals.rows import Row, read_rows
from rag.document.model import Document, Span
from rag.reading.files import read_metadata, read_text
from rag.reading.structure import parse_document


class _Reference(Row):
    content: str
    start_index: int = Field(ge=0)
    end_index: int = Field(ge=0)


class _SpanRow(Row):
    question: str = Field(min_length=1)
    corpus: str = Field(min_length=1)
    references: tuple[_Reference, ...] = Field(min_length=1)


def read_spans(folder: Path) -> Dataset:
    """Read a folder in the layout of Chroma's chunking evaluation (Smith and Troynikov 2024).

    ``corpus`` names the text ``<corpus>.md`` in the folder; the references of a question are its
    evidence, together; its type is the corpus.

    Raises DatasetAbsent where a file is missing, and DatasetError for a wrong field or a span
    that does not hold its ``content``.
    """
    path = folder / "questions.jsonl"
    documents: dict[str, Document] = {}
    questions = []
    for number, row in read_rows(path, _SpanRow):
        where = f"{path}, line {number}"
        if row.corpus not in documents:
            documents[row.corpus] = _document(folder / f"{row.corpus}.md", where)
        text = documents[row.corpus].text
        gold = tuple(GoldSpan(row.corpus, _checked(r, text, where)) for r in row.references)
        questions.append(
            Question(f"{row.corpus}-{number}", row.question, row.corpus, "en", True, (gold,))
        )
    return Dataset(folder.resolve().name, tuple(documents.values()), tuple(questions))


def _document(path: Path, where: str) -> Document:
    if not path.exists():
        raise DatasetAbsent(f"{path}: does not exist, but {where}, field corpus, names it")
    # Its offsets are those of the files as they are, so Markdown is read as plain text.
    return parse_document(read_text(path), path.stem, read_metadata(path))


def _checked(reference: _Reference, text: str, where: str) -> Span:
    start, end = reference.start_index, reference.end_index
    if start >= end or text[start:end] != reference.content:
        raise DatasetError(
            f"{where}: [{start}, {end}) holds {text[start:end]!r}, not {reference.content!r}; "
            "offsets count code points from 0"
        )
    return Span(start, end)
