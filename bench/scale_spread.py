"""A segment like another, of other documents: its passages, spread by noise. Seeded.

Making, reading and encoding a million passages takes hours; this takes minutes. What a search
works with differs from copy to copy: vectors, token codes, and words, of which new ones come as by
Heaps' law (distinct words grow as the square root of all). The texts are those of the pattern, so
that new words stand in the postings alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from zlib import crc32

import numpy as np

from bench.processes import memory_bytes
from bench.scale_texts import HEAD, Vocabulary, real_texts
from bench.scale_vectors import VECTORS, RealVectors
from index.builder import tidy_up, writing_index
from index.compaction import compact
from index.contents import Placed, new_contents, write_document
from index.dense import write_dense
from index.files import hash_files, new_folder
from index.generation import current_generation, publish
from index.manifest import (
    SCHEMA_VERSION,
    SegmentManifest,
    StoredDocument,
    UsedSegment,
    read_manifest,
)
from index.postings import TermRows, TermRuns, write_postings
from index.segment import Segment, open_segment
from index.segment_writing import CutDocument, put_segment, stored
from index.tokens import TokenPart, write_token_parts
from rag.document.model import Document
from rag.question.terms import stem

NOISE = 0.1  # of the bytes of the token codes
_BLOCK = 1000  # passages whose codes are copied at once


def grow(index_dir: Path, copies: int, real: RealVectors) -> dict[str, float]:
    """Add copies of an index's one segment, merge what is due, and tell how long both took and how
    much memory at most."""
    manifest = read_manifest(current_generation(index_dir))
    (used,) = manifest.segments
    pattern = open_segment(index_dir / "segments" / used.name, manifest.embedders)
    common = common_words(real_texts())
    start = perf_counter()
    names = [
        spread_segment(index_dir, pattern, number, real, common) for number in range(1, copies + 1)
    ]
    spread = perf_counter()
    segments = (used, *map(UsedSegment, names))
    with writing_index(index_dir, _say_nothing) as cache:
        generation = publish(index_dir, replace(manifest, segments=segments))
        merged = compact(index_dir, generation, cache, _say_nothing)
        tidy_up(index_dir, cache, _say_nothing)
    return {
        "spreading s": spread - start,
        "merging s": perf_counter() - spread,
        "merging peak MB": memory_bytes("VmHWM") / 1e6,
        "segments": float(len(read_manifest(merged).segments)),
    }


def spread_segment(
    index_dir: Path, pattern: Segment, number: int, real: RealVectors, common: frozenset[str]
) -> str:
    """Write the ``number``-th copy, from 1 on, of a segment into an index; returns its name.

    The terms of ``common`` stay what they are.
    """
    first, *_ = pattern.spaces
    with new_folder(index_dir / "segments") as folder:
        documents = _write_contents(folder, pattern, number, common)
        (folder / "vectors-0").mkdir()
        vectors = real.spread(pattern.passages, seed=number)
        write_dense(folder / "vectors-0" / "dense", vectors, first.embedder.dimension)
        codes = _noisy(pattern, number)
        write_token_parts(folder / "vectors-0" / "tokens", codes, first.tokens.codebook)
        manifest = SegmentManifest(
            schema_version=SCHEMA_VERSION,
            documents=documents,
            chunking=pattern.manifest.chunking,
            embedders=pattern.manifest.embedders,
            files=hash_files(folder),
        )
        return put_segment(folder, manifest)


def common_words(texts: list[str]) -> frozenset[str]:
    """The terms of the words that follow Zipf's law, which every copy has."""
    vocabulary = Vocabulary.of(texts)
    return frozenset(stem(vocabulary.word(rank)) for rank in range(HEAD))


def _write_contents(
    folder: Path, pattern: Segment, number: int, common: frozenset[str]
) -> dict[str, StoredDocument]:
    described = {}
    with new_contents(folder) as database:
        for cut, first_row, at in _renamed(pattern, number):
            placed = Placed.of(at, first_row, cut.document, cut.passages)
            write_document(database, placed)
            described[cut.document.id] = stored(cut)
        term_rows = sorted(_new_words(_term_rows(pattern), number, common), key=lambda t: t[0])
        runs: Iterator[TermRuns] = (
            (term, pattern.postings.runs[at]) for term, at in pattern.contents.terms("headings")
        )
        write_postings(folder, database, term_rows, runs, pattern.postings.lengths)
    return described


def _renamed(pattern: Segment, number: int) -> Iterator[tuple[CutDocument, int, int]]:
    """The documents under other ids, each with its first row and number."""
    for at, (name, old) in enumerate(pattern.contents.ids()):
        found = pattern.contents.find(name)
        assert found is not None  # it has just been listed
        document: Document = replace(pattern.contents.document(old), id=f"{name}-{number:04}")
        passages = [
            replace(p, document=document.id, id=f"{p.id}-{number:04}")
            for p in pattern.contents.passages(found[1])
        ]
        yield CutDocument(document, passages), found[1].start, at


def _term_rows(pattern: Segment) -> Iterator[TermRows]:
    for term, at in pattern.contents.terms():
        yield term, pattern.postings.rows[at], pattern.postings.counts[at]


def _new_words(
    found: Iterator[TermRows], number: int, common: frozenset[str]
) -> Iterator[TermRows]:
    """The terms; of the rarer words, as many become new ones as the copy's place among the others
    lets expect."""
    share = (number + 1) ** 0.5 - number**0.5
    for term, rows, counts in found:
        drawn = crc32(f"{number} {term}".encode()) / 2**32
        is_new = term not in common and drawn < share
        yield f"{term}{_letters(number)}" if is_new else term, rows, counts


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _noisy(pattern: Segment, number: int) -> Iterator[TokenPart]:
    """The token codes, with other bytes in places."""
    random = np.random.default_rng(number)
    tokens = pattern.spaces[0].tokens
    for start in range(0, pattern.passages, _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, pattern.passages))
        part = tokens.part(rows)
        codes = part.codes.copy()
        others = random.integers(0, codes.size, round(NOISE * codes.size))
        codes.reshape(-1)[others] = random.integers(0, 256, len(others), np.uint8)
        yield TokenPart(codes, part.sentence_norms, part.layout)


def _say_nothing(message: str) -> None:
    pass


if __name__ == "__main__":
    folder, count, kept = sys.argv[1:]
    print(json.dumps(grow(Path(folder), int(count), RealVectors.load(Path(kept) / VECTORS))))
