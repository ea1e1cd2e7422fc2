"""Dense search alone at a size, in a process of its own: ``python -m bench.scale_dense N REAL``.

``REAL`` is what ``RealVectors.save`` wrote. Prints JSON: recall@10 and @200 against comparing all,
milliseconds of a core, bytes on disk and in memory, and seconds of building.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import process_time, thread_time

import numpy as np

from bench.processes import memory_bytes
from bench.scale_vectors import RealVectors
from bench.sizes import folder_bytes
from bench.table import percentile
from index.dense import DenseVectors, load_dense, write_dense
from rag.models.embedder import Vectors

QUESTIONS = 100


def measured(folder: Path, count: int, real: RealVectors) -> dict[str, float]:
    """Write, open and ask ``count`` vectors; questions lie around the real vectors too."""
    dimension = real.pooled.shape[1]
    start = process_time()
    for _ in real.spread(count):
        pass
    generating = process_time() - start
    start = process_time()
    write_dense(folder, real.spread(count), dimension)
    building = max(0.0, process_time() - start - generating)  # small ones take none
    before = memory_bytes("RssAnon")
    dense = load_dense(folder, dimension, count)
    questions = next(real.spread(QUESTIONS, seed=1))
    result = {"passages": float(count), "build s": building, **_asked(dense, questions)}
    result["memory MB"] = (memory_bytes("RssAnon") - before) / 1e6
    result["bytes a passage"] = folder_bytes(folder) / count
    for wanted in (10, 200):
        held = [_recall(dense, question, wanted) for question in questions]
        result[f"recall@{wanted}"] = float(np.mean(held))
    return result


def _asked(dense: DenseVectors, questions: Vectors) -> dict[str, float]:
    result = {}
    one_in_a_thousand = np.arange(0, len(dense), 1000)
    tenth = np.arange(0, len(dense), 10)
    for wanted, rows, how in (
        (10, None, ""),
        (200, None, ""),
        (10, one_in_a_thousand, " of 1/1000"),
        (10, tenth, " of 1/10"),
    ):
        times = []
        for question in questions:
            start = thread_time()
            dense.search(question, wanted, rows)
            times.append((thread_time() - start) * 1000)
        for q in (50, 99):
            result[f"{wanted}{how} p{q} ms"] = percentile(times, q)
    return result


def _recall(dense: DenseVectors, question: Vectors, wanted: int) -> float:
    every = dense.scores(question, np.arange(len(dense)))
    nearest = np.argpartition(-every, min(wanted, len(every) - 1))[:wanted]
    return len(np.intersect1d(nearest, dense.search(question, wanted)[0])) / len(nearest)


if __name__ == "__main__":
    size, path = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="brief-rag-scale-") as beside:
        print(json.dumps(measured(Path(beside) / "dense", int(size), RealVectors.load(Path(path)))))
