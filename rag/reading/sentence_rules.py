"""Whether a sentence ends at a place, by what stands on either side of it.

The rules know short forms, initials, ordinals, list numbers, run-in labels, the speakers of
quotations, brackets and ellipses. Each looks at a bounded piece of text, and says nothing where it
does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rag.reading.short_forms import (
    AFTER_ORDINALS,
    AFTER_TIMES,
    BEFORE_NUMBERS,
    BEFORE_ORDINALS,
    HEADS,
    LAST_BEFORE_CAPITALS,
    LAST_BEFORE_OPENERS,
    LETTERED,
    NEVER_LAST,
    OPENERS,
    SPEECH,
    forms_at_end,
)

_SEEN = 80  # characters behind a place that the rules look at
_SEEN_BEFORE = 40  # characters before it
_TAIL = 8
_NONE: frozenset[str] = frozenset()
_WITHOUT_SPACES = ("zh", "ja")
_WITHOUT_CAPITALS = ("zh", "ja", "ar")

_ENUMERATOR = re.compile(r"(?:\(?(?:\d{1,3}|[^\W\d_]|[ivxlc]{1,6})[.)]|[（(]\w{1,3}[）)])\s*+")
_ENUMERATOR_IN_LINE = re.compile(r"[:;,]\s\(?\d{1,2}[.)]\s*$")
_OPENS_ITEM = re.compile(r"(?:\(?(?:[^\W\d_]|[ivx]{1,5})\)|[ivx]{1,5}\.|\(?(\d{1,3})[.)])\s+\S")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)]")
# A short emphasised label: "*Prompt.* Charts go out".
_LABEL = re.compile(r"([*_]{1,3})(?=\S)([^*_\n]{1,60})\1[.:]?\s*+")
_LONGEST_LABEL = 6  # words
_HEAD = re.compile(r"([^\W\d_]+)\.? \d{1,3}(?:\.\d{1,3}){0,3}\.\s*+")

_INITIAL = re.compile(r"(?:^|[\s.(\[“‘\"'«„-])[^\W\d_]\.$")
_NAME_WITH_DOT = re.compile(r"\w{2}\.[a-z]{2,5}\.$")  # README.md, example.org
_SHORT_NUMBER = re.compile(r"(?:([^\W\d_]+)[ \u00a0])?(?<![\d.,])\d{1,2}\.$")
_FIRST_WORD = re.compile(r"[¿¡“‘\"'«„»(\[*_—–-]*\s*+([^\W\d_]+)(\.?)")
_OPENS_NUMBER = re.compile(r"[(\[]?(?:§|\d|[VXLC][IVXLC]*\b|I[IVX]+\b|[B-HJ-Z]\b)")
_OPENS_WITH_NUMBER = re.compile(r"\d{4},? [^\W\d_]|§")
_WHOLE_WORD = re.compile(r"[^\W\d_A-Z]{3}\.$")
_BRACKET_AT_END = re.compile(r"[(\[][^()\[\]]*[)\]][.\s]*$")
_BRAND = re.compile(r"[a-z][A-Z]")  # iPhone
_DASH = re.compile(r"[—–-]\s*([^\W\d_])")

_QUESTION_QUOTED = re.compile(r"(?:[?!؟]|…|\.{3})\s?[”’\"'»«“]+$")
_QUOTED = re.compile(r"[。？！?!…]+[”’」』]+$")
_TITLE = re.compile(r"[?!？！。]+[》〉]$")
_LONGEST_SPEAKER = 8  # words, with the verb
_INTRODUCED = re.compile(r"[：:，,][“「『][^“「『]*$")
_PARTICLE = {
    "zh": re.compile(r"[的之和与與及等，、；：]"),
    "ja": re.compile(r"[とがはをのにもで、]|って|など"),
}
_SPEAKER = re.compile(r"[^，。！？、,：:\s]{0,12}")
_ELLIPSIS = re.compile(r"(?:…|\.{3})[”’\"'»]*$")
_SPACED_ELLIPSIS = re.compile(r"\s(?:…|\.{3})$")
_SENTENCE_IN_BRACKETS = re.compile(r"[.!?…。！？][)）\]]$")
_UNSPACED_END = re.compile(r"[^\W\d_A-Z]{3}[.!?]+$")
_IMAGE = re.compile(r"!\[(?!\^?\d)")
_CHINESE_END = re.compile(r"[。！？][”’」』]*$")
_BEHIND_CHINESE = re.compile(r"[^\u3040-\u30ff\u3400-\u9fff]*$")
_TWO_QUOTES_CLOSED = re.compile(r"[.!?][’”\"']{2,}$")


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
        return self.before[-_TAIL:]

    @cached_property
    def behind(self) -> str:
        """What stands behind it."""
        return self.text[self.at : self.at + _SEEN]

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
            and not (first[2] and len(first[1]) == 1)  # an initial
            and self.is_listed(OPENERS, first[1].lower())
        )

    def is_listed(self, lists: Mapping[str, frozenset[str]], *words: str) -> bool:
        """Whether one of the words is in the list of the text's language."""
        return not lists.get(self.language, _NONE).isdisjoint(words)


