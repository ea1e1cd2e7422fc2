"""The outlets that a question names, in full or by their initials."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to"})
_CAPITALISED_RUN = re.compile(
    r"[A-Z][\w’'.-]*(?: (?:(?:of|and|for|the|to|on|in) )*[A-Z][\w’'.-]*)+"
)
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")


def outlets_named(question: str, outlets: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of the words that name an outlet in the question and the outlet, longest first.

    ``WSJ`` names ``Wall Street Journal`` and the other way round. Of names that overlap the longer
    counts.
    """
    found: list[tuple[int, str, str]] = []
    for outlet in sorted(set(outlets), key=lambda o: (-len(o), o)):
        for start, mention in [*_by_name(question, outlet), *_by_initials(question, outlet)]:
            inside = any(s < start + len(mention) and start < s + len(m) for s, m, _ in found)
            if not inside:
                found.append((start, mention, outlet))
    return [(mention, outlet) for _, mention, outlet in found]


def _by_name(question: str, outlet: str) -> list[tuple[int, str]]:
    bare = re.sub(r"^the ", "", outlet, flags=re.IGNORECASE)
    pattern = re.sub("['’]", "['’]", re.escape(bare))
    matches = re.finditer(rf"(?<!\w){pattern}(?!\w)", question, re.IGNORECASE)
    # "wired" is a word, "Wired" an outlet; who types no capitals at all may mean either.
    plain = question == question.lower() or bare == bare.lower()
    return [(m.start(), m[0]) for m in matches if plain or m[0] != m[0].lower()]


def _by_initials(question: str, outlet: str) -> list[tuple[int, str]]:
    if _ACRONYM.fullmatch(outlet):
        runs = _CAPITALISED_RUN.finditer(question)
        return [(m.start(), m[0]) for m in runs if initials(m[0]) == outlet]
    short = initials(outlet)
    if len(short) < 2:
        return []
    return [(m.start(), m[0]) for m in _ACRONYM.finditer(question) if m[0] == short]


def initials(name: str) -> str:
    """The first letters of a name's words, small words left out."""
    return "".join(word[0].upper() for word in name.split() if word.lower() not in _SMALL)
