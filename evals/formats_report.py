"""The same brief in four formats, asked the same questions: ``python -m evals.formats_report``.

The bundled brief is written as a text, a web page, a Word document and a PDF; each is read, indexed
and asked by itself. Labels are quotes from the text; in the other formats they are where the same
letters and digits stand.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.brief_files import write_files
from evals.cli import BUNDLED
from evals.dataset_kinds import read_dataset
from evals.datasets import Dataset, GoldSpan, Question
from evals.product import build_product
from evals.report_table import label
from evals.run import evaluate
from rag.document.model import Document, Span
from rag.models.opening import open_embedders, open_readers
from rag.reading.folders import find_documents
from rag.reading.library import load_documents
from rag.settings import Settings

SHOWN = (
    "mrr@5",
    "char_recall@1",
    "char_recall@5",
    "answer_correct",
    "citation_recall",
    "citation_precision",
    "refusal_auroc",
    "refused_answerable",
)
"""The figures that are compared."""
NEAR = 0.01
"""How far a figure of a format may be from that of the text."""
_NOWHERE = "evidence that was not read"


@dataclass(frozen=True, slots=True)
class FormatFigures:
    """One format: its figures, how many headings, notes with a pointer and source references were
    read, and how many labelled quotes stand in what was read, of how many."""

    name: str
    figures: Mapping[str, float]
    headings: int
    notes: int
    references: int
    quotes: tuple[int, int]


def compare(settings: Settings, folder: Path) -> Iterator[FormatFigures]:
    """Write the configured brief in each format into a folder, and ask the bundled questions."""
    (file,) = find_documents([settings.corpus])
    (source,) = load_documents([file.path])
    asked = read_dataset(BUNDLED, [source])
    embedders = open_embedders(settings)
    readers = open_readers(embedders, settings)
    files = write_files(source, file.path.with_suffix(".toml"), folder)
    for name, path in files.items():
        (document,) = load_documents([path])
        dataset, quotes = moved(asked, source, document, f"{asked.name}-{name.lower()}")
        product = build_product(dataset, settings, embedders, name, readers)
        figures = evaluate(dataset, [product], answerer=product).summary()
        yield FormatFigures(
            name,
            figures,
            sum(section.heading is not None for section in document.sections),
            sum(bool(note.pointers) for note in document.notes),
            len(document.references),
            quotes,
        )


def moved(
    dataset: Dataset, source: Document, document: Document, name: str
) -> tuple[Dataset, tuple[int, int]]:
    """The data set on another reading of its one document, and how many quotes are in that.

    A quote that is not there is evidence that nothing can find.
    """
    places = Places(source.text, document.text)
    found = counted = 0
    questions: list[Question] = []
    for question in dataset.questions:
        sets: list[tuple[GoldSpan, ...]] = []
        for gold in question.gold:
            spans = [places.of(each.span) for each in gold]
            found, counted = found + sum(map(bool, spans)), counted + len(spans)
            sets.append(
                tuple(
                    replace(each, document=document.id, span=span)
                    if span
                    else replace(each, document=_NOWHERE)
                    for each, span in zip(gold, spans, strict=True)
                )
            )
        questions.append(replace(question, gold=tuple(sets)))
    return Dataset(name, (document,), tuple(questions)), (found, counted)


class Places:
    """Where spans of one text stand in another that has the same letters and digits."""

    def __init__(self, source: str, other: str) -> None:
        self._source, self._other = source, other
        self._at = [at for at, sign in enumerate(source) if sign.isalnum()]
        self._other_at = [at for at, sign in enumerate(other) if sign.isalnum()]
        self._letters = "".join(source[at] for at in self._at)
        self._other_letters = "".join(other[at] for at in self._other_at)

    def of(self, span: Span) -> Span | None:
        """The span in the other text: of the places with its letters, the one of the same rank."""
        letters = "".join(filter(str.isalnum, span.of(self._source)))
        if not letters:
            return None
        rank = 0
        at = self._letters.find(letters)
        while at >= 0 and self._at[at] < span.start:
            rank, at = rank + 1, self._letters.find(letters, at + 1)
        at = self._other_letters.find(letters)
        while rank and at >= 0:
            rank, at = rank - 1, self._other_letters.find(letters, at + 1)
        if at < 0:
            return None
        start, end = self._other_at[at], self._other_at[at + len(letters) - 1] + 1
        before = next(n for n, sign in enumerate(span.of(self._source)) if sign.isalnum())
        behind = next(n for n, sign in enumerate(span.of(self._source)[::-1]) if sign.isalnum())
        tail = span.of(self._source)[len(span) - behind :]
        head = span.of(self._source)[:before]
        return Span(
            start - before if self._other[:start].endswith(head) else start,
            end + behind if self._other.startswith(tail, end) else end,
        )


def print_formats(found: list[FormatFigures], console: Console) -> bool:
    """Print a column for each format; whether all figures are near those of the text."""
    table = Table("figure", *(each.name for each in found))
    first, near = found[0], True
    for metric in SHOWN:
        cells = []
        for each in found:
            value = each.figures[metric]
            # One question in a hundred is 0.01, and a little more in binary.
            apart = abs(value - first.figures[metric]) > NEAR + 1e-9
            near = near and not apart
            cells.append(f"[bold]{value:.3f}[/bold]" if apart else f"{value:.3f}")
        table.add_row(label(metric), *cells)
    table.add_row("headings", *(str(each.headings) for each in found))
    table.add_row("notes with a pointer", *(str(each.notes) for each in found))
    table.add_row("source references", *(str(each.references) for each in found))
    table.add_row("quotes in the text", *(f"{each.quotes[0]}/{each.quotes[1]}" for each in found))
    table.caption = f"bold: more than {NEAR} from the text"
    console.print(table)
    return near


def main() -> None:
    """Print the figures of each format; the status is 1 where one is not near the text's."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings()
        found = list(compare(settings, Path(folder)))
    sys.exit(not print_formats(found, Console()))


if __name__ == "__main__":
    main()
