"""A BEIR folder: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from evals.datasets import Dataset, DatasetError, GoldSpan, Question
from evals.rows import Row, read_rows, require
from rag.document.model import Document, Metadata, Paragraph, Passage, Section, SectionKind, Span
from rag.reading.sentences import split_sentences


class _Text(Row):
    id: str = Field(alias="_id", min_length=1)
    title: str = ""
    text: str


def read_beir(folder: Path) -> Dataset:
    """Read a folder in the layout of BEIR (Thakur et al. 2021).

    Each entry of the corpus is a document and one passage: its title, a blank line, its text (as
    BEIR embeds them). Gold of a question is every document judged above 0, whole, in one evidence
    set, with the judgement as grade. Only judged questions are asked, as BEIR does.

    Raises DatasetAbsent where one of the files is missing, and DatasetError for a wrong row or a
    judgement on a document or query that does not exist.
    """
    path = folder / "qrels" / "test.tsv"
    texts = {row.id: row for _, row in read_rows(folder / "corpus.jsonl", _Text)}
    queries = {row.id: row.text for _, row in read_rows(folder / "queries.jsonl", _Text)}
    made = [_document(row) for row in texts.values() if (row.title + row.text).strip()]
    lengths = {document.id: len(document.text) for document, _ in made}
    questions = tuple(
        _question(query, queries[query], judged, lengths)
        for query, judged in _judgements(path, queries, texts).items()
    )
    return Dataset(
        folder.resolve().name, tuple(d for d, _ in made), questions, tuple(p for _, p in made)
    )


def _document(row: _Text) -> tuple[Document, Passage]:
    head = f"{row.title}\n\n" if row.title and row.text else row.title
    text = head + row.text
    whole = Span(0, len(text))
    body = Span(len(head), len(text)) if row.text else whole
    sentences = split_sentences(text, body)
    heading = Span(0, len(row.title)) if row.title and row.text else None
    section = Section(
        row.title or row.id, SectionKind.BODY, heading, whole, (Paragraph(1, body, sentences),)
    )
    document = Document(
        row.id, row.title or row.id, text, Metadata(title=row.title or None), (), (section,), (), ()
    )
    return document, Passage(row.id, row.id, 0, 1, whole, sentences)


def _question(
    id: str, text: str, judged: Mapping[str, int], lengths: Mapping[str, int]
) -> Question:
    gold = tuple(
        GoldSpan(document, Span(0, lengths[document]), grade)
        for document, grade in judged.items()
        if grade > 0 and lengths.get(document)
    )
    return Question(id, text, "query", "en", bool(gold), (gold,) if gold else ())


def _judgements(
    path: Path, queries: Mapping[str, str], texts: Mapping[str, _Text]
) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    with require(path).open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            where = f"{path}, line {number}"
            if number == 1 and row[-1:] == ["score"]:
                continue
            if len(row) != 3 or not row[2].lstrip("-").isdigit():
                raise DatasetError(f"{where}: {row!r} is not query, document, whole-number score")
            query, document, score = row
            if query not in queries:
                raise DatasetError(f"{where}: query {query!r} is not in queries.jsonl")
            if document not in texts:
                raise DatasetError(f"{where}: document {document!r} is not in corpus.jsonl")
            judged.setdefault(query, {})[document] = int(score)
    return judged
