"""``python -m bench.scale_milvus SIZES``: the stores beside one another, without the model.

For each size an index is built on made documents and copied to Milvus Lite and to the server that
the package ``milvus`` carries: what a second takes in, how long a search takes, how many of the ten
nearest vectors are found, and memory of both sides.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from bench.milvus_server import milvus_server
from bench.processes import run_json
from bench.scale_texts import documents
from bench.scale_vectors import keep_real, without_model
from index.builder import Limits, build_index
from index.loading import load_store
from index.local_store import LocalStore
from index.milvus.copy_there import copy_there
from index.milvus.lite import close_lite
from rag.models.catalogue import open_embedder
from rag.models.embedder import Embedder
from rag.settings import DEFAULT_MODEL, Settings

REPORT = Path("reports/bench/scale-milvus.json")
Figures = dict[str, float]


def main(
    sizes: Annotated[list[int] | None, typer.Argument(help="Numbers of passages.")] = None,
    beside: Annotated[Path | None, typer.Option(help="Where the libraries are kept.")] = None,
) -> None:
    """Measure each size, print it, and keep it as JSON."""
    console = Console()
    report: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="brief-rag-scale-", dir=beside) as name:
        folder = Path(name)
        real = folder / "real"
        keep_real(open_embedder(DEFAULT_MODEL, folder / "models"), real)
        for size in sizes or [1_000, 10_000]:
            for store, figures in _measured(folder / str(size), size, real):
                report[f"{size} {store}"] = figures
                told = ", ".join(f"{what} {value:,.4g}" for what, value in figures.items())
                console.print(f"{size:,} {store}: {told}", highlight=False)
                REPORT.parent.mkdir(parents=True, exist_ok=True)
                REPORT.write_text(json.dumps(report, indent=1), "utf-8")


def _measured(folder: Path, size: int, real: Path) -> Iterator[tuple[str, Figures]]:
    folder.mkdir()
    index = folder / "index"
    rate = _built(index, size, without_model(real))
    yield "local", {"taken in passages/s": rate} | _searched("local", index, real)
    lite = folder / "lite"
    rate = _copied(index, f"milvus+lite:{lite}")
    close_lite(lite)
    yield (
        "Milvus Lite",
        {"taken in passages/s": rate} | _searched(f"milvus+lite:{lite}", index, real),
    )
    with milvus_server(folder / "server") as server:
        idle = server.memory_bytes
        address = f"{server.address}/scale"
        rate = _copied(index, address)
        figures = {"taken in passages/s": rate} | _searched(address, index, real)
        memory = {"server MB": server.memory_bytes / 1e6, "server when idle MB": idle / 1e6}
        yield "Milvus server", figures | memory


def _built(folder: Path, size: int, embedder: Embedder) -> float:
    made = list(documents(size))
    start = perf_counter()
    build = build_index(folder, made, [embedder], Limits())
    return build.passages / (perf_counter() - start)


def _copied(index: Path, address: str) -> float:
    store: LocalStore = load_store(index)
    start = perf_counter()
    copy_there(store, Settings(store=address, index_dir=index))
    return store.passage_count / (perf_counter() - start)


def _searched(address: str, index: Path, real: Path) -> Figures:
    found: Figures = run_json("bench.scale_milvus_search", [address, str(index), str(real)])
    return found


if __name__ == "__main__":
    typer.run(main)
