"""How much is read from files of documents of known structure: ``python -m evals.made_report``.

Plain documents are printed to PDF, varied ones in other ways, and written for Word and as web
pages. The words that are lost, added or misplaced are counted, headings, notes and cells compared,
and it is asked whether each sentence stands inside its boxes. Every second document is held out:
what is wrong there is counted and not shown, so that no reader is fitted to it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.made.boxes import sentences_inside
from evals.made.documents import Made, made_documents, varied_documents
from evals.made.printing import FILES, PRINTS, VARIED_PRINTS, Writes, written
from evals.made.scoring import Score, score
from rag.reading.apart import ReaderProcess
from rag.reading.files import read_file
from rag.reading.formats import Format, format_of

VARIED = 8
"""How many varied documents are made."""
_WIDTH = 110  # characters, of the table
_SHOWN, _LONGEST = 12, 300  # differences of a file; characters of one


@dataclass(frozen=True, slots=True)
class Scored:
    """A file of one document: how it was made, and what was read of it."""

    document: int
    way: str
    score: Score

    @property
    def held_out(self) -> bool:
        return self.document % 2 == 1


def scores(data: Path, folder: Path) -> Iterator[Scored]:
    """Make the documents into files in every way that the machine can, and read them.

    ``data`` has the articles in ``squad2/dev.json`` and ``xquad/xquad.en.json``.
    """
    plain = list(made_documents(data / "squad2" / "dev.json"))
    varied = list(varied_documents(data / "xquad" / "xquad.en.json", VARIED))
    with ReaderProcess() as process:
        yield from _of(process, plain, PRINTS, folder, "plain")
        yield from _of(process, varied, VARIED_PRINTS, folder, "varied")
        for name, documents in (("plain", plain), ("varied", varied)):
            yield from _of(process, documents, FILES, folder, name)


def _of(
    process: ReaderProcess,
    documents: Sequence[Made],
    ways: Mapping[str, tuple[str, Writes]],
    folder: Path,
    kind: str,
) -> Iterator[Scored]:
    for number, way, made, path in written(documents, ways, folder):
        raw = read_file(path)
        kind_of_file = format_of(raw, path)
        _, reading = process.read(kind_of_file, raw, path)
        found = score(made, reading, way.startswith("latex"))
        if kind_of_file is Format.PDF:
            sentences_inside(found, raw, reading)
        yield Scored(number, f"{kind}: {way}", found)


def print_scores(scored: Sequence[Scored], console: Console) -> None:
    """Print a row for each way of making files and half of the documents."""
    table = Table("made by", "files", "words wrong, most", "headings F1, least", "notes", "cells",
                  "inside boxes")  # fmt: skip
    for half, held_out in (("developed on", False), ("held out", True)):
        table.add_section()
        table.add_row(f"[bold]{half}[/bold]")
        for way in dict.fromkeys(each.way for each in scored):
            group = [x.score for x in scored if x.way == way and x.held_out is held_out]
            if group:
                table.add_row(way, *_row(group))
        table.add_row("all", *_row([x.score for x in scored if x.held_out is held_out]))
    console.print(table)


def _row(group: Sequence[Score]) -> list[str]:
    pairs = (
        (sum(s.joined for s in group), sum(s.notes for s in group)),
        (sum(s.cells_right for s in group), sum(s.cells for s in group)),
        (sum(s.inside for s in group), sum(s.sentences for s in group)),
    )
    return [
        str(len(group)),
        f"{max((s.lost for s in group), default=0):.2%}",
        f"{min((s.headings_f1 for s in group), default=1):.2f}",
        *(f"{right} of {every}" for right, every in pairs),
    ]


def main() -> None:
    """Print the figures, and what was read wrong of the documents that are not held out.

    The argument is the folder of the public data sets.
    """
    shared = Path(__file__).resolve().parents[2] / "shared" / "data"
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
    console = Console(width=_WIDTH)
    with tempfile.TemporaryDirectory() as folder:
        scored = list(scores(data, Path(folder)))
    print_scores(scored, console)
    for each in scored:
        for difference in each.score.differences[:_SHOWN] if not each.held_out else ():
            line = f"{each.document}, {each.way}: {difference}"
            console.print(line[:_LONGEST], markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
