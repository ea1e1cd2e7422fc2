"""``python -m bench.scale SIZES``: how an index grows, on made documents, without the model.

For each size: dense search alone, the store as it is built today up to 10,000, and txtai and
LanceDB on the same texts and vectors.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from bench.processes import run_json
from bench.scale_search import questions
from bench.scale_store import LocalIndex
from bench.scale_texts import documents
from bench.scale_vectors import VECTORS, keep_real, without_model
from rag.models.catalogue import open_embedder
from rag.models.embedder import Embedder
from rag.settings import DEFAULT_MODEL

REPORT = Path("reports/bench/scale.json")
RIVALS = Path(".venv-rivals/bin/python")
BUILT_TODAY = 10_000  # beyond, a build that holds all encodings at once takes hours


def main(
    sizes: Annotated[list[int] | None, typer.Argument(help="Numbers of passages.")] = None,
    rivals: Annotated[bool, typer.Option(help="Measure txtai and LanceDB, too.")] = True,
    python: Annotated[Path, typer.Option(help="Of an environment that has these two.")] = RIVALS,
    beside: Annotated[Path | None, typer.Option(help="Where the indexes are built.")] = None,
) -> None:
    """Measure each size, print it, and keep it as JSON."""
    console = Console()
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="brief-rag-scale-", dir=beside) as folder:
        real = Path(folder) / "real"
        keep_real(open_embedder(DEFAULT_MODEL, Path(folder) / "models"), real)
        for size in sizes or [1_000, 10_000]:
            for name, figures in _measured(
                Path(folder) / str(size), size, real, python if rivals else None
            ):
                report[f"{size} {name}"] = figures
                told = ", ".join(f"{what} {_number(value)}" for what, value in figures.items())
                console.print(f"{size:,} {name}: {told}", highlight=False)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1), "utf-8")


def _measured(
    folder: Path, size: int, real: Path, rivals: Path | None
) -> Iterator[tuple[str, dict[str, float]]]:
    folder.mkdir()
    yield "dense", run_json("bench.scale_dense", [str(size), str(real / VECTORS)])
    embedder = without_model(real)
    if size <= BUILT_TODAY:
        yield "built", _built(folder / "index", size, embedder)
        yield "searched", run_json("bench.scale_search", [str(folder / "index"), str(real)])
    if rivals:
        _keep_for_rivals(folder, size, embedder)
        for name in ("txtai", "lancedb"):
            module = "bench.scale_rivals"
            yield name, run_json(module, [name, str(folder)], python=str(rivals))


def _built(folder: Path, size: int, embedder: Embedder) -> dict[str, float]:
    """Rates of making and building, bytes by kind of file, and seconds to add one document."""
    start = perf_counter()
    made = sum(sum(1 for _ in document.paragraphs()) for document in documents(size))
    result = {"made paragraphs/s": made / (perf_counter() - start)}
    index = LocalIndex()
    start = perf_counter()
    passages = index.build(folder, documents(size), embedder)
    result |= {"passages": passages, "built passages/s": passages / (perf_counter() - start)}
    for kind, size_in_bytes in sorted(_bytes_by_kind(folder).items()):
        result[f"{kind} bytes a passage"] = size_in_bytes / passages
    start = perf_counter()
    index.add(folder, next(documents(20, seed=2)), embedder)
    return result | {"adding one document s": perf_counter() - start}


def _bytes_by_kind(folder: Path) -> Counter[str]:
    """Bytes of the files of generations, by their names or, of vectors and terms, their folders'"""
    kinds: Counter[str] = Counter()
    for file in (folder / "generations").rglob("*"):
        if file.is_file():
            *_, kind = file.relative_to(folder / "generations").parts[1:3]
            kinds[kind] += file.stat().st_size
    return kinds


def _keep_for_rivals(folder: Path, size: int, embedder: Embedder) -> None:
    """Write the same texts, their vectors and the questions, to be read by another Python."""
    texts = (p.span.of(d.text) for d in documents(size) for _, p in d.paragraphs())
    vectors = []
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as file:
        while block := list(islice(texts, 1000)):
            file.writelines(json.dumps(text) + "\n" for text in block)
            vectors.append(np.stack([e.pooled for e in embedder.encode_passages(block)]))
    np.save(folder / "vectors.npy", np.concatenate(vectors))
    asked = questions(embedder)
    np.save(folder / "questions.npy", np.stack([query.encoding.pooled for query in asked]))
    (folder / "questions.json").write_text(json.dumps([query.query.whole for query in asked]))


def _number(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    typer.run(main)
