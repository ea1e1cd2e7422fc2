"""A fresh process searches a store: ``python -m bench.scale_milvus_search STORE INDEX REAL``.

Prints JSON: milliseconds of each search, without encoding the question, how many of the ten nearest
vectors of all a search for ten finds, and bytes in memory.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from bench.processes import memory_bytes
from bench.scale_search import WARM_UP, questions
from bench.scale_vectors import without_model
from bench.table import percentile
from index.dense import DenseVectors
from index.loading import load_store
from index.local_store import LocalStore
from rag.document.filters import NO_FILTERS, Filters
from rag.models.embedder import Embedder, Vectors
from rag.search.headings import with_headings
from rag.search.late_interaction import late_scores
from rag.search.store import EncodedQuery, Store
from rag.settings import LOCAL_STORE, Settings, Weights

NEAREST = 10


def measured(address: str, index: Path, embedder: Embedder) -> dict[str, float]:
    """Open a store, search it and compare its candidates' tokens, as one question does."""
    asked = questions(embedder)
    start = perf_counter()
    store = _opened(address, index)
    result = {"open s": perf_counter() - start}
    few = Filters(document=(store.listed("", 0, 1)[0].id,))
    for name, filters in (("", NO_FILTERS), (" within one document", few)):
        took = [_seconds(store, query, filters) for query in [*asked[:WARM_UP], *asked]]
        for q in (50, 99):
            result[f"search{name} p{q} ms"] = percentile([1000 * s for s in took[WARM_UP:]], q)
    result["memory MB"] = memory_bytes("VmRSS") / 1e6
    local = load_store(index)
    result[f"recall@{NEAREST}"] = float(np.mean([_recall(store, local, q) for q in asked]))
    return result


def _opened(address: str, index: Path) -> Store:
    if address == LOCAL_STORE:
        return load_store(index)
    from index.milvus.library import open_library
    from index.milvus.store import MilvusStore

    library = open_library(Settings(store=address, index_dir=index))
    return MilvusStore(library, library.state())


def _seconds(store: Store, query: EncodedQuery, filters: Filters) -> float:
    start = perf_counter()
    store = store.present()
    found = store.search(query, filters, Weights().candidates)
    late_scores(with_headings(store.match_tokens(query, found)), query.token_weights)
    return perf_counter() - start


def _recall(store: Store, local: LocalStore, query: EncodedQuery) -> float:
    """The share of the nearest of all that the store's own search for as many finds."""
    best = _nearest(
        local, query, lambda vectors: vectors.scores(query.encoding.pooled, np.arange(len(vectors)))
    )
    if isinstance(store, LocalStore):
        found = _nearest(store, query, lambda vectors: _by_search(vectors, query))
    else:
        found = _found_by_milvus(store, query)
    return len(best & found) / len(best)


def _nearest(
    store: LocalStore, query: EncodedQuery, score: Callable[[DenseVectors], Vectors]
) -> set[str]:
    scored: list[tuple[float, str]] = []
    for live in store.segments:
        scores = score(live.segment.space(query.model).vectors)
        rows = np.argsort(-scores)[:NEAREST].tolist()
        passages = live.segment.contents.passages(rows)
        scored += [(float(scores[row]), p.id) for row, p in zip(rows, passages, strict=True)]
    return {name for _, name in sorted(scored, reverse=True)[:NEAREST]}


def _by_search(vectors: DenseVectors, query: EncodedQuery) -> Vectors:
    """The scores of what a search finds; of all else, less than any."""
    rows, scores = vectors.search(query.encoding.pooled, NEAREST)
    found = np.full(len(vectors), -2, np.float32)
    found[rows] = scores
    return found


def _found_by_milvus(store: Store, query: EncodedQuery) -> set[str]:
    from index.milvus.filtering import condition
    from index.milvus.proposing import by_vector
    from index.milvus.store import MilvusStore

    assert isinstance(store, MilvusStore)
    library, state = store.library, store.state
    where = condition(state.catalogue, state.journal, NO_FILTERS)
    assert where is not None
    collection, vector = library.names.passages(0), query.encoding.pooled
    since = state.journal.written
    found = by_vector(library.connection, collection, vector, where, NEAREST, since, filtered=False)
    return {each.passage.id for each in found}


if __name__ == "__main__":
    embedder = without_model(Path(sys.argv[3]))
    print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]), embedder)))
