"""How near what is read of a file comes to the text that is expected of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from rapidfuzz.distance import Indel

from rag.document.model import BlockKind
from rag.reading.blocks import Reading


@dataclass(frozen=True, slots=True)
class ReaderScore:
    """``text`` is the similarity of the words in their order, from 0 to 1; ``headings`` and
    ``cells`` are F1, None where neither text has any."""

    file: str
    text: float
    headings: float | None
    cells: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Over files: the median and the least similarity, and F1 over all headings and cells."""

    files: int
    text_median: float
    text_least: float
    headings: float
    cells: float


def score(file: str, found: Reading, expected: Reading) -> ReaderScore:
    """Compare what was read with what is expected; marks and white space do not count."""
    similarity = Indel.normalized_similarity(_words(found.text), _words(expected.text))
    return ReaderScore(
        file,
        similarity,
        _f1(Counter(_headings(found)), Counter(_headings(expected))),
        _f1(Counter(_cells(found)), Counter(_cells(expected))),
    )


def figures(scores: Iterable[ReaderScore]) -> Figures:
    """The figures over files, of which there is at least one."""
    scores = list(scores)
    texts = [each.text for each in scores]
    headings = [each.headings for each in scores if each.headings is not None]
    cells = [each.cells for each in scores if each.cells is not None]
    return Figures(len(texts), median(texts), min(texts), _mean(headings), _mean(cells))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text).split()


def _headings(reading: Reading) -> list[str]:
    heads = (each for each in reading.blocks if each.heading)
    return [" ".join(_words(each.span.of(reading.text))) for each in heads]


def _cells(reading: Reading) -> list[str]:
    rows = (each for each in reading.blocks if each.kind is BlockKind.ROW)
    cells = (cell for each in rows for cell in each.span.of(reading.text).split(" | "))
    return [words for cell in cells if (words := " ".join(_words(cell)))]


def _f1(found: Counter[str], expected: Counter[str]) -> float | None:
    if not found and not expected:
        return None
    return 2 * (found & expected).total() / (found.total() + expected.total())
