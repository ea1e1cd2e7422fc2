"""What must be shown whole: what stands under a heading, a question and its reply."""

from __future__ import annotations

import pytest

from rag.document.units import question_before, rest_of_reply, under_heading
from rag.reading.structure import parse_document

LONG = "One came. Two came. Three came. Four came. Five came."


def shown(body: str, sentence: str, most: int = 4) -> list[str]:
    """What is shown with a sentence under a heading."""
    document = parse_document(f"# Guests\n\n{body}\n\n# Costs\n\nNone.\n", "x")
    start = document.text.index(sentence)
    (span,) = [s for s in document.sentences_in(document.sections[0].span) if s.start == start]
    return [each.of(document.text) for each in under_heading(document, span, most)]


@pytest.mark.parametrize(
    ("body", "sentence", "expected"),
    [
        ("Six crowns. Pupils pay half.", "Pupils pay", ["Six crowns.", "Pupils pay half."]),
        ("Six crowns.\n\nPupils pay half.", "Six", ["Six crowns.", "Pupils pay half."]),
        (LONG, "Three came.", ["One came."]),
        (f"{LONG}\n\nAll left. None stayed.", "None stayed.", ["All left.", "None stayed."]),
        ("- Ann\n- Bo\n- Cy\n- Di\n- Ed", "Di", ["Ann", "Bo", "Cy", "Di", "Ed"]),
        (f"{LONG}\n\n- Ann\n- Bo\n\nAll left.", "Bo", ["Ann", "Bo"]),
    ],
)
def test_what_is_shown_with_a_sentence(body: str, sentence: str, expected: list[str]) -> None:
    assert shown(body, sentence) == expected


TALK = """# Talk

Ward: Welcome back. Do you use crowd workers?

Reid: No. We hire everyone ourselves. They stay for years.

Ward: How many are they? And where?

Reid: About 640 people from the north of Ghana, most of them women.

Ward: What comes next?
"""


@pytest.mark.parametrize(
    ("sentence", "question", "rest"),
    [
        ("Reid: No.", "Do you use crowd workers?", ["We hire everyone ourselves."]),
        ("We hire everyone ourselves.", None, ["They stay for years."]),
        ("Reid: About 640 people from the north of Ghana, most of them women.", "And where?", []),
        ("Do you use crowd workers?", None, []),
        ("And where?", None, []),
    ],
)
def test_a_question_and_its_reply(sentence: str, question: str | None, rest: list[str]) -> None:
    document = parse_document(TALK, "talk")
    start = document.text.index(sentence)
    span = next(s for s in document.sentences_in(document.sections[0].span) if s.start == start)
    asked = question_before(document, span)
    assert (asked and asked.of(document.text)) == question
    assert [each.of(document.text) for each in rest_of_reply(document, span)] == rest
