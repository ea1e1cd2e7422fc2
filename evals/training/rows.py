"""The rows that the reader is trained on: a question, a text, and where the text answers it."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

PUBLIC = "reader/train.jsonl.xz"
"""Where the rows of public question sets lie in the data folder."""

OWN = (
    "reworded-wikipedia.jsonl",
    "reworded-own.jsonl",
    "pairs-wikipedia.jsonl",
    "pairs-wikipedia-2.jsonl",
    "pairs-own.jsonl",
    "briefs-own.jsonl",
    "rules-own.jsonl",
    "stories-own.jsonl",
)
"""Our own rows: questions in other words than the text, and near-topic ones it does not answer."""

LANGUAGES = ("chinese-own.jsonl", "european-own.jsonl")
"""Our own rows in other languages, and across two."""

VALIDATION = "validation.jsonl"
_VALIDATION_SHARE = 32  # one group in so many of the public rows is kept for validation
_LANGUAGES_SHARE = 8  # and of those in other languages, which are few


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A question asked of a text. ``spans`` are the answers' places in ``context``, in characters.

    An answerable row without spans is answered by its context as a whole. All rows of a ``group``
    come from one document. ``language`` is the context's, None for what its words tell.
    """

    source: str
    group: str
    question: str
    context: str
    spans: tuple[tuple[int, int], ...]
    answerable: bool
    language: str | None = "en"


def read_rows(path: Path, data: Path) -> Iterator[TrainingRow]:
    """The rows of a JSON Lines file, which may be compressed by xz.

    A context is the text itself, or where it stands in a file of the folder ``data``: ``part`` is
    the row of training rows, the paragraph of SQuAD, or 0; white space counts as one space.

    Raises OSError where a file cannot be read, ValueError for a row whose answer is not at its
    place.
    """
    content = path.read_bytes()
    text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode()
    for number, line in enumerate(text.split("\n"), start=1):
        if line:
            yield _row(json.loads(line), f"{path}:{number}", data)


def public_rows(data: Path) -> tuple[list[TrainingRow], list[TrainingRow]]:
    """The public rows in two parts, for training and for validation; no document is in both."""
    training: list[TrainingRow] = []
    validation: list[TrainingRow] = []
    for row in read_rows(data / PUBLIC, data):
        (validation if is_held(row.group, _VALIDATION_SHARE) else training).append(row)
    return training, validation


def language_rows(data: Path) -> tuple[list[TrainingRow], list[TrainingRow]]:
    """Our own rows in other languages in two parts; no document is in both."""
    training: list[TrainingRow] = []
    validation: list[TrainingRow] = []
    for row in own_rows(data, LANGUAGES):
        part = validation if is_held(row.group, _LANGUAGES_SHARE) else training
        part.append(replace(row, language=None))
    return training, validation


def own_rows(data: Path, names: Sequence[str] = OWN) -> list[TrainingRow]:
    """The rows of our own that lie beside this module."""
    here = Path(__file__).parent
    return [row for name in names for row in read_rows(here / name, data)]


def data_sha256(data: Path, names: Sequence[str] = (*OWN, VALIDATION)) -> dict[str, str]:
    """The hash of each file of rows, by its name: the public ones', and those of our own."""
    here = Path(__file__).parent
    paths = [data / PUBLIC, *(here / name for name in names)]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def is_held(group: str, share: int) -> bool:
    """Whether a document is kept for validation, as one in ``share`` is."""
    return hashlib.sha256(group.encode()).digest()[0] % share == 0


def _row(values: dict[str, Any], where: str, data: Path) -> TrainingRow:
    context = values["context"]
    if not isinstance(context, str):
        text = _texts(data / context["file"])[context["part"]]
        context = " ".join(text[context["start"] : context["end"]].split())
    spans = []
    for answer in values["answers"]:
        start, said = int(answer["start"]), answer["text"]
        if context[start : start + len(said)] != said:
            raise ValueError(f"{where}: {said!r} does not stand at {start} of the context")
        spans.append((start, start + len(said)))
    return TrainingRow(
        values["source"],
        values["group"],
        values["question"],
        context,
        tuple(spans),
        bool(values["answerable"]),
    )


@lru_cache(maxsize=16)
def _texts(path: Path) -> Sequence[str]:
    """The texts of a file: contexts of training rows, paragraphs of SQuAD, or the text itself."""
    if path.suffix == ".xz":
        lines = lzma.decompress(path.read_bytes()).decode().splitlines()
        return [json.loads(line)["context"] for line in lines if line]
    if path.suffix == ".json":
        articles = json.loads(path.read_text("utf-8"))["data"]
        return [part["context"] for article in articles for part in article["paragraphs"]]
    return [path.read_text("utf-8")]
