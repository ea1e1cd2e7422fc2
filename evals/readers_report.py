"""Readers of files compared: ``python -m evals.readers_report [FOLDER] [--python PYTHON]``.

Each file of the folder that has its expected text beside it as ``NAME.expected.md`` is read here,
and by those of the other programs that are installed, here or for the Python that is named. What
they give is compared as text, headings and cells; Markdown is read by the reader of Markdown, for
all alike.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.reader_metrics import Figures, ReaderScore, figures, score
from evals.readers_elsewhere import installed, python_of, read_elsewhere
from rag.errors import UnreadableDocument
from rag.reading.apart import ReaderProcess
from rag.reading.blocks import Reading
from rag.reading.files import read_file
from rag.reading.formats import Format, format_of
from rag.reading.markdown import read_markdown

FOLDER = Path("../shared/data/files")
_EXPECTED = ".expected.md"
_NOTHING = Reading("", ())


def compare(folder: Path, python: str) -> dict[tuple[Format, str], list[ReaderScore]]:
    """The scores of each reader by format; a file that it cannot read counts as empty.

    ``python`` is the interpreter that has the other programs.
    """
    files: dict[Format, list[tuple[Path, Reading]]] = {}
    for expected in sorted(folder.rglob(f"*{_EXPECTED}")):
        text = read_markdown(expected.read_text("utf-8"))
        for path in _beside(expected):
            files.setdefault(format_of(read_file(path), path), []).append((path, text))
    scores: dict[tuple[Format, str], list[ReaderScore]] = {}
    with ReaderProcess() as process:
        for kind, pairs in files.items():
            paths = [path for path, _ in pairs]
            found = {"brief-rag": [_ours(process, kind, path) for path in paths]}
            for name, said in installed(python, kind).items():
                markdown = read_elsewhere(python, name, paths)
                found[f"{name} {said}"] = [read_markdown(each.text) for each in markdown]
            for name, readings in found.items():
                scores[kind, name] = [
                    score(path.name, reading, text)
                    for (path, text), reading in zip(pairs, readings, strict=True)
                ]
    return scores


def _ours(process: ReaderProcess, kind: Format, path: Path) -> Reading:
    try:
        return process.read(kind, read_file(path), path)[1]
    except UnreadableDocument:
        return _NOTHING


def _beside(expected: Path) -> list[Path]:
    """The file, of any format but text, that a text is expected of."""
    name = expected.name.removesuffix(_EXPECTED)
    return [p for p in sorted(expected.parent.glob(f"{name}.*")) if p.suffix != ".md"]


def print_readers(
    scores: dict[tuple[Format, str], list[ReaderScore]], console: Console, each: bool = False
) -> None:
    """Print a row for each format and reader, and one for each file where asked for."""
    table = Table("format", "reader", "files", "text, median", "least", "headings F1", "cells F1")
    for (kind, name), found in sorted(scores.items()):
        if each:
            for one in found:
                table.add_row(kind, one.file, "", f"{one.text:.3f}", "", *_f1s(one))
        table.add_row(kind, name, *_row(figures(found)))
    console.print(table)


def _row(of: Figures) -> list[str]:
    values = (of.text_median, of.text_least, of.headings, of.cells)
    return [str(of.files), *(f"{value:.3f}" for value in values)]


def _f1s(one: ReaderScore) -> list[str]:
    return ["" if each is None else f"{each:.3f}" for each in (one.headings, one.cells)]


def main() -> None:
    """Print the report; ``--each`` adds the files of each reader."""
    named = sys.argv[1:2] if sys.argv[1:] and not sys.argv[1].startswith("-") else []
    scores = compare(Path(named[0]) if named else FOLDER, python_of(sys.argv))
    print_readers(scores, Console(), "--each" in sys.argv)


if __name__ == "__main__":
    main()
