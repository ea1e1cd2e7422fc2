"""A question that has been understood: made once, and passed on to all that answers it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.document.languages import script_language
from rag.question.conversation import Interpretation, Turn, interpretations, restated, spoken
from rag.question.follow_up import asks_again, opened
from rag.question.frame import without_frame
from rag.question.kinds import AskedFor, asked_for
from rag.question.query import fit_question
from rag.question.records import RecordQuestion, record_question
from rag.question.small_talk import SmallTalk, small_talk, without_small_talk
from rag.question.sources import note_question
from rag.question.whole import Part, WholeQuestion, whole_question
from rag.question.whole_cues import Cue
from rag.question.whole_words import cued_words

_SOURCES = re.compile(
    r"\b(?:sources|references|citations|outlets|newspapers|journals|works|quellen)\b|哪些",
    re.IGNORECASE,
)
_NAMES_THE_WHOLE = frozenset({Cue.DOCUMENT, Cue.GENRE, Cue.POINTING, Cue.SECTION, Cue.NOTE})


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was typed, and what was understood of it.

    ``language`` is the one that its script tells, None for the Latin alphabet; ``asked`` the kind
    of thing that it asks for; ``interpretations`` what it may mean in its conversation, of which
    the one that is answered best counts. ``whole`` is what it may ask of a whole document, None
    where it asks for something else; ``records`` likewise of the records of a table or list;
    ``small_talk`` what is said where nothing is asked.
    """

    text: str
    language: str | None
    asked: AskedFor
    interpretations: tuple[Interpretation, ...]
    whole: WholeQuestion | None
    records: RecordQuestion | None
    small_talk: SmallTalk | None = None


def understand(text: str, history: Sequence[Turn] = ()) -> Question:
    """Understand a question of a conversation, whose turns are given oldest first.

    Raises UnfitQuestion for a question, of a turn or the one asked, that is empty, too long or no
    Unicode text.
    """
    typed = fit_question(text)
    text = without_small_talk(typed)
    history = [
        Turn(without_small_talk(fit_question(turn.question)), turn.answer) for turn in history
    ]
    return Question(
        text=text,
        language=script_language(text),
        asked=asked_for(text),
        interpretations=interpretations(without_frame(text), history),
        whole=_whole(text, history),
        records=record_question(text),
        small_talk=small_talk(typed),
    )


def _whole(text: str, history: Sequence[Turn]) -> WholeQuestion | None:
    """What is asked of a whole document, with a question on one that came before."""
    if note_question(text):  # "What does note 1 say?" asks for one, and not for all notes
        return None
    whole, said = whole_question(text), spoken(history)
    if not said:
        return whole
    if asks_again(text) and not (whole and _asks_of_sources(text, whole)):
        return _whole(said[-1].question, said[:-1])  # "Are you sure?" asks the same again
    before = whole_question(said[-1].question)
    # What only might be a section's heading is rather what any question is about.
    asked_before = bool(
        before and before.stands_alone and (before.names_section or not before.rest)
    )
    if whole and whole.stands_alone and (asked_before or not _goes_on(text, whole)):
        return whole
    again = restated(text, said) if asked_before else None
    return whole_question(again) if again else None


def _asks_of_sources(text: str, whole: WholeQuestion) -> bool:
    """Whether it asks of all sources and of no claim: "Which sources does it cite most?"."""
    return whole.stands_alone and bool(whole.most or whole.counted or _SOURCES.search(text))


def _goes_on(text: str, whole: WholeQuestion) -> bool:
    """Whether "And in which language?" asks of what was spoken of, and names no document.

    "How long will it take?" does so too: "it" is rather a thing than the document.
    """
    cues = {cue for _, found in cued_words(text) for cue in found}
    if whole.parts == (Part.LENGTH,):
        return cues.isdisjoint({Cue.DOCUMENT, Cue.GENRE, Cue.WORDS, Cue.LENGTH})
    return bool(opened(text)[0]) and cues.isdisjoint(_NAMES_THE_WHOLE)
