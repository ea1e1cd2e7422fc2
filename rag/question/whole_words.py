"""The words of questions about a whole document, and what each may do.

They are listed by language, as they are typed. Those of English, German and Chinese are known
together, by their stems; those of another language where a text has more words of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from types import ModuleType

from rag.question import (
    whole_chinese,
    whole_dutch,
    whole_english,
    whole_french,
    whole_german,
    whole_italian,
    whole_japanese,
    whole_portuguese,
    whole_russian,
    whole_spanish,
)
from rag.question.terms import fold, stem
from rag.question.whole_cues import Cue

_MOST_DIGITS = 2  # of a number of sentences or points that are asked for

_TOKEN = re.compile(
    r"(?P<cjk>[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003134f]+)|(?P<word>[^\W_]+)"
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_BETWEEN_WORDS = re.compile(r"[\s'’-]+")
_NONE: frozenset[Cue] = frozenset()

_Cues = Mapping[str, frozenset[Cue]]


@dataclass(frozen=True)
class _Lexicon:
    """What the words of a language may do, as they are listed, by stem, and in set phrases."""

    words: _Cues
    stems: _Cues
    phrases: _Cues

    @classmethod
    def of(cls, *languages: ModuleType, stemmed: bool = False) -> _Lexicon:
        """The words of modules that list them; ``stemmed`` where the stems are those of English."""
        listed = [
            (fold(word), cue)
            for language in languages
            for cue, words in language.WORDS.items()
            for word in words.split()
        ]
        phrases = [
            (fold(phrase), cue)
            for language in languages
            for cue, several in getattr(language, "PHRASES", {}).items()
            for phrase in several
        ]
        stems = ((stem(word), cue) for word, cue in listed) if stemmed else ()
        return cls(_gathered(listed), _gathered(stems), _gathered(phrases))

    def cues(self, word: str) -> frozenset[Cue]:
        """What a folded word may do.

        One that is not listed itself may do what those of its stem may: "edition" is listed, so it
        is not taken for "edit".
        """
        if found := self.words.get(word):
            return found
        return (self.stems.get(stem(word)) if self.stems else None) or _cues_of_number(word)

    @cached_property
    def phrase(self) -> re.Pattern[str]:
        """What finds the set phrases, the longest first."""
        between = r"[\s'’-]{1,3}"
        found = (between.join(map(re.escape, phrase.split())) for phrase in _longest(self.phrases))
        return re.compile(rf"(?<!\w)(?:{'|'.join(found) or '(?!)'})(?!\w)")

    @cached_property
    def part_of_run(self) -> re.Pattern[str]:
        """What cuts a run without spaces: the longest known word, or a character."""
        return re.compile("|".join([*_longest(filter(_CJK.match, self.words)), "."]), re.DOTALL)


def _gathered(pairs: Iterable[tuple[str, Cue]]) -> _Cues:
    found: dict[str, set[Cue]] = defaultdict(set)
    for word, cue in pairs:
        found[word].add(cue)
    return {word: frozenset(cues) for word, cues in found.items()}


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _cues_of_number(word: str) -> frozenset[Cue]:
    is_small = word.isdecimal() and len(word) <= _MOST_DIGITS
    return frozenset({Cue.FIGURE}) if is_small else _NONE


_COMMON = _Lexicon.of(whole_english, whole_german, whole_chinese, stemmed=True)
_JAPANESE = _Lexicon.of(whole_japanese)
_OTHERS = tuple(
    map(
        _Lexicon.of,
        (whole_french, whole_spanish, whole_italian, whole_dutch, whole_portuguese, whole_russian),
    )
)


def cued_words(text: str) -> Iterator[tuple[str, frozenset[Cue]]]:
    """The words and set phrases of a text with what each may do.

    The longest known phrase counts, in Chinese and Japanese the longest known word.
    """
    folded = fold(text)
    lexicon = _lexicon(folded)
    start = 0
    for match in lexicon.phrase.finditer(folded):
        yield from _cued(folded[start : match.start()], lexicon)
        yield match[0], lexicon.phrases[_BETWEEN_WORDS.sub(" ", match[0])]
        start = match.end()
    yield from _cued(folded[start:], lexicon)


def _lexicon(folded: str) -> _Lexicon:
    """The lexicon that knows the most of the words."""
    if _KANA.search(folded):
        return _JAPANESE
    words = [match["word"] for match in _TOKEN.finditer(folded) if match["word"]]
    if all(map(_COMMON.cues, words)):
        return _COMMON
    # Words as they are listed: the stems of English fit no other language.
    return max((_COMMON, *_OTHERS), key=lambda each: sum(word in each.words for word in words))


def _cued(folded: str, lexicon: _Lexicon) -> Iterator[tuple[str, frozenset[Cue]]]:
    for match in _TOKEN.finditer(folded):
        if run := match["cjk"]:
            parts = lexicon.part_of_run.findall(run)
            for is_known, group in groupby(parts, lexicon.words.__contains__):
                words = list(group)
                if not is_known:  # what no word is known for is one
                    words = ["".join(words)]
                yield from ((word, lexicon.words.get(word, _NONE)) for word in words)
        else:
            yield match["word"], lexicon.cues(match["word"])
