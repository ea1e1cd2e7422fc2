"""Token vectors of passages for late interaction, by view and sentence, memory-mapped.

    vectors.f16         [tokens, dimension] float16, every token of every stored sentence
    sentence_tokens.npy [sentences + 1] where each sentence's tokens start
    view_sentences.npy  [views + 1] where each view's sentences start
    passage_views.npy   [passages stored + 1] where each passage's views start

The first passages are stored up to a budget; retrieval encodes the others when they are candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Vectors
from rag.late_interaction import PassageTokens

# Passages kept in float32, about 0.5 MB each: candidates come back from question to question, and
# widening them anew took a third of its time.
_KEPT = 128


@dataclass(frozen=True)
class TokenStore:
    vectors: NDArray[np.float16]
    sentence_tokens: NDArray[np.int64]
    view_sentences: NDArray[np.int64]
    passage_views: NDArray[np.int64]
    kept: dict[int, list[PassageTokens]] = field(default_factory=dict, repr=False)

    @property
    def passages(self) -> int:
        """How many passages are stored; they are the first ones."""
        return len(self.passage_views) - 1

    def get(self, row: int) -> list[PassageTokens]:
        """The views of a passage."""
        views = self.kept.get(row)
        if views is None:
            views = [self._view(v) for v in range(*self.passage_views[row : row + 2].tolist())]
            for oldest in list(self.kept)[: max(0, len(self.kept) - _KEPT + 1)]:
                self.kept.pop(oldest, None)  # another thread may have done so
            self.kept[row] = views
        return views

    def _view(self, view: int) -> PassageTokens:
        first, last = self.view_sentences[view : view + 2]
        bounds = self.sentence_tokens[first : last + 1]
        vectors = self.vectors[bounds[0] : bounds[-1]].astype(np.float32)
        return PassageTokens(vectors, bounds[:-1] - bounds[0])


def write_tokens(folder: Path, passages: Iterable[Sequence[PassageTokens]], budget: int) -> None:
    """Store the views of the first passages, at most ``budget`` bytes of vectors."""
    folder.mkdir()
    sentence_tokens, view_sentences, passage_views = [0], [0], [0]
    size = 0
    with (folder / "vectors.f16").open("wb") as handle:
        for views in passages:
            data = b"".join(view.vectors.astype(np.float16).tobytes() for view in views)
            size += len(data)
            if size > budget:
                break
            handle.write(data)
            for view in views:
                base = sentence_tokens[-1]
                ends = [*view.sentence_starts[1:].tolist(), len(view.vectors)]
                sentence_tokens += [base + end for end in ends]
                view_sentences.append(len(sentence_tokens) - 1)
            passage_views.append(len(view_sentences) - 1)
    np.save(folder / "sentence_tokens.npy", np.asarray(sentence_tokens, np.int64))
    np.save(folder / "view_sentences.npy", np.asarray(view_sentences, np.int64))
    np.save(folder / "passage_views.npy", np.asarray(passage_views, np.int64))


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
        np.load(folder / "view_sentences.npy", allow_pickle=False),
        np.load(folder / "passage_views.npy", allow_pickle=False),
    )
