"""Token vectors of passages for late interaction, by view and sentence, memory-mapped.

    vectors.f16         [tokens, dimension] float16, every token of every stored sentence
    sentence_norms.npy  [sentences] float32, the length of each sentence's sum of vectors
    sentence_tokens.npy [sentences + 1] where each sentence's tokens start
    view_sentences.npy  [views + 1] where each view's sentences start
    passage_views.npy   [passages stored + 1] where each passage's views start

The first passages are stored up to a budget; retrieval encodes the others when they are candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.models.embedder import Encoding, Vectors
from rag.search.dot_products import HalfVectors, product, product_with
from rag.search.late_interaction import PassageTokens, TokenMatches, joined_matches, match_tokens
from rag.search.token_layout import Layout, joined, layout_of

# Up to so many bytes of vectors, a question is compared with all of them, laid out once for that;
# beyond, with those of its candidates. That many take 6 ms on two cores.
_LAID_OUT = 64_000_000

TOKEN_FILES = (
    "vectors.f16",
    "sentence_norms.npy",
    "sentence_tokens.npy",
    "view_sentences.npy",
    "passage_views.npy",
)

EncodeViews = Callable[[NDArray[np.int64]], Sequence[Sequence[PassageTokens]]]


@dataclass(frozen=True)
class TokenStore:
    """What is stored, and the threads that share a comparison (None for one a core)."""

    vectors: HalfVectors
    sentence_norms: Vectors
    layout: Layout
    threads: int | None = None
    _product: Callable[[Vectors], Vectors] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Not a cached_property: from Python 3.12 on, racing threads would each lay the vectors out.
        object.__setattr__(self, "_product", product_with(self.vectors, self.threads))

    def match(
        self, question: Encoding, rows: NDArray[np.int64], encode: EncodeViews
    ) -> TokenMatches:
        """Compare a question with passages, whose ``rows`` are ascending.

        ``encode`` gives the views of passages that are not stored.
        """
        stored, others = np.split(rows, [np.searchsorted(rows, len(self.layout))])
        parts = [self._match_stored(question, stored)]
        if len(others):
            parts.append(_match_encoded(question, encode(others), self.threads))
        return joined_matches(parts)

    def part(self, rows: NDArray[np.int64]) -> TokenPart:
        """What is stored of some passages."""
        layout, sentences, tokens = self.layout.select(rows)
        return TokenPart(self.vectors[tokens], self.sentence_norms[sentences], layout)

    def _match_stored(self, question: Encoding, rows: NDArray[np.int64]) -> TokenMatches:
        if self.vectors.nbytes <= _LAID_OUT and len(rows):
            matches = match_tokens(question, self.layout, self.sentence_norms, self._product)
            return matches if len(rows) == len(self.layout) else matches.select(rows)
        layout, sentences, tokens = self.layout.select(rows)
        return _match(
            question, layout, self.sentence_norms[sentences], self.vectors[tokens], self.threads
        )


def _match_encoded(
    question: Encoding, passages: Sequence[Sequence[PassageTokens]], threads: int | None
) -> TokenMatches:
    views = [view for passage in passages for view in passage]
    return _match(
        question,
        layout_of([[view.sentence_lengths for view in passage] for passage in passages]),
        np.concatenate([view.sentence_norms for view in views]),
        np.concatenate([view.vectors for view in views]).astype(np.float16),
        threads,
    )


def _match(
    question: Encoding, layout: Layout, norms: Vectors, vectors: HalfVectors, threads: int | None
) -> TokenMatches:
    multiply = product(threads)
    return match_tokens(question, layout, norms, lambda asked: multiply(asked, vectors))


@dataclass(frozen=True, slots=True)
class TokenPart:
    """The token vectors of some passages, as they are stored."""

    vectors: HalfVectors
    sentence_norms: Vectors
    layout: Layout


def write_tokens(folder: Path, passages: Iterable[Sequence[PassageTokens]]) -> None:
    """Store the views of passages."""
    write_token_parts(folder, map(_part_of, passages))


def write_token_parts(folder: Path, parts: Iterable[TokenPart]) -> None:
    """Store what is stored already, or was just made, part after part."""
    folder.mkdir()
    layouts: list[Layout] = []
    norms: list[Vectors] = [np.zeros(0, np.float32)]
    with (folder / "vectors.f16").open("wb") as handle:
        for part in parts:
            handle.write(part.vectors.tobytes())
            layouts.append(part.layout)
            norms.append(part.sentence_norms)
    layout = joined(layouts)
    np.save(folder / "sentence_norms.npy", np.concatenate(norms))
    np.save(folder / "sentence_tokens.npy", layout.sentence_tokens)
    np.save(folder / "view_sentences.npy", layout.view_sentences)
    np.save(folder / "passage_views.npy", layout.passage_views)


def _part_of(views: Sequence[PassageTokens]) -> TokenPart:
    return TokenPart(
        np.concatenate([view.vectors for view in views]).astype(np.float16),
        np.concatenate([view.sentence_norms for view in views]),
        layout_of([[view.sentence_lengths for view in views]]),
    )


def load_tokens(folder: Path, dimension: int, threads: int | None = None) -> TokenStore:
    """The store in a folder whose files have been verified.

    Raises ValueError where they do not fit together.
    """
    norms, *bounds = (np.load(folder / name, allow_pickle=False) for name in TOKEN_FILES[1:])
    _check(norms, bounds, (folder / TOKEN_FILES[0]).stat().st_size, dimension)
    layout = Layout(*bounds)
    shape = (int(layout.sentence_tokens[-1]), dimension)
    vectors: HalfVectors = (
        np.memmap(folder / TOKEN_FILES[0], np.float16, "r", shape=shape)
        if shape[0]
        else np.zeros(shape, np.float16)  # an empty file cannot be mapped
    )
    return TokenStore(np.asarray(vectors), norms, layout, threads)


def _check(norms: Vectors, bounds: Sequence[NDArray[np.int64]], size: int, dimension: int) -> None:
    """Raise ValueError where the arrays are not those of a file of so many bytes of vectors."""
    if norms.ndim != 1 or norms.dtype.kind != "f" or not (norms > 0).all():
        raise ValueError("the sentences' lengths have another shape")
    for each in bounds:
        if each.ndim != 1 or each.dtype.kind != "i" or not len(each) or each[0] != 0:
            raise ValueError("the places of tokens have another shape")
        if (np.diff(each) <= 0).any():
            raise ValueError("a passage, view or sentence is empty")
    tokens, views, passages = bounds
    ends = [tokens[-1] * 2 * dimension, views[-1], passages[-1], len(norms)]
    if ends != [size, len(tokens) - 1, len(views) - 1, len(tokens) - 1]:
        raise ValueError("vectors, sentences, views and passages do not lie end to end")
