"""Where a sentence holds the kind of thing that is asked for."""

from __future__ import annotations

import pytest

from rag.answer.marks import answer_spans, holds_kind
from rag.question.kinds import asked_for


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
        ("When did the line close?", "The line closed in June 2021.", ["June 2021"]),
        ("When does it end?", "It ends in May.", ["in May"]),
        ("When was it signed?", "It was signed in May 1902.", ["May 1902"]),
        ("When was it signed?", "It was signed on 14 April, 2019.", ["14 April, 2019"]),
        ("When did it end?", "It ended on 3 September, 1939.", ["3 September, 1939"]),
        ("Who met Wen in Copenhagen?", "In Copenhagen, Obama met Wen.", ["Obama"]),
        ("Wann gilt es?", "Es gilt ab dem 1. Mai 2019.", ["1. Mai 2019"]),
        ("Wann endet es?", "Es endet im Mai.", ["im Mai"]),
        ("When was it signed?", "Il a été signé le 12 décembre 2018.", ["12 décembre 2018"]),
        ("When was it?", "Se reunió el 5 de mayo de 2019.", ["5 de mayo de 2019"]),
        ("Wie viel kostete es?", "Es kostete 1,6 Millionen Mark.", ["1,6 Millionen"]),
        ("来了多少游客？", "五天接待了1.9万名游客。", ["1.9万"]),
        ("Who opened it?", "It was opened by Étienne Lassalle.", ["Étienne Lassalle"]),
        ("Who wrote it?", "It was written by Anne d’Aubigné.", ["Anne d’Aubigné"]),
        ("Who was paid?", "Karl Lang paid Åsa Öberg.", []),  # either may be
        ("Wer hilft?", "Der Förderverein hilft.", []),  # a noun, and no name
        (
            "Which cities were hit?",
            "Homes, schools and shops were hit in Holm, Bern and Kiel.",
            ["Holm, Bern and Kiel"],
        ),
        ("How often is it cleaned?", "It is cleaned twice a week by three men.", []),
        ("How far is the station?", "The station was built by 900 men.", []),
        ("How far is the station?", "The station is 12 miles away.", ["12 miles"]),
        ("How long is the bridge?", "The bridge is 320 metres long and cost 900 crowns.", ["320"]),
    ],
)
def test_what_answers_is_found_or_left_unmarked(
    question: str, sentence: str, marks: list[str]
) -> None:
    assert [span.of(sentence) for span in answer_spans(asked_for(question), sentence)] == marks


def test_what_the_question_names_itself_is_no_answer() -> None:
    assert not holds_kind(asked_for("When, if not in 1843?"), "In 1843 it rained.")
    assert holds_kind(asked_for("When did it rain?"), "In 1843 it rained.")
