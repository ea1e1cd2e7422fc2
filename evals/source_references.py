"""How well source references are read: precision and recall on labelled documents.

A reference counts as right where its span, its name (without case) and its date are those of a
label. ``references/labels.jsonl`` says what each document cites; a third of the labels, in whole
documents, is held out: no rule was made with a look at what was missed there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.datasets import DatasetError
from evals.rows import Row, read_rows, require
from rag.document.model import Document
from rag.reading.files import read_metadata, read_text
from rag.reading.structure import parse_document

FOLDER = Path(__file__).parent / "references"

_Key = tuple[int, int, str | None, str]


class _Label(Row):
    document: str
    raw: str
    start: int
    name: str | None
    date: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class ReferenceScore:
    """How many references of a document are labelled, are read, and are read as labelled."""

    document: str
    held_out: bool
    labelled: int
    read: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0


def score_references(folder: Path = FOLDER) -> list[ReferenceScore]:
    """A score for each labelled document.

    Raises DatasetAbsent for a missing file, and DatasetError for a label that is not in its text.
    """
    labels = _labels(folder)
    scores = []
    for (name, held_out), expected in labels.items():
        read = Counter(_keys(_read(folder / name)))
        right = (read & expected).total()
        scores.append(ReferenceScore(name, held_out, expected.total(), read.total(), right))
    return scores


def pooled(name: str, scores: Iterable[ReferenceScore]) -> ReferenceScore:
    """The scores of several documents as one."""
    every = list(scores)
    return ReferenceScore(
        name,
        all(score.held_out for score in every),
        sum(score.labelled for score in every),
        sum(score.read for score in every),
        sum(score.right for score in every),
    )


def _labels(folder: Path) -> Mapping[tuple[str, bool], Counter[_Key]]:
    found: dict[tuple[str, bool], Counter[_Key]] = {}
    texts: dict[str, str] = {}
    path = folder / "labels.jsonl"
    for number, label in read_rows(path, _Label):
        if label.document not in texts:
            texts[label.document] = _read(folder / label.document).text
        end = label.start + len(label.raw)
        if texts[label.document][label.start : end] != label.raw:
            raise DatasetError(f"{path}, line {number}, field raw: does not stand at start")
        counted = found.setdefault((label.document, label.held_out), Counter())
        counted[label.start, end, _folded(label.name), label.date] += 1
    return found


def _read(path: Path) -> Document:
    """The document as it is printed: the labels give offsets of the file, marks included."""
    return parse_document(read_text(require(path)), path.stem, read_metadata(path))


def _keys(document: Document) -> Iterable[_Key]:
    for one in document.references:
        yield one.span.start, one.span.end, _folded(one.outlet), one.date


def _folded(name: str | None) -> str | None:
    return name.casefold() if name is not None else None
