"""A question that has been understood: made once, and passed on to all that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.document.languages import script_language
from rag.question.conversation import (
    Interpretation,
    Turn,
    interpretations,
    without_markers,
)
from rag.question.frame import without_frame
from rag.question.kinds import AskedFor, asked_for
from rag.question.query import fit_question
from rag.question.records import RecordQuestion, record_question
from rag.question.whole import WholeQuestion, whole_question


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was typed, and what was understood of it.

    ``language`` is the one that its script tells, None for the Latin alphabet; ``asked`` the kind
    of thing that it asks for; ``interpretations`` what it may mean in its conversation, of which
    the one that is answered best counts; ``last_answer`` the answer of the turn before it, without
    the numbers of its citations. ``whole`` is what it may ask of a whole document, None where it
    asks for something else; ``records`` likewise of the records of a table or list.
    """

    text: str
    language: str | None
    asked: AskedFor
    interpretations: tuple[Interpretation, ...]
    last_answer: str
    whole: WholeQuestion | None
    records: RecordQuestion | None


def understand(text: str, history: Sequence[Turn] = ()) -> Question:
    """Understand a question of a conversation, whose turns are given oldest first.

    Raises UnfitQuestion for a question, of a turn or the one asked, that is empty, too long or no
    Unicode text.
    """
    text = fit_question(text)
    history = [Turn(fit_question(turn.question), turn.answer) for turn in history]
    whole = whole_question(text)
    return Question(
        text=text,
        language=script_language(text),
        asked=asked_for(text),
        interpretations=interpretations(without_frame(text), history),
        last_answer=without_markers(history[-1].answer) if history else "",
        whole=whole if whole and (whole.stands_alone or not history) else None,
        records=record_question(text),
    )
