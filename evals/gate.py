"""The bounds that an evaluation must keep."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BriefRagError

# Metrics that are better when lower; their bound is from above.
_LOWER_IS_BETTER = frozenset(
    {"calibration_error", "refused_answerable", "text_lost", "held_out_text_lost"}
)

Thresholds = Mapping[str, Mapping[str, float]]
"""Data set name -> metric -> bound."""


class ThresholdsError(BriefRagError):
    """The file of bounds cannot be used; the message names file and key, and the remedy."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A bound that was missed; ``value`` is None where the metric was not measured."""

    dataset: str
    metric: str
    value: float | None
    bound: float

    def __str__(self) -> str:
        if self.value is None:
            return (
                f"{self.dataset}: {self.metric} was not measured, but has the bound "
                f"{self.bound:g}; correct its name or drop the line"
            )
        side = "above" if self.metric in _LOWER_IS_BETTER else "below"
        return f"{self.dataset}: {self.metric} is {self.value:.4f}, {side} the bound {self.bound:g}"


def read_thresholds(path: Path) -> Thresholds:
    """Read ``thresholds.toml``: a table for each data set, in it ``"metric" = bound``.

    Raises ThresholdsError for a file that is missing or no TOML, and for a bound that is no
    number.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ThresholdsError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ThresholdsError(f"{path}: is not TOML: {error}") from error
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ThresholdsError(
                f'{path}, key {name}: stands outside a table; put it under ["data set"]'
            )
        for metric, bound in table.items():
            if isinstance(bound, bool) or not isinstance(bound, int | float):
                raise ThresholdsError(f"{path}, {name}, {metric}: {bound!r} is not a number")
    return tables


def check(name: str, figures: Mapping[str, float], thresholds: Thresholds) -> list[Failure]:
    """The bounds of a data set that the figures reached on it miss.

    A data set without a table has no bounds.
    """
    return [
        Failure(name, metric, figures.get(metric), bound)
        for metric, bound in thresholds.get(name, {}).items()
        if not _keeps(metric, figures.get(metric), bound)
    ]


def _keeps(metric: str, value: float | None, bound: float) -> bool:
    if value is None:
        return False
    return value <= bound if metric in _LOWER_IS_BETTER else value >= bound
