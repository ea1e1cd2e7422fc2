"""A place where a sentence may end, and what stands on either side of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rag.reading.short_forms import BEFORE_NUMBERS, OPENERS

SEEN = 80
"""Characters behind a place that the rules look at."""
TAIL = 8
"""Characters right before it, for what is short."""
WITHOUT_SPACES = ("zh", "ja")
"""Languages that are written without spaces."""

_SEEN_BEFORE = 40  # characters before it
_NONE: frozenset[str] = frozenset()
_FIRST_WORD = re.compile(r"[¿¡“‘\"'«„»(\[*_—–-]*\s*+([^\W\d_]+)(\.?)")


@dataclass(frozen=True)
class Place:
    """A place in a text where a sentence that opened at ``start`` may end, and another open."""

    text: str
    start: int
    at: int
    language: str

    @cached_property
    def before(self) -> str:
        """What stands before it, without the white space between."""
        return self.text[max(self.start, self.at - _SEEN_BEFORE) : self.at].rstrip()

    @cached_property
    def tail(self) -> str:
        """The last few characters before it."""
        return self.before[-TAIL:]

    @cached_property
    def behind(self) -> str:
        """What stands behind it."""
        return self.text[self.at : self.at + SEEN]

    @property
    def is_spaced(self) -> bool:
        """Whether there is white space between."""
        return self.text[self.at - 1].isspace()

    @cached_property
    def word(self) -> str:
        """The first word behind it, without what opens a quotation or a bracket."""
        first = _FIRST_WORD.match(self.behind)
        return first[1] if first else ""

    @property
    def opens(self) -> bool:
        """Whether a word that opens sentences stands behind, with a capital."""
        first = _FIRST_WORD.match(self.behind)
        return (
            first is not None
            and first[1][0].isupper()
            and not (first[2] and self._is_short(first[1]))
            and self.is_listed(OPENERS, first[1].lower())
        )

    def is_listed(self, lists: Mapping[str, frozenset[str]], *words: str) -> bool:
        """Whether one of the words is in the list of the text's language."""
        return not lists.get(self.language, _NONE).isdisjoint(words)

    def _is_short(self, word: str) -> bool:
        return len(word) == 1 or self.is_listed(BEFORE_NUMBERS, word.lower())
