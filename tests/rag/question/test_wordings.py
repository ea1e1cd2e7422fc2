"""How people word what they ask of a whole document, and what only sounds like it.

Of the wordings in two halves, drawn by chance, only the failures of one were looked at while the
words were gathered; the other tells how well wordings are known that nobody thought of.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import fmean

import pytest

from rag.question.whole import Part, whole_question

_ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "wordings.jsonl").read_text("utf-8").splitlines()
]
_MOST_FALSE = 9  # of about two hundred: "What should I know?", "Is it current?"


def _known_part(question: str) -> str | None:
    """The one thing that a question asks of the whole, where nothing is left of it."""
    asked = whole_question(question)
    if asked is None or asked.rest or (asked.parts == (Part.SECTION,) and asked.heading):
        return None
    return asked.parts[0] if len(asked.parts) == 1 else "several"


@pytest.mark.parametrize(("half", "at_least"), [("looked at", 0.97), ("held out", 0.87)])
def test_most_wordings_are_known(half: str, at_least: float) -> None:
    asked = [row for row in _ROWS if row["half"] == half and row["kinds"]]
    assert len(asked) > 170
    assert fmean(_known_part(row["text"]) in row["kinds"] for row in asked) >= at_least


@pytest.mark.parametrize(("language", "at_least"), [("de", 0.95), ("zh", 0.9)])
def test_wordings_of_other_languages_are_known(language: str, at_least: float) -> None:
    asked = [row for row in _ROWS if row["lang"] == language and row["kinds"]]
    assert len(asked) >= 40
    assert fmean(_known_part(row["text"]) in row["kinds"] for row in asked) >= at_least


def test_few_other_questions_are_taken_for_such() -> None:
    others = [row["text"] for row in _ROWS if not row["kinds"]]
    assert len(others) > 190
    assert len([text for text in others if _known_part(text)]) <= _MOST_FALSE
