"""What ``brief-rag index`` does: documents read, embedded and made an index, or a part of one."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.printing import index_remarks
from api.cli.terminal import console, progress, tell, warn
from rag.errors import UnreadableDocument, printable
from rag.settings import Settings

if TYPE_CHECKING:
    from index.builder import Build
    from index.sources import Sources
    from rag.document.model import Document
    from rag.reading.folders import PassedOver

SOME_LEFT_OUT = 3
"""The exit code of ``brief-rag index`` where it has built, but not of all documents."""


def build(settings: Settings, paths: list[Path], shard: str | None, as_json: bool) -> None:
    """Build the index on this machine, or a part of it, and print what was built."""
    from index.builder import SETTING
    from index.generation import is_being_built
    from index.shards import WHOLE, Shard, build_nothing
    from index.shelf import Shelf
    from index.sources import open_sources
    from rag.reading.library import read_documents

    part = Shard.of(shard) if shard else WHOLE
    index_dir = part.folder(settings.index_dir)
    if is_being_built(index_dir):
        tell(
            f"another `brief-rag index` builds in {printable(index_dir)}; this one reads meanwhile"
        )
    built = None
    with open_sources(index_dir, tell) as sources, closing(Shelf(index_dir, SETTING)) as shelf:
        with progress("reading", "files", quiet=as_json) as read:
            library = read_documents(
                paths, warn, read, keeper=sources, wanted=part.holds, shelf=shelf
            )
        if len(shelf):
            built = _embed(settings, index_dir, shelf, sources, as_json)
        else:
            build_nothing(index_dir, tell)
    left_out = [*library.left_out, *(built.left_out if built else ())]
    _report(built, index_dir, left_out, library.passed_over, as_json)
    if left_out:
        sys.exit(SOME_LEFT_OUT)


def _embed(
    settings: Settings,
    index_dir: Path,
    documents: Sequence[Document],
    sources: Sources,
    quiet: bool,
) -> Build:
    """Open the models, and build an index of documents that were read."""
    from index.builder import Limits, build_index
    from rag.models.opening import open_embedders, open_readers

    index_dir.mkdir(parents=True, exist_ok=True)  # told now, not after the model loads
    embedders = open_embedders(settings, tell)
    readers = open_readers(embedders, settings, tell)
    with progress("embedding", "texts", quiet) as done:
        return build_index(
            index_dir,
            documents,
            embedders,
            Limits.of(settings),
            readers=readers,
            progress=done,
            tell=tell,
            sources=sources,
        )


def _report(
    built: Build | None,
    index_dir: Path,
    left_out: Sequence[UnreadableDocument],
    passed_over: Mapping[PassedOver, int],
    as_json: bool,
) -> None:
    """Print what was built; None is a part of the index that holds no document."""
    documents = built.documents if built else 0
    report = {
        "generation": built.name if built else None,
        "folder": str(index_dir),
        "documents": documents,
        "passages": built.passages if built else 0,
        "embedded": built.embedded if built else 0,
        "left_out": [{"file": error.path, "reason": error.reason} for error in left_out],
        "passed_over": passed_over,
    }
    if as_json:
        print(json.dumps(report))
    elif built is None:
        _say(f"none of the documents is of this part; nothing is built in {printable(index_dir)}")
    else:
        _say(
            f"{documents} document(s), {built.passages} passages, {built.embedded} texts "
            f"newly embedded; generation {built.name} in {printable(index_dir)}"
        )
    if remarks := list(index_remarks(documents, len(left_out), passed_over)):
        tell("; ".join(remarks))


def _say(message: str) -> None:
    console.print(message, highlight=False, soft_wrap=True, markup=False)
