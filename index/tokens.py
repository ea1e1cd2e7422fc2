"""Token vectors of passages for late interaction, by sentence, memory-mapped.

    vectors.f16             [tokens, dimension] float16, every token of every stored sentence
    sentence_tokens.npy     [sentences + 1] where each sentence's tokens start
    passage_sentences.npy   [passages stored + 1] where each passage's sentences start

The first passages are stored up to a budget; retrieval encodes the others when they are candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.document import Passage
from rag.embedding import Encoding, Vectors
from rag.late_interaction import PassageTokens


@dataclass(frozen=True)
class TokenStore:
    vectors: NDArray[np.float16]
    sentence_tokens: NDArray[np.int64]
    passage_sentences: NDArray[np.int64]

    @property
    def passages(self) -> int:
        """How many passages are stored; they are the first ones."""
        return len(self.passage_sentences) - 1

    def get(self, row: int) -> PassageTokens:
        first, last = self.passage_sentences[row : row + 2]
        bounds = self.sentence_tokens[first : last + 1]
        vectors = self.vectors[bounds[0] : bounds[-1]].astype(np.float32)
        return PassageTokens(vectors, (bounds[:-1] - bounds[0]))


def write_tokens(
    folder: Path, passages: Sequence[Passage], encodings: Iterable[Encoding], budget: int
) -> None:
    """Store token vectors of the first passages, at most ``budget`` bytes of them."""
    folder.mkdir()
    lengths: list[int] = []
    sentences: list[int] = []
    size = 0
    with (folder / "vectors.f16").open("wb") as handle:
        for passage, encoding in zip(passages, encodings, strict=True):
            tokens = PassageTokens.of(passage, encoding)
            data = tokens.vectors.astype(np.float16).tobytes()
            size += len(data)
            if size > budget:
                break
            handle.write(data)
            ends = [*tokens.sentence_starts[1:].tolist(), len(tokens.vectors)]
            lengths += np.diff([0, *ends]).tolist()
            sentences.append(len(ends))
    np.save(folder / "sentence_tokens.npy", np.asarray([0, *accumulate(lengths)], np.int64))
    np.save(folder / "passage_sentences.npy", np.asarray([0, *accumulate(sentences)], np.int64))


def load_tokens(folder: Path, dimension: int) -> TokenStore:
    """The store in a folder whose files have been verified."""
    sentence_tokens = np.load(folder / "sentence_tokens.npy", allow_pickle=False)
    shape = (int(sentence_tokens[-1]), dimension)
    vectors: Vectors | NDArray[np.float16] = (
        np.memmap(folder / "vectors.f16", np.float16, "r", shape=shape)
        if shape[0]
        else np.zeros(shape, np.float16)  # an empty file cannot be mapped
    )
    return TokenStore(
        np.asarray(vectors),
        sentence_tokens,
        np.load(folder / "passage_sentences.npy", allow_pickle=False),
    )
