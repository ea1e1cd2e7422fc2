"""What a field of text holds: bytes in base64, in as many parts as Milvus's bound asks for."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.milvus.fields import MOST_CHARACTERS
from index.tokens import TokenPart
from rag.search.token_layout import Layout, layout_of

Numbers = NDArray[np.int64]
PART = MOST_CHARACTERS - 5_535
_HELD = struct.Struct("<III")
_TOKENS = struct.Struct("<IIII")


def number_of(text: str) -> int:
    """A text as a number of 64 bits, so that filters compare numbers."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def numbers_of(texts: Sequence[str]) -> Numbers:
    return np.asarray([number_of(text) for text in texts], np.int64)


def in_parts(content: bytes) -> list[str]:
    """Bytes as texts, each short enough for a field."""
    text = base64.b64encode(content).decode("ascii")
    return [text[start : start + PART] for start in range(0, len(text), PART)] or [""]


def from_parts(parts: Sequence[str]) -> bytes:
    """The bytes that ``in_parts`` was given. Raises ValueError for other texts."""
    return base64.b64decode("".join(parts), validate=True)


def pressed(content: bytes) -> list[str]:
    """Bytes, compressed, in parts."""
    return in_parts(zlib.compress(content, 6))


def unpressed(parts: Sequence[str], most: int) -> bytes:
    """What ``pressed`` was given, at most so many bytes. Raises ValueError for other texts."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(from_parts(parts), most)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not stream.eof:
        raise ValueError("it is longer than it says, or was cut")
    return content


@dataclass(frozen=True, slots=True)
class HeldTerms:
    """The terms that a passage holds, as ascending numbers, with how often it holds each, the
    number of its terms in all, and the terms of the headings over it, ascending."""

    terms: Numbers
    counts: NDArray[np.uint16]
    length: int
    over: Numbers

    def to_text(self) -> str:
        head = _HELD.pack(self.length, len(self.terms), len(self.over))
        arrays = self.terms.tobytes() + self.counts.tobytes() + self.over.tobytes()
        return base64.b64encode(head + arrays).decode("ascii")

    @classmethod
    def of_text(cls, text: str) -> HeldTerms:
        content = base64.b64decode(text, validate=True)
        length, held, over = _HELD.unpack_from(content)
        rest = memoryview(content)[_HELD.size :]
        if len(rest) != 10 * held + 8 * over:
            raise ValueError("the terms of a passage have another shape")
        return cls(
            np.frombuffer(rest[: 8 * held], np.int64),
            np.frombuffer(rest[8 * held : 10 * held], np.uint16),
            length,
            np.frombuffer(rest[10 * held :], np.int64),
        )


def pack_tokens(part: TokenPart) -> bytes:
    """The codes of one passage, its sentences' lengths and its layout."""
    layout = part.layout
    lengths = [np.diff(layout.sentence_tokens), np.diff(layout.view_sentences)]
    head = _TOKENS.pack(*part.codes.shape, len(lengths[0]), len(lengths[1]))
    arrays = [each.astype("<u4").tobytes() for each in lengths]
    return b"".join(
        [head, *arrays, part.sentence_norms.astype("<f4").tobytes(), part.codes.tobytes()]
    )


def unpack_tokens(content: bytes) -> TokenPart:
    """What ``pack_tokens`` packed. Raises ValueError for other bytes."""
    try:
        tokens, width, sentences, views = _TOKENS.unpack_from(content)
    except struct.error as error:
        raise ValueError(str(error)) from error
    rest = memoryview(content)[_TOKENS.size :]
    if len(rest) != 8 * sentences + 4 * views + tokens * width:
        raise ValueError("the tokens of a passage have another shape")
    of_sentences = np.frombuffer(rest[: 4 * sentences], "<u4").astype(np.int64)
    rest = rest[4 * sentences :]
    of_views = np.frombuffer(rest[: 4 * views], "<u4").astype(np.int64)
    rest = rest[4 * views :]
    norms = np.frombuffer(rest[: 4 * sentences], "<f4").astype(np.float32)
    codes = np.frombuffer(rest[4 * sentences :], np.uint8).reshape(tokens, width)
    if of_sentences.sum() != tokens or of_views.sum() != sentences:
        raise ValueError("the tokens of a passage do not lie end to end")
    if not (of_sentences > 0).all() or not (of_views > 0).all() or not (norms > 0).all():
        raise ValueError("a sentence of a passage is empty")
    split = np.split(of_sentences, np.cumsum(of_views)[:-1])
    layout: Layout = layout_of([split])
    return TokenPart(codes, norms, layout)
