"""What a follow-up question leaves unsaid, taken from the turn before it.

"And in 2017?", "Who said that?", "Why did he do it?" say little by themselves: the question before,
and the answer where a word points into it, become the background that retrieval reads with them. A
question that stands by itself gets none, so that a new topic is not drawn back to the old one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.question.kinds import DATE
from rag.question.query import Query
from rag.question.terms import terms

_LONGEST_ANSWER = 600  # characters of an answer that a follow-up is read with
_TURNS = 4  # how far back a chain of follow-ups is followed

_OPENER = re.compile(
    r"(?:and|but|or|so|also|then|what about|how about|and what about|what else|who else|"
    r"where else|anything else|那么?|还有|以及)\b[\s,]*",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\b(?:else|other(?:s| ones)?|another(?: one)?|more)\b|还有", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how)\b|谁|什么|哪|何|多少|怎", re.IGNORECASE
)
# Words that stand for something named before; "there is" and "it is true that" stand for nothing.
_ANAPHOR = re.compile(
    r"\b(?:he|him|his|she|her|hers|they|them|their|theirs|its"
    r"|it(?! (?:is|was) (?:\w+ )?(?:that|to)\b)(?! (?:takes?|rains?|true|clear|possible)\b)"
    r"|these|those|this|the (?:same|former|latter)|(?:there|then|so)(?=\s*[?.!,]|$)"
    r"|that(?=\s*[?.!,]|$)|that (?:was|is|has|happen\w*|means?)\b"
    r"|(?:about|after|at|before|behind|by|did|does|during|for|from|in|is|of|on|to|was|with) that)\b"
    r"|那|此|这|他们?|她们?|它们?|其",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b(?:the|others?|another|such)\b|该", re.IGNORECASE)
_FEW_WORDS = 4  # that a question may hold and still need the turn before
_NAME = re.compile(r"(?<=[\s(“\"])(?:[A-Z][\w’'-]+|[A-Z]{2,})")
# No match begins inside white space: it would look through the rest of it from every character.
_MARKER = re.compile(r"(?<!\s)\s*+\[\d+\]")
_PARENTHESIS = re.compile(r"(?<!\s)\s*+[(（][^()（）]*[)）]")


_EMPTY = frozenset(
    terms(
        "say says said tell told so true exactly really claim claims mean means know source cite "
        "cited newspaper journal agency paper outlet publication definition statement support "
        "supported evidence according"
    )
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the answer that it got."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One meaning of a question: what to look for, with the background that it needs.

    ``asks_for_more`` says that it wants something else than the last answer: another year, another
    country, what else there is.
    """

    query: Query
    asks_for_more: bool


def interpretations(question: str, history: Sequence[Turn]) -> tuple[Interpretation, ...]:
    """What the question may mean: by itself, with the turn before, or in doubt either."""
    alone = Interpretation(Query.of(question), False)
    if not history:
        return (alone,)
    if depends(question):
        return (_with_background(question, history),)
    return (alone, _with_background(question, history)) if _may_depend(question) else (alone,)


def _with_background(question: str, history: Sequence[Turn]) -> Interpretation:
    """The question with what it leaves unsaid; ``history`` is not empty."""
    last = history[-1]
    if not _own_words(question):  # "Who says so?" asks of the answer itself
        place = len(history) - 1
        while place and not _own_words(history[place].question):
            place -= 1
        asked = interpretations(history[place].question, history[:place])[-1]
        return Interpretation(asked.query, False)
    before = " ".join(dict.fromkeys([_anchor(history), last.question]))
    more = _asks_for_more(question)
    if more and DATE.search(question):
        before = DATE.sub("", before)  # "and in 2017?" replaces the year
    said = "" if more else _told(last.answer)
    return Interpretation(Query.of(question, " ".join(f"{before} {said}".split())), more)


def _anchor(history: Sequence[Turn]) -> str:
    """The last question that stood by itself: what the follow-ups since then are about."""
    recent = history[-_TURNS:]
    return next((t.question for t in reversed(recent) if not depends(t.question)), "")


def _own_words(question: str) -> list[str]:
    """The terms that say something of their own."""
    return [term for term in terms(question) if term not in _EMPTY]


def depends(question: str) -> bool:
    """Whether the question says too little by itself."""
    opener, rest = _opened(question)
    if not _own_words(question) or (opener and len(terms(rest)) <= 3):
        return True
    anaphor = _ANAPHOR.search(question)
    if anaphor is None:
        return False
    # "What did Xi say when he visited?" names him itself.
    return not _NAME.search(question[: anaphor.start()])


def _opened(question: str) -> tuple[str, str]:
    """The words that tie a question to the one before, such as "and what about", and the rest."""
    question = question.lstrip()
    end = opener.end() if (opener := _OPENER.match(question)) else 0
    return question[:end], question[end:]


def _may_depend(question: str) -> bool:
    """Whether "the paper" or "the two groups" may be those spoken of: no name tells which."""
    short = len(_own_words(question)) <= _FEW_WORDS
    return bool(short and _DEFINITE.search(question) and not _NAME.search(question))


def _asks_for_more(question: str) -> bool:
    opener, rest = _opened(question)
    if _ELSE.search(question):
        return True
    replaces = opener and not _QUESTION_WORD.search(rest) and not _ANAPHOR.search(rest)
    return bool(replaces and rest.strip(" ?."))


def _told(answer: str) -> str:
    """An answer's sentences without citation marks and sources, not too many."""
    bare = _PARENTHESIS.sub("", without_markers(answer))
    return bare[:_LONGEST_ANSWER].rsplit(" ", 1)[0] if len(bare) > _LONGEST_ANSWER else bare


def without_markers(answer: str) -> str:
    """The sentences of an answer without the numbers of its citations, such as [1]."""
    return _MARKER.sub("", answer)
