"""Terms that are spelt nearly like one that no passage holds.

One letter may differ in a word of at least 5, two in one of at least 8 (the habit of Lucene's
"fuzziness AUTO", a letter stricter). Not all terms are compared: what is left as it was of a word
is its beginning or its end, unless it is misspelt in both, so terms that share one are looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

_ONE_EDIT, _TWO_EDITS = 5, 8
_MOST = 20
MOST_GUESSED = 8
"""Words of a question that are looked for in other spellings, the first: one in another language is
made of words that no passage holds."""


TermsLike = Callable[[str, str, int, int], set[str]]
"""Gives the terms that begin with a text, and those that end with another, and have no fewer and no
more letters than two numbers say."""


def may_be_misspelt(term: str) -> bool:
    """Whether others are looked for that are spelt nearly so."""
    return len(term) >= _ONE_EDIT and term.isalpha()


def nearly_spelt(term: str, terms_like: TermsLike) -> list[str]:
    """The terms spelt nearly like one, the nearest first."""
    if not may_be_misspelt(term):
        return []
    edits = 2 if len(term) >= _TWO_EDITS else 1
    # Slow to import, for the few questions that need it.
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    kept = _kept(len(term), edits)
    alike = terms_like(term[:kept], term[-kept:], len(term) - edits, len(term) + edits)
    found = process.extract(
        term,
        sorted(alike),
        scorer=DamerauLevenshtein.distance,
        score_cutoff=edits,
        limit=_MOST,
    )
    return [near for near, *_ in found]


def _kept(letters: int, edits: int) -> int:
    """How many letters of the beginning, or of the end, a misspelt word has kept.

    One edit, though it swaps two letters, spares one half or the other, the letter in the middle
    left out; two spare the first or the last third, unless there is one in each.
    """
    return (letters - 1) // 2 if edits == 1 else ceil(letters / 3)
