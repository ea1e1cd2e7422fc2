"""Segments to one segment that holds what is left of them; nothing is embedded anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.contents import Placed, new_contents, write_document
from index.dense import write_dense
from index.files import hash_files, new_folder
from index.manifest import SCHEMA_VERSION, SegmentManifest
from index.postings import TermRows, TermRuns, runs_of, write_postings
from index.segment import LiveSegment
from index.segment_writing import put_segment
from index.tokens import TokenPart, write_token_parts

_BLOCK = 1000  # passages whose vectors are copied at once

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Order:
    """Where what is left of segments goes: ``places`` [p] and ``rows`` [p] are the segment and the
    row there of each passage of the merged segment; ``new_rows`` are, by segment, the new row of
    each old one, -1 for one that is deleted."""

    documents: Sequence[tuple[int, int]]
    places: Rows
    rows: Rows
    new_rows: Sequence[Rows]


def merge_segments(index_dir: Path, segments: Sequence[LiveSegment]) -> str:
    """Write what is left of segments, which some passage is, as one; returns its name.

    Memory is bounded by the number of passages, not by their text. Raises OSError where it cannot
    be written.
    """
    order = _order(segments)
    with new_folder(index_dir / "segments") as folder:
        _merge_contents(folder, segments, order)
        for number in range(len(segments[0].segment.spaces)):
            _merge_vectors(folder / f"vectors-{number}", segments, number, order)
        first = segments[0].segment.manifest
        documents = {
            name: document
            for live in segments
            for name, document in live.segment.manifest.documents.items()
            if name not in live.deleted
        }
        manifest = SegmentManifest(
            schema_version=SCHEMA_VERSION,
            documents=documents,
            chunking=first.chunking,
            embedders=first.embedders,
            files=hash_files(folder),
        )
        return put_segment(folder, manifest)


def _order(segments: Sequence[LiveSegment]) -> _Order:
    """Documents by id, and their passages behind one another."""
    ordered = list(merge(*(_documents(place, live) for place, live in enumerate(segments))))
    places = np.concatenate([np.full(len(rows), place) for _, place, _, rows in ordered])
    rows = np.concatenate([np.arange(each.start, each.stop) for *_, each in ordered])
    new_rows = []
    for place, live in enumerate(segments):
        new = np.full(live.segment.passages, -1, np.int64)
        here = np.flatnonzero(places == place)
        new[rows[here]] = here
        new_rows.append(new)
    documents = [(place, number) for _, place, number, _ in ordered]
    return _Order(documents, places, rows, new_rows)


def _documents(place: int, live: LiveSegment) -> Iterator[tuple[str, int, int, range]]:
    contents = live.segment.contents
    for name, number in contents.ids():
        if name not in live.deleted:
            found = contents.find(name)
            assert found is not None  # it has just been listed
            yield name, place, number, found[1]


def _merge_contents(folder: Path, segments: Sequence[LiveSegment], order: _Order) -> None:
    with new_contents(folder) as database:
        row = 0
        for number, (place, old) in enumerate(order.documents):
            contents = segments[place].segment.contents
            document = contents.document(old)
            found = contents.find(document.id)
            passages = contents.passages(found[1] if found else ())
            content = contents.content(old)
            write_document(database, Placed(number, row, document, passages, content))
            row += len(passages)
        lengths = np.zeros(row, np.uint32)
        for live, new in zip(segments, order.new_rows, strict=True):
            kept = new >= 0
            lengths[new[kept]] = live.segment.postings.lengths[kept]
        write_postings(
            folder, database, _term_rows(segments, order), _heading_runs(segments, order), lengths
        )


def _term_rows(segments: Sequence[LiveSegment], order: _Order) -> Iterator[TermRows]:
    for term, places in _by_term(segments, "terms"):
        parts = []
        for place, at in places:
            postings = segments[place].segment.postings
            rows = order.new_rows[place][postings.rows[at]]
            parts.append((rows[rows >= 0], postings.counts[at][rows >= 0]))
        rows = np.concatenate([rows for rows, _ in parts])
        if len(rows):
            sorting = np.argsort(rows)
            counts = np.concatenate([counts for _, counts in parts])[sorting]
            yield term, rows[sorting].astype(np.uint32), counts


def _heading_runs(segments: Sequence[LiveSegment], order: _Order) -> Iterator[TermRuns]:
    for term, places in _by_term(segments, "headings"):
        old = [
            (place, np.arange(first, behind))
            for place, at in places
            for first, behind in segments[place].segment.postings.runs[at].tolist()
        ]
        rows = np.concatenate([order.new_rows[place][rows] for place, rows in old])
        rows = np.sort(rows[rows >= 0])
        if len(rows):
            yield term, runs_of(rows.astype(np.uint32))


def _by_term(
    segments: Sequence[LiveSegment], table: str
) -> Iterator[tuple[str, list[tuple[int, slice]]]]:
    """Each term of the segments, sorted, and where it stands in each that has it."""
    ordered = merge(
        *(_terms(place, live, table) for place, live in enumerate(segments)), key=itemgetter(0, 1)
    )
    for term, found in groupby(ordered, key=itemgetter(0)):
        yield term, [(place, at) for _, place, at in found]


def _terms(place: int, live: LiveSegment, table: str) -> Iterator[tuple[str, int, slice]]:
    for term, at in live.segment.contents.terms(table):
        yield term, place, at


def _merge_vectors(
    folder: Path, segments: Sequence[LiveSegment], number: int, order: _Order
) -> None:
    folder.mkdir()
    spaces = [live.segment.spaces[number] for live in segments]
    dimension = spaces[0].embedder.dimension
    vectors = (spaces[place].vectors.read(rows) for place, rows in _runs(order))
    write_dense(folder / "dense", vectors, dimension)
    codebook = spaces[0].tokens.codebook
    write_token_parts(folder / "tokens", _token_parts(segments, number, order), codebook)


def _token_parts(
    segments: Sequence[LiveSegment], number: int, order: _Order
) -> Iterator[TokenPart]:
    """The token vectors of the merged passages, in their order, some at a time."""
    for place, rows in _runs(order):
        yield segments[place].segment.spaces[number].tokens.part(rows)


def _runs(order: _Order) -> Iterator[tuple[int, Rows]]:
    """The rows of the merged passages, in their order, by segment and some at a time."""
    for start in range(0, len(order.rows), _BLOCK):
        places = order.places[start : start + _BLOCK]
        ends = np.flatnonzero(np.diff(places)) + 1
        rows = np.split(order.rows[start : start + _BLOCK], ends)
        for one_place, some in zip(np.split(places, ends), rows, strict=True):
            yield int(one_place[0]), some
