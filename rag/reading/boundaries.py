"""Where one sentence ends and the next one opens.

sentencex proposes the ends, in the language that the text is written in. Rules take some away and
add what it leaves out.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate

import sentencex

from rag.reading.places import Place
from rag.reading.sentence_rules import ends_at, is_stray_number
from rag.reading.short_forms import OPENERS

_SAMPLE = 1000  # characters, of which the language is told
_LATIN = ("en", "de", "fr", "es")  # the first where nothing tells

# The time that sentencex takes grows with the square of its text, so a long paragraph is given in
# windows. What opens near a window's end may go on behind it, so no end is taken from there.
_WINDOW = 4000  # characters; the longest paragraphs of real briefs have some 3,000
_TRUSTED = 3000

_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "zh": re.compile(r"[\u3400-\u9fff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
_ACCENTED = {
    "de": re.compile("[äöüßÄÖÜ„]"),
    "fr": re.compile("[àâçèéêëîïôùûœ]|« "),
    "es": re.compile("[áéíóúñ¿¡]"),
}
_WORD = re.compile(r"[^\W\d_]+")

# What may be the end of a sentence that sentencex leaves out: before a capital, a number, the
# letter of a list; in Chinese and Japanese before anything.
_LEFT_OUT = re.compile(
    r"(?<![.!?…؟])[.!?…؟]++[”’\"'»)\]*_]*+\s++"
    r"(?=[¿¡“‘\"'«„»(\[*_—]*+[^\W_a-z]|§|[(]?\w{1,5}[.)]\s|['’][nst] [A-Z])"
    r"|(?<![。！？])[。！？]++[”’」』）】]*+(?=[\w（(「『“])"
)
_CLOSERS = re.compile(r"[”’\"'»)\]*_]++(?=\s)")


def rules_language(text: str) -> str:
    """The language whose rules fit a text: by its script, and in Latin script by its small words.

    English where nothing tells.
    """
    sample = text[:_SAMPLE]
    if not sample.isascii() and (script := _script(sample)) != "latin":
        return script
    words = Counter(_WORD.findall(sample.lower()))
    counts = {name: sum(words[word] for word in words.keys() & OPENERS[name]) for name in _LATIN}
    if not any(counts.values()):
        letters = {name: len(found.findall(sample)) for name, found in _ACCENTED.items()}
        counts |= letters
    return max(_LATIN, key=lambda name: counts[name])


def _script(sample: str) -> str:
    counts = {name: len(letters.findall(sample)) for name, letters in _SCRIPTS.items()}
    counts["zh"] *= 3  # a character says about as much as three letters
    if counts["ja"]:  # which writes Chinese characters too
        counts["ja"] += counts.pop("zh")
    return max(reversed(counts), key=lambda name: counts[name])  # Latin where nothing tells


def sentence_ends(text: str, language: str) -> list[int]:
    """Where the next sentence opens, each time that one ends inside a text without line breaks."""
    proposed = {_behind_closers(text, end) for end in _proposed(text, language)}
    possible = proposed | {match.end() for match in _LEFT_OUT.finditer(text)}
    ends: list[int] = []
    for place in sorted(possible):
        start = ends[-1] if ends else 0
        if ends and is_stray_number(text, ends[-2] if len(ends) > 1 else 0, start, place):
            ends.pop()
            start = ends[-1] if ends else 0
        if 0 < place < len(text):
            verdict = ends_at(Place(text, start, place, language))
            if verdict or (verdict is None and place in proposed):
                ends.append(place)
    return ends


def _behind_closers(text: str, end: int) -> int:
    """Behind what closes the sentence that ends there, and the white space behind it."""
    if end and not text[end - 1].isspace() and (closers := _CLOSERS.match(text, end)):
        end = closers.end()
    while end < len(text) and text[end].isspace():
        end += 1
    return end


def _proposed(text: str, language: str) -> set[int]:
    """sentencex's ends."""
    found: set[int] = set()
    place = 0
    while place < len(text):
        window = text[place : place + _WINDOW]
        ends = _ends_of_window(window, language)
        if place + len(window) == len(text):
            step = len(window)
        else:
            ends = [each for each in ends if each <= _TRUSTED]
            step = _next_window(window, ends)
        found.update(place + each for each in ends)
        place += step
    return found


def _ends_of_window(text: str, language: str) -> list[int]:
    sentences = sentencex.segment(language, text)
    if "".join(sentences) != text:  # lengths would lie: keep the text whole
        return []
    return list(accumulate(map(len, sentences)))


def _next_window(window: str, ends: list[int]) -> int:
    """Where the next window opens: with a sentence, or inside one that fills most of this one.

    The latter is no end; the sentence goes on there.
    """
    if ends and ends[-1] >= _TRUSTED // 3:
        return ends[-1]
    space = window.rfind(" ", _TRUSTED // 3, _TRUSTED)
    return space + 1 if space >= 0 else _TRUSTED
