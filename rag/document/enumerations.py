"""Enumerations that run over sentences: "For three reasons. First, … Second, … Finally, …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from rag.document.model import Document, Span

_APART = 8  # sentences at most between two that open an item
_AHEAD = 10_000  # characters in which an enumeration ends
_MOST_BACK = 100  # sentences

_FIRST = (
    r"First(?:ly| of all)?\b|To begin with\b|For one(?: thing)?\b|One \w{1,20} is\b|The first\b"
    r"|Erstens\b|Zunächst\b|第一|首先|其一|一是"
)
_NEXT = (
    r"(?:Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth)(?:ly)?\b|Next\b|Another\b"
    r"|The (?:second|third|fourth|fifth|other|next)\b|A (?:second|third|fourth|fifth|further)\b"
    r"|(?:Zweitens|Drittens|Viertens|Fünftens)\b|第[二三四五六七八九十]|其[二三四次]|[二三四五六七]是"
)
_LAST = (
    r"Finally\b|Last(?:ly| of all)?\b|The (?:last|final)\b|A final\b|Schließlich\b|Zuletzt\b|最后"
)
_NUMBERED = r"[(\[]?(?P<number>\d{1,2}|[a-z]|[ivx]{1,4})[)\]]\s"
_ITEM = re.compile(
    rf"[“\"‘(«„]?(?:And |But |Und )?(?:(?P<first>{_FIRST})|(?P<next>{_NEXT})|(?P<last>{_LAST}))"
    rf"|{_NUMBERED}"
)
_FIRST_NUMBERS = frozenset("1 a i".split())


class _Kind(StrEnum):
    FIRST = "first"
    NEXT = "next"
    LAST = "last"


def enumerated_after(document: Document, sentence: Span) -> tuple[Span, ...]:
    """The sentences that open the items of the enumeration that a sentence announces.

    Empty where the next sentence opens none, or no second item follows.
    """
    found = document.paragraph_at(sentence)
    if found is None:
        return ()
    end = min(found[0].span.end, sentence.end + _AHEAD)
    items = list(_items(document, sentence.end, end))
    return tuple(items) if len(items) > 1 else ()


def announced_in(document: Document, sentence: Span) -> Span | None:
    """The sentence that announces the enumeration that this one opens an item of; None for none."""
    opener = sentence
    kind = _kind(document, sentence)
    for _ in range(_MOST_BACK if kind else 0):
        before = document.sentence_before(opener)
        if before is None:
            return None
        if kind is _Kind.FIRST:
            return before if sentence in enumerated_after(document, before) else None
        opener, kind = before, _kind(document, before)
    return None


def _items(document: Document, start: int, end: int) -> Iterator[Span]:
    """The sentences that open items: the very first must open the first one."""
    apart = 0
    for place, sentence in enumerate(document.sentences_in(Span(start, end))):
        kind = _kind(document, sentence)
        if place == 0 and kind is not _Kind.FIRST:
            return
        if kind is None or (place and kind is _Kind.FIRST):
            apart += 1
        else:
            apart = 0
            yield sentence
        if apart > _APART or kind is _Kind.LAST:
            return


def _kind(document: Document, sentence: Span) -> _Kind | None:
    opening = _ITEM.match(document.text, sentence.start, sentence.end)
    if opening is None:
        return None
    if opening["number"]:
        return _Kind.FIRST if opening["number"] in _FIRST_NUMBERS else _Kind.NEXT
    return _Kind.FIRST if opening["first"] else _Kind.LAST if opening["last"] else _Kind.NEXT