def ends_at(place: Place) -> bool | None:
    """Whether a sentence ends at a place; None where no rule tells."""
    for rule in _RULES:
        verdict = rule(place)
        if verdict is not None:
            return verdict
    return None


def _head(place: Place) -> bool | None:
    """The number of an item, a numbered head and a label go with what they head."""
    if place.at - place.start > _SEEN:
        return None
    piece = place.text[place.start : place.at]
    if _ENUMERATOR.fullmatch(piece) or _ENUMERATOR_IN_LINE.search(piece):
        return False
    if (head := _HEAD.fullmatch(piece)) and head[1].lower() in HEADS:
        return False
    if place.start == 0 and (label := _LABEL.match(place.text)):
        inside = label.end() >= place.at and len(label[2].split()) <= _LONGEST_LABEL
        return False if inside else None
    return None


def _unspaced(place: Place) -> bool | None:
    """Without a space: "ASP.NET", "J.-C.", but "It ended.The next"."""
    if place.is_spaced or _CHINESE_END.search(place.tail):
        return None
    if _IMAGE.match(place.before[-1:] + place.behind):
        return False
    first = place.behind[0]
    if place.language in _WITHOUT_SPACES:
        latin = place.before[-2:-1].isascii() and place.before.endswith(".")
        return False if latin and first.isascii() and first.isalnum() else None
    if first == "-":
        return False
    if not first.isalpha():
        return None
    capital = first.isupper() and not place.behind[1:2].isupper()
    return None if capital and _UNSPACED_END.search(place.tail) else False


def _item(place: Place) -> bool | None:
    """A sentence ends before the letter of an item, or its number, if that is the next one."""
    item = _OPENS_ITEM.match(place.behind) if place.before[-1:] in ".!?؟" else None
    if item is None or item[1] is None:
        return True if item else None
    return True if int(item[1]) in _next_numbers(place.text, place.start) else None


def _next_numbers(text: str, start: int) -> tuple[int, int]:
    """What the number of an item may be behind the sentence that opens at ``start``."""
    last = _NUMBER.match(text, start)
    # A number at the head of the paragraph has been taken off.
    return 1, int(last[1]) + 1 if last else 2 if start == 0 else 1


