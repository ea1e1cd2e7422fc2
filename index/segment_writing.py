"""Documents to a segment: what is searched of them, written beside and put in its place whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.contents import Placed, new_contents, write_document
from index.dense import write_dense
from index.embedding_cache import Encoder, EncodingCache
from index.files import hash_files, new_folder, put_folder, verify
from index.manifest import (
    SCHEMA_VERSION,
    SegmentManifest,
    StoredDocument,
    read_segment_manifest,
)
from index.postings import TermCounter, write_postings
from index.segment import describe
from index.tokens import write_tokens
from rag.document.model import Document, Passage
from rag.errors import IndexDamaged
from rag.models.embedder import Vectors
from rag.search.passage_tokens import PassageTexts

_BLOCK = 1000  # encodings that are read for their vectors at once


@dataclass(frozen=True, slots=True)
class CutDocument:
    """A document and its passages, in order, of which it has some."""

    document: Document
    passages: Sequence[Passage]


def write_segment(
    index_dir: Path,
    documents: Sequence[CutDocument],
    encoders: Sequence[Encoder],
    chunking: Mapping[str, int | str],
    cache: EncodingCache,
) -> str:
    """Write documents, sorted by id, as a segment; returns its name.

    What is encoded of them is taken from the cache. Raises OSError where it cannot be written.
    """
    with new_folder(index_dir / "segments") as folder:
        write_contents(folder, documents)
        seen = [PassageTexts.of(cut.document, p) for cut in documents for p in cut.passages]
        for number, encoder in enumerate(encoders):
            _write_vectors(folder / f"vectors-{number}", cache, encoder, seen)
        manifest = SegmentManifest(
            schema_version=SCHEMA_VERSION,
            documents={cut.document.id: stored(cut) for cut in documents},
            chunking=chunking,
            embedders=tuple(encoder.embedder.identity.sha256 for encoder in encoders),
            files=hash_files(folder),
        )
        return put_segment(folder, manifest)


def put_segment(folder: Path, manifest: SegmentManifest) -> str:
    """Describe a written segment and put it in its place, unless it is there and whole.

    Returns its name.
    """
    name = describe(folder, manifest)
    target = folder.parent / name
    if not is_whole(target):
        put_folder(folder, target)
    return name


def stored(cut: CutDocument) -> StoredDocument:
    """What the manifest of a segment says of a document."""
    document, original = cut.document, cut.document.original
    return StoredDocument(
        sha256=document_sha256(document),
        passages=len(cut.passages),
        original=original.sha256 if original else None,
        reader=original.reader if original else None,
    )


def document_sha256(document: Document) -> str:
    """Hash of a document's text and all that was read from it."""
    return hashlib.sha256(Placed.of(0, 0, document, ()).content).hexdigest()


def write_contents(folder: Path, documents: Sequence[CutDocument]) -> None:
    """Write what documents, sorted by id, hold but for their vectors."""
    counter = TermCounter()
    with new_contents(folder) as database:
        row = 0
        for number, cut in enumerate(documents):
            write_document(database, Placed.of(number, row, cut.document, cut.passages))
            counter.add(cut.document, cut.passages)
            row += len(cut.passages)
        write_postings(
            folder, database, counter.term_rows(), counter.heading_runs(), counter.lengths
        )


def _write_vectors(
    folder: Path, cache: EncodingCache, encoder: Encoder, passages: Sequence[PassageTexts]
) -> None:
    """Write what one embedder makes of the passages."""
    folder.mkdir()
    pooled = _pooled(cache, encoder, [each.printed for each in passages])
    write_dense(folder / "dense", pooled, encoder.embedder.identity.dimension)
    encodings = cache.read(encoder, [text for each in passages for text in each.texts])
    codebook = encoder.codebook
    tokens = (each.tokens(encodings, codebook.parts) for each in passages)
    write_tokens(folder / "tokens", tokens, codebook)


def _pooled(cache: EncodingCache, encoder: Encoder, texts: Sequence[str]) -> Iterator[Vectors]:
    """The vectors of texts, in their order, some at a time."""
    for start in range(0, len(texts), _BLOCK):
        read = cache.read(encoder, texts[start : start + _BLOCK])
        yield np.stack([encoding.pooled for encoding in read])


def is_whole(folder: Path) -> bool:
    """Whether a segment is there, and every file of it is what was written."""
    try:
        manifest = read_segment_manifest(folder)
        verify(folder, manifest.files, manifest.files, folder / "segment.json")
    except IndexDamaged:
        return False
    return True
