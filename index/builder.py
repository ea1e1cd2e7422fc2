"""Building a generation from documents."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.dense import build_dense
from index.embedding_cache import EncodingCache, open_cache
from index.generation import (
    SCHEMA_VERSION,
    Manifest,
    build_lock,
    hash_files,
    new_folder,
    publish,
)
from index.lexical import build_lexical, save_lexical
from index.local_store import DOCUMENTS, MODEL_FOLDER, PASSAGES, READER_FOLDER, document_sha256
from index.tokens import write_tokens
from rag.chunking import chunk_document
from rag.document.model import Document, Passage
from rag.errors import ChunkingError, EmptyIndex, UnreadableDocument
from rag.models.embedder import Embedder
from rag.models.reader import ConvertedReader
from rag.search.passage_tokens import PassageTexts
from rag.settings import Settings
from rag.writing import writing

_SETTING = "BRIEF_RAG_INDEX_DIR"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a passage may be, and how many megabytes of token vectors are kept."""

    passage_tokens: int = 220
    passage_characters: int = 800
    token_budget_mb: int = 1000

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(settings.passage_tokens, settings.passage_characters, settings.token_budget_mb)


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did: ``embedded`` counts encodings that the cache lacked.

    There is one for each view of a passage, for the headings over it, and for each embedder.
    ``left_out`` says which documents could not be cut into passages, and why.
    """

    folder: Path
    documents: int
    passages: int
    embedded: int
    left_out: tuple[UnreadableDocument, ...] = ()


def build_index(
    index_dir: Path,
    documents: Sequence[Document],
    embedders: Sequence[Embedder],
    limits: Limits,
    *,
    readers: Sequence[ConvertedReader] = (),
    passages: Sequence[Passage] | None = None,
    progress: Callable[[int, int], None] | None = None,
    tell: Callable[[str], None] = logger.warning,
) -> Build:
    """Chunk, embed and publish the documents as the current generation.

    ``readers`` are put beside the embedders' models, to judge what is found.
    Passages are measured in the tokens of the first of ``embedders``; ``passages`` are taken
    instead of chunking where they are given. ``progress`` is told how many encodings are done, of
    how many, ``tell`` of what a person should know, such as a wait for another build.

    Raises EmptyIndex where the documents hold no passage, and NotWritten where the generation
    cannot be written; what was written of it is then removed.
    """
    documents = sorted(documents, key=lambda document: document.id)
    limit = min(limits.passage_tokens, embedders[0].passage_window)
    left_out: dict[str, UnreadableDocument] = {}
    if passages is None:
        characters = limits.passage_characters
        passages, left_out = _cut_all(documents, embedders[0], limit, characters, tell)
        documents = [document for document in documents if document.id not in left_out]
    passages = sorted(passages, key=lambda passage: (passage.document, passage.span))
    if not passages:
        raise EmptyIndex("the documents hold no passage; there is nothing to index")
    by_id = {d.id: d for d in documents}
    seen = [PassageTexts.of(by_id[p.document], p) for p in passages]
    texts = list(dict.fromkeys(text for each in seen for text in each.texts))
    report = _counter(progress, len(texts) * len(embedders))
    with ExitStack() as stack:
        with writing(index_dir, _SETTING):
            stack.enter_context(build_lock(index_dir, tell))
        cache = stack.enter_context(open_cache(index_dir / "encodings.sqlite", tell))
        encoded = sum(cache.encode_missing(embedder, texts, report) for embedder in embedders)
        stack.enter_context(writing(index_dir, _SETTING))
        folder = stack.enter_context(new_folder(index_dir))
        _write(folder, documents, seen, embedders, limits, cache)
        for number, reader in enumerate(readers):
            _keep_model(reader.files, folder / READER_FOLDER.format(number) / MODEL_FOLDER)
        manifest = Manifest(
            schema_version=SCHEMA_VERSION,
            documents={d.id: document_sha256(d) for d in documents},
            readers=tuple(sorted({d.original.reader for d in documents if d.original})),
            chunking={
                "unit": "sentence",
                "tokens": limit,
                "characters": limits.passage_characters,
            },
            embedders=tuple(embedder.identity for embedder in embedders),
            passages=len(passages),
            files=hash_files(folder),
            sentence_readers=tuple(reader.identity for reader in readers),
        )
        target = publish(index_dir, folder, manifest)
        cache.keep_used(target.name, [other.name for other in target.parent.iterdir()])
    return Build(target, len(documents), len(passages), encoded, tuple(left_out.values()))


def _write(
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[PassageTexts],
    embedders: Sequence[Embedder],
    limits: Limits,
    cache: EncodingCache,
) -> None:
    """Write the files of a generation."""
    (folder / "documents.json").write_bytes(DOCUMENTS.dump_json(tuple(documents)))
    (folder / "passages.json").write_bytes(
        PASSAGES.dump_json(tuple(each.passage for each in passages))
    )
    save_lexical(build_lexical([each.printed for each in passages]), folder / "lexical")
    budget = limits.token_budget_mb * 1_000_000 // len(embedders)
    for number, embedder in enumerate(embedders):
        _write_vectors(folder / f"vectors-{number}", cache, embedder, passages, budget)


def _cut_all(
    documents: Sequence[Document],
    embedder: Embedder,
    tokens: int,
    characters: int,
    tell: Callable[[str], None],
) -> tuple[list[Passage], dict[str, UnreadableDocument]]:
    """The passages of the documents, measured in the embedder's tokens, and the documents that
    could not be cut, by id; they stop no other."""
    passages: list[Passage] = []
    left_out: dict[str, UnreadableDocument] = {}
    for document in documents:
        try:
            passages += chunk_document(document, embedder.count_tokens, tokens, characters)
        except ChunkingError as error:
            left_out[document.id] = UnreadableDocument(document.id, str(error))
            tell(f"{left_out[document.id]}; it is left out")
    return passages, left_out


def _counter(progress: Callable[[int, int], None] | None, total: int) -> Callable[[int], None]:
    """A function that is told of encodings as they are done, and tells ``progress`` the sum."""
    done = 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(done, total)

    return report


def _write_vectors(
    folder: Path,
    cache: EncodingCache,
    embedder: Embedder,
    passages: Sequence[PassageTexts],
    budget: int,
) -> None:
    """Write what one embedder makes of the passages, and its model."""
    folder.mkdir()
    pooled = np.stack([e.pooled for e in cache.read(embedder, [p.printed for p in passages])])
    (folder / "dense.faiss").write_bytes(build_dense(pooled))
    encodings = cache.read(embedder, [text for each in passages for text in each.texts])
    dimension = embedder.identity.token_dimension
    tokens = (each.tokens(encodings, dimension) for each in passages)
    write_tokens(folder / "tokens", tokens, budget)
    _keep_model(embedder.files, folder / MODEL_FOLDER)


def _keep_model(files: Sequence[Path], folder: Path) -> None:
    """Put a converted model's files with the generation; they take no room of their own."""
    folder.mkdir(parents=True)
    for file in files:
        try:
            os.link(file, folder / file.name)
        except OSError:  # another disk, or one without links
            shutil.copyfile(file, folder / file.name)
