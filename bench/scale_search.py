"""A fresh process opens an index and searches it: ``python -m bench.scale_search INDEX REAL``.

Prints JSON: milliseconds of each search, without encoding the question, and bytes in memory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

from bench.processes import memory_bytes
from bench.scale_texts import documents
from bench.scale_vectors import without_model
from bench.table import percentile
from index.loading import load_store
from rag.document.filters import NO_FILTERS
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.search.headings import with_headings
from rag.search.late_interaction import late_scores
from rag.search.signals import encode_query
from rag.search.store import EncodedQuery
from rag.settings import Weights

QUESTIONS = 300
WARM_UP = 5


def questions(embedder: Embedder) -> list[EncodedQuery]:
    """Eight words each, of documents that no index holds."""
    texts = [
        " ".join(paragraph.span.of(made.text).split()[3:11])
        for made in documents(QUESTIONS, seed=1)
        for _, paragraph in made.paragraphs()
    ]
    return [encode_query(Query.of(text), embedder, 1.0) for text in texts]


def measured(folder: Path, embedder: Embedder) -> dict[str, float]:
    """Open the index, search it and compare its candidates' tokens."""
    asked = questions(embedder)
    start = perf_counter()
    store = load_store(folder)
    result = {"open s": perf_counter() - start}
    times: dict[str, list[float]] = {"proposing": [], "tokens": [], "whole": []}
    for query in [*asked[:WARM_UP], *asked]:
        start = perf_counter()
        found = store.search(query, NO_FILTERS, Weights().candidates)
        proposed = perf_counter()
        late_scores(with_headings(store.match_tokens(query, found)), query.token_weights)
        ended = perf_counter()
        for step, seconds in (
            ("proposing", proposed - start),
            ("tokens", ended - proposed),
            ("whole", ended - start),
        ):
            times[step].append(seconds * 1000)
    for step, took in times.items():
        for q in (50, 99):
            result[f"{step} p{q} ms"] = percentile(took[WARM_UP:], q)
    for kind in ("VmRSS", "RssAnon"):
        result[f"{kind} MB"] = memory_bytes(kind) / 1e6
    return result


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), without_model(Path(sys.argv[2])))))
