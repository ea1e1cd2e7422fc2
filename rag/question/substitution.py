"""A question asked again of something else: "And juniors?" after "How much do adults pay?".

The new words take the place of those that stand in the question as they do: a year that of a year,
"on the shop" that of "on access", a name that of a name, "the treasurer" that of "the president".
"""

from __future__ import annotations

import re

from rag.question.kinds import DATE

_LONGEST = 80  # characters of what is asked of instead
_PREPOSITIONS = (
    r"about|after|against|at|before|between|by|during|for|from|in|into|of|on|since|through|to|"
    r"under|until|with|without"
)
_PREPOSITION = re.compile(rf"(?P<word>{_PREPOSITIONS}) (?P<object>.+)", re.IGNORECASE)
_ARTICLE = r"(?:(?:the|a|an|its|his|her|their|this|that) )?"
_CAPITALS = r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*"
_OBJECT = rf"{_ARTICLE}(?:{_CAPITALS}|[\w’'-]+)"
_ONE = re.compile(r"^(?:the )?ones? (?=\w)", re.IGNORECASE)
_NAME = re.compile(rf"(?<=[\s“\"(]){_CAPITALS}")
_SUBJECT = re.compile(
    r"\b(?:do|does|did|is|are|was|were|can|could|may|must|should|will|would|has|have|had) "
    rf"(?P<subject>{_OBJECT})",
)
_END = " ?!.。？"


def asked_of(question: str, instead: str) -> str | None:
    """The question asked of ``instead``; None where nothing in it stands as that does."""
    instead = _ONE.sub("", instead.strip()).rstrip(_END)
    if not instead or len(instead) > _LONGEST or instead.casefold() in question.casefold():
        return None
    for replaced in (_date, _object, _same_head, _name, _subject):
        if made := replaced(question, instead):
            return made
    return None


def _date(question: str, instead: str) -> str | None:
    new, old = DATE.search(instead), DATE.search(question)
    return _put(question, old, new[0]) if new and old else None


def _object(question: str, instead: str) -> str | None:
    """ "on the shop" for "on access"; where the question has no "on", it is added."""
    if (new := _PREPOSITION.fullmatch(instead)) is None:
        return None
    old = re.search(rf"(?<=\b(?i:{new['word']}) ){_OBJECT}", question)
    if old:
        return _put(question, old, new["object"])
    return f"{question.rstrip(_END)} {instead}?"


def _same_head(question: str, instead: str) -> str | None:
    """ "the junior coach" for "the head coach"."""
    *_, head = instead.split()
    if len(instead.split()) < 2:
        return None
    old = re.search(
        rf"\b(?:the |a |an )?(?!(?:the|a|an)\b)[\w’'-]+ {re.escape(head)}\b",
        question,
        re.IGNORECASE,
    )
    return _put(question, old, instead) if old else None


def _name(question: str, instead: str) -> str | None:
    if not re.fullmatch(_CAPITALS, instead):
        return None
    names = list(_NAME.finditer(question))
    return _put(question, names[0], instead) if names else None


def _subject(question: str, instead: str) -> str | None:
    subject = _SUBJECT.search(question)
    return _put(question, subject, instead, "subject") if subject else None


def _put(question: str, old: re.Match[str] | None, new: str, group: str | int = 0) -> str | None:
    if old is None:
        return None
    start, end = old.span(group)
    return question[:start] + new + question[end:]
