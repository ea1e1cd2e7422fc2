"""The commands of ``brief-rag``: index, query, answer, show, serve, eval, settings."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.cli.printing import index_remarks, print_answer, print_document, print_passages
from api.cli.terminal import console, errors, progress, tell, warn
from api.http.answer_schemas import AnswerResponse
from api.http.document_schemas import DocumentResponse
from api.http.schemas import MAX_TOP_K, QueryResponse
from rag.errors import UnknownDocument, UnreadableDocument, printable
from rag.question.conversation import Turn
from rag.question.query import fit_question
from rag.settings import LOCAL_STORE, Settings

if TYPE_CHECKING:
    from index.builder import Build
    from rag.reading.folders import PassedOver

app = typer.Typer(
    help="Ask questions of a brief and get the passages that answer, with their sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

SOME_LEFT_OUT = 3
"""The exit code of ``brief-rag index`` where it has built, but not of all documents."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command("index")
def index_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Documents or folders; without any, the configured corpus."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="I/N",
            help="Build the I-th of N parts of the documents, beside the index, for `merge`.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read, chunk and embed documents, and make them the current index.

    A library on Milvus is brought up to date, as `sync` does.

    A document that cannot be read is named and left out; the exit code is then 3, not 0.
    """
    settings = Settings()
    if settings.store == LOCAL_STORE:
        return _build(settings, paths or [settings.corpus], shard, as_json)
    from api.cli.library import take_in
    from index.libraries import require_local

    if shard:
        require_local(settings, "index --shard")
    take_in(paths or [settings.corpus], as_json, drop_others=True)


def _build(settings: Settings, paths: list[Path], shard: str | None, as_json: bool) -> None:
    """Build the index on this machine, or a part of it, and print what was built."""
    from index.builder import Limits, build_index
    from index.generation import is_being_built
    from index.shards import WHOLE, Shard
    from index.sources import open_sources
    from rag.models.opening import open_embedders, open_readers
    from rag.reading.library import read_documents

    part = Shard.of(shard) if shard else WHOLE
    index_dir = part.folder(settings.index_dir)
    if is_being_built(index_dir):
        tell(
            f"another `brief-rag index` builds in {printable(index_dir)}; this one reads meanwhile"
        )
    with open_sources(index_dir, tell) as sources:
        with progress("reading", "files", quiet=as_json) as read:
            library = read_documents(paths, warn, read, keeper=sources, wanted=part.holds)
        index_dir.mkdir(parents=True, exist_ok=True)  # told now, not after the model loads
        embedders = open_embedders(settings, tell)
        readers = open_readers(embedders, settings, tell)
        with progress("embedding", "texts", quiet=as_json) as done:
            build = build_index(
                index_dir,
                library.documents,
                embedders,
                Limits.of(settings),
                readers=readers,
                progress=done,
                tell=tell,
                sources=sources,
            )
    left_out = [*library.left_out, *build.left_out]
    _report_build(build, index_dir, left_out, library.passed_over, as_json)
    if left_out:
        sys.exit(SOME_LEFT_OUT)


def _report_build(
    build: Build,
    index_dir: Path,
    left_out: Sequence[UnreadableDocument],
    passed_over: Mapping[PassedOver, int],
    as_json: bool,
) -> None:
    """Print what was built."""
    report = {
        "generation": build.name,
        "folder": str(index_dir),
        "documents": build.documents,
        "passages": build.passages,
        "embedded": build.embedded,
        "left_out": [{"file": error.path, "reason": error.reason} for error in left_out],
        "passed_over": passed_over,
    }
    if as_json:
        print(json.dumps(report))
    else:
        console.print(
            f"{build.documents} document(s), {build.passages} passages, {build.embedded} texts "
            f"newly embedded; generation {build.name} in {printable(index_dir)}",
            highlight=False,
            soft_wrap=True,
            markup=False,
        )
    if remarks := list(index_remarks(build.documents, len(left_out), passed_over)):
        tell("; ".join(remarks))


@app.command()
def query(
    question: Annotated[str, typer.Argument(help="The question.")],
    top_k: Annotated[
        int, typer.Option(min=1, max=MAX_TOP_K, help="How many passages to return.")
    ] = 5,
    as_json: JsonOption = False,
) -> None:
    """Find the passages that answer a question."""
    from index.opening import open_engine

    question = fit_question(question)
    engine = open_engine(Settings(), question)
    response = QueryResponse.of(question, engine.search(question, top_k))
    if as_json:
        print(response.model_dump_json(indent=1))
    else:
        print_passages(response, console, errors, several=engine.store.document_count > 1)


@app.command()
def answer(
    question: Annotated[str, typer.Argument(help="The question.")],
    after: Annotated[
        list[str] | None,
        typer.Option(help="An earlier question that this one follows; repeat it, oldest first."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with the brief's own sentences, or say that it does not answer."""
    from index.opening import open_engine

    question = fit_question(question)
    engine = open_engine(Settings(), None if after else question)
    history: list[Turn] = []
    for earlier in after or []:
        history.append(Turn(earlier, engine.ask(earlier, history).text))
    response = AnswerResponse.of(engine.ask(question, history))
    if as_json:
        print(response.model_dump_json(indent=1))
    else:
        print_answer(response, console, errors, several=engine.store.document_count > 1)


