"""``python -m bench.scale SIZES``: how an index grows, on made documents, without the model.

For each size: dense search alone, and the local store: built, searched, and added to.
"""

from __future__ import annotations

import json
import shutil
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
from index.changing import add_documents, remove_documents
from index.generation import current_generation, stored_documents
from index.manifest import Manifest, read_manifest
from rag.models.catalogue import open_embedder
from rag.models.embedder import Embedder
from rag.settings import DEFAULT_MODEL

REPORT = Path("reports/bench/scale.json")
PATIENCE = 14_400  # seconds for one step at one size
PATTERN = 10_000  # passages that are built; of more, the others are spread from these


def main(
    sizes: Annotated[list[int] | None, typer.Argument(help="Numbers of passages.")] = None,
    beside: Annotated[Path | None, typer.Option(help="Where the indexes are built.")] = None,
    lancedb: Annotated[
        str, typer.Option(help="The Python of an environment with lancedb, to compare with.")
    ] = "",
) -> None:
    """Measure each size, print it, and keep it as JSON."""
    console = Console()
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="brief-rag-scale-", dir=beside) as folder:
        real = Path(folder) / "real"
        keep_real(open_embedder(DEFAULT_MODEL, Path(folder) / "models"), real)
        for size in sizes or [1_000, 10_000]:
            for name, figures in _measured(Path(folder), size, real, lancedb):
                report[f"{size} {name}"] = figures
                told = ", ".join(f"{what} {_number(value)}" for what, value in figures.items())
                console.print(f"{size:,} {name}: {told}", highlight=False)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1), "utf-8")


def _measured(
    beside: Path, size: int, real: Path, lancedb: str
) -> Iterator[tuple[str, dict[str, float]]]:
    yield "dense", _run("dense", str(size), str(real / VECTORS))
    folder = beside / str(size)
    yield "built", _built(folder, min(size, PATTERN), without_model(real))
    if copies := max(size // PATTERN, 1) - 1:
        yield "spread", _run("spread", str(folder), str(copies), str(real))
    yield "kept", _kept(folder)
    yield "searched", _run("search", str(folder), str(real))
    if lancedb:
        yield "lancedb", _run("lancedb", str(folder), str(real), lancedb)
    yield "grown", _grown(folder, without_model(real))
    shutil.rmtree(folder)


def _run(step: str, *arguments: str) -> dict[str, float]:
    found: dict[str, float] = run_json(f"bench.scale_{step}", arguments, seconds=PATIENCE)
    return found


def _built(folder: Path, size: int, embedder: Embedder) -> dict[str, float]:
    """How many passages a second are read, cut and written, beside their embedding."""
    start = perf_counter()
    made = list(documents(size))
    making = perf_counter()
    change = add_documents(folder, made, Models([embedder]), Limits(), tell=_say_nothing)
    passages = _passages(folder, read_manifest(change.generation))
    return {
        "passages": float(passages),
        "built passages/s": passages / (perf_counter() - making),
        "making them s": making - start,
    }


def _kept(folder: Path) -> dict[str, float]:
    """Passages, segments, and bytes a passage by kind of file."""
    manifest = read_manifest(current_generation(folder))
    passages = _passages(folder, manifest)
    result = {"passages": float(passages), "segments": float(len(manifest.segments))}
    for kind, size_in_bytes in sorted(_bytes_by_kind(folder).items()):
        result[f"{kind} bytes a passage"] = size_in_bytes / passages
    return result


def _passages(folder: Path, manifest: Manifest) -> int:
    return sum(document.passages for document in stored_documents(folder, manifest).values())


def _grown(folder: Path, embedder: Embedder) -> dict[str, float]:
    """Seconds to add one document of 20 passages, beside those of its embedding, and to remove it
    again, until the new generation is current; segments are not due to be merged."""
    document = next(documents(20, seed=2))
    start = perf_counter()
    add_documents(folder, [document], Models([embedder]), Limits(), tell=_say_nothing)
    added = perf_counter()
    remove_documents(folder, [document.id], _say_nothing)
    return {"adding one document s": added - start, "removing it s": perf_counter() - added}


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
