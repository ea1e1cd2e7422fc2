"""What kind of thing is asked for, and where a sentence holds it."""

from __future__ import annotations

import pytest

from rag.question.kinds import Kind, answer_spans, holds_kind, kind_asked


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
    assert kind_asked(question) is kind


@pytest.mark.parametrize(
    ("question", "sentence", "marks"),
    [
        ("When did Ada write?", "Ada wrote in 1843 (Taylor, 1850).", ["1843"]),
        ("When did Ada write?", "Ada wrote notes (Taylor, May 9, 1850).", []),
        ("When did they meet?", "They met between 1994 and 2005.", ["between 1994 and 2005"]),
        ("How many signed?", "At least 300,000 signed in 2019.", ["At least 300,000"]),
        ("How many African nations signed?", "Then fourteen African nations signed.", ["fourteen"]),
        ("Who wrote notes?", "The notes were written by Ada Lovelace.", ["Ada Lovelace"]),
        ("Who met Ada Lovelace?", "Ada Lovelace met Charles Babbage.", ["Charles Babbage"]),
        (
            "Which countries signed?",
            "Laos, Serbia, and the UAE signed.",
            ["Laos, Serbia, and the UAE"],
        ),
        ("Which university is she at?", "She is at Lingnan University.", ["Lingnan University"]),
        ("Which country is she from?", "She went from Laos to Serbia.", []),
        ("Why did she go?", "She went to Laos in 1843.", []),
    ],
)
def test_what_answers_is_found_or_left_unmarked(
    question: str, sentence: str, marks: list[str]
) -> None:
    assert [span.of(sentence) for span in answer_spans(question, sentence)] == marks


def test_what_the_question_names_itself_is_no_answer() -> None:
    assert not holds_kind("What happened in 1843?", Kind.DATE, "In 1843 it rained.")
    assert holds_kind("When did it rain?", Kind.DATE, "In 1843 it rained.")
