"""The language of a text: as far as its script tells, and as far as its commonest words do."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "CYRILLIC": "Cyrillic script",
    "ARABIC": "Arabic script",
    "HEBREW": "Hebrew",
    "DEVANAGARI": "Devanagari script",
    "THAI": "Thai",
    "GREEK": "Greek",
}
_TAGS = {
    "Chinese": "zh",
    "Japanese": "ja",
    "Korean": "ko",
    "Hebrew": "he",
    "Thai": "th",
    "Greek": "el",
}
_MOST_READ = 20_000  # characters, from the middle of a text: it begins with names and titles
_FEWEST_WORDS = 20
_LEAST_SHARE = 0.25  # of a text's words that are the commonest of its language
_LEAST_LEAD = 1.15  # over the next language: Danish and Norwegian share most of their words
_LEAST_KANA = 0.1  # of the signs of a Japanese text; a Chinese one may quote some
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile("[\u3040-\u30ff]")


def script_language(text: str) -> str | None:
    """The language, or script, that most letters outside the Latin alphabet are of.

    None where Latin letters are the most, names in another script among them notwithstanding. A
    character of a script without an alphabet counts for two letters, since it says about as much.
    """
    counts: dict[str | None, int] = {}
    for letter in filter(str.isalpha, text):
        script = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        language = _SCRIPTS.get(script)
        counts[language] = counts.get(language, 0) + (2 if script == "CJK" else 1)
    if "Japanese" in counts:  # Japanese writes Chinese characters too
        counts["Japanese"] += counts.pop("Chinese", 0)
    return max(counts, key=lambda language: counts[language], default=None)


def language_of(text: str) -> str | None:
    """The tag of the language that most of a text is in, such as ``en``; None where unsure."""
    middle = max(0, (len(text) - _MOST_READ) // 2)
    part = text[middle : middle + _MOST_READ]
    script = script_language(part)
    if script == "Japanese" and len(_KANA.findall(part)) < _LEAST_KANA * len(part):
        return "zh"
    if script in _TAGS:
        return _TAGS[script]
    words = Counter(_WORD.findall(part.lower()))
    count = words.total()
    if count < _FEWEST_WORDS:
        return None
    shares = {
        language: sum(words[word] for word in common) / count
        for language, common in _common_words().items()
    }
    (best, share), (_, second) = sorted(shares.items(), key=lambda item: -item[1])[:2]
    return best if share >= max(_LEAST_SHARE, _LEAST_LEAD * second) else None


@cache
def _common_words() -> dict[str, frozenset[str]]:
    """The commonest words of languages in alphabets, by tag."""
    from bm25s import stopwords  # here, since nothing that answers needs it

    lists = {
        "da": stopwords.STOPWORDS_DANISH,
        "de": stopwords.STOPWORDS_GERMAN,
        "en": stopwords.STOPWORDS_EN_PLUS,
        "es": stopwords.STOPWORDS_SPANISH,
        "fr": stopwords.STOPWORDS_FRENCH,
        "it": stopwords.STOPWORDS_ITALIAN,
        "nl": stopwords.STOPWORDS_DUTCH,
        "no": stopwords.STOPWORDS_NORWEGIAN,
        "pt": stopwords.STOPWORDS_PORTUGUESE,
        "ru": stopwords.STOPWORDS_RUSSIAN,
        "sv": stopwords.STOPWORDS_SWEDISH,
        "tr": stopwords.STOPWORDS_TURKISH,
    }
    return {language: frozenset(words) for language, words in lists.items()}
