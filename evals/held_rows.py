"""The reader's rows that it was not trained on, as questions of documents.

A row's text is a paragraph or two. A document is made of several, of different groups, so that the
text that is asked must be found first; what its own text does not answer, no other text answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path

from evals.datasets import Dataset, GoldSpan, Question
from evals.training.rows import TrainingRow, language_rows
from rag.document.languages import language_of, script_language
from rag.document.model import Document, Span
from rag.reading.structure import parse_document

_TITLE = "# Texts"
_TEXTS = 6  # in a document
_SCRIPTS = {"Chinese": "zh", "Japanese": "ja", "Korean": "ko", "Cyrillic script": "ru"}


def read_held_rows(data: Path) -> Dataset:
    """The held rows in other languages, each asked of a document that holds its text.

    Raises OSError where a file of rows cannot be read.
    """
    rows = language_rows(data)[1]
    documents: list[Document] = []
    places: dict[str, tuple[str, int]] = {}
    for number, texts in enumerate(_shelves(rows)):
        name, text = f"held-{number:03}", "\n\n".join((_TITLE, *texts)) + "\n"
        documents.append(parse_document(text, name))
        places |= {each: (name, text.index(each)) for each in texts}
    questions = tuple(
        _question(f"held-{n}", row, *places[row.context]) for n, row in enumerate(rows)
    )
    return Dataset("held-rows", tuple(documents), questions, within_documents=True)


def _shelves(rows: Sequence[TrainingRow]) -> Iterator[Sequence[str]]:
    """The texts by document: of one language, and of several groups where there are so many."""
    group_of = {row.context: row.group for row in rows}
    by_language: dict[str | None, list[str]] = {}
    for text in group_of:
        by_language.setdefault(language_of(text) or script_language(text), []).append(text)
    for texts in by_language.values():
        texts.sort(key=lambda text: (group_of[text], text))
        count = ceil(len(texts) / _TEXTS)
        yield from (texts[n::count] for n in range(count))


def _question(id: str, row: TrainingRow, document: str, at: int) -> Question:
    gold = tuple((GoldSpan(document, Span(at + a, at + b)),) for a, b in row.spans)
    language = script_language(row.question)
    answers = tuple(row.context[a:b] for a, b in row.spans)
    return Question(
        id,
        row.question,
        "near topic",
        _SCRIPTS.get(language or "", language or _latin(row)),
        row.answerable,
        gold,
        answers,
        document=document,
    )


def _latin(row: TrainingRow) -> str:
    """The language of a question in the Latin alphabet: what its row says, as in ``eu:de-en``."""
    return row.source.rpartition(":")[2].partition("-")[0]
