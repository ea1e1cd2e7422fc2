"""A fresh process opens an index and searches it: ``python -m bench.scale_search INDEX REAL``.

Prints JSON: milliseconds of each search, without encoding the question, and bytes in memory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

from bench.processes import memory_bytes
from bench.scale_store import LocalIndex
from bench.scale_texts import documents
from bench.scale_vectors import without_model
from bench.table import percentile
from rag.document.filters import NO_FILTERS
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.search.signals import encode_query
from rag.search.store import EncodedQuery

QUESTIONS = 50
CANDIDATES = 200


def questions(embedder: Embedder) -> list[EncodedQuery]:
    """Eight words each, of a document that no index holds."""
    made = next(documents(QUESTIONS, seed=1))
    texts = [" ".join(p.span.of(made.text).split()[3:11]) for _, p in made.paragraphs()]
    return [encode_query(Query.of(text), embedder, 1.0) for text in texts]


def measured(folder: Path, embedder: Embedder) -> dict[str, float]:
    """Open the index, search it and compare its candidates' tokens."""
    asked = questions(embedder)
    start = perf_counter()
    store = LocalIndex().open(folder)
    result = {"open s": perf_counter() - start}
    search, match = [], []
    for query in [*asked[:5], *asked]:
        start = perf_counter()
        found = store.search(query, NO_FILTERS, CANDIDATES)
        found_at = perf_counter()
        store.match_tokens(query, found)
        match.append((perf_counter() - found_at) * 1000)
        search.append((found_at - start) * 1000)
    for q in (50, 99):
        result[f"search p{q} ms"] = percentile(search[5:], q)
        result[f"tokens p{q} ms"] = percentile(match[5:], q)
    for kind in ("VmRSS", "RssAnon"):
        result[f"{kind} MB"] = memory_bytes(kind) / 1e6
    return result


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), without_model(Path(sys.argv[2])))))
