"""Fit the confidence of answers, judge it by cross-validation, and write ``calibration.json``.

Run as ``make calibrate``. The default model is fitted on questions in English, the multilingual one
on those in other languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from evals.calibration_material import (
    BRIEF,
    ELSEWHERE,
    FOREIGN,
    HELD,
    LANGUAGES,
    LIBRARY,
    NEAR,
    OTHER,
    OWN,
    REAL,
    WITHIN,
    Example,
    Tongue,
    collect,
)
from evals.confidence_fitting import (
    ANSWERABLE,
    Fit,
    Judged,
    cross_validate,
    fit_all,
    fit_reader,
    with_first_threshold,
    with_read_threshold,
)
from evals.refusal_metrics import auroc, calibration_error_at
from rag.answer.confidence import (
    ANY_MODEL,
    CALIBRATION,
    CALIBRATIONS,
    READ_IN_LANGUAGES,
    Calibration,
)
from rag.models.opening import open_embedders, open_readers
from rag.settings import Settings


def main(
    data: Annotated[Path, typer.Argument(help="The folder of the data sets.")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = CALIBRATION,
    limit: Annotated[
        int | None, typer.Option(min=1, help="A trial: so many questions of each set.")
    ] = None,
    multilingual_reader: Annotated[
        bool, typer.Option(help="Fit the word of the multilingual reader alone, the rest stays.")
    ] = False,
) -> None:
    """Fit the confidence of answers and judge it by cross-validation."""
    console, settings = Console(), Settings()
    embedders = open_embedders(settings)
    first, *others = (embedder.identity.name for embedder in embedders)
    adapters = {r.identity.base: r.identity.adapter for r in open_readers(embedders, settings)}
    fitted = CALIBRATIONS.validate_json(CALIBRATION.read_bytes()) if multilingual_reader else {}

    def fit_anew(name: str, examples: Sequence[Example], fit: Fit, adapter: str | None) -> None:
        judged = cross_validate(examples, fit, adapter)
        print_figures(console, name, examples, judged)
        calibration = with_first_threshold(fit(examples), examples, judged)
        if adapter:
            calibration = with_read_threshold(calibration, examples, judged, adapter)
        fitted[name] = calibration

    if not multilingual_reader:
        english = collect(settings, data, Tongue.ENGLISH, True, limit)
        adapter = adapters.get(first)
        fit_anew(first, english, lambda e: fit_all(e, adapter=adapter), adapter)
        fit_anew(ANY_MODEL, english, lambda e: fit_all(e, words_only=True), None)
        for name in others:
            foreign = collect(settings, data, Tongue.OTHER, True, limit)
            fit_anew(name, foreign, fit_all, None)
    for name in others:
        if name in adapters:
            near = collect(settings, data, Tongue.OTHER, False, limit)
            fitted[name] = _with_reader(console, name, fitted[name], near, adapters[name])
    out.write_bytes(CALIBRATIONS.dump_json(fitted, indent=1) + b"\n")
    console.print(f"written: {out.name}")


def _with_reader(
    console: Console, name: str, known: Calibration, examples: Sequence[Example], adapter: str
) -> Calibration:
    """A model's calibration with what is made of its reader's word."""
    judged = cross_validate(
        examples, lambda e: fit_reader(known, e, adapter, READ_IN_LANGUAGES), adapter
    )
    print_figures(console, name, examples, judged)
    return with_read_threshold(
        fit_reader(known, examples, adapter, READ_IN_LANGUAGES), examples, judged, adapter
    )


def print_figures(
    console: Console,
    name: str,
    examples: Sequence[Example],
    judged: Judged,
) -> None:
    """A table of how well each set is judged, and of each language where there are several."""
    columns = ("asked of", "AUROC", "without reader", "answerable refused", "unanswerable refused")
    table = Table(*columns, "calibration error", title=f"{name}, held out")
    for label, sets in (
        ("the brief, its questions", [BRIEF]),
        ("the brief, XQuAD's", [BRIEF, FOREIGN]),
        ("XQuAD, own or other article", [OWN, OTHER]),
        ("SQuAD 2.0, own article", [WITHIN]),
        ("the library, own document", [LIBRARY]),
        ("near topic, own document", [NEAR]),
        ("near topic, real documents", [REAL]),
        ("near topic, other languages", [LANGUAGES]),
        ("near topic, short texts", [HELD]),
        ("short texts, own or other", [HELD, ELSEWHERE]),
    ):
        chosen = [
            i
            for i, e in enumerate(examples)
            if e.set in sets and (len(sets) == 1 or e.set != BRIEF or e.answerable)
        ]
        if chosen:
            table.add_row(label, *_figures(examples, judged, chosen))
    languages = sorted({e.language for e in examples})
    for language in languages if len(languages) > 1 else ():
        near = (LANGUAGES, HELD)
        chosen = [i for i, e in enumerate(examples) if e.language == language and e.set in near]
        if chosen:
            table.add_row(f"near topic, in {language}", *_figures(examples, judged, chosen))
    console.print(table)


def _figures(examples: Sequence[Example], judged: Judged, chosen: Sequence[int]) -> list[str]:
    """A row of the table, of the chosen examples."""
    truth = np.asarray([examples[i].answerable for i in chosen])
    confidence, did = judged.confidence[chosen], judged.answered[chosen]
    areas = [auroc(truth, c) for c in (confidence, judged.unread[chosen])]
    shares = [
        np.mean(~did[truth == kind]) if (truth == kind).any() else None for kind in (True, False)
    ]
    error = calibration_error_at(ANSWERABLE, truth, confidence)
    return ["" if figure is None else f"{figure:.4f}" for figure in (*areas, *shares, error)]


if __name__ == "__main__":
    typer.run(main)
