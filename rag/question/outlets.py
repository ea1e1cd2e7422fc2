"""The outlets and authors that a question names, in full, by their initials or by one author."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.document.model import Span
from rag.reading.names import authors

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to"})
_LATIN = r"A-Za-z0-9_\u00aa-\u024f\u1e00-\u1eff"
_UNSPACED = r"\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_CAPITALISED_RUN = re.compile(
    # Words have a bound: a text of one long word would be read to its end from every capital.
    rf"[A-Z][{_LATIN}’'.-]{{0,60}}"
    rf"(?: (?:(?:of|and|for|the|to|on|in) ){{0,4}}[A-Z][{_LATIN}’'.-]{{0,60}})+"
)
_ACRONYM = re.compile(rf"(?<![{_LATIN}])[A-Z]{{2,6}}(?![{_LATIN}])")
_SCRIPTS = (re.compile(f"[{_LATIN}]+"), re.compile(rf"[^\W{_LATIN}{_UNSPACED}]+"))
_PART = re.compile(rf"{_SCRIPTS[0].pattern}|[{_UNSPACED}]|{_SCRIPTS[1].pattern}|[^\w\s]")
"""A word, up to where another script begins; of a script without spaces, one character."""
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Letters as wide as Chinese ones, ``Ｘ``, to ordinary ones: a character stays one."""
_THE = re.compile(r"^the ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OutletIndex:
    """The outlets that documents cite, by all that may name them in a question.

    ``names`` maps a folded name, or the family name of one of several authors, to outlets;
    ``in_order`` are these names, sorted. ``short_forms`` maps the initials of a name;
    ``acronyms`` are the outlets that are printed by their initials alone. ``longest`` is the number
    of words and signs of the longest name: a question is looked through once, however many outlets
    there are.
    """

    names: Mapping[str, tuple[str, ...]]
    in_order: Sequence[str]
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
            for name in dict.fromkeys(_folded(one) for one in (bare, *authors(bare))):
                names.setdefault(name, []).append(outlet)
            longest = max(longest, len(_PART.findall(bare.translate(_HALF_WIDTH))))
            if _ACRONYM.fullmatch(outlet):
                acronyms.add(outlet)
            elif len(short := initials(outlet)) > 1:
                short_forms.setdefault(short, []).append(outlet)
        return cls(
            {name: tuple(found) for name, found in names.items()},
            sorted(names),
            {short: tuple(found) for short, found in short_forms.items()},
            frozenset(acronyms),
            longest,
        )

    def named_in(self, question: str) -> list[tuple[Span, str]]:
        """The places in the question that name an outlet, and the outlet; longest name first.

        ``WSJ`` names ``Wall Street Journal`` and the other way round. Of names that overlap the
        longer counts.
        """
        question = question.translate(_HALF_WIDTH)
        mentions = [*self._by_name(question), *self._by_initials(question)]
        found: list[tuple[Span, str]] = []
        taken: dict[int, Span] = {}
        for span, outlet in sorted(mentions, key=lambda m: (-len(m[1]), m[1], m[0])):
            others = {taken[place] for place in range(span.start, span.end) if place in taken}
            if others <= {span}:
                found.append((span, outlet))
                taken.update(dict.fromkeys(range(span.start, span.end), span))
        return found

    def _by_name(self, question: str) -> Iterator[tuple[Span, str]]:
        parts = list(_PART.finditer(question))
        # "wired" is a word, "Wired" an outlet; who types no capitals at all may mean either.
        typed_plainly = question == question.lower()
        for first, opening in enumerate(parts):
            start = opening.start()
            if not self._opens(_folded(opening[0])):
                continue
            if _are_of_one_word(question[start], question[max(0, start - 1) : start]):
                continue
            for last in parts[first : first + self.longest]:
                end = last.end()
                if _are_of_one_word(question[end - 1], question[end : end + 1]):
                    continue
                mention = question[start : last.end()]
                capital = typed_plainly or mention != mention.lower()
                for outlet in self.names.get(_folded(mention), ()):
                    bare = _THE.sub("", outlet)
                    if capital or bare == bare.lower():
                        yield Span(start, last.end()), outlet

    def _opens(self, beginning: str) -> bool:
        """Whether some name begins so."""
        place = bisect_left(self.in_order, beginning)
        return any(name.startswith(beginning) for name in self.in_order[place : place + 1])

    def _by_initials(self, question: str) -> Iterator[tuple[Span, str]]:
        for run in _CAPITALISED_RUN.finditer(question):
            if (short := initials(run[0])) in self.acronyms:
                yield Span(*run.span()), short
        for acronym in _ACRONYM.finditer(question):
            for outlet in self.short_forms.get(acronym[0], ()):
                yield Span(*acronym.span()), outlet


def initials(name: str) -> str:
    """The first letters of a name's words, small words left out."""
    return "".join(word[0].upper() for word in name.split() if word.lower() not in _SMALL)


def _folded(name: str) -> str:
    return " ".join(name.translate(_HALF_WIDTH).replace("’", "'").casefold().split())


def _are_of_one_word(inside: str, outside: str) -> bool:
    """Whether a name's first or last character and the one beside it are of a word.

    There is none before a text and behind it. Where the script changes a word ends: ``Xinhua的``.
    Scripts without spaces have no words.
    """
    if inside.isalnum():
        return any(script.fullmatch(inside + outside) for script in _SCRIPTS if outside)
    return any(script.fullmatch(outside) for script in _SCRIPTS)
