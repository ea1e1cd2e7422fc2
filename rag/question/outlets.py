"""The outlets that a question names, in full or by their initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to"})
_CAPITALISED_RUN = re.compile(
    r"[A-Z][\w’'.-]*(?: (?:(?:of|and|for|the|to|on|in) )*[A-Z][\w’'.-]*)+"
)
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
_PART = re.compile(r"\w+|[^\w\s]")
_THE = re.compile(r"^the ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OutletIndex:
    """The outlets that documents cite, by all that may name them in a question.

    ``names`` maps a folded name to outlets, ``short_forms`` the initials of a name, ``acronyms``
    are the outlets that are printed by their initials alone. ``longest`` is the number of words
    and signs of the longest name: a question is looked through once, however many outlets there
    are.
    """

    names: Mapping[str, tuple[str, ...]]
    short_forms: Mapping[str, tuple[str, ...]]
    acronyms: frozenset[str]
    longest: int

    @classmethod
    def of(cls, outlets: Iterable[str]) -> OutletIndex:
        """The index of some outlets, as printed."""
        names: dict[str, list[str]] = {}
        short_forms: dict[str, list[str]] = {}
        acronyms = set()
        longest = 0
        for outlet in sorted(set(outlets)):
            bare = _THE.sub("", outlet)
            names.setdefault(_folded(bare), []).append(outlet)
            longest = max(longest, len(_PART.findall(bare)))
            if _ACRONYM.fullmatch(outlet):
                acronyms.add(outlet)
            elif len(short := initials(outlet)) > 1:
                short_forms.setdefault(short, []).append(outlet)
        return cls(
            {name: tuple(found) for name, found in names.items()},
            {short: tuple(found) for short, found in short_forms.items()},
            frozenset(acronyms),
            longest,
        )

    def named_in(self, question: str) -> list[tuple[str, str]]:
        """Pairs of the words that name an outlet in the question and the outlet, longest first.

        ``WSJ`` names ``Wall Street Journal`` and the other way round. Of names that overlap the
        longer counts.
        """
        mentions = [*self._by_name(question), *self._by_initials(question)]
        found: list[tuple[int, str, str]] = []
        for start, mention, outlet in sorted(mentions, key=lambda m: (-len(m[2]), m[2], m[0])):
            inside = any(s < start + len(mention) and start < s + len(m) for s, m, _ in found)
            if not inside:
                found.append((start, mention, outlet))
        return [(mention, outlet) for _, mention, outlet in found]

    def _by_name(self, question: str) -> Iterator[tuple[int, str, str]]:
        parts = list(_PART.finditer(question))
        # "wired" is a word, "Wired" an outlet; who types no capitals at all may mean either.
        typed_plainly = question == question.lower()
        for first, opening in enumerate(parts):
            start = opening.start()
            if _is_word(question[max(0, start - 1) : start]):
                continue
            for last in parts[first : first + self.longest]:
                if _is_word(question[last.end() : last.end() + 1]):
                    continue
                mention = question[start : last.end()]
                capital = typed_plainly or mention != mention.lower()
                for outlet in self.names.get(_folded(mention), ()):
                    bare = _THE.sub("", outlet)
                    if capital or bare == bare.lower():
                        yield start, mention, outlet

    def _by_initials(self, question: str) -> Iterator[tuple[int, str, str]]:
        for run in _CAPITALISED_RUN.finditer(question):
            if (short := initials(run[0])) in self.acronyms:
                yield run.start(), run[0], short
        for acronym in _ACRONYM.finditer(question):
            for outlet in self.short_forms.get(acronym[0], ()):
                yield acronym.start(), acronym[0], outlet


def initials(name: str) -> str:
    """The first letters of a name's words, small words left out."""
    return "".join(word[0].upper() for word in name.split() if word.lower() not in _SMALL)


def _folded(name: str) -> str:
    return " ".join(name.replace("’", "'").casefold().split())


def _is_word(character: str) -> bool:
    """Whether it is a letter or the like; false for nothing, before a text and behind it."""
    return character.isalnum() or character == "_"
