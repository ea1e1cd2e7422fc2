"""A segment: an immutable, verified part of an index, opened to be searched."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from index.contents import CONTENTS
from index.contents_reading import Contents
from index.dense import DenseVectors, dense_files, load_dense
from index.files import REBUILD, verify
from index.manifest import (
    SegmentManifest,
    name_of,
    read_segment_manifest,
    to_bytes,
    what_is_wrong,
)
from index.postings import POSTING_FILES, Postings, load_postings
from index.tokens import TOKEN_FILES, TokenStore, load_tokens
from rag.errors import IndexDamaged, printable
from rag.models.embedder import EmbedderIdentity

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class VectorSpace:
    """The passages as one embedder sees them, from a folder of the segment."""

    embedder: EmbedderIdentity
    vectors: DenseVectors
    tokens: TokenStore


@dataclass(frozen=True)
class Segment:
    """The open files of a segment; passages are known by their row."""

    folder: Path
    manifest: SegmentManifest
    contents: Contents
    postings: Postings
    spaces: Sequence[VectorSpace]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def passages(self) -> int:
        return len(self.postings.lengths)

    def space(self, embedder: EmbedderIdentity) -> VectorSpace:
        return next(space for space in self.spaces if space.embedder == embedder)


def open_segment(
    folder: Path,
    embedders: Sequence[EmbedderIdentity],
    threads: int | None = None,
    keeps: bool = True,
) -> Segment:
    """Open a segment, verifying every file of it.

    ``threads`` share the comparison of a question with token vectors, None for one a core.
    ``keeps`` says whether the documents that were read last are kept in memory.

    Raises IndexDamaged.
    """
    manifest = read_segment_manifest(folder)
    if manifest.embedders != tuple(embedder.sha256 for embedder in embedders):
        raise IndexDamaged(f"{folder} was made with other models than its generation; {REBUILD}")
    listed = dict.fromkeys([*_files(manifest), *manifest.files])
    verify(folder, manifest.files, listed, folder / "segment.json")
    contents = Contents(folder, keeps)
    with _reading(folder / "lengths.npy"):
        postings = load_postings(folder, manifest.passages)
    sizes = len(postings.rows), len(postings.runs)
    contents.check(len(manifest.documents), manifest.passages, *sizes)
    spaces = [
        _load_space(folder / f"vectors-{number}", embedder, manifest.passages, threads)
        for number, embedder in enumerate(embedders)
    ]
    if any(len(space.tokens.layout) != manifest.passages for space in spaces):
        raise IndexDamaged(f"{folder} holds unequal numbers of passages and vectors; {REBUILD}")
    return Segment(folder, manifest, contents, postings, spaces)


@dataclass(frozen=True)
class LiveSegment:
    """A segment in a generation: without the documents that are deleted."""

    segment: Segment
    deleted: frozenset[str]

    @cached_property
    def gone(self) -> frozenset[int]:
        """The numbers of the documents that are deleted."""
        return frozenset(number for number, _ in self._deleted)

    @cached_property
    def live(self) -> NDArray[np.bool_] | None:
        """By row, whether the passage is there; None where all are."""
        if not self.deleted:
            return None
        live = np.ones(self.segment.passages, np.bool_)
        for _, rows in self._deleted:
            live[rows.start : rows.stop] = False
        return live

    @cached_property
    def passages(self) -> int:
        return self.segment.passages - sum(len(rows) for _, rows in self._deleted)

    @cached_property
    def documents(self) -> int:
        return len(self.segment.manifest.documents) - len(self.deleted)

    @cached_property
    def length(self) -> int:
        """The number of terms of all passages."""
        lengths = self.segment.postings.lengths
        return int((lengths if self.live is None else lengths[self.live]).sum(dtype=np.int64))

    def find(self, id: str) -> tuple[int, range] | None:
        """The number and rows of a document; None where it is not there."""
        return None if id in self.deleted else self.segment.contents.find(id)

    def only_live(self, rows: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Those of some rows that are there."""
        return rows if self.live is None else rows[self.live[rows]]

    @cached_property
    def _deleted(self) -> list[tuple[int, range]]:
        found = [self.segment.contents.find(name) for name in sorted(self.deleted)]
        if not all(found):
            raise IndexDamaged(
                f"{self.segment.folder} does not hold a document that is deleted of it; {REBUILD}"
            )
        return [each for each in found if each]


def describe(folder: Path, manifest: SegmentManifest) -> str:
    """Write a segment's manifest into its folder; returns the name that the folder must get."""
    content = to_bytes(manifest)
    (folder / "segment.json").write_bytes(content)
    return name_of(content)


def _files(manifest: SegmentManifest) -> Iterator[str]:
    """The files of a segment that are read, by name."""
    yield CONTENTS
    yield from POSTING_FILES
    for number in range(len(manifest.embedders)):
        yield from (f"vectors-{number}/dense/{name}" for name in dense_files(manifest.passages))
        yield from (f"vectors-{number}/tokens/{name}" for name in TOKEN_FILES)


def _load_space(
    folder: Path, identity: EmbedderIdentity, passages: int, threads: int | None
) -> VectorSpace:
    with _reading(folder / "dense") as path:
        vectors = load_dense(path, identity.dimension, passages)
    with _reading(folder / "tokens") as path:
        tokens = load_tokens(path, identity.token_dimension, threads)
    return VectorSpace(identity, vectors, tokens)


@contextmanager
def _reading(path: Path) -> Iterator[Path]:
    """Raise IndexDamaged for whatever a file that another version wrote makes of its reader."""
    try:
        yield path
    except IndexDamaged:
        raise
    except Exception as error:
        wrong = what_is_wrong(error) if isinstance(error, ValidationError) else str(error)
        reason = printable(wrong or type(error).__name__)[:200]
        raise IndexDamaged(f"{path} cannot be read ({reason}); {REBUILD}") from error


def total(segments: Collection[LiveSegment]) -> tuple[int, float]:
    """The passages of segments, and their mean number of terms."""
    passages = sum(segment.passages for segment in segments)
    length = sum(segment.length for segment in segments)
    return passages, length / passages if passages else 0.0
