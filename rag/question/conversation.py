"""What a follow-up question leaves unsaid, taken from the turns before it.

"And in 2017?", "Who said that?", "Why?" say little by themselves. The question before becomes the
background that they are read with, or is asked again of what they name instead; the answer before
is where they are answered from, with the sentences around it. A question that stands by itself
gets none of this, so that a new topic is not drawn back to the old one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rag.question.bare import Bare, bare
from rag.question.follow_up import (
    asks_again,
    asks_for_more,
    corrected,
    depends,
    is_short,
    may_depend,
    opened,
    own_words,
    points_back,
    replaces,
    resolved,
)
from rag.question.kinds import DATE
from rag.question.query import Query
from rag.question.small_talk import small_talk
from rag.question.substitution import asked_of
from rag.question.terms import terms

REFUSAL = "The brief does not answer this."
"""The answer of a turn that was refused."""

_LONGEST_ANSWER = 600  # characters of an answer that a follow-up is read with
_MANY_WORDS = 2  # with which a question says enough to be asked without the turn before, too
_TURNS = 4  # how far back a chain of follow-ups is followed
# No match begins inside white space: it would look through the rest of it from every character.
_MARKER = re.compile(r"(?<!\s)\s*+\[\d+\]")
_PARENTHESIS = re.compile(r"(?<!\s)\s*+[(（][^()（）]*[)）]")
_OF_SOMEBODY = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[.,;:?!–—] ?")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the answer that it got."""

    question: str
    answer: str

    @property
    def said(self) -> str:
        """The answer's sentences without the numbers of their citations; none of a refusal."""
        return "" if self.answer.strip() == REFUSAL else _MARKER.sub("", self.answer)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One meaning of a question: what to look for, with the background that it needs.

    ``near`` is an answer given before: its sentences and those around them are looked at alone,
    for what ``bare`` asks where the question says no more than that. ``passed_over`` is an answer
    whose sentences are not wanted again, but for those that hold one of the terms ``new``.
    ``instead`` are words that took the place of others: a sentence must answer for them.
    ``form_of`` is the question before, where this one asks for what that did: when, how many. A
    meaning ``in_doubt`` counts only where no other is answered.
    """

    query: Query
    near: str = ""
    bare: Bare | None = None
    passed_over: str = ""
    new: frozenset[str] = field(default=frozenset())
    instead: str = ""
    form_of: str = ""
    in_doubt: bool = False


def interpretations(question: str, history: Sequence[Turn]) -> tuple[Interpretation, ...]:
    """What the question may mean: by itself, with the turns before, or in doubt either."""
    alone = Interpretation(Query.of(question))
    said = spoken(history)
    if not said:
        return (alone,)
    if meant := corrected(question):
        return _corrected(meant, said)
    if asks_again(question):
        return _again(said)
    if depends(question):
        return _following(question, said)
    if may_depend(question):
        return (alone, *map(_doubting, _following(question, said)))
    near = _near(question, said) if points_back(question) or is_short(question) else None
    if near:
        return (alone, near if points_back(question) else _doubting(near))
    return (alone,)


def _doubting(meaning: Interpretation) -> Interpretation:
    """The meaning, where the question may stand by itself, and is not of the last answer."""
    return replace(meaning, in_doubt=True) if meaning.near else meaning


def spoken(history: Sequence[Turn]) -> Sequence[Turn]:
    """The turns that asked something: what small talk says is no background."""
    return [turn for turn in history if not small_talk(turn.question)]


def restated(question: str, history: Sequence[Turn]) -> str | None:
    """The question before, asked of what this one names instead; None where it does not."""
    said = spoken(history)
    instead = corrected(question) or replaces(question)
    return asked_of(_base(said), instead) if said and instead else None


def _again(said: Sequence[Turn]) -> tuple[Interpretation, ...]:
    """ "Who says so?" asks of the answer itself: the question before is asked again."""
    place = len(said) - 1
    while place and asks_again(said[place].question):
        place -= 1
    return interpretations(said[place].question, said[:place])


def _following(question: str, said: Sequence[Turn]) -> tuple[Interpretation, ...]:
    """The meanings of a question that says too little; ``said`` is not empty."""
    near = _near(question, said)
    if near and near.bare and _OF_SOMEBODY.search(question):
        return near, _with_background(question, said)  # "Where is she from?"
    if near and (near.bare or not (own_words(question) or asks_for_more(question))):
        return (near,)  # what says nothing of its own, as "Of what?", nothing else can answer
    found = [near, _with_background(question, said), _asked_instead(question, said)]
    if len(own_words(question)) >= _MANY_WORDS and not opened(question)[0]:
        found.append(Interpretation(Query.of(question), in_doubt=True))
    return tuple(each for each in found if each)


def _near(question: str, said: Sequence[Turn]) -> Interpretation | None:
    """What the question asks of the last answer and the sentences around it."""
    form = bare(question)
    if form:  # "Why?" is asked of what was said last, and where that was nothing, of nothing
        query = Query.of(question, said[-1].question)
        return Interpretation(query, said[-1].said, form)
    answer = next((turn.said for turn in reversed(said[-_TURNS:]) if turn.said), "")
    if not answer:
        return None
    query = Query.of(question, _before(question, said))
    before = said[-1].question if bare(said[-1].question) else _base(said)
    return Interpretation(
        query,
        answer,
        passed_over=answer if asks_for_more(question) else "",
        form_of=before if replaces(question) else "",
    )


def _with_background(question: str, said: Sequence[Turn]) -> Interpretation:
    """What the question asks of the documents, with what it leaves unsaid."""
    last = said[-1]
    before = _before(question, said)
    if asks_for_more(question):
        if not own_words(question):  # "What else?" is the question before
            return Interpretation(
                Query.of(DATE.sub("", last.question), _anchor(said)), passed_over=last.said
            )
        return Interpretation(Query.of(question, before), passed_over=last.said)
    if replaces(question):
        new = frozenset(terms(question)) - frozenset(terms(last.question))
        return Interpretation(Query.of(question, before), passed_over=last.said, new=new)
    return Interpretation(Query.of(question, f"{before} {_told(last.said)}".strip()))


def _asked_instead(question: str, said: Sequence[Turn]) -> Interpretation | None:
    """The question before, asked of what this one names instead."""
    instead = replaces(question)
    asked = asked_of(_base(said), instead) if instead else None
    return Interpretation(Query.of(asked), instead=instead or "") if asked else None


def _corrected(meant: str, said: Sequence[Turn]) -> tuple[Interpretation, ...]:
    """What a correction means: by itself, or as the question before; its answer is no background.

    "No, I mean the protocol", "No, I mean the protocol. When was it signed?"
    """
    found = [Interpretation(Query.of(meant, _anchor(said) if points_back(meant) else ""))]
    named, *asked = _CLAUSE.split(meant, maxsplit=1)
    question = asked[0] if asked else ""
    if any(c.isalnum() for c in question):
        found.append(Interpretation(Query.of(resolved(question, named), named)))
    else:
        found.append(Interpretation(Query.of(meant, said[-1].question)))
        if again := asked_of(_base(said), meant):
            found.append(Interpretation(Query.of(again), instead=meant))
    return tuple(found)


def _before(question: str, said: Sequence[Turn]) -> str:
    """The questions that this one follows on, as its background."""
    before = " ".join(filter(None, dict.fromkeys([_anchor(said), said[-1].question])))
    if replaces(question) and DATE.search(question):
        return " ".join(DATE.sub("", before).split())  # "and in 2017?" replaces the year
    return before


def _anchor(said: Sequence[Turn]) -> str:
    """The last question that stood by itself: what the follow-ups since then are about."""
    recent = said[-_TURNS:]
    return next((t.question for t in reversed(recent) if not depends(t.question)), "")


def _base(said: Sequence[Turn]) -> str:
    """The question that is asked of something else."""
    return _anchor(said) or said[-1].question


def _told(answer: str) -> str:
    """An answer's sentences without sources, not too many."""
    bare_text = _PARENTHESIS.sub("", answer)
    if len(bare_text) <= _LONGEST_ANSWER:
        return bare_text
    return bare_text[:_LONGEST_ANSWER].rsplit(" ", 1)[0]