@app.command()
def show(
    document: Annotated[str, typer.Argument(help="The document's id.")],
    as_json: JsonOption = False,
) -> None:
    """Show what was read of an indexed document: metadata, sections, sources and notes."""
    from index.opening import open_store

    store = open_store(Settings())
    try:
        found = store.document(document)
    except KeyError:
        raise UnknownDocument.among(document, (each.id for each in store.listed())) from None
    response = DocumentResponse.of(found)
    if as_json:
        print(response.model_dump_json(indent=1))
    else:
        print_document(response, console)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that answer.")] = None,
) -> None:
    """Serve the chat page at / and the API, whose documentation is at /docs."""
    import uvicorn

    from api.cli.workers import end_on_hangup, processes_share_the_machine
    from api.http.connections import server_options
    from index.libraries import require_one_process
    from index.local_store import LocalStore
    from index.opening import open_store

    settings = Settings()
    workers = workers or settings.workers
    require_one_process(settings, workers)
    store = open_store(settings)  # what is missing or damaged is told before the start
    if isinstance(store, LocalStore):
        for model in store.embedders:
            store.verified_model(model)
    host = host or settings.host
    os.environ["BRIEF_RAG_HOST"] = host  # of the workers, which check what is asked of it
    with processes_share_the_machine(workers):
        if workers == 1:
            end_on_hangup()
        uvicorn.run(
            "api.http.app:create_app",
            factory=True,
            host=host,
            port=settings.port if port is None else port,
            workers=workers,
            **server_options(),
        )


@app.command("eval")
def eval_command(
    dataset: Annotated[
        list[str] | None,
        typer.Option(
            help="KIND:PATH, with KIND one of brief, foreign, dialogues, library, squad, cross, "
            "beir, spans, sentences, references, structure; without any, all that is bundled."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the reports.")] = Path("reports"),
    gate: Annotated[bool, typer.Option("--gate", help="Fail where a bound is missed.")] = False,
    bench: Annotated[
        bool, typer.Option("--bench", help="Add the other frameworks that are installed.")
    ] = False,
    in_pytorch: Annotated[
        bool, typer.Option("--in-pytorch", help="Add the same with the models run by PyTorch.")
    ] = False,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Print this many passages to label, and stop.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first questions.")] = None,
    top_k: Annotated[int, typer.Option(min=5, max=100, help="Hits judged a question.")] = 10,
) -> None:
    """Judge answers and retrieval on labelled questions, side by side with the usual stacks."""
    from evals.command import evaluate_command, sample_command

    settings = Settings()
    if sample:
        sample_command(settings, sample, console)
    elif not evaluate_command(
        settings, dataset, out, gate, bench, in_pytorch, limit, top_k, console
    ):
        sys.exit(1)


@app.command("settings")
def settings_command(as_json: JsonOption = False) -> None:
    """List the settings: name, value in force, meaning."""
    settings = Settings()
    if as_json:
        print(settings.model_dump_json(indent=1))
        return
    table = Table("environment variable", "value", "meaning")
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        table.add_row(
            f"BRIEF_RAG_{name.upper()}",
            Text("" if value is None else str(value)),
            Text(field.description or ""),
        )
    console.print(table)
