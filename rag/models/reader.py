"""The reader: a model that reads a question with a window of text, and judges it.

It tells whether the window answers the question, and where. What runs it is given, as with an
embedder: a converted model, without PyTorch, or another that keeps to ``SentenceReader``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.document.model import Span
from rag.models.inference import Infer
from rag.models.runtime import FILES, MULTIPLE, TOKENIZER, load_compiled, load_tokenizer

QUESTION_TOKENS = 40
"""The most tokens of a question that are read; of a longer one, its end."""
WINDOW_TOKENS = 64
"""The length of the windows that the reader was trained on, in tokens."""
LONGEST_WINDOW = 96
"""Where a sentence alone is longer than a window, so many of its tokens are read."""

_LONGEST_ANSWER = 30  # tokens
# Thai to Khmer, kana and Chinese characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class ReaderIdentity:
    """What makes two readers judge the same; kept with every index that carries one.

    ``adapter`` is the SHA-256 of the adapter, ``base`` the name of the model that it changes, and
    ``runtime`` what runs it, its version and its arithmetic.
    """

    base: str
    adapter: str
    runtime: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one window.

    ``answers`` is the logit that the window answers the question. ``span`` is the likeliest place
    of the answer, in the window's characters, and ``margin`` by how much, in logits, it is likelier
    than that there is none; a window without a token has none.
    """

    answers: float
    span: Span | None
    margin: float


class SentenceReader(Protocol):
    """Reads a question with windows of text; another model may stand in its place.

    A reading is the same whatever else is read with it.
    """

    @property
    def identity(self) -> ReaderIdentity:
        """What tells this reader from others."""

    def count_tokens(self, text: str) -> int:
        """The length of a text in the reader's tokens."""

    def read(self, question: str, window: str) -> Reading:
        """Judge a window of at most ``LONGEST_WINDOW`` tokens; what is beyond is not read."""


@dataclass(frozen=True)
class ConvertedReader:
    """``SentenceReader`` by OpenVINO, one window a pass: in batches the last bits would depend on
    the company. Several threads may read.

    ``files`` are the converted model's, to be kept with an index.
    """

    identity: ReaderIdentity
    tokenizer: Tokenizer
    pad: int
    infer: Infer
    files: Sequence[Path] = field(default=())

    def count_tokens(self, text: str) -> int:
        """The length of a text in tokens, special tokens left out."""
        return len(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def read(self, question: str, window: str) -> Reading:
        """Judge one window."""
        asked = self.tokenizer.encode(question, add_special_tokens=False).ids[-QUESTION_TOKENS:]
        text = self.tokenizer.encode(window, add_special_tokens=False)
        shown, offsets = text.ids[:LONGEST_WINDOW], _of_words(text.offsets[:LONGEST_WINDOW], window)
        inputs = reader_inputs(self.tokenizer, asked, shown, self.pad)
        start, end, answers = self.infer(*inputs)
        first = len(asked) + 2
        return _reading(start[0], end[0], float(answers.reshape(-1)[0]), first, offsets)


def reader_inputs(
    tokenizer: Tokenizer, question: list[int], window: list[int], pad: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Ids, mask and types ([1, t]) of ``[CLS] question [SEP] window [SEP]``, padded."""
    opens, closes = tokenizer.encode("").ids
    tokens = [opens, *question, closes, *window, closes]
    length = ceil(len(tokens) / MULTIPLE) * MULTIPLE
    ids = np.full((1, length), pad, np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    ids[0, : len(tokens)] = tokens
    mask[0, : len(tokens)] = 1
    types[0, len(question) + 2 : len(tokens)] = 1
    return ids, mask, types


def load_reader(
    folder: Path,
    identity: ReaderIdentity,
    threads: int | None = None,
    compiled_folder: Path | None = None,
) -> ConvertedReader:
    """The converted reader in a folder whose files have been verified.

    Raises ModelError where OpenVINO cannot load it.
    """
    infer = load_compiled(folder, identity.runtime, identity.adapter, threads, compiled_folder)
    tokenizer, pad = load_tokenizer(folder / TOKENIZER)
    tokenizer.encode_special_tokens = True  # "[SEP]" in a text is a word, and ends no window
    files = [folder / name for name in FILES]
    return ConvertedReader(identity, tokenizer, pad, infer, files)


def _of_words(places: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """For each token, the characters of its whole words: an answer ends with no half of one.

    Accents that follow a letter belong to it. In scripts without spaces a word is a character.
    """
    starts, ends = list(range(len(text))), [n + 1 for n in range(len(text))]
    for n in range(1, len(text)):
        if _joined(text[n - 1], text[n]) or _in_number(text, n):
            starts[n] = starts[n - 1]
    for n in reversed(range(1, len(text))):
        if starts[n] != n:
            ends[n - 1] = ends[n]
    found = []
    for start, end in places:  # a token may take in the space before it
        said = text[start:end]
        first = start + len(said) - len(said.lstrip())
        last = max(first, start + len(said.rstrip()) - 1)
        found.append((starts[first], ends[last]) if first < end else (start, end))
    return found


def _in_number(text: str, at: int) -> bool:
    """Whether a number goes on there over the sign that parts its digits: "1,4", "21.500"."""
    signs = (sign for sign in (at - 1, at) if 0 < sign < len(text) - 1 and text[sign] in ".,")
    return any(text[sign - 1].isdecimal() and text[sign + 1].isdecimal() for sign in signs)


def _joined(before: str, letter: str) -> bool:
    """Whether two characters that follow each other are of one word."""
    if unicodedata.combining(letter):
        return True
    return _is_of_word(before) and _is_of_word(letter) and not _UNSPACED.search(before + letter)


def _is_of_word(letter: str) -> bool:
    """Whether a character is of a word: a letter, a digit, an accent, or a sign as in €50 or 4°."""
    if letter.isascii():
        return letter.isalnum()
    return letter.isalnum() or unicodedata.category(letter)[0] in "SM"


def _reading(
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    answers: float,
    first: int,
    offsets: list[tuple[int, int]],
) -> Reading:
    """The best span of the window, whose tokens begin at ``first``, against that of [CLS]."""
    count = len(offsets)
    if not count:
        return Reading(answers, None, float("-inf"))
    begins, ends = start[first : first + count], end[first : first + count]
    pairs = begins[:, None] + ends[None, :]
    length = np.arange(count)[None, :] - np.arange(count)[:, None]
    pairs = np.where((length >= 0) & (length < _LONGEST_ANSWER), pairs, -np.inf)
    at, to = np.unravel_index(int(pairs.argmax()), pairs.shape)
    margin = float(pairs[at, to] - start[0] - end[0])
    return Reading(answers, Span(offsets[at][0], offsets[to][1]), margin)
