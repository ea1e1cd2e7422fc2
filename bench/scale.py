"""``python -m bench.scale SIZES``: how an index grows, on made documents, without the model.

For each size: dense search alone, and the local store: built, searched, and added to.
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
from bench.scale_texts import documents
from bench.scale_vectors import VECTORS, keep_real, without_model
from index.builder import Limits, Models
from index.changing import add_documents, remove_documents, stored_documents
from index.generation import current_generation
from index.manifest import read_manifest
from rag.document.model import Document
from rag.models.catalogue import open_embedder
from rag.models.embedder import Embedder
from rag.settings import DEFAULT_MODEL

REPORT = Path("reports/bench/scale.json")
AT_ONCE = 20_000  # passages that are added in one call


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
    yield "built", _built(folder / "index", size, without_model(real))
    yield "searched", run_json("bench.scale_search", [str(folder / "index"), str(real)])
    yield "grown", _grown(folder / "index", without_model(real))


def _built(folder: Path, size: int, embedder: Embedder) -> dict[str, float]:
    """Passages, how many a second, segments, and bytes by kind of file."""
    making = building = 0.0
    passages = 0
    batches = _batches(documents(size))
    while True:
        start = perf_counter()
        batch = next(batches, None)
        making += perf_counter() - start
        if batch is None:
            break
        start = perf_counter()
        change = add_documents(folder, batch, Models([embedder]), Limits(), tell=_say_nothing)
        building += perf_counter() - start
    manifest = read_manifest(change.generation)
    passages = sum(d.passages for d in stored_documents(folder, manifest).values())
    result = {
        "passages": float(passages),
        "built passages/s": passages / building,
        "making them s": making,
        "segments": float(len(manifest.segments)),
    }
    for kind, size_in_bytes in sorted(_bytes_by_kind(folder).items()):
        result[f"{kind} bytes a passage"] = size_in_bytes / passages
    return result


def _grown(folder: Path, embedder: Embedder) -> dict[str, float]:
    """Seconds to add one document of 20 passages, beside those of its embedding, and to remove it
    again, until the new generation is current; segments are not due to be merged."""
    document = next(documents(20, seed=2))
    start = perf_counter()
    add_documents(folder, [document], Models([embedder]), Limits(), tell=_say_nothing)
    added = perf_counter()
    remove_documents(folder, [document.id], _say_nothing)
    return {"adding one document s": added - start, "removing it s": perf_counter() - added}


def _batches(made: Iterator[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for each in made:
        batch.append(each)
        size += sum(1 for _ in each.paragraphs())
        if size >= AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _say_nothing(message: str) -> None:
    pass


def _bytes_by_kind(folder: Path) -> Counter[str]:
    """Bytes of the files of the current generation's segments, by the file's name or, of vectors
    and tokens, their folders'."""
    kinds: Counter[str] = Counter()
    for used in read_manifest(current_generation(folder)).segments:
        segment = folder / "segments" / used.name
        for file in segment.rglob("*"):
            if file.is_file():
                first, *rest = file.relative_to(segment).parts
                kinds[rest[0] if rest else first] += file.stat().st_size
    return kinds


def _number(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    typer.run(main)
