"""Whether a sentence ends at a place, by what stands on either side of it.

The rules know short forms, initials, ordinals, list numbers, run-in labels, the speakers of
quotations, brackets, leaders and ellipses. Each looks at a bounded piece of text, and says nothing
where it does not apply.
"""

from __future__ import annotations

import re

from rag.reading.places import SEEN, TAIL, WITHOUT_SPACES, Place
from rag.reading.short_forms import (
    AFTER_ORDINALS,
    AFTER_TIMES,
    BEFORE_DAYS,
    BEFORE_NUMBERS,
    BEFORE_ORDINALS,
    ENGLISH_MONTHS,
    HEADS,
    LAST_BEFORE_CAPITALS,
    LAST_BEFORE_OPENERS,
    LETTERED,
    MONTHS_BEHIND_ORDINALS,
    NEVER_LAST,
    forms_at_end,
)
from rag.reading.speakers import speaker

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
_MEASURE = re.compile(r"(?:[\d°]|[IVXLC])\s?[^\W\d_]{1,3}\.$")
_MEASURE_ALONE = re.compile(r"°\s?[CFK]\.$|[\dIVXLC]\s?(?:г|гг|в|вв)\.$")
_NAME_WITH_DOT = re.compile(r"\w{2}\.[a-z]{2,5}\.$")  # README.md, example.org
_SHORT_NUMBER = re.compile(r"(?:([^\W\d_]+)[ \u00a0])?(?<![\d.,])(?P<day>\d{1,2})\.$")
_LAST_DAY = 31
_OPENS_NUMBER = re.compile(r"[(\[]?(?:§|\d|[VXLC][IVXLC]*\b|I[IVX]+\b|[B-HJ-Z]\b)")
_MONTH_AND_YEAR = re.compile(r"[^\W\d_]{3,9}[.,]{0,2} (?:1[5-9]|20)\d\d\b")
_OPENS_WITH_NUMBER = re.compile(r"\d{4},? [^\W\d_]|§")
_WHOLE_WORD = re.compile(r"[^\W\d_A-Z]{3}\.$")
_BRACKET_AT_END = re.compile(r"[(\[][^()\[\]]*[)\]][.\s]*$")
_BRAND = re.compile(r"[a-z][A-Z]")  # iPhone
_DASH = re.compile(r"[—–-]\s*([^\W\d_])")
_CLITIC = re.compile(r"['’][nst] [A-Z]")

_OPEN_QUOTE = re.compile(r"[“「『][^”」』]*$")
_ELLIPSIS = re.compile(r"(?:…|\.{3})[”’\"'»]*$")
_LEADER = re.compile(r"\.{4}$|(?:\. ){3}\.$")
_SPACED_ELLIPSIS = re.compile(r"\s(?:…|\.{3})$")
_SENTENCE_IN_BRACKETS = re.compile(r"[.!?…。！？][)）\]]$")
_UNSPACED_END = re.compile(r"[^\W\d_A-Z]{3}[.!?]+$")
_IMAGE = re.compile(r"!\[(?!\^?\d)")
_CHINESE_END = re.compile(r"[。！？][”’」』]*$")
_BEHIND_CHINESE = re.compile(r"[^\u3040-\u30ff\u3400-\u9fff]*$")
_TWO_QUOTES_CLOSED = re.compile(r"[.!?][’”\"']{2,}$")


def ends_at(place: Place) -> bool | None:
    """Whether a sentence ends at a place; None where no rule tells."""
    for rule in _RULES:
        verdict = rule(place)
        if verdict is not None:
            return verdict
    return None


def _head(place: Place) -> bool | None:
    """The number of an item, a numbered head and a label go with what they head."""
    if place.at - place.start > SEEN:
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
    if place.language in WITHOUT_SPACES:
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
    if place.language in WITHOUT_SPACES and (latin := _BEHIND_CHINESE.search(before)):
        before = latin[0]
    forms = forms_at_end(before)
    if not forms:
        return None
    capital = place.word[:1].isupper()
    if capital and _MEASURE.search(before) and (place.opens or _MEASURE_ALONE.search(before)):
        return True
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
    return True if capital and _NAME_WITH_DOT.search(before[-TAIL:]) else None


def _names_a_letter(before: str) -> bool:
    """Whether the letter at the end is no initial but a name: "option C."."""
    words = before.split()[-2:-1]
    return bool(words) and words[0].lower() in LETTERED


def _ordinal(place: Place) -> bool | None:
    """German: "am 14. März", "der 3. Band"; such dates stand in other languages, too."""
    number = _SHORT_NUMBER.search(place.before)
    if number is None or not place.word:
        return None
    if place.language != "de":
        is_day = 1 <= int(number["day"]) <= _LAST_DAY
        return False if is_day and _is_month(place, number[1] or "") else None
    named = (number[1] or "").lower() in BEFORE_ORDINALS and not place.opens
    return False if named or place.word.lower() in AFTER_ORDINALS else None


def _is_month(place: Place, before: str) -> bool:
    """Whether the month of a day stands behind, whose number is behind a word.

    A name that is spelt as in English may open a sentence: "Cases rose to 45. March 2020 was
    worse." So the word before the number must be one before days; or there is none, and a year
    follows.
    """
    word = place.word.lower()
    if word in MONTHS_BEHIND_ORDINALS:
        return True
    if word not in ENGLISH_MONTHS and word not in AFTER_ORDINALS:
        return False
    return before.lower() in BEFORE_DAYS or (
        not before and _MONTH_AND_YEAR.match(place.behind) is not None
    )


def _leader(place: Place) -> bool | None:
    """Dots lead from an entry of a table of contents to its page."""
    return False if _LEADER.search(place.tail) and place.behind[0].isdigit() else None


def _goes_on(place: Place) -> bool | None:
    """What opens in small letters, or with a mark that joins, opens no sentence."""
    if _CLITIC.match(place.behind):  # Dutch has the capital on the next word: "'s Nachts"
        return True
    if place.behind[0] in ",;:)]）；，、":
        return False
    if (dash := _DASH.match(place.behind)) and dash[1].islower():
        return False
    if not place.word[:1].islower() or _BRAND.match(place.word):
        return None
    return None if place.behind[0] in "([" and not _BRACKET_AT_END.match(place.behind) else False


def _left_out(place: Place) -> bool | None:
    """Ends that sentencex does not know, or finds where there is none."""
    tail = place.tail
    if place.behind[0] in "¿¡":  # "los perales no. ¿Y quién pagará?"
        return True
    if _ELLIPSIS.search(tail):
        if place.language in _WITHOUT_CAPITALS:
            return False if place.language == "ar" else None
        return True if place.word[:1].isupper() and not _SPACED_ELLIPSIS.search(tail) else None
    if _CHINESE_END.search(tail) and place.language in WITHOUT_SPACES:
        return None if _OPEN_QUOTE.search(place.before) else True
    in_brackets = _SENTENCE_IN_BRACKETS.search(tail)
    if in_brackets and (place.text[place.start] in "(（[" or place.opens):
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
    _leader,
    _goes_on,
    speaker,
    _left_out,
)
