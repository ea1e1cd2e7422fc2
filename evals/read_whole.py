"""Questions on what a whole document is and says, with what a program can judge of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from evals.datasets import DatasetError, GoldSpan
from evals.read_brief import places_of
from evals.rows import Row, read_rows
from rag.document.model import Document

WHOLE = Path(__file__).parent / "whole.jsonl"
"""The bundled questions, on the bundled brief and the documents of the bundled library."""


class Expects(StrEnum):
    """What kind of answer a question asks for."""

    ABOUT = "about"
    SUMMARY = "summary"
    POINTS = "points"
    SECTION = "section"
    TITLE = "title"
    AUTHORS = "authors"
    DATE = "date"
    PUBLICATION = "publication"
    LANGUAGE = "language"
    LENGTH = "length"
    COUNT = "count"
    SOURCES = "sources"
    LIST = "list"
    SUPERLATIVE = "superlative"
    THRESHOLD = "threshold"
    COMPARE = "compare"
    SEVERAL = "several"
    UNIT = "unit"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class WholeQuestion:
    """A question on ``documents``, and what a right answer holds.

    ``values`` are what it must say, each in one of the wordings given; one of ``numbers`` must be
    in it, where there are any, in figures; ``unit`` is what they count. ``evidence`` are quotes,
    each with all places where it stands, of which ``at_least`` so many must be quoted; of a
    question for yes or no they decide, and the answer must begin with one. Where
    ``absent``, the documents do not tell, and there is none of these.
    """

    id: str
    text: str
    language: str
    documents: tuple[str, ...]
    expects: Expects
    values: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    unit: str | None
    evidence: tuple[tuple[GoldSpan, ...], ...]
    at_least: int
    absent: bool


class _WholeRow(Row):
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    lang: str = "en"
    documents: tuple[str, ...] = Field(min_length=1)
    expects: Expects
    values: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    unit: str | None = None
    evidence: tuple[str, ...] = ()
    at_least: int | None = Field(None, ge=1)
    absent: bool = False


def read_whole(path: Path, documents: Sequence[Document]) -> tuple[WholeQuestion, ...]:
    """Read a JSONL file of questions on whole documents, among those given.

    Raises DatasetAbsent for a missing file, and DatasetError naming file, line and what is wrong:
    a field, an id used twice, a document that is not there, a quote that is in none of the
    question's documents, and a line by which no answer, or no refusal, can be judged.
    """
    by_id = {document.id: document for document in documents}
    questions: dict[str, WholeQuestion] = {}
    for number, row in read_rows(path, _WholeRow):
        where = f"{path}, line {number}"
        if row.id in questions:
            raise DatasetError(f"{where}: id {row.id!r} is used above; give it another")
        questions[row.id] = _question(row, where, by_id)
    return tuple(questions.values())


def _question(row: _WholeRow, where: str, documents: dict[str, Document]) -> WholeQuestion:
    for name in row.documents:
        if name not in documents:
            known = ", ".join(documents) or "none"
            raise DatasetError(f"{where}, field documents: {name!r} is not among {known}")
    _require_judgeable(row, where)
    asked = [documents[name] for name in row.documents]
    return WholeQuestion(
        id=row.id,
        text=row.question,
        language=row.lang,
        documents=row.documents,
        expects=row.expects,
        values=row.values,
        numbers=row.numbers,
        unit=row.unit,
        evidence=tuple(_placed(quote, asked, where) for quote in row.evidence),
        at_least=len(row.evidence) if row.at_least is None else row.at_least,
        absent=row.absent,
    )


def _require_judgeable(row: _WholeRow, where: str) -> None:
    if bool(row.values or row.numbers or row.evidence) == row.absent:
        raise DatasetError(f"{where}: give values, numbers or evidence, or else set absent to true")
    if not all(wordings and all(map(str.strip, wordings)) for wordings in row.values):
        raise DatasetError(f"{where}, field values: each needs a wording, and none may be empty")
    if row.at_least is not None and row.at_least > len(row.evidence):
        raise DatasetError(
            f"{where}, field at_least: is {row.at_least}, of {len(row.evidence)} quotes"
        )


def _placed(quote: str, documents: Sequence[Document], where: str) -> tuple[GoldSpan, ...]:
    places = tuple(places_of(quote, documents))
    if not places:
        names = ", ".join(document.id for document in documents)
        raise DatasetError(
            f"{where}, field evidence: {quote!r} is not in {names}; copy it to the character"
        )
    return places
