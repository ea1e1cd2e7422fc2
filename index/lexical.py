"""Lexical search: BM25 (bm25s), and how much of a question's vocabulary a passage holds.

Saved as plain arrays; nothing is pickled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from rag.terms import terms

K1, B = 1.2, 0.75  # Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework"
# A question's term that no passage holds stands for the nearest that one does: one letter may
# differ in a word of at least 5, two in one of at least 8 (the habit of Lucene's "fuzziness
# AUTO", a letter stricter).
_ONE_EDIT, _TWO_EDITS = 5, 8
_FUZZY_WEIGHT = 0.8


@dataclass(frozen=True)
class LexicalIndex:
    """BM25 weights in columns of terms: ``rows[starts[t]:starts[t + 1]]`` hold term ``t``."""

    model: bm25s.BM25
    vocabulary: Mapping[str, int]
    words: tuple[str, ...]
    idf: NDArray[np.float32]
    passages: int


def build_lexical(texts: Sequence[str]) -> bm25s.BM25:
    """Index the terms of texts, in their order."""
    documents = [terms(text) for text in texts]
    vocabulary = {term: i for i, term in enumerate(sorted({t for d in documents for t in d}))}
    ids = [[vocabulary[term] for term in document] for document in documents]
    model = bm25s.BM25(k1=K1, b=B, method="lucene")
    model.index((ids, vocabulary), create_empty_token=True, show_progress=False)
    return model


def save_lexical(model: bm25s.BM25, folder: Path) -> None:
    model.save(folder, show_progress=False)


def load_lexical(folder: Path, passages: int) -> LexicalIndex:
    """The index in a folder whose files have been verified."""
    model = bm25s.BM25.load(folder, mmap=True, allow_pickle=False, show_progress=False)
    vocabulary = {term: int(i) for term, i in model.vocab_dict.items() if term}
    frequency = np.diff(np.asarray(model.scores["indptr"])).astype(np.float32)
    idf = np.log(1 + (passages - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    return LexicalIndex(model, vocabulary, tuple(vocabulary), idf, passages)


def match_terms(
    index: LexicalIndex, question: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For every passage, BM25 and the share of the question's IDF that it holds (0 to 1)."""
    bm25 = np.zeros(index.passages, np.float32)
    held = np.zeros(index.passages, np.float32)
    wanted = 0.0
    unknown_idf = float(np.log(1 + (index.passages + 0.5) / 0.5))
    for term in dict.fromkeys(terms(question)):
        known, weight = _nearest(index, term)
        if known is None:
            wanted += unknown_idf
            continue
        start, end = index.model.scores["indptr"][known : known + 2]
        rows = index.model.scores["indices"][start:end]
        bm25[rows] += weight * index.model.scores["data"][start:end]
        held[rows] += weight * index.idf[known]
        wanted += float(index.idf[known])
    return bm25, (held / wanted if wanted else held).astype(np.float32)


def _nearest(index: LexicalIndex, term: str) -> tuple[int | None, float]:
    """The term's number and 1, or those of a term spelt nearly so and less, or None."""
    if term in index.vocabulary:
        return index.vocabulary[term], 1.0
    edits = 2 if len(term) >= _TWO_EDITS else 1 if len(term) >= _ONE_EDIT else 0
    if not edits or not term.isalpha():
        return None, 0.0
    found = process.extractOne(
        term, index.words, scorer=DamerauLevenshtein.distance, score_cutoff=edits
    )
    return (index.vocabulary[found[0]], _FUZZY_WEIGHT) if found else (None, 0.0)
