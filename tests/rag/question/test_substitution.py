"""A question asked again of something else."""

from __future__ import annotations

import pytest

from rag.question.substitution import asked_of


@pytest.mark.parametrize(
    ("question", "instead", "asked"),
    [
        ("What was signed in 2015?", "in 2017", "What was signed in 2017?"),
        ("How many acres does Norland have?", "Sudland", "How many acres does Sudland have?"),
        (
            "What does the section on tolls say?",
            "the one on cars",
            "What does the section on cars say?",
        ),
        ("How much is a ticket?", "for children?", "How much is a ticket for children?"),
        ("What does the head coach earn?", "the junior coach", "What does the junior coach earn?"),
        ("How much do adults pay?", "juniors", "How much do juniors pay?"),
        ("When was the pact signed?", "the protocol", "When was the protocol signed?"),
    ],
)
def test_asked_of(question: str, instead: str, asked: str) -> None:
    assert asked_of(question, instead) == asked


@pytest.mark.parametrize(
    ("question", "instead"),
    [
        ("Why?", "juniors"),
        ("How much do adults pay?", "adults"),
        ("How much do adults pay?", ""),
        ("How much do adults pay?", "x" * 200),
    ],
)
def test_nothing_stands_as_that_does(question: str, instead: str) -> None:
    assert asked_of(question, instead) is None
