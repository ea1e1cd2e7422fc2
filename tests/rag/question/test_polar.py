"""Which questions ask for yes or no."""

from __future__ import annotations

import pytest

from rag.question.polar import is_polar


@pytest.mark.parametrize(
    "question",
    [
        "Did Norland ratify the treaty?",
        "Is smoking allowed on deck?",
        "Does Kelp Works not use crowd workers?",
        "Isn’t the mill open on Sundays?",
        "And was it sold?",
        "Is it true that the mill was sold?",
        "Was Old Tom sold?",
        "Dürfen Hunde auf den Spielplatz?",
    ],
)
def test_yes_or_no_would_answer(question: str) -> None:
    assert is_polar(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who ratified the treaty?",
        "Is the mill open or closed?",
        "Can you tell me when the mill opened?",
        "Do you know who built it?",
        "Was kostet der Eintritt?",
        "Compare tea and coffee",
        "Did?",
        "",
    ],
)
def test_more_than_yes_or_no_is_asked(question: str) -> None:
    assert not is_polar(question)
