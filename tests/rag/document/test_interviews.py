"""What an interviewer says without a question is replied to all the same."""

from __future__ import annotations

import pytest

from rag.document.units import question_before
from rag.reading.structure import parse_document

INTERVIEW = """# A talk with Ida Poe

WARD: You grew up on a farm. Was that hard?

POE: It was cold.

WARD: You left the orchestra last year.

POE: For a better one, in Lund.

WARD: And what do you play there?

POE: The viola. Would you like to hear it?

WARD: Who taught you?

POE: My aunt.
"""
WELCOME = """# The show

WARD: Today Ida Poe, who plays in Lund, is here.

POE: Good evening.

WARD: Is it a good orchestra?

POE: It is.

WARD: Who leads it?

POE: My aunt.
"""
MINUTES = """# Minutes

CHAIR: The meeting is opened.

POE: I have read the report.

CHAIR: The roof leaks.

POE: It has leaked for a year.

CHAIR: Who pays?

POE: The county.
"""


@pytest.mark.parametrize(
    ("text", "reply", "replied_to"),
    [
        (INTERVIEW, "POE: For a better one", "WARD: You left the orchestra last year."),
        (INTERVIEW, "POE: It was cold.", "Was that hard?"),
        (INTERVIEW, "Was that hard?", None),  # what was said before it is no question
        (INTERVIEW, "WARD: And what do you", None),  # nor does who asks reply
        (WELCOME, "POE: Good evening.", None),  # what opens an interview says something itself
        (MINUTES, "POE: It has leaked", None),  # nobody there asks most of the time
        (MINUTES, "POE: The county.", "CHAIR: Who pays?"),
    ],
)
def test_what_is_replied_to(text: str, reply: str, replied_to: str | None) -> None:
    document = parse_document(text, "talk")
    start = document.text.index(reply)
    span = next(s for s in document.sentences_in(document.sections[0].span) if s.start == start)
    asked = question_before(document, span)
    assert (asked and asked.of(document.text)) == replied_to
