"""A text longer than a model's window, in spans that the window takes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from tokenizers import Tokenizer

from rag.document.model import Span
from rag.reading.sentences import split_sentences

_SLACK = 1.1  # how much longer than its even share a part may be: sentences do not divide evenly


def window_spans(text: str, tokenizer: Tokenizer, window: int) -> list[Span]:
    """Spans of at most ``window`` tokens, of like length, that cover all but white space.

    Cuts fall between sentences; where a sentence is longer than the window, between its tokens.
    Raises ValueError for a window that takes no token.
    """
    if window < 1:
        raise ValueError(f"a window of {window} tokens takes no text")
    sentences = [s.start for s in split_sentences(text, Span(0, len(text)))[1:]]
    spans = []
    start = 0
    while start < len(text):
        end = _end(text, start, sentences, tokenizer, window)
        if text[start:end].strip():
            spans.append(Span(start, end))
        start = end
    return spans


def _end(text: str, start: int, sentences: Sequence[int], tokenizer: Tokenizer, window: int) -> int:
    """Where a part that begins at ``start`` ends: the last boundary that its share allows."""
    ahead = tokenizer.encode(text[start:], add_special_tokens=False)
    total = len(ahead.ids)
    if total <= window:
        return len(text)
    share = total / ceil(total / window)
    # A part alone may have more tokens than as the head of a longer text: then take fewer.
    for size in range(min(window, ceil(share * _SLACK)), 0, -1):
        reach = start + ahead.offsets[size][0]
        end = max((s for s in sentences if start < s <= reach), default=reach)
        part = tokenizer.encode(text[start:end], add_special_tokens=False)
        if end > start and len(part.ids) <= window:
            return end
    return start + 1  # one character spelt with more tokens than the window takes
