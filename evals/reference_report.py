"""The report on source references: a table, and figures for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.source_references import ReferenceScore, pooled

NAME = "source-references"
"""Of the table of bounds and of the report's folder."""


def figures(scores: Sequence[ReferenceScore]) -> dict[str, float]:
    """Precision and recall over all documents and over those held out; what the gate looks at."""
    every = pooled("all", scores)
    held = pooled("held out", [score for score in scores if score.held_out])
    return {
        "precision": every.precision,
        "recall": every.recall,
        "held_out_precision": held.precision,
        "held_out_recall": held.recall,
    }


def print_references(scores: Sequence[ReferenceScore], console: Console) -> None:
    """Print one row a document, then those held out and all as one."""
    every = pooled("all", scores)
    table = Table(title=f"Source references: {every.labelled} labelled")
    table.add_column("document", no_wrap=True)
    for column in ("labelled", "read", "precision", "recall"):
        table.add_column(column, justify="right")
    for score in scores:
        name = f"{score.document} (held out)" if score.held_out else score.document
        _add(table, name, score)
    table.add_section()
    _add(table, "held out", pooled("held out", [score for score in scores if score.held_out]))
    _add(table, "all", every)
    console.print(table)


def write_references(folder: Path, scores: Sequence[ReferenceScore]) -> None:
    """Write ``report.json``: the figures, and the counts of each document."""
    folder.mkdir(parents=True, exist_ok=True)
    report = {"summary": figures(scores), "documents": [asdict(score) for score in scores]}
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(text, "utf-8")


def _add(table: Table, name: str, score: ReferenceScore) -> None:
    counts = str(score.labelled), str(score.read)
    table.add_row(name, *counts, f"{score.precision:.3f}", f"{score.recall:.3f}")
