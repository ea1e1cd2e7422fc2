"""The commands of ``brief-rag``: index, query, answer, show, serve, eval, settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from api.cli.building import build
from api.cli.printing import print_answer, print_document, print_passages
from api.cli.terminal import console, errors, table
from api.http.answer_schemas import AnswerResponse
from api.http.document_schemas import DocumentResponse
from api.http.schemas import MAX_TOP_K, QueryResponse
from rag.errors import UnknownDocument
from rag.question.conversation import Turn
from rag.question.query import fit_question
from rag.settings import LOCAL_STORE, Settings

app = typer.Typer(
    help="Answer questions about long, cited texts, with the texts' own sentences and sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command("index")
def index_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Documents or folders; without any, what BRIEF_RAG_CORPUS names."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="I/N",
            help="Build only the I-th of N parts, beside the index; `merge` joins the parts.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read documents, and make a new index of exactly these.

    A library on Milvus is brought up to date instead, as `sync` does.

    A document that cannot be read is named and left out; the exit code is then 3, not 0.
    """
    settings = Settings()
    if settings.store == LOCAL_STORE:
        return build(settings, paths or [settings.corpus], shard, as_json)
    from api.cli.library import take_in
    from index.libraries import require_local

    if shard:
        require_local(settings, "index --shard")
    take_in(paths or [settings.corpus], as_json, drop_others=True)


@app.command()
def query(
    question: Annotated[str, typer.Argument(help="The question.")],
    top_k: Annotated[
        int, typer.Option(min=1, max=MAX_TOP_K, help="How many passages to return.")
    ] = 5,
    as_json: JsonOption = False,
) -> None:
    """Find the passages that are nearest to a question."""
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
    """Answer a question with the documents' own sentences, or say that they do not answer it."""
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
    document: Annotated[
        str, typer.Argument(help="The document's id, as `brief-rag list` prints it.")
    ],
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
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; without it, BRIEF_RAG_HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on; without it, BRIEF_RAG_PORT."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that answer; without it, BRIEF_RAG_WORKERS."),
    ] = None,
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
            "beir, spans, whole, sentences, references, structure; without any, all bundled sets."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the reports.")] = Path("reports"),
    gate: Annotated[
        bool, typer.Option("--gate", help="Fail if a figure misses its bound.")
    ] = False,
    bench: Annotated[
        bool, typer.Option("--bench", help="Judge other frameworks, too, where installed.")
    ] = False,
    in_pytorch: Annotated[
        bool, typer.Option("--in-pytorch", help="Judge the models run by PyTorch, too.")
    ] = False,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Print this many passages to label, and stop.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only so many questions of each data set.")
    ] = None,
    top_k: Annotated[
        int, typer.Option(min=5, max=100, help="How many results of each question are judged.")
    ] = 10,
) -> None:
    """Judge answers and passages on labelled questions, beside BM25, dense search and LangChain."""
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
    shown = table("environment variable", "value", "meaning")
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown.add_row(
            f"BRIEF_RAG_{name.upper()}",
            Text("" if value is None else str(value)),
            Text(field.description or ""),
        )
    console.print(shown)
