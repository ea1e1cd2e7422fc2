"""txtai or LanceDB as they come: ``python -m bench.scale_rivals NAME FOLDER``.

Runs in an environment of its own, which has nothing of this project's. Reads what ``bench.scale``
kept in the folder, builds an index of it there and searches it, by vector and hybrid. Prints JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

Search = Callable[[str, Any], list[int]]
WANTED = 10


def with_txtai(folder: Path, texts: list[str], vectors: Any) -> dict[str, Search]:
    """Its two indexes with the settings that it has by itself, the vectors given."""
    from txtai import Embeddings

    def given(data: Any) -> Any:
        return np.stack([np.asarray(each, np.float32) for each in data])

    searches = {}
    for name, hybrid in (("dense", False), ("hybrid", True)):
        index = Embeddings(method="external", transform=given, hybrid=hybrid)
        # Its keyword index takes texts, its vectors are then made by the transform: of the text's
        # place, which is given beside it.
        index.config["transform"] = _by_text(texts, vectors)
        index.index((place, text, None) for place, text in enumerate(texts))
        index.save(str(folder / f"txtai-{name}"))
        searches[name] = _ask_txtai(index)
    return searches


def _by_text(texts: list[str], vectors: Any) -> Callable[[Any], Any]:
    known = dict(zip(texts, vectors, strict=True))

    def transform(data: Any) -> Any:
        return np.stack([known[text] for text in data])

    transform.known = known  # type: ignore[attr-defined]
    return transform


def _ask_txtai(index: Any) -> Search:
    def search(text: str, vector: Any) -> list[int]:
        index.config["transform"].known[text] = vector
        return [place for place, _ in index.search(text, WANTED)]

    return search


def with_lancedb(folder: Path, texts: list[str], vectors: Any) -> dict[str, Search]:
    """A table with its vector index and its full-text index, both as they come."""
    import lancedb
    import pyarrow as pa

    flat = pa.array(vectors.reshape(-1))
    columns = {
        "place": pa.array(range(len(texts))),
        "text": pa.array(texts),
        "vector": pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1]),
    }
    table = lancedb.connect(str(folder / "lancedb")).create_table("t", pa.table(columns))
    table.create_index(metric="cosine", vector_column_name="vector")
    table.create_fts_index("text")

    def dense(text: str, vector: Any) -> list[int]:
        return _places(table.search(vector).limit(WANTED))

    def hybrid(text: str, vector: Any) -> list[int]:
        asked = table.search(query_type="hybrid", vector_column_name="vector")
        return _places(asked.vector(vector).text(text).limit(WANTED))

    return {"dense": dense, "hybrid": hybrid}


def _places(asked: Any) -> list[int]:
    return [row["place"] for row in asked.select(["place"]).to_list()]


def measured(name: str, folder: Path) -> dict[str, float]:
    """Passages built a second, milliseconds of a search, recall of the vectors, memory."""
    texts = [json.loads(line) for line in (folder / "texts.jsonl").open(encoding="utf-8")]
    vectors, asked = np.load(folder / "vectors.npy"), np.load(folder / "questions.npy")
    questions = json.loads((folder / "questions.json").read_text())
    start = perf_counter()
    build = {"txtai": with_txtai, "lancedb": with_lancedb}[name]
    searches = build(folder, texts, vectors)
    result = {"built passages/s": len(texts) / (perf_counter() - start)}
    for kind, search in searches.items():
        times, held = [], []
        for text, vector in zip(questions, asked, strict=True):
            start = perf_counter()
            found = search(text, vector)
            times.append((perf_counter() - start) * 1000)
            nearest = np.argsort(-(vectors @ vector))[:WANTED]
            held.append(len(np.intersect1d(nearest, found)) / WANTED)
        for q in (50, 99):
            result[f"{kind} p{q} ms"] = float(np.percentile(times, q))
        if kind == "dense":
            result["recall@10"] = float(np.mean(held))
    status = Path("/proc/self/status").read_text()
    result["VmRSS MB"] = int(status.split("VmRSS:")[1].split()[0]) / 1000
    stored = [f for f in folder.glob(f"{name}*/**/*") if f.is_file()]
    result["bytes a passage"] = sum(f.stat().st_size for f in stored) / len(texts)
    return result


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]))))
