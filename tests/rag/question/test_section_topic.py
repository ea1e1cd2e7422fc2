"""What questions say that a section is on."""

from __future__ import annotations

import pytest

from rag.question.section_topic import section_topic


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What does the part on money back say?", "money back"),
        ("what is the chapter about looking after the pump about", "looking after the pump"),
        ("Summarise the section on who may join.", "who may join"),
        ("What's in the section dealing with the fleet?", "fleet"),
        ("What is said in the section on “getting there”?", "getting there"),
        ("Was steht im Abschnitt über die Preise?", "Preise"),
        ("Why does the section on dogs forbid cats?", None),
        ("Who wrote the section on dogs?", None),
        ("What does the section of the pipe look like?", None),
        ("What does the part say?", None),
        ("How long is the part on money?", None),
        ("What does the section on " + "a" * 100 + " say?", None),
    ],
)
def test_the_topic_of_a_section_is_what_stands_behind_on(question: str, topic: str | None) -> None:
    assert section_topic(question) == topic
