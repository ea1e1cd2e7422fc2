"""Measurements to rows, and rows to a table and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured on both sides, each value the median of the repetitions."""

    what: str
    unit: str
    project: float
    plain: float

    @property
    def ratio(self) -> float:
        """The project's value over the plain stack's."""
        return self.project / self.plain


def row(what: str, unit: str, project: Sequence[float], plain: Sequence[float]) -> Row:
    """A row of the medians of both sides' repetitions."""
    return Row(what, unit, float(np.median(project)), float(np.median(plain)))


def percentile(times: Sequence[float], q: float) -> float:
    """The q-th percentile, the larger neighbour where it lies between two values."""
    return float(np.percentile(times, q, method="higher"))


def as_table(rows: Sequence[Row]) -> Table:
    """The rows to print."""
    table = Table("what", "unit", "brief-rag", "plain stack", "ratio")
    for each in rows:
        numbers = (each.project, each.plain, each.ratio)
        table.add_row(
            each.what,
            each.unit,
            *(f"{number:,.3g}" if number < 100 else f"{number:,.0f}" for number in numbers),
        )
    return table


def as_json(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The rows with their ratios, to be kept."""
    return [asdict(each) | {"ratio": each.ratio} for each in rows]
