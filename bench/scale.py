"""``python -m bench.scale SIZES``: how an index grows, on made documents, without the model.

For each size: dense search alone and, up to 10,000, the store as it is built today.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console

from bench.processes import run_json
from bench.scale_store import LocalIndex
from bench.scale_texts import documents
from bench.scale_vectors import VECTORS, keep_real, without_model
from rag.models.catalogue import open_embedder
from rag.models.embedder import Embedder
from rag.settings import DEFAULT_MODEL

REPORT = Path("reports/bench/scale.json")
BUILT_TODAY = 10_000  # beyond, a build that holds all encodings at once takes hours


def main(
    sizes: Annotated[list[int] | None, typer.Argument(help="Numbers of passages.")] = None,
    beside: Annotated[Path | None, typer.Option(help="Where the indexes are built.")] = None,
) -> None:
    """Measure each size, print it, and keep it as JSON."""
    console = Console()
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="brief-rag-scale-", dir=beside) as folder:
        real = Path(folder) / "real"
        keep_real(open_embedder(DEFAULT_MODEL, Path(folder) / "models"), real)
        for size in sizes or [1_000, 10_000]:
            for name, figures in _measured(Path(folder) / str(size), size, real):
                report[f"{size} {name}"] = figures
                told = ", ".join(f"{what} {_number(value)}" for what, value in figures.items())
                console.print(f"{size:,} {name}: {told}", highlight=False)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1), "utf-8")


def _measured(folder: Path, size: int, real: Path) -> Iterator[tuple[str, dict[str, float]]]:
    folder.mkdir()
    yield "dense", run_json("bench.scale_dense", [str(size), str(real / VECTORS)])
    embedder = without_model(real)
    if size <= BUILT_TODAY:
        yield "built", _built(folder / "index", size, embedder)
        yield "searched", run_json("bench.scale_search", [str(folder / "index"), str(real)])


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


def _number(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    typer.run(main)
