"""The report on the structure of documents: a table, and figures for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.document_structure import StructureScore, pooled

NAME = "structure"
"""Of the table of bounds and of the report's folder."""

_COLUMNS = {
    "title": "title",
    "headings": "heading_f1",
    "levels": "level_accuracy",
    "blocks": "block_f1",
    "kinds": "kind_accuracy",
    "notes": "note_f1",
    "text lost": "text_lost",
}


def figures(scores: Sequence[StructureScore]) -> dict[str, float]:
    """The figures over all documents and over those held out; what the gate looks at."""
    held = [score for score in scores if score.held_out]
    found = _figures(pooled("all", scores))
    if held:
        part = _figures(pooled("held out", held))
        found |= {f"held_out_{name}": value for name, value in part.items()}
    return found


def print_structure(scores: Sequence[StructureScore], console: Console) -> None:
    """Print one row a document, then those held out, the others, and all as one."""
    every = pooled("all", scores)
    table = Table(
        title=f"Structure of {len(scores)} documents: {every.headings.labelled} headings, "
        f"{every.blocks.labelled} other blocks labelled"
    )
    table.add_column("document", no_wrap=True)
    for column in _COLUMNS:
        table.add_column(column, justify="right")
    for score in scores:
        name = f"{score.document} (held out)" if score.held_out else score.document
        _add(table, name, score)
    table.add_section()
    for name, held_out in (("held out", True), ("not held out", False)):
        part = [score for score in scores if score.held_out is held_out]
        if part:
            _add(table, name, pooled(name, part))
    _add(table, "all", every)
    console.print(table)


def write_structure(folder: Path, scores: Sequence[StructureScore]) -> None:
    """Write ``report.json``: the figures, those of each document, and what was missed in it.

    What was missed in a document that is held out is not written: nobody is to look at it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    report = {"summary": figures(scores), "documents": [_document(score) for score in scores]}
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(text, "utf-8")


def _figures(score: StructureScore) -> dict[str, float]:
    return {
        "title": score.titles.recall,
        "heading_precision": score.headings.precision,
        "heading_recall": score.headings.recall,
        "heading_f1": score.headings.f1,
        "level_accuracy": score.level_accuracy,
        "block_f1": score.blocks.f1,
        "kind_accuracy": score.kind_accuracy,
        "note_f1": score.notes.f1,
        "text_lost": score.text_lost,
    }


def _document(score: StructureScore) -> dict[str, object]:
    shown: dict[str, object] = {"document": score.document, "held_out": score.held_out}
    shown |= _figures(score)
    if not score.held_out:
        shown["missed"] = [asdict(part) for part in score.missed]
        shown["false"] = [asdict(part) for part in score.false]
    return shown


def _add(table: Table, name: str, score: StructureScore) -> None:
    reached = _figures(score)
    table.add_row(name, *(f"{reached[figure]:.3f}" for figure in _COLUMNS.values()))
