"""Made documents printed to PDF by Chromium, LaTeX and LibreOffice, and written for Word.

What the machine does not have prints nothing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from evals.made.documents import Made, made_documents
from evals.made.latex import as_latex
from evals.made.open_documents import as_open_document
from evals.made.pages import ONE_COLUMN, RUNNING_HEADS, THREE_COLUMNS, TWO_COLUMNS, as_html

_SECONDS = 120

Writes = Callable[[Made, Path], bool]
"""Writes a document to a file; says whether the machine has what that needs."""


def print_page(page: str, target: Path, *options: str) -> bool:
    """Print a web page by Chromium, as its dialogue does; whether the machine has it."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        return False
    source = target.with_suffix(".html")
    source.write_text(page, "utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", *options]
    _run([*command, f"--print-to-pdf={target}", source.as_uri()], target.parent)
    source.unlink()
    return target.exists()


def _chromium(style: str, *options: str) -> Writes:
    return lambda made, target: print_page(as_html(made, style), target, *options)


def write_page(made: Made, target: Path) -> bool:
    """Write the document as a web page, its notes linked both ways."""
    target.write_text(as_html(made, ONE_COLUMN, linked=True), "utf-8")
    return True


def by_office(made: Made, target: Path, columns: int = 1) -> bool:
    """Write a PDF, Word or HTML file by LibreOffice; whether the machine has it."""
    office = shutil.which("soffice")
    if office is None:
        return False
    source = target.with_suffix(".fodt")
    source.write_text(as_open_document(made, columns), "utf-8")
    command = [office, "--headless", "--convert-to", target.suffix.removeprefix(".")]
    _run([*command, "--outdir", str(target.parent), str(source)], target.parent)
    source.unlink()
    return target.exists()


def print_latex(made: Made, target: Path, options: str, ruled: bool, more: str = "") -> bool:
    """Print by pdfLaTeX; whether the machine has it."""
    latex = shutil.which("pdflatex")
    if latex is None:
        return False
    source = target.with_suffix(".tex")
    source.write_text(as_latex(made, options, ruled, more), "utf-8")
    for _ in range(2):
        _run([latex, "-interaction=batchmode", source.name], target.parent)
    return target.exists()


def _run(command: Sequence[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)


PDF = ".pdf"
PRINTS: Mapping[str, tuple[str, Writes]] = {
    "chromium, one column": (PDF, _chromium(ONE_COLUMN)),
    "chromium, two columns": (PDF, _chromium(TWO_COLUMNS)),
    "latex, one column": (PDF, partial(print_latex, options="11pt", ruled=True)),
    "latex, two columns": (PDF, partial(print_latex, options="10pt,twocolumn", ruled=False)),
    "libreoffice": (PDF, by_office),
}
"""The ways to print plain documents: the ending of the file, and what writes it."""

_TIMES = "\\usepackage{mathptmx}"
VARIED_PRINTS: Mapping[str, tuple[str, Writes]] = {
    "chromium, small pages": (PDF, _chromium(RUNNING_HEADS)),
    "chromium, three columns, no tags": (
        PDF, _chromium(THREE_COLUMNS, "--disable-pdf-tagging")
    ),
    "latex, small pages": (
        PDF, partial(print_latex, options="11pt,a5paper", ruled=True, more=_TIMES)
    ),
    "latex, Times, two columns": (
        PDF, partial(print_latex, options="10pt,twocolumn", ruled=True, more=_TIMES)
    ),
    "libreoffice, two columns": (PDF, partial(by_office, columns=2)),
}  # fmt: skip
"""The ways to print varied ones."""

FILES: Mapping[str, tuple[str, Writes]] = {
    "HTML": (".html", write_page),
    "HTML by libreoffice": (".html", by_office),
    "DOCX by libreoffice": (".docx", by_office),
}
"""The ways to write files that are no PDF."""


def written(
    documents: Iterable[Made], ways: Mapping[str, tuple[str, Writes]], folder: Path
) -> Iterator[tuple[int, str, Made, Path]]:
    """Each document with its number, as a file of each way that the machine has."""
    for number, made in enumerate(documents):
        for name, (ending, writes) in ways.items():
            target = folder / f"{number}-{re.sub('[^a-z]+', '-', name.lower())}{ending}"
            if writes(made, target):
                yield number, name, made, target


def printed_documents(squad: Path, folder: Path) -> Iterator[Path]:
    """The plain documents of SQuAD's articles, printed."""
    for _, _, _, path in written(made_documents(squad), PRINTS, folder):
        yield path
