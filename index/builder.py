"""Building a generation from documents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.dense import build_dense
from index.embedding_cache import embed_cached
from index.generation import SCHEMA_VERSION, Manifest, build_lock, publish
from index.passages import DOCUMENTS, PASSAGES, document_sha256
from rag.chunking import chunk_document
from rag.document import Document
from rag.embedding import Embedder


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did: ``embedded`` counts the passages that were not in the cache."""

    folder: Path
    documents: int
    passages: int
    embedded: int


def build_index(
    index_dir: Path,
    documents: Sequence[Document],
    embedder: Embedder,
    passage_tokens: int,
    progress: Callable[[int, int], None] | None = None,
) -> Build:
    """Chunk, embed and publish the documents as the current generation.

    ``progress`` is told how many passages are done, of how many. Raises ValueError where the
    documents hold no passage.
    """
    limit = min(passage_tokens, embedder.passage_window)
    documents = sorted(documents, key=lambda document: document.id)
    passages = [p for d in documents for p in chunk_document(d, embedder.count_tokens, limit)]
    if not passages:
        raise ValueError("the documents hold no passage; there is nothing to index")
    texts = {d.id: d.text for d in documents}
    done = 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(done, len(passages))

    with build_lock(index_dir):
        vectors, embedded = embed_cached(
            index_dir / "embeddings.sqlite",
            embedder,
            [p.span.of(texts[p.document]) for p in passages],
            report,
        )
        files = {
            "documents.json": DOCUMENTS.dump_json(tuple(documents)),
            "passages.json": PASSAGES.dump_json(tuple(passages)),
            "dense.faiss": build_dense(vectors),
        }
        manifest = Manifest(
            schema_version=SCHEMA_VERSION,
            documents={d.id: document_sha256(d) for d in documents},
            chunking={"unit": "sentence", "limit_tokens": limit},
            embedder=embedder.identity,
            passages=len(passages),
            files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        )
        folder = publish(index_dir, manifest, files)
    return Build(folder, len(documents), len(passages), embedded)
