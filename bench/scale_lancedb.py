"""LanceDB on the passages of an index, with the Python of an environment that has it.

    python -m bench.scale_lancedb INDEX REAL PYTHON

Prints JSON: seconds of building, bytes a passage, milliseconds of dense and of hybrid search, and
recall@10 against comparing all. An environment needs lancedb and numpy, and nothing of this
project.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

WANTED = 10
REFINED = 10  # times as many are compared exactly, as LanceDB's guide advises
_BLOCK = 5_000
_ROWS, _VECTORS, _ASKED = "rows.jsonl", "vectors.npy", "asked.npz"

Vectors = NDArray[np.float32]


def export(index: Path, real: Path, folder: Path) -> None:
    """Write an index's passages, their vectors and the questions of ``bench.scale_search``."""
    from bench.scale_search import questions
    from bench.scale_vectors import without_model
    from index.loading import load_store

    store = load_store(index)
    with (folder / _ROWS).open("w", encoding="utf-8") as rows:
        for live in store.segments:
            contents = live.segment.contents
            for name, number in contents.ids():
                document, found = contents.document(number), contents.find(name)
                for passage in contents.passages(found[1] if found else ()):
                    rows.write(json.dumps(passage.span.of(document.text)) + "\n")
    vectors = [live.segment.spaces[0].vectors.vectors for live in store.segments]
    np.save(folder / _VECTORS, np.concatenate(vectors).astype(np.float32))
    asked = questions(without_model(real))
    texts = np.asarray([query.query.text for query in asked])
    np.savez(folder / _ASKED, texts=texts, vectors=np.stack([q.encoding.pooled for q in asked]))


def measured(folder: Path) -> dict[str, float]:
    """Build a table of what ``export`` wrote, and search it in each way."""
    import lancedb  # of the other environment
    from lancedb.index import FTS, IvfPq

    vectors: Vectors = np.load(folder / _VECTORS)
    with np.load(folder / _ASKED) as asked:
        texts, questions = asked["texts"].tolist(), asked["vectors"]
    start = perf_counter()
    table = lancedb.connect(str(folder / "lancedb")).create_table("t", _rows(folder, vectors))
    table.create_index("vector", config=IvfPq(distance_type="cosine"))
    table.create_index("text", config=FTS())
    built = perf_counter() - start
    size = sum(file.stat().st_size for file in (folder / "lancedb").rglob("*") if file.is_file())

    def dense(place: int) -> Any:
        return table.search(questions[place]).limit(WANTED)

    def refined(place: int) -> Any:
        return dense(place).refine_factor(REFINED)

    def hybrid(place: int) -> Any:
        search = table.search(query_type="hybrid").vector(questions[place]).text(texts[place])
        return search.limit(WANTED).refine_factor(REFINED)

    result = {"build s": built, "bytes a passage": size / len(vectors)}
    for name, search in (("dense", dense), ("refined", refined), ("hybrid", hybrid)):
        result |= _asked(name, search, len(texts))
    for name, search in (("dense", dense), ("refined", refined)):
        result[f"{name} recall@{WANTED}"] = _recall(search, questions, vectors)
    result["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return result


def _rows(folder: Path, vectors: Vectors) -> Iterator[list[dict[str, Any]]]:
    block: list[dict[str, Any]] = []
    with (folder / _ROWS).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            block.append({"number": number, "text": json.loads(line), "vector": vectors[number]})
            if len(block) == _BLOCK:
                yield block
                block = []
    if block:
        yield block


def _asked(name: str, search: Callable[[int], Any], count: int) -> dict[str, float]:
    times = []
    for place in range(count):
        start = perf_counter()
        search(place).to_list()
        times.append((perf_counter() - start) * 1000)
    return {f"{name} p{q} ms": float(np.percentile(times[5:], q)) for q in (50, 99)}


def _recall(search: Callable[[int], Any], questions: Vectors, vectors: Vectors) -> float:
    held = []
    for place, question in enumerate(questions[:100]):
        nearest = np.argpartition(-(vectors @ question), WANTED)[:WANTED].tolist()
        held.append(len({row["number"] for row in search(place).to_list()} & set(nearest)))
    return float(np.mean(held)) / WANTED


def main(index: Path, real: Path, python: str) -> None:
    """Export an index, and measure in the other environment."""
    with tempfile.TemporaryDirectory(prefix="brief-rag-lancedb-", dir=index.parent) as folder:
        export(index, real, Path(folder))
        subprocess.run([python, "-m", "bench.scale_lancedb", folder], check=True)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(measured(Path(sys.argv[1]))))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
