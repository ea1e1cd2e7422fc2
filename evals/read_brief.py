"""Questions on one's own briefs: one JSON object a line, evidence quoted from the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from pathlib import Path

from pydantic import Field

from evals.datasets import AnswersMode, Dataset, DatasetError, GoldSpan, Question
from evals.rows import Row, read_rows
from rag.document.model import Document, Span

# A quote found this often says too little about where the answer stands.
_MOST_PLACES = 64


class _BriefRow(Row):
    question: str = Field(min_length=1)
    id: str | None = None
    type: str = "fact"
    lang: str = "en"
    document: str | None = None
    evidence: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    answers: tuple[str, ...] = ()
    answerable: bool | None = None


def read_brief(path: Path, corpus: Sequence[Document]) -> Dataset:
    """Read a JSONL file of questions on the documents of ``corpus``.

    Each line holds ``question`` and, where the corpus answers it, ``evidence``: the sentences that
    together answer, quoted to the character. Optional are ``id``, ``type`` (for type ``multi`` an
    answer must hold all ``answers``, otherwise any), ``lang``, ``document`` (an id, where quotes
    may only be looked up there), ``alternatives`` (other sets of sentences that answer),
    ``answers`` and ``answerable`` (without it: whether there is evidence). A quote that stands in
    several places is right in each.

    Raises DatasetAbsent for a missing file, and DatasetError naming file, line and what is wrong:
    a field, a quote that is not in the text, an id used twice.
    """
    questions: dict[str, Question] = {}
    for number, row in read_rows(path, _BriefRow):
        where = f"{path}, line {number}"
        question = _question(row, number, where, corpus)
        if question.id in questions:
            raise DatasetError(f"{where}: id {question.id!r} is used above; give it another")
        questions[question.id] = question
    if not questions:
        raise DatasetError(f"{path}: holds no question; `--sample 20` prints lines to start from")
    return Dataset(path.stem, tuple(corpus), tuple(questions.values()))


def _question(row: _BriefRow, number: int, where: str, corpus: Sequence[Document]) -> Question:
    if not row.question.strip():
        raise DatasetError(f"{where}, field question: is empty; write one or drop the line")
    answerable = bool(row.evidence) if row.answerable is None else row.answerable
    if answerable and not row.evidence:
        raise DatasetError(
            f"{where}, field evidence: is empty; quote the sentences that answer, "
            "or set answerable to false"
        )
    documents = [d for d in corpus if row.document in (None, d.id)]
    if not documents:
        known = ", ".join(d.id for d in corpus) or "none"
        raise DatasetError(f"{where}, field document: {row.document!r} is not among {known}")
    sets = (row.evidence, *row.alternatives) if answerable else ()
    return Question(
        id=row.id or f"line-{number}",
        text=row.question,
        type=row.type,
        language=row.lang,
        answerable=answerable,
        gold=tuple(found for quotes in sets for found in _locate(quotes, documents, where)),
        answers=row.answers,
        answers_mode=AnswersMode.ALL if row.type == "multi" else AnswersMode.ANY,
    )


def _locate(
    quotes: tuple[str, ...], documents: Sequence[Document], where: str
) -> list[tuple[GoldSpan, ...]]:
    """Every choice of one place for each quote, in reading order."""
    places = [places_of(quote, documents) for quote in quotes]
    for quote, found in zip(quotes, places, strict=True):
        if not found:
            names = ", ".join(d.id for d in documents)
            raise DatasetError(
                f"{where}: the quote {quote!r} is not in {names}; copy it from the text "
                "to the character, quotation marks and spaces included"
            )
    if prod(map(len, places)) > _MOST_PLACES:
        raise DatasetError(f"{where}: {quotes!r} stand in too many places; quote whole sentences")
    return list(product(*places))


def places_of(quote: str, documents: Sequence[Document]) -> list[GoldSpan]:
    """Everywhere that a quote stands in the documents; nowhere for one of white space."""
    found = []
    for document in documents:
        start = document.text.find(quote) if quote.strip() else -1
        while start >= 0:
            found.append(GoldSpan(document.id, Span(start, start + len(quote))))
            start = document.text.find(quote, start + 1)
    return found
