"""Text to index terms: the vocabulary that lexical search compares.

Latin and other alphabetic words become Snowball stems; runs of Chinese, Japanese and Korean, which
have no spaces, become overlapping pairs of characters. Compatibility forms, case, accents and
traditional characters are folded, so that ``ＡＩ`` finds ``AI`` and ``網絡`` finds ``网络``.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import opencc
import Stemmer

_TOKEN = re.compile(
    r"(?P<cjk>[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003134f]+)|(?P<word>[^\W_]+(?:['’][^\W_]+)*)"
)
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")

# Words that carry the form of a question or sentence and not its matter.
STOP_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being between
    both but by can could did do does doing down during each either else for from further had has
    have having he her here hers him his how i if in into is it its itself just me more most much
    my no nor not of off on once only or other our out over own same shall she should so some such
    than that the their them then there these they this those through to too under until up upon
    us very was we were what when where which while who whom whose why will with would you your
    的 了 和 是 在 就 也 与 及 吗 呢 什么 哪 谁 怎样 如何 为什么 多少""".split()
)


def terms(text: str) -> list[str]:
    """The terms of a text, in order, stop words left out."""
    return [term for term, _ in term_forms(text)]


@lru_cache(maxsize=4096)
def term_set(text: str) -> frozenset[str]:
    """The distinct terms of a text that is looked at again and again, such as a sentence."""
    return frozenset(terms(text))


def term_forms(text: str) -> Iterator[tuple[str, str]]:
    """Each term of the text with the folded word or character pair that it came from."""
    for match in _TOKEN.finditer(fold(text)):
        if run := match["cjk"]:
            pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
            yield from ((pair, pair) for pair in pairs if pair not in STOP_WORDS)
        else:
            word = _POSSESSIVE.sub("", match["word"])
            if word and word not in STOP_WORDS:
                yield stem(word), word


def fold(text: str) -> str:
    """Lower-case, compatibility forms and accents removed, Chinese simplified."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", bare)
        if _CJK.search(text):
            text = _simplifier().convert(text)
    return text


_local = threading.local()


def stem(word: str) -> str:
    """The English stem of a folded word."""
    # A stemmer object keeps a buffer and is not safe to share between threads.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    return str(_local.stemmer.stemWord(word))


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
