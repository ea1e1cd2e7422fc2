"""The words of questions about a whole document, and what each may do.

They are listed by language, as they are typed, and kept by their stems.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby

from rag.question import whole_chinese, whole_english, whole_german
from rag.question.terms import fold, stem
from rag.question.whole_cues import Cue

_WORDS = (whole_english.WORDS, whole_german.WORDS, whole_chinese.WORDS)
_PHRASES = (whole_english.PHRASES, whole_german.PHRASES)
_MOST_DIGITS = 2  # of a number of sentences or points that are asked for

_TOKEN = re.compile(
    r"(?P<cjk>[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003134f]+)|(?P<word>[^\W_]+)"
)
_CJK = re.compile(r"[\u3400-\u9fff]")


def _vocabulary() -> tuple[Mapping[str, frozenset[Cue]], Mapping[str, frozenset[Cue]]]:
    """The cues of each word as it is listed, and of each stem."""
    words: dict[str, set[Cue]] = defaultdict(set)
    stems: dict[str, set[Cue]] = defaultdict(set)
    for cue, listed in (pair for language in _WORDS for pair in language.items()):
        for word in map(fold, listed.split()):
            words[word].add(cue)
            stems[stem(word)].add(cue)
    return _frozen(words), _frozen(stems)


def _frozen(cues: Mapping[str, set[Cue]]) -> Mapping[str, frozenset[Cue]]:
    return {word: frozenset(found) for word, found in cues.items()}


def _phrases() -> Mapping[str, frozenset[Cue]]:
    found: dict[str, set[Cue]] = defaultdict(set)
    for cue, listed in (pair for language in _PHRASES for pair in language.items()):
        for phrase in listed:
            found[fold(phrase)].add(cue)
    return _frozen(found)


_CUES, _CUES_OF_STEMS = _vocabulary()
_CUES_OF_PHRASES = _phrases()
_PHRASE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        r"[\s'’-]{1,3}".join(map(re.escape, phrase.split()))
        for phrase in sorted(_CUES_OF_PHRASES, key=lambda phrase: (-len(phrase), phrase))
    )
    + r")(?!\w)"
)
_BETWEEN_WORDS = re.compile(r"[\s'’-]+")
_CHINESE = re.compile(
    "|".join(sorted(filter(_CJK.match, _CUES), key=lambda word: (-len(word), word))) + "|.",
    re.DOTALL,
)
_NONE: frozenset[Cue] = frozenset()


def cued_words(text: str) -> Iterator[tuple[str, frozenset[Cue]]]:
    """The words and set phrases of a text with what each may do.

    The longest known phrase counts, in Chinese the longest known word. A word that is not listed
    itself may do what those of its stem may: "edition" is listed, so it is not taken for "edit".
    """
    folded = fold(text)
    start = 0
    for match in _PHRASE.finditer(folded):
        yield from _cued(folded[start : match.start()])
        yield match[0], _CUES_OF_PHRASES[_BETWEEN_WORDS.sub(" ", match[0])]
        start = match.end()
    yield from _cued(folded[start:])


def _cued(folded: str) -> Iterator[tuple[str, frozenset[Cue]]]:
    for match in _TOKEN.finditer(folded):
        if run := match["cjk"]:
            for is_known, group in groupby(_CHINESE.findall(run), _CUES.__contains__):
                words = list(group)
                if not is_known:  # what no word is known for is one
                    words = ["".join(words)]
                yield from ((word, _CUES.get(word, _NONE)) for word in words)
        else:
            word = match["word"]
            yield word, _CUES.get(word) or _CUES_OF_STEMS.get(stem(word)) or _cues_of_number(word)


def _cues_of_number(word: str) -> frozenset[Cue]:
    is_small = word.isdecimal() and len(word) <= _MOST_DIGITS
    return frozenset({Cue.FIGURE}) if is_small else _NONE
