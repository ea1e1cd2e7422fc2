"""The gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.cli import THRESHOLDS
from evals.datasets import Dataset
from evals.gate import ThresholdsError, check, read_thresholds
from evals.run import evaluate

from .conftest import Echo, Fixed, quote


def test_what_is_below_its_bound_is_named(dataset: Dataset, systems: list[Fixed]) -> None:
    evaluation = evaluate(dataset, systems)  # MRR@5 is the mean of 1 and 1/2
    bounds = {"small": {"mrr@5": 0.8, "recall@5": 1.0}}
    (failure,) = check("small", evaluation.summary(), bounds)
    assert (failure.metric, failure.value, failure.bound) == ("mrr@5", 0.75, 0.8)
    assert str(failure) == "small: mrr@5 is 0.7500, below the bound 0.8"
    assert not check("small", evaluation.summary(), {"small": {"mrr@5": 0.75}})
    assert not check("small", evaluation.summary(), {"another": {"mrr@5": 1.0}})


def test_what_was_not_measured_fails(dataset: Dataset, systems: list[Fixed]) -> None:
    (failure,) = check(
        "small", evaluate(dataset, systems).summary(), {"small": {"refusal_auroc": 0.5}}
    )
    assert "not measured" in str(failure)


def test_calibration_error_is_bounded_from_above(dataset: Dataset, systems: list[Fixed]) -> None:
    answerer = Echo(quote("Ada wrote notes on the engine."))
    evaluation = evaluate(dataset, systems, answerer=answerer)
    assert not check("small", evaluation.summary(), {"small": {"calibration_error": 0.9}})
    (failure,) = check("small", evaluation.summary(), {"small": {"calibration_error": 0.01}})
    assert "above the bound" in str(failure)


def test_the_shipped_bounds_can_be_read() -> None:
    assert "mrr@5" in read_thresholds(THRESHOLDS)["brief-dev"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a", "not TOML"),
        ("a = 1", "outside a table"),
        ('[a]\n"mrr@5" = "high"', "not a number"),
        ("[a]\nx = true", "not a number"),
    ],
)
def test_wrong_bounds_are_told(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(text)
    with pytest.raises(ThresholdsError, match=message):
        read_thresholds(path)
    with pytest.raises(ThresholdsError, match="cannot be read"):
        read_thresholds(tmp_path / "absent.toml")
