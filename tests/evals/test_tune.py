"""Choosing on some questions and judging on others."""

from __future__ import annotations

import numpy as np
import pytest

from evals.tune import ABLATIONS, GRID, SHIPPED, Measured, cross_validate
from rag.search.signals import Signals


def test_a_point_is_judged_on_questions_it_was_not_chosen_on() -> None:
    # Point 0 is right on every question but the first fold's, point 1 on half of all.
    first = np.asarray([[0, 1, 1, 1, 1] * 4, [1, 0] * 10], float)
    chosen, held_out = cross_validate({"set": first}, folds=5)
    assert chosen == [0] * 5
    assert held_out == {"set": pytest.approx(0.8)}


def test_data_sets_count_alike_whatever_their_size() -> None:
    small, large = np.asarray([[1.0] * 5, [0.0] * 5]), np.asarray([[0.4] * 500, [0.6] * 500])
    chosen, held_out = cross_validate({"small": small, "large": large})
    assert set(chosen) == {0}
    assert held_out == {"small": pytest.approx(1.0), "large": pytest.approx(0.4)}


def test_reciprocal_rank_of_the_first_relevant_passage() -> None:
    def array(*values: float) -> np.ndarray:
        return np.asarray(values, np.float32)

    zeros = array(0, 0, 0)
    signals = Signals(array(0.9, 0.5, 0.1), array(0.9, 0.5, 0.1), zeros, zeros, zeros, ())
    question = Measured("fact", signals, np.asarray([False, True, False]))
    assert question.reciprocal_rank(SHIPPED) == 0.5
    assert question.reciprocal_rank(SHIPPED, depth=1) == 0.0


def test_the_shipped_constants_are_in_the_grid() -> None:
    points = {(w.sentence, w.passage, w.coverage, w.dense) for w in GRID}
    assert (SHIPPED.sentence, SHIPPED.passage, SHIPPED.coverage, SHIPPED.dense) in points
    assert ABLATIONS["all, as shipped"] is SHIPPED
