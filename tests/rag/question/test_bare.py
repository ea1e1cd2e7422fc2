"""Question words that stand alone, and what they ask for."""

from __future__ import annotations

import pytest

from rag.question.bare import Bare, bare


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Why?", Bare.REASON),
        ("why not", Bare.REASON),
        ("But why was that?", Bare.REASON),
        ("By whom?", Bare.AGENT),
        ("And when exactly?", Bare.TIME),
        ("Since when?", Bare.TIME),
        ("For how long?", Bare.DURATION),
        ("How much?", Bare.AMOUNT),
        ("At what price?", Bare.AMOUNT),
        ("From where?", Bare.PLACE),
        ("Where is he from?", Bare.PLACE),
        ("To whom?", Bare.PERSON),
        ("What does he do for a living?", Bare.DOING),
        ("Who is she?", Bare.DOING),
        ("Seit wann?", Bare.TIME),
        ("Warum?", Bare.REASON),
        ("为什么？", Bare.REASON),
        ("那什么时候呢？", Bare.TIME),
    ],
)
def test_bare(question: str, form: Bare) -> None:
    assert bare(question) is form


@pytest.mark.parametrize(
    "question",
    [
        "Why did it sink?",
        "By whom was it built?",
        "When?!" + "x" * 100,
        "What?",
        "Whose?",
        "Howe",
        "",
    ],
)
def test_what_says_more_or_nothing(question: str) -> None:
    assert bare(question) is None
