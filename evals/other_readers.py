"""Other programs that read files: ``PYTHON other_readers.py NAME FILE…``.

Without a name it prints which are installed. It imports nothing of this project, so that it runs
in an environment of its own. Each file becomes a line of JSON: ``text`` (Markdown where the program
writes that), ``rows`` where it gives cells, ``error`` where it fails.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Cells = list[list[str]]


def markitdown() -> Callable[[Path], tuple[str, Cells | None]]:
    converter = import_module("markitdown").MarkItDown()
    return lambda path: (str(converter.convert(path).text_content), None)


def docling() -> Callable[[Path], tuple[str, Cells | None]]:
    converter = import_module("docling.document_converter").DocumentConverter()
    return lambda path: (str(converter.convert(path).document.export_to_markdown()), None)


def mammoth() -> Callable[[Path], tuple[str, Cells | None]]:
    def read(path: Path) -> tuple[str, Cells | None]:
        with path.open("rb") as file:
            return str(import_module("mammoth").convert_to_markdown(file).value), None

    return read


def trafilatura() -> Callable[[Path], tuple[str, Cells | None]]:
    extract: Callable[..., str | None] = import_module("trafilatura").extract

    def read(path: Path) -> tuple[str, Cells | None]:
        page = path.read_bytes()
        return extract(page, output_format="markdown", include_tables=True) or "", None

    return read


def pypdf() -> Callable[[Path], tuple[str, Cells | None]]:
    def read(path: Path) -> tuple[str, Cells | None]:
        pages = import_module("pypdf").PdfReader(path).pages
        return "\n".join(page.extract_text() for page in pages), []

    return read


def pdfplumber() -> Callable[[Path], tuple[str, Cells | None]]:
    def read(path: Path) -> tuple[str, Cells | None]:
        with import_module("pdfplumber").open(path) as file:
            text = "\n".join(page.extract_text() for page in file.pages)
            tables: list[Any] = [table for page in file.pages for table in page.extract_tables()]
        rows = [[cell or "" for cell in row] for table in tables for row in (*table, [])]
        return text, rows

    return read


READERS = {
    each.__name__: each for each in (markitdown, docling, mammoth, trafilatura, pypdf, pdfplumber)
}
FORMATS = {
    "markitdown": ("html", "docx", "epub", "pdf"),
    "docling": ("html", "docx", "pdf"),
    "mammoth": ("docx",),
    "trafilatura": ("html",),
    "pypdf": ("pdf",),
    "pdfplumber": ("pdf",),
}
"""What each reads."""


def main() -> None:
    """Print the readers that are installed with their versions, or what one makes of files."""
    if len(sys.argv) == 1:
        print(json.dumps({name: version(name) for name in READERS if find_spec(name)}))
        return
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # the programs print what they like
    read = READERS[sys.argv[1]]()
    for name in sys.argv[2:]:
        try:
            text, rows = read(Path(name))
            answer = {"text": text, "rows": rows}
        except Exception as error:  # of another program, whatever it is
            answer = {"text": "", "rows": None, "error": type(error).__name__}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
