"""Whom a document quotes: the sentences in which somebody's own words stand with who said them."""

from __future__ import annotations

import re

from rag.answer.counts import sources
from rag.answer.told import Scope, Told
from rag.question.terms import stem
from rag.reading.short_forms import SPEECH_IN_CHINESE, SPEECH_WITH_SPACES

_MOST_QUOTED = 10  # sentences
_FEWEST_WORDS = 3  # of what is quoted; fewer are a term in quotation marks
_FEWEST_IDEOGRAPHS = 6
_QUOTATION = re.compile(r"[“\"«„「『]([^“”\"«»„「」『』]{6,})[”\"»“」』]")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_REPORTS = frozenset(
    map(
        stem,
        "assert state argue warn claim call describe declare note add explain write frame insist "
        "emphasise emphasize stress announce propose remark according maintain acknowledge observe "
        "concede conclude recall put erklärte betonte warnte behauptete meinte schrieb forderte "
        "nannte zufolge laut".split(),
    )
)
"""Verbs that bring in what somebody said, beside those of speech."""
_REPORTS_IN_CHINESE = (*SPEECH_IN_CHINESE["zh"], *"表示 指出 称 强调 認為 认为 写道".split())
_WORD = re.compile(r"[^\W\d_]+")


def quotations(scope: Scope) -> Told:
    """The sentences that quote somebody and say so; or else the sources that are cited."""
    text = scope.document.text
    found = tuple(s for s in scope.sentences if _quotes_somebody(s.of(text)))
    if not found:
        return sources(scope, most=False)
    said = ""
    if len(found) > _MOST_QUOTED:
        said = f"quotes somebody in {len(found)} sentences; these are the first {_MOST_QUOTED}"
    return Told(said, found[:_MOST_QUOTED])


def _quotes_somebody(sentence: str) -> bool:
    quoted = [match[1] for match in _QUOTATION.finditer(sentence)]
    if not any(map(_is_speech, quoted)):
        return False
    around = _QUOTATION.sub(" ", sentence)
    words = [word.lower() for word in _WORD.findall(around)]
    spoken = any(word in SPEECH_WITH_SPACES or stem(word) in _REPORTS for word in words)
    return spoken or any(verb in around for verb in _REPORTS_IN_CHINESE)


def _is_speech(quoted: str) -> bool:
    """Whether it is more than a term or a title in quotation marks."""
    long_enough = len(_WORD.findall(quoted)) >= _FEWEST_WORDS
    return long_enough or len(_IDEOGRAPH.findall(quoted)) >= _FEWEST_IDEOGRAPHS
