"""The most central sentences: what most others resemble, without saying the same twice."""

from __future__ import annotations

import numpy as np

from rag.answer.centrality import lexrank, most_central
from tests.growth import assert_linear

FERRY = [
    "The ferry to the island was delayed by fog in the harbour.",
    "Fog closed the harbour and the ferry for nine days in winter.",
    "The island depends on the ferry for food and post.",
    "My aunt likes marmalade on toasted bread every morning.",
]


def test_what_resembles_nothing_is_least_central() -> None:
    assert 3 not in most_central(FERRY, [0.0] * 4, 3)


def test_what_is_said_twice_is_chosen_once() -> None:
    twice = [FERRY[0], FERRY[0], *FERRY[1:]]
    chosen = most_central(twice, [0.0] * 5, 4)
    assert len({twice[place] for place in chosen}) == len(chosen) == 4


def test_a_place_that_counts_brings_a_sentence_in() -> None:
    assert most_central(FERRY, [0.0, 0.0, 0.0, 9.0], 1) == [3]


def test_what_is_chosen_stands_in_order() -> None:
    assert most_central(FERRY, [0.0, 0.0, 0.0, 9.0], 3) == sorted(
        most_central(FERRY, [0.0, 0.0, 0.0, 9.0], 3)
    )


def test_ranks_are_those_of_the_matrix_laid_out() -> None:
    vectors = [{"a": 1.0}, {"a": 0.6, "b": 0.8}, {"b": 1.0}, {}]
    dense = np.array([[v.get(t, 0.0) for t in "ab"] for v in vectors])
    cosines = dense @ dense.T - np.diag([1.0, 1.0, 1.0, 0.0])  # none votes for itself
    votes = cosines[:3, :3] / cosines[:3, :3].sum(axis=1, keepdims=True)
    ranks = np.full(4, 0.25)
    for _ in range(200):
        voted = np.append(0.85 * ranks[:3] @ votes, 0.0)
        ranks = voted + (1 - voted.sum()) / 4
    np.testing.assert_allclose(lexrank(vectors), ranks, atol=1e-3)


def test_nothing_is_chosen_of_nothing() -> None:
    assert most_central([], [], 3) == []
    assert most_central(["...", "???"], [0.0, 0.0], 3) == [0, 1]


def test_a_long_text_takes_time_that_grows_with_it() -> None:
    def sentences(size: int) -> list[str]:
        return [f"Ship {n} carried salt number {n % 50} over the sea." for n in range(size // 45)]

    assert_linear(sentences, lambda made: most_central(made, [0.0] * len(made), 5))
