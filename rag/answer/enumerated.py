"""Sentences that are nothing but an enumeration of names: "Ann Lee, Bo Kent and Cem Aydin."."""

from __future__ import annotations

import re

from rag.document.model import Span

_LEAD = re.compile(
    r"(?:[^\W\d_][\w’'-]{0,40} ){0,4}(?:[^\W\d_][\w’'-]{0,40} ?[:：]|(?:were|are|waren|sind)\b)\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s{0,9}(?:,\s{0,9}(?:and|und|or)\s|[,;、，；]|\s(?:and|und|&)\s|和|及)\s{0,9}"
)
_WORD = r"(?:[^\W\d_a-z][\w’'.-]*)"
_NAME = re.compile(
    rf"(?:the )?{_WORD}(?: (?:of|de|van|von|der|den|the|la|bin) {_WORD}| {_WORD}){{0,5}}"
)
_LEAST = 3
_LONGEST = 2000  # characters of a sentence that is looked at


def enumerated(text: str, sentence: Span) -> tuple[str, tuple[Span, ...]] | None:
    """What leads in to the names of a sentence, and the names; None for any other sentence."""
    if len(sentence) > _LONGEST:
        return None
    start, end = sentence.start, sentence.end
    while end > start and text[end - 1] in ".。;!":
        end -= 1
    lead = _LEAD.match(text, start, end)
    at = lead.end() if lead else start
    edges = [at]
    for match in _BETWEEN.finditer(text, at, end):
        edges += match.span()
    edges.append(end)
    names = [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if len(names) < _LEAST or not all(_NAME.fullmatch(n.of(text)) for n in names):
        return None
    return text[start:at], tuple(names)
