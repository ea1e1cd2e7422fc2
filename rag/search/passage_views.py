"""A passage in plain words: citations and pointers left out, short forms spelt out.

Citations crowd a sentence's meaning, and ``PRC`` means little to a model that has read few of
them. So a passage that holds either is compared with a question in both forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.document.model import Document, Passage
from rag.models.embedder import Encoding

_POINTER = re.compile(r"(?<!\s)\s*+\[\^?\d{1,8}\]")
# "(PRC)" or "(LLMs)" right behind what it stands for, or "(Belt and Road Initiative; BRI)".
_SHORT_FORM = re.compile(
    r"(?:[”\"]|(?<!\s))\s*+\((?:(?P<long>[^()]{1,80}); )?(?P<short>[A-Z][A-Z&]{1,7}s?)\)"
)
# Wherever a word begins, the longest short form that may stand there.
_CANDIDATE = re.compile(r"\b(?=(?P<short>[A-Z][A-Z&]{1,7}s?))")
_BOUNDARY = re.compile(r"\b")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_UNCOUNTED = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to"})
_MAX_LONG_FORM = 120  # characters
_SPELT_OUT = 1000  # characters that long forms may add to a passage, beside its own length


@dataclass(frozen=True, slots=True)
class View:
    """A text to encode for a passage; ``places`` gives each character's offset in the passage."""

    text: str
    places: NDArray[np.int32]


def views(document: Document, passage: Passage) -> list[View]:
    """The passage as printed, and, where that differs, in plain words."""
    text = passage.span.of(document.text)
    printed = View(text, np.arange(len(text), dtype=np.int32))
    plain = _in_plain_words(document, passage, text)
    return [printed] if plain.text == text else [printed, plain]


def in_passage(view: View, encoding: Encoding) -> Encoding:
    """The view's encoding, with its tokens' spans moved to where they stand in the passage."""
    spans = encoding.spans
    ends = view.places[spans[:, 1] - 1] + 1
    starts = view.places[np.minimum(spans[:, 0], len(view.text) - 1)]
    moved = np.stack([np.minimum(starts, ends - 1), ends], axis=1).astype(np.int32)
    return Encoding(encoding.pooled, encoding.tokens, moved)


def _in_plain_words(document: Document, passage: Passage, text: str) -> View:
    start = passage.span.start
    edits = [(m.start(), m.end(), "") for m in _POINTER.finditer(text)]
    for span in {r.span for r in document.references_in(passage.span)}:
        first = span.start - start
        while first and text[first - 1].isspace():
            first -= 1
        edits.append((first, span.end - start, ""))
    edits += _spelt_out(text, short_forms(document.text))
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for first, last, new in sorted(edits):
        if first < done:  # inside a citation already dropped
            continue
        pieces += [text[done:first], new]
        places += [*range(done, first), *[first] * len(new)]
        done = last
    places += range(done, len(text))
    plain = "".join([*pieces, text[done:]])
    # What is nothing but citations stays as printed: an empty text cannot be encoded.
    if not plain.strip():
        return View(text, np.arange(len(text), dtype=np.int32))
    return View(plain, np.asarray(places, np.int32))


def _spelt_out(text: str, long_forms: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where each short form stands, but for where it is defined, and what it stands for.

    Together they at most double a long passage, so that a text of nothing else is soon encoded.
    """
    left = len(text) + _SPELT_OUT
    done = 0
    for match in _CANDIDATE.finditer(text):
        first = match.start()
        if first < done:
            continue
        for last in range(match.end("short"), first + 1, -1):
            long_form = long_forms.get(text[first:last])
            if long_form and _BOUNDARY.match(text, last):
                done = last
                defined_here = text.endswith(("(", "; "), 0, first)
                left -= 0 if defined_here else len(long_form)
                if not defined_here and left >= 0:
                    yield first, last, long_form
                break


@lru_cache(maxsize=64)
def short_forms(text: str) -> dict[str, str]:
    """Short forms that the text defines, with what they stand for.

    The definition stands right before the bracket and its words begin with the letters of the
    short form, small words aside (a strict form of Schwartz and Hearst 2003, "A Simple Algorithm
    for Identifying Abbreviation Definitions in Biomedical Text").
    """
    found: dict[str, str] = {}
    for match in _SHORT_FORM.finditer(text):
        before = match["long"] or text[max(0, match.start() - _MAX_LONG_FORM) : match.start()]
        if long_form := _long_form(before, match["short"].rstrip("s")):
            found.setdefault(match["short"], long_form)
    return found


def _long_form(before: str, letters: str) -> str | None:
    """The last words of ``before`` that begin with the letters, None where they do not."""
    left = list(letters.replace("&", ""))
    for word in reversed(list(_WORD.finditer(before))):
        if left and word[0][0].casefold() == left[-1].casefold():
            left.pop()
            if not left:
                opens_small = word[0] in _UNCOUNTED
                return None if opens_small else before[word.start() :].strip(" “”\"'")
        elif word[0].lower() not in _UNCOUNTED:
            return None
    return None
