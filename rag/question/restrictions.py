"""Words that make a question ask for something else than what its other words name.

"Which lamp is not red?" names red and asks for what is not; so do "after Cape Tarn", "half the
price", "the highest". Where such a word is part of a name, it does not: "Over the Hill".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.question.bounds import Comparison, find_bound
from rag.question.extremes import find_comparative, find_extreme
from rag.question.quantities import NUMBER_WORDS

TURNED = re.compile(
    r"\b(?:not|no|never|neither|nor|without|except|excluding|besides)\b"
    r"|\b(?:nicht|keine?[nrms]?|ohne|ausser)\b"
    r"|n['’]t\b|不|没|除"
)
"""What turns a question round."""
_SMALL = (
    "than before after over under above below between more less fewer other "
    "vor nach uber unter mehr weniger"
)
_COMPARING = (
    "beneath beyond half halves twice thrice double triple times quarter average mean sum "
    "difference combined together altogether others another else instead next previous former "
    "later earlier predecessor successor deputy assistant vice acting "
    "oberhalb unterhalb zwischen halb halbe halben halfte doppelt doppelte zweimal dreimal "
    "zusammen durchschnitt andere anderen anderer vorherige fruhere"
)
_SMALL_WORDS = frozenset(_SMALL.split())
_WORDS = frozenset(_COMPARING.split()) | _SMALL_WORDS
_NUMBERS = frozenset(word for word, number in NUMBER_WORDS.items() if number > 1)
_WORD = re.compile(r"[^\W\d_]+")
_GERMAN_THAN = re.compile(r"\b\w{3,20}er als\b")
_CHINESE = re.compile(
    r"不|没|非|除|比|之前|以前|之后|以后|以上|以下|超过|多于|少于|高于|低于|大于|小于|早于|晚于|一半|倍|之间"
)
_NUMBERED = re.compile(r"\bno\.? ?(?=\d)")  # "bus no. 5"


def restrictions(folded: str, is_german: bool) -> Iterator[str]:
    """All such words of a folded question."""
    folded = _NUMBERED.sub("", folded)
    for pattern in (TURNED, _CHINESE, _GERMAN_THAN):
        yield from (match[0] for match in pattern.finditer(folded))
    yield from (word for word in _WORD.findall(folded) if word in _WORDS | _NUMBERS)
    bound = find_bound(folded, is_german)
    if bound and bound[0].comparison is not Comparison.EQUAL:
        yield folded[slice(*bound[1])].strip()
    for found in (find_extreme(folded), find_comparative(folded)):
        if found:
            yield folded[slice(*found[1])].strip()


def small_comparing_words(folded: str) -> Iterator[str]:
    """The words among them that otherwise carry the form of a question, and not its matter."""
    yield from (word for word in _WORD.findall(folded) if word in _SMALL_WORDS)
    yield from (match[0] for match in _GERMAN_THAN.finditer(folded))


def is_part_of(words: str, name: str) -> bool:
    """Whether words that restrict are part of a folded name, and so do not."""
    if _CHINESE.match(words) or words[:2] in ("n'", "n’"):
        return words in name
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", name) is not None
