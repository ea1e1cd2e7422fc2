"""What kind of thing is asked for."""

from __future__ import annotations

import pytest

from rag.question.kinds import Kind, asked_for


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did it rain?", Kind.DATE),
        ("In which year did Ada meet Charles?", Kind.DATE),
        ("哪一年签署?", Kind.DATE),
        ("How many nations signed?", Kind.QUANTITY),
        ("What share of exports goes abroad?", Kind.QUANTITY),
        ("Which two companies are named?", Kind.LIST),
        ("Which countries signed?", Kind.LIST),
        ("Who met Ada?", Kind.PERSON),
        ("Which Chinese science minister warned of gaps?", Kind.PERSON),
        ("谁签署?", Kind.PERSON),
        ("Which university is the researcher at?", Kind.NAME),
        ("What did Doctor Who regenerate into?", Kind.OTHER),
        ("Why did it rain?", Kind.OTHER),
    ],
)
def test_the_kind_is_told_by_the_question(question: str, kind: Kind) -> None:
    assert asked_for(question).kind is kind
