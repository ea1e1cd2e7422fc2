"""Which passages of a segment hold a term, and which stand under a heading that does.

    posting_rows.npy    [postings] uint32, the rows that hold each term, ascending, term after term
    posting_counts.npy  [postings] uint16, how often each of them holds it
    heading_runs.npy    [runs, 2] uint32, first row and the one behind, term after term
    lengths.npy         [passages] uint32, the number of terms of each passage

They are memory-mapped. The terms, and where their rows begin, stand in ``contents.py``'s database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.contents import headings_over, insert_headings, insert_terms
from index.growing_arrays import GrowingArray, growing_array
from rag.document.model import Document, Passage
from rag.question.terms import terms

POSTING_FILES = (
    "posting_rows.npy",
    "posting_counts.npy",
    "heading_runs.npy",
    "lengths.npy",
)
_MOST_COUNTED = 65_535

Rows = NDArray[np.int64]
TermRows = tuple[str, NDArray[np.uint32], NDArray[np.uint16]]
TermRuns = tuple[str, NDArray[np.uint32]]


@dataclass(frozen=True, slots=True)
class Postings:
    """The arrays of one segment."""

    rows: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    runs: NDArray[np.uint32]
    lengths: NDArray[np.uint32]


class TermCounter:
    """Counts the terms of passages, row after row, in a few bytes for each."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._heading_numbers: dict[str, int] = {}
        self._terms: list[NDArray[np.uint32]] = []
        self._under: list[NDArray[np.uint32]] = []
        self._lengths: list[int] = []

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Count the terms of a document's passages, and of the headings over them."""
        over: dict[int, list[int]] = {}
        for passage in passages:
            row = len(self._lengths)
            found = terms(passage.span.of(document.text))
            self._lengths.append(len(found))
            numbers = np.asarray([_number(self._numbers, term) for term in found], np.uint32)
            distinct, counts = np.unique(numbers, return_counts=True)
            many = np.minimum(counts, _MOST_COUNTED)
            self._terms.append(
                np.stack([distinct, np.full(len(distinct), row), many], 1).astype(np.uint32)
            )
            if passage.section not in over:
                heading = set(terms(headings_over(document, passage)))
                over[passage.section] = [_number(self._heading_numbers, t) for t in heading]
            under = np.asarray(over[passage.section], np.uint32)
            self._under.append(np.stack([under, np.full(len(under), row)], 1).astype(np.uint32))

    def term_rows(self) -> Iterator[TermRows]:
        """Each term, sorted, with its rows and how often they hold it."""
        for term, found in _grouped(self._terms, self._numbers, 3):
            yield term, found[:, 1], found[:, 2].astype(np.uint16)

    def heading_runs(self) -> Iterator[TermRuns]:
        """Each term of a heading, sorted, with the runs of rows under it."""
        for term, found in _grouped(self._under, self._heading_numbers, 2):
            yield term, runs_of(found[:, 1])

    @property
    def lengths(self) -> NDArray[np.uint32]:
        return np.asarray(self._lengths, np.uint32)


def runs_of(rows: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Ascending rows as runs [r, 2] without a gap: the first, and the one behind the last."""
    ends = np.flatnonzero(np.diff(rows) != 1)
    firsts = rows[np.concatenate([[0], ends + 1])]
    lasts = rows[np.concatenate([ends, [len(rows) - 1]])]
    return np.stack([firsts, lasts + 1], 1).astype(np.uint32)


def write_postings(
    folder: Path,
    database: sqlite3.Connection,
    term_rows: Iterable[TermRows],
    heading_runs: Iterable[TermRuns],
    lengths: NDArray[np.uint32],
) -> None:
    """Write the postings of a segment; terms come sorted."""
    with (
        growing_array(folder / "posting_rows.npy", np.uint32) as rows,
        growing_array(folder / "posting_counts.npy", np.uint16) as counts,
    ):
        insert_terms(database, _places(term_rows, rows, counts))
    with growing_array(folder / "heading_runs.npy", np.uint32, 2) as runs:
        insert_headings(database, _places(heading_runs, runs))
    np.save(folder / "lengths.npy", lengths)


def load_postings(folder: Path, passages: int) -> Postings:
    """The arrays in a folder whose files have been verified.

    Raises ValueError where they do not fit together.
    """
    rows, counts, runs, lengths = (
        np.load(folder / name, mmap_mode="r", allow_pickle=False) for name in POSTING_FILES
    )
    shapes = [rows.shape, counts.shape, runs.shape[1:], lengths.shape]
    types = [rows.dtype, counts.dtype, runs.dtype, lengths.dtype]
    if rows.ndim != 1 or runs.ndim != 2 or shapes[1:] != [rows.shape, (2,), (passages,)]:
        raise ValueError("the lists of passages have another shape")
    if types != [np.uint32, np.uint16, np.uint32, np.uint32]:
        raise ValueError("the lists of passages are of other numbers")
    if max(int(rows.max(initial=0)), int(runs.max(initial=0)) - 1) >= max(passages, 1):
        raise ValueError("a term is in a passage that is not there")
    return Postings(np.asarray(rows), np.asarray(counts), np.asarray(runs), np.asarray(lengths))


def _places(
    found: Iterable[tuple[Any, ...]], *arrays: GrowingArray
) -> Iterator[tuple[str, int, int]]:
    """Append what was found of each term to the arrays; yields the term, its place and length."""
    for term, *parts in found:
        first = arrays[0].length
        for array, part in zip(arrays, parts, strict=True):
            array.append(part)
        yield term, first, arrays[0].length - first


def _number(numbers: dict[str, int], term: str) -> int:
    return numbers.setdefault(term, len(numbers))


def _grouped(
    parts: Sequence[NDArray[np.uint32]], numbers: dict[str, int], width: int
) -> Iterator[tuple[str, NDArray[np.uint32]]]:
    """Lines whose first value is a term's number, by term, in the order that they were found."""
    lines = np.concatenate([np.zeros((0, width), np.uint32), *parts])
    lines = lines[np.argsort(lines[:, 0], kind="stable")]
    bounds = np.searchsorted(lines[:, 0], np.arange(len(numbers) + 1))
    for term, number in sorted(numbers.items()):
        yield term, lines[bounds[number] : bounds[number + 1]]