def is_stray_number(text: str, last: int, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is a number alone that is not the next item's.

    ``last`` is where the sentence before opens. The number is that one's: "Fed. R. Evid. 403."
    """
    piece = text[start : min(end, start + 8)].strip()
    number = _NUMBER.fullmatch(piece)
    return number is not None and int(number[1]) not in _next_numbers(text, last)


def _short_form(place: Place) -> bool | None:
    before = place.before
    if place.language in _WITHOUT_SPACES and (latin := _BEHIND_CHINESE.search(before)):
        before = latin[0]
    forms = forms_at_end(before)
    if not forms:
        return None
    capital = place.word[:1].isupper()
    if place.is_listed(NEVER_LAST, *forms):
        return False
    if place.is_listed(BEFORE_NUMBERS, *forms) and _OPENS_NUMBER.match(place.behind):
        return False
    if _OPENS_ITEM.match(place.behind):
        return None
    if place.is_listed(LAST_BEFORE_OPENERS, *forms):
        return place.opens
    if place.is_listed(LAST_BEFORE_CAPITALS, *forms):
        return capital and place.word.lower() not in AFTER_TIMES
    if _INITIAL.search(before[-3:]) and before[-2].isupper() and capital:
        return place.opens or _names_a_letter(before)
    return True if capital and _NAME_WITH_DOT.search(before[-_TAIL:]) else None


def _names_a_letter(before: str) -> bool:
    """Whether the letter at the end is no initial but a name: "option C."."""
    words = before.split()[-2:-1]
    return bool(words) and words[0].lower() in LETTERED


def _ordinal(place: Place) -> bool | None:
    """German: "am 14. März", "der 3. Band"."""
    number = _SHORT_NUMBER.search(place.before) if place.language == "de" else None
    if number is None or not place.word:
        return None
    named = (number[1] or "").lower() in BEFORE_ORDINALS and not place.opens
    return False if named or place.word.lower() in AFTER_ORDINALS else None


def _goes_on(place: Place) -> bool | None:
    """What opens in small letters, or with a mark that joins, opens no sentence."""
    if place.behind[0] in ",;:)]）；，、":
        return False
    if (dash := _DASH.match(place.behind)) and dash[1].islower():
        return False
    if not place.word[:1].islower() or _BRAND.match(place.word):
        return None
    return None if place.behind[0] in "([" and not _BRACKET_AT_END.match(place.behind) else False


def _speaker(place: Place) -> bool | None:
    """A quotation that ends in "?" or "!" goes on with who speaks."""
    if place.language in _WITHOUT_SPACES:
        return _chinese_speaker(place)
    if not _QUESTION_QUOTED.search(place.tail):
        return None
    for word in place.behind.split()[:_LONGEST_SPEAKER]:
        bare = word.strip(".,:;!?\"'”’»")
        if place.is_listed(SPEECH, bare.lower()):
            return False
        if not (bare[:1].isupper() or bare in ("de", "of", "von", "van")):
            return None
    return None


def _chinese_speaker(place: Place) -> bool | None:
    if _TITLE.search(place.tail):
        return False
    if not _QUOTED.search(place.tail):
        return None
    if _PARTICLE[place.language].match(place.behind):
        return False
    if _INTRODUCED.search(place.before):  # who speaks was named before: 他问：“谁？”
        return None
    speaker = _SPEAKER.match(place.behind)
    who = speaker[0] if speaker else ""
    verbs = SPEECH[place.language]
    return False if any(verb in who for verb in verbs) or who.endswith("道") else None


def _left_out(place: Place) -> bool | None:
    """Ends that sentencex does not know, or finds where there is none."""
    tail = place.tail
    if _ELLIPSIS.search(tail):
        if place.language in _WITHOUT_CAPITALS:
            return False if place.language == "ar" else None
        return True if place.word[:1].isupper() and not _SPACED_ELLIPSIS.search(tail) else None
    if _CHINESE_END.search(tail) and place.language in _WITHOUT_SPACES:
        return True
    if (
        place.behind[:1]
        and place.text[place.start] in "(（["
        and _SENTENCE_IN_BRACKETS.search(tail)
    ):
        return True
    if place.opens and _SENTENCE_IN_BRACKETS.search(tail):
        return True
    if _TWO_QUOTES_CLOSED.search(tail):
        return True
    number = _WHOLE_WORD.search(tail) and _OPENS_WITH_NUMBER.match(place.behind)
    return True if number and not place.word[:1].isupper() else None


_RULES = (
    _head,
    _unspaced,
    _short_form,
    _item,
    _ordinal,
    _goes_on,
    _speaker,
    _left_out,
)
