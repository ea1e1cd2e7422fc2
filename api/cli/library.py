"""The commands that change what an index holds: add, remove, sync, migrate, list, rollback."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.building import SOME_LEFT_OUT
from api.cli.commands import JsonOption, app
from api.cli.printing import index_remarks
from api.cli.terminal import console, progress, table, tell, warn
from rag.errors import UnreadableDocument, UnreadableFolder, printable
from rag.settings import Settings

if TYPE_CHECKING:
    from index.changing import Change
    from rag.reading.folders import PassedOver

_Paths = Annotated[list[Path], typer.Argument(help="Documents or folders.")]


@app.command()
def add(paths: _Paths, as_json: JsonOption = False) -> None:
    """Add documents to the index; a document of the same id is replaced.

    Only what is new is read and embedded. A document that cannot be read is named and left out; the
    exit code is then 3, not 0.
    """
    take_in(paths, as_json, drop_others=False)


@app.command()
def sync(paths: _Paths, as_json: JsonOption = False) -> None:
    """Make the index hold the documents of these files and folders, and no others.

    What is new is added, what changed is updated, and what is there no more is removed. A document
    whose file is there and cannot be read stays as it was; the exit code is then 3, not 0.
    """
    take_in(paths, as_json, drop_others=True)


@app.command()
def remove(
    ids: Annotated[
        list[str], typer.Argument(help="Ids of documents, as `brief-rag list` prints them.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Remove documents from the index."""
    from index.libraries import remove_documents

    _report(remove_documents(Settings(), ids, tell), (), {}, as_json)


@app.command()
def merge(
    indexes: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders of indexes; without any, what `index --shard` built."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Take over the documents of other indexes, such as those that `index --shard` builds."""
    from index.libraries import require_local
    from index.shards import all_shards
    from index.takeover import take_over

    settings = Settings()
    require_local(settings, "merge")
    others = indexes or all_shards(settings.index_dir)
    _report(take_over(settings.index_dir, others, tell), (), {}, as_json)


@app.command()
def migrate(
    to: Annotated[
        str | None,
        typer.Option(help="Copy the index there, such as milvus://host:port/name."),
    ] = None,
    origin: Annotated[
        str | None, typer.Option("--from", help="Copy the library that is there to the index.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Copy the index in BRIEF_RAG_INDEX_DIR to Milvus, or a library on Milvus into that index.

    Nothing is embedded anew. A copy that was interrupted goes on where it was. In the end it is
    compared with its source: all documents by size, some to the character, and what is found in
    both.
    """
    from index.milvus.migrating import migrate_back, migrate_there

    if (to is None) == (origin is None):
        raise typer.BadParameter("say either --to or --from")
    settings = Settings()
    with progress("copying", "documents", quiet=as_json) as done:
        if to is not None:
            compared = migrate_there(settings, to, done, tell)
        else:
            compared = migrate_back(settings, origin or "", done, tell)
    if as_json:
        print(json.dumps(asdict(compared)))
        return
    console.print(
        f"{compared.documents} document(s), {compared.passages} passages copied; of "
        f"{compared.questions} questions the best passage is the same for {compared.first}, the "
        f"best five for {compared.five}",
        highlight=False,
        soft_wrap=True,
    )


@app.command("list")
def list_command(as_json: JsonOption = False) -> None:
    """List the documents of the index: id, passages, title."""
    from index.opening import open_store

    store = open_store(Settings())
    rows = [(entry.id, entry.passages, entry.title) for entry in store.listed()]
    if as_json:
        keys = ("id", "passages", "title")
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False))
        return
    shown = table("id", "passages", "title")
    for name, passages, title in rows:
        shown.add_row(printable(name), str(passages), printable(title))
    console.print(shown, markup=False)


@app.command()
def rollback() -> None:
    """Go back to the index before the last change; done again, it brings the change back."""
    from index.builder import writing_index
    from index.generation import roll_back
    from index.libraries import require_local

    settings = Settings()
    require_local(settings, "rollback")
    with writing_index(settings.index_dir, tell):
        generation = roll_back(settings.index_dir)
    console.print(f"generation {generation.stem} is current again", highlight=False)


def take_in(paths: list[Path], as_json: bool, drop_others: bool) -> None:
    """Read documents and add them; with ``drop_others`` those are removed that are not there."""
    from index.builder import SETTING, Models
    from index.libraries import add_documents
    from index.shelf import Shelf
    from index.sources import open_sources
    from rag.models.opening import open_embedders, open_readers
    from rag.reading.library import read_documents

    settings = Settings()
    index_dir = settings.index_dir
    with open_sources(index_dir, tell) as sources, closing(Shelf(index_dir, SETTING)) as shelf:
        with progress("reading", "files", quiet=as_json) as read:
            library = read_documents(paths, warn, read, keeper=sources, shelf=shelf)
        embedders = open_embedders(settings, tell)
        models = Models(embedders, open_readers(embedders, settings, tell))
        keep: list[str] | None = library.unread if drop_others else None
        if drop_others and any(isinstance(e, UnreadableFolder) for e in library.left_out):
            warn("not all of the folders could be looked at; nothing is removed")
            keep = None
        with progress("embedding", "texts", quiet=as_json) as done:
            change = add_documents(
                settings,
                shelf,
                models,
                keep=keep,
                progress=done,
                tell=tell,
                sources=sources,
            )
    left_out = [*library.left_out, *change.left_out]
    _report(change, left_out, library.passed_over, as_json)
    if left_out:
        sys.exit(SOME_LEFT_OUT)


def _report(
    change: Change,
    left_out: Sequence[UnreadableDocument],
    passed_over: Mapping[PassedOver, int],
    as_json: bool,
) -> None:
    """Print what became of the index."""
    if as_json:
        report = {
            "generation": change.name,
            "documents": change.documents,
            "added": change.added,
            "updated": change.updated,
            "removed": change.removed,
            "unchanged": change.unchanged,
            "embedded": change.embedded,
            "left_out": [{"file": error.path, "reason": error.reason} for error in left_out],
            "passed_over": passed_over,
        }
        print(json.dumps(report, ensure_ascii=False))
    else:
        counts = {
            "added": len(change.added),
            "updated": len(change.updated),
            "removed": len(change.removed),
            "unchanged": change.unchanged,
        }
        told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        console.print(
            f"{told or 'nothing changed'}; {change.documents} document(s) in generation "
            f"{change.name}",
            highlight=False,
            soft_wrap=True,
            markup=False,
        )
    if remarks := list(index_remarks(change.documents, len(left_out), passed_over)):
        tell("; ".join(remarks))
