"""The report on questions about whole documents: a table by kind, and figures for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.read_whole import Expects
from evals.whole_questions import STRUCTURAL, JudgedWhole, share_right

NAME = "whole"
"""Of the table of bounds and of the report's folder."""


def figures(judged: Sequence[JudgedWhole]) -> dict[str, float]:
    """The share of right answers: of the kinds that the structure answers, and by kind."""
    found: dict[str, float] = {}
    for suffix, part in (("", judged), *((f"_{name}", half) for name, half in _halves(judged))):
        structural = [each for each in part if each.question.expects in STRUCTURAL]
        for name, share in (
            ("right", share_right(structural)),
            ("right_of_all", share_right(part)),
            *((f"right_{kind}", share_right(part, kind)) for kind in Expects),
        ):
            if share is not None:
                found[f"{name}{suffix}"] = share
    return found


def print_whole(judged: Sequence[JudgedWhole], console: Console) -> None:
    """Print a row for each kind: right answers of all, of both halves, and of first passages."""
    table = Table(title=f"{len(judged)} questions on whole documents: right answers")
    table.add_column("kind", no_wrap=True)
    baselines = list(dict.fromkeys(name for each in judged for name in each.baselines))
    for column in ("questions", "right", *dict(_halves(judged)), *baselines, "quoted"):
        table.add_column(column.replace("_", " "), justify="right")
    for kind in Expects:
        part = [each for each in judged if each.question.expects is kind]
        if part:
            _add(table, kind, part, judged, baselines)
    table.add_section()
    structural = [each for each in judged if each.question.expects in STRUCTURAL]
    _add(table, f"{STRUCTURAL[0]} to {STRUCTURAL[-1]}", structural, judged, baselines)
    _add(table, "all", judged, judged, baselines)
    console.print(table)


def write_whole(folder: Path, judged: Sequence[JudgedWhole]) -> None:
    """Write ``report.json``: the figures, and the answers that were wrong.

    Those on documents held out are not written: nobody is to look at them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wrong = [
        {
            "id": each.question.id,
            "kind": each.question.expects,
            "question": each.question.text,
            "documents": each.question.documents,
            "answer": each.record.text,
        }
        for each in judged
        if not each.right and not each.held_out
    ]
    report = {"summary": figures(judged), "wrong": wrong}
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(text, "utf-8")


def _halves(judged: Sequence[JudgedWhole]) -> list[tuple[str, list[JudgedWhole]]]:
    """Those on documents that were looked at, and on those held out, if there are any of both."""
    halves = [
        (name, [each for each in judged if each.held_out is held_out])
        for name, held_out in (("looked_at", False), ("held_out", True))
    ]
    return halves if all(part for _, part in halves) else []


def _add(
    table: Table,
    name: str,
    part: Sequence[JudgedWhole],
    judged: Sequence[JudgedWhole],
    baselines: Sequence[str],
) -> None:
    of_part = {id(each) for each in part}
    halves = [[each for each in half if id(each) in of_part] for _, half in _halves(judged)]
    shares = [share_right(part), *map(share_right, halves)]
    for baseline in baselines:
        asked = [each.baselines[baseline] for each in part if baseline in each.baselines]
        shares.append(sum(asked) / len(asked) if asked else None)
    quoted = [each.quoted for each in part if each.record.spans]
    shares.append(sum(quoted) / len(quoted) if quoted else None)
    shown = ("" if share is None else f"{share:.3f}" for share in shares)
    table.add_row(name, str(len(part)), *shown)
