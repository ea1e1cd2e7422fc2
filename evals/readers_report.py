"""Readers of files compared: ``python -m evals.readers_report [FOLDER]``.

Each file of the folder that has its expected text beside it as ``NAME.expected.md`` is read here,
and by those of the other programs that are installed. What they give is compared as text, headings
and cells; Markdown is read by the reader of Markdown, for all alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.reader_metrics import Figures, ReaderScore, figures, score
from rag.errors import UnreadableDocument
from rag.reading.apart import ReaderProcess
from rag.reading.blocks import Reading
from rag.reading.files import read_file
from rag.reading.formats import TEXTUAL, Format, format_of
from rag.reading.markdown import read_markdown

FOLDER = Path("../shared/data/files")
_EXPECTED = ".expected.md"
_NOTHING = Reading("", ())

Read = Callable[[Path], Reading]


@dataclass(frozen=True, slots=True)
class Reader:
    """A program that reads files of some formats."""

    name: str
    formats: frozenset[Format]
    read: Read


def readers(process: ReaderProcess) -> Iterator[Reader]:
    """This program, and others that are installed."""

    def ours(path: Path) -> Reading:
        raw = read_file(path)
        return process.read(format_of(raw, path), raw, path)[1]

    yield Reader("brief-rag", frozenset(Format) - TEXTUAL, ours)
    for module, formats, convert in _OTHERS:
        if find_spec(module):
            yield Reader(module, frozenset(formats), _from_markdown(convert))


def _from_markdown(convert: Callable[[Path], str]) -> Read:
    return lambda path: read_markdown(convert(path))


def _markitdown(path: Path) -> str:
    return str(import_module("markitdown").MarkItDown().convert(path).text_content)


def _docling(path: Path) -> str:
    converter = import_module("docling.document_converter").DocumentConverter()
    return str(converter.convert(path).document.export_to_markdown())


def _mammoth(path: Path) -> str:
    with path.open("rb") as file:
        return str(import_module("mammoth").convert_to_markdown(file).value)


def _trafilatura(path: Path) -> str:
    extract = import_module("trafilatura").extract
    return extract(path.read_bytes(), output_format="markdown", include_tables=True) or ""


_ALL = (Format.HTML, Format.DOCX, Format.EPUB)
_OTHERS: tuple[tuple[str, tuple[Format, ...], Callable[[Path], str]], ...] = (
    ("markitdown", _ALL, _markitdown),
    ("docling", (Format.HTML, Format.DOCX), _docling),
    ("mammoth", (Format.DOCX,), _mammoth),
    ("trafilatura", (Format.HTML,), _trafilatura),
)


def compare(folder: Path) -> dict[tuple[Format, str], list[ReaderScore]]:
    """The scores of each reader by format; a file that it cannot read counts as empty."""
    scores: dict[tuple[Format, str], list[ReaderScore]] = {}
    with ReaderProcess() as process:
        all_readers = list(readers(process))
        for expected in sorted(folder.rglob(f"*{_EXPECTED}")):
            text = read_markdown(expected.read_text("utf-8"))
            for path in _beside(expected):
                kind = format_of(read_file(path), path)
                for reader in all_readers:
                    if kind in reader.formats:
                        found = _tried(reader, path)
                        scores.setdefault((kind, reader.name), []).append(
                            score(path.name, found, text)
                        )
    return scores


def _beside(expected: Path) -> list[Path]:
    """The file, of any format but text, that a text is expected of."""
    name = expected.name.removesuffix(_EXPECTED)
    return [p for p in sorted(expected.parent.glob(f"{name}.*")) if p.suffix != ".md"]


def _tried(reader: Reader, path: Path) -> Reading:
    try:
        with redirect_stderr(StringIO()):
            return reader.read(path)
    except UnreadableDocument:
        return _NOTHING
    except Exception as error:  # of another program, whatever it is
        print(f"{reader.name} cannot read {path.name}: {type(error).__name__}", file=sys.stderr)
        return _NOTHING


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
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    scores = compare(Path(folders[0]) if folders else FOLDER)
    print_readers(scores, Console(), "--each" in sys.argv)


if __name__ == "__main__":
    main()
