"""A text longer than a model's window, in spans that the window takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import ceil

from tokenizers import Tokenizer

from rag.document.model import Span
from rag.reading.sentences import split_sentences

_SLACK = 1.1  # how much longer than its even share a part may be: sentences do not divide evenly
_AHEAD = 4  # windows of text that are read to place a cut; tokens behind them are only counted


def window_spans(text: str, tokenizer: Tokenizer, window: int) -> list[Span]:
    """Spans of at most ``window`` tokens, of like length, that cover all but white space.

    Cuts fall between sentences; where a sentence is longer than the window, between its tokens.
    Raises ValueError for a window that takes no token.
    """
    if window < 1:
        raise ValueError(f"a window of {window} tokens takes no text")
    sentences = [s.start for s in split_sentences(text, Span(0, len(text)))[1:]]
    tokens = [start for start, _ in tokenizer.encode(text, add_special_tokens=False).offsets]
    spans = []
    start = 0
    while start < len(text):
        end = _end(text, start, sentences, tokens, tokenizer, window)
        if text[start:end].strip():
            spans.append(Span(start, end))
        start = end
    return spans


def _end(
    text: str,
    start: int,
    sentences: Sequence[int],
    tokens: Sequence[int],
    tokenizer: Tokenizer,
    window: int,
) -> int:
    """Where a part that begins at ``start`` ends: the last boundary that its share allows.

    ``sentences`` and ``tokens`` are where those of the text start.
    """
    horizon = bisect_left(tokens, start) + _AHEAD * window
    later = max(0, len(tokens) - horizon)
    limit = max(tokens[horizon], start + 1) if later else len(text)
    ahead = tokenizer.encode(text[start:limit], add_special_tokens=False).offsets
    ends = [start + first for first, _ in ahead[1:]] + [limit]
    total = len(ahead) + later
    if total <= window:
        return len(text)
    share = total / ceil(total / window)
    # A part alone may have more tokens than as the head of a longer text: then take fewer.
    for size in range(min(window, ceil(share * _SLACK), len(ends)), 0, -1):
        reach = ends[size - 1]
        sentence = bisect_right(sentences, reach) - 1
        end = sentences[sentence] if sentence >= 0 and sentences[sentence] > start else reach
        part = tokenizer.encode(text[start:end], add_special_tokens=False)
        if end > start and len(part.ids) <= window:
            return end
    return start + 1  # one character spelt with more tokens than the window takes
