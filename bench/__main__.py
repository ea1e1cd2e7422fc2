"""``python -m bench``: measure both sides in one run, print the table, keep it as JSON."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bench import plain_stack, sizes
from bench.floor import Floor, floor
from bench.processes import Server, Side, cold_start, run_json, serving, sides
from bench.processor import processor_line
from bench.questions import bundled_questions
from bench.table import Row, as_json, as_table, percentile, row
from index.builder import Limits, build_index
from index.loading import load_store
from rag.models.catalogue import open_embedder
from rag.models.inference import cores
from rag.models.reader_conversion import ENGLISH, open_bundled_reader
from rag.reading.library import load_documents
from rag.settings import BUNDLED_CORPUS, DEFAULT_MODEL

REPORT = Path("reports/bench/bench.json")


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how long it is measured: ``seconds`` for each load over HTTP."""

    repetitions: int = 3
    seconds: float = 4.0
    clients: tuple[int, ...] = (1, 8, 32)


QUICK = Plan(repetitions=1, seconds=0.2, clients=(1,))

Measured = dict[str, list[float]]


def main(
    quick: Annotated[
        bool, typer.Option("--quick", help="Measure next to nothing: to see that all of it runs.")
    ] = False,
    without_reader: Annotated[
        bool, typer.Option("--without-reader", help="Answer without the trained reader.")
    ] = False,
) -> None:
    """Measure everything, in about five minutes."""
    console, plan = Console(), QUICK if quick else Plan()
    processor = processor_line()
    console.print(processor, highlight=False)
    with tempfile.TemporaryDirectory(prefix="brief-rag-bench-") as beside:
        folder = Path(beside)
        least = floor(build(folder, without_reader))
        console.print(floor_line(least), highlight=False)
        both = sides(folder)
        rows: list[Row] = []
        for part in (in_process, cold_starts, over_http, on_disk):
            console.print(f"measuring: {(part.__doc__ or '').splitlines()[0]}", highlight=False)
            rows += part(plan, *both)
    console.print(as_table(rows))
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "processor": processor,
        "reader": not without_reader,
        "floor": asdict(least) | {"milliseconds": least.milliseconds},
        "rows": as_json(rows),
    }
    REPORT.write_text(json.dumps(report, indent=1), "utf-8")


def build(folder: Path, without_reader: bool) -> int:
    """Both indexes of the bundled brief; returns the tokens of a typical question.

    With the English model alone on both sides: the plain stack reads no other language. The reader,
    which the plain stack lacks, is part of our answers unless it is left out.
    """
    documents = load_documents([BUNDLED_CORPUS])
    embedder = open_embedder(DEFAULT_MODEL, folder / "models")
    project, plain = sides(folder)
    readers = [] if without_reader else [open_bundled_reader(ENGLISH, folder / "models")]
    build_index(project.folder, documents, [embedder], Limits(), readers=readers)
    store = load_store(project.folder)
    printed = [p.span.of(d.text) for d in documents for p in store.passages_of(d.id)]
    (folder / "passages.json").write_text(json.dumps(printed), "utf-8")
    plain_stack.build("\n\n".join(document.text for document in documents), plain.folder)
    lengths = [len(embedder.tokenizer.encode(q).ids) for q in bundled_questions()]
    return int(percentile(lengths, 50))


def floor_line(least: Floor) -> str:
    """The floor in one sentence."""
    return (
        f"floor: one pass of {least.tokens} tokens is {least.operations / 1e9:.2f} GFLOP over "
        f"{least.weight_bytes / 1e6:.0f} MB of weights; at {least.operations_per_second / 1e9:.0f} "
        f"GFLOP/s and {least.bytes_per_second / 1e9:.0f} GB/s "
        f"that takes {least.milliseconds:.2f} ms"
    )


def in_process(plan: Plan, project: Side, plain: Side) -> Iterator[Row]:
    """one question in process, and building"""
    ours: list[Any] = []
    theirs: list[Any] = []
    for seed in range(plan.repetitions):
        for side, results in ((project, ours), (plain, theirs)):
            arguments = [side.name, str(side.folder), str(seed)]
            results.append(run_json("bench.in_process", arguments))
    for kind in ("query", "answer"):
        for q in (50, 99):
            yield row(
                f"one question in process, {kind}, p{q}",
                "ms",
                [percentile(result[kind], q) for result in ours],
                [percentile(result["query"], q) for result in theirs],
            )
    rate = "passages_per_second"
    yield row("building", "passages/s", [r[rate] for r in ours], [r[rate] for r in theirs])


def cold_starts(plan: Plan, project: Side, plain: Side) -> Iterator[Row]:
    """a fresh process to the printed answer"""
    times: Measured = {project.name: [], plain.name: []}
    for question in bundled_questions()[: plan.repetitions]:
        for side in (project, plain):
            times[side.name].append(cold_start(side, question))
    yield row("fresh process to the printed answer", "s", times["project"], times["plain"])


def over_http(plan: Plan, project: Side, plain: Side) -> Iterator[Row]:
    """requests over HTTP, and the servers' peak memory"""
    with serving(project) as ours, serving(plain) as theirs:
        for clients in plan.clients:
            yield from _under_load(plan, ours, theirs, clients, "")
        yield _memory(ours, theirs, "")
    workers = cores()
    with serving(project, "--workers", str(workers)) as ours, serving(plain) as theirs:
        yield from _under_load(plan, ours, theirs, plan.clients[-1], f", {workers} workers")
        yield _memory(ours, theirs, f", {workers} workers")


def _memory(ours: Server, theirs: Server, how: str) -> Row:
    peaks = ([server.peak_megabytes()] for server in (ours, theirs))
    return row(f"peak memory of the server{how}", "MB", *peaks)


def _under_load(plan: Plan, ours: Server, theirs: Server, clients: int, how: str) -> Iterator[Row]:
    targets = {
        "query": f"{ours.url}/v1/query",
        "answer": f"{ours.url}/v1/answer",
        "plain": f"{theirs.url}/v1/query",
    }
    loads: dict[str, list[Any]] = {name: [] for name in targets}
    for _ in range(plan.repetitions):
        for name, url in targets.items():
            given = [url, str(clients), str(plan.seconds)]
            loads[name].append(run_json("bench.load", given, bundled_questions()))
    failed = sum(load["failed"] for each in loads.values() for load in each)
    if failed:
        raise RuntimeError(f"{failed} requests of {clients} clients were not answered with 200")
    for kind in ("query", "answer"):
        what = f"HTTP, {clients} client{'s' * (clients > 1)}{how}, {kind}"
        rates = ([load["per_second"] for load in loads[side]] for side in (kind, "plain"))
        yield row(what, "requests/s", *rates)
        for q in (50, 99):
            times = ([percentile(load["times"], q) for load in loads[s]] for s in (kind, "plain"))
            yield row(f"{what}, p{q}", "ms", *times)


def on_disk(plan: Plan, project: Side, plain: Side) -> Iterator[Row]:
    """bytes installed to serve"""
    ours = sizes.installed_bytes(sizes.served_with())
    ours += sum(sizes.folder_bytes(project.folder / part) for part in ("segments", "carried"))
    theirs = sizes.installed_bytes(sizes.with_dependencies(sizes.PLAIN))
    theirs += sizes.folder_bytes(plain.folder)
    yield row("installed to serve", "MB", [ours / 1e6], [theirs / 1e6])


if __name__ == "__main__":
    typer.run(main)
