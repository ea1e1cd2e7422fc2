"""Lexical search: BM25 (bm25s), and how much of a question's vocabulary a passage holds.

Saved as plain arrays; nothing is pickled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import ne
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from rag.question.terms import term_forms, terms
from rag.search.store import QueryTerm

if TYPE_CHECKING:
    import bm25s

K1, B = 1.2, 0.75  # Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework"
# A question's term that no passage holds stands for the nearest that one does: one letter may
# differ in a word of at least 5, two in one of at least 8 (the habit of Lucene's "fuzziness
# AUTO", a letter stricter).
_ONE_EDIT, _TWO_EDITS = 5, 8
_FUZZY_WEIGHT = 0.8
LEXICAL_FILES = (
    "indptr.csc.index.npy",
    "indices.csc.index.npy",
    "data.csc.index.npy",
    "vocab.index.json",
)
_NUMBERS = TypeAdapter(dict[str, int])
CONTEXT_WEIGHT = 0.5  # of a term in the heading or title against one in the passage

# Stands where no passage holds a term, which bm25s cannot index; no question has it.
_NO_TERM = "\0"


@dataclass(frozen=True)
class LexicalIndex:
    """BM25 weights by term, and the rows of the passages under a heading that holds a term.

    The passages that hold term number i, and their weights for it, are ``rows`` and ``weights``
    from ``starts[i]`` to ``starts[i + 1]``. ``idf`` is by term number; ``context`` maps a term to
    rows, ascending.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.int64]
    weights: NDArray[np.float32]
    vocabulary: Mapping[str, int]
    words: tuple[str, ...]
    idf: NDArray[np.float32]
    context: Mapping[str, NDArray[np.int64]]
    passages: int


def build_lexical(texts: Sequence[str]) -> bm25s.BM25:
    """Index the terms of texts, in their order."""
    import bm25s  # needed to build alone, and slow to import

    documents = [terms(text) for text in texts]
    if not any(documents):
        documents[:1] = [[_NO_TERM]]
    vocabulary = {term: i for i, term in enumerate(sorted({t for d in documents for t in d}))}
    ids = [[vocabulary[term] for term in document] for document in documents]
    model = bm25s.BM25(k1=K1, b=B, method="lucene")
    model.index((ids, vocabulary), create_empty_token=True, show_progress=False)
    return model


def save_lexical(model: bm25s.BM25, folder: Path) -> None:
    model.save(folder, show_progress=False)


def load_lexical(folder: Path, contexts: Sequence[str]) -> LexicalIndex:
    """The index in a folder whose files have been verified.

    ``contexts`` are, for each passage, the headings that it stands under. Raises ValueError where
    the files do not fit together.
    """
    passages = len(contexts)
    *arrays, words = LEXICAL_FILES
    starts, rows, weights = (np.load(folder / name, allow_pickle=False) for name in arrays)
    numbers = _NUMBERS.validate_json((folder / words).read_bytes(), strict=True)
    vocabulary = {term: number for term, number in numbers.items() if term}
    _check(starts, rows, weights, vocabulary, passages)
    idf = np.asarray([_idf(passages, int(count)) for count in np.diff(starts)], np.float32)
    return LexicalIndex(
        starts, rows, weights, vocabulary, tuple(vocabulary), idf, _rows_by_term(contexts), passages
    )


def _check(
    starts: NDArray[np.int64],
    rows: NDArray[np.int64],
    weights: NDArray[np.float32],
    vocabulary: Mapping[str, int],
    passages: int,
) -> None:
    """Raise ValueError where the arrays are not those of an index of so many passages."""
    shaped = starts.ndim == rows.ndim == 1 <= len(starts) and rows.shape == weights.shape
    if not shaped or [a.dtype.kind for a in (starts, rows, weights)] != ["i", "i", "f"]:
        raise ValueError("the lists of passages have another shape")
    if starts[0] != 0 or starts[-1] != len(rows) or (np.diff(starts) < 0).any():
        raise ValueError("the lists of passages do not lie end to end")
    if len(rows) and not 0 <= rows.min() <= rows.max() < passages:
        raise ValueError("a term is in a passage that is not there")
    if any(map(ne, vocabulary.values(), range(len(vocabulary)))) or len(vocabulary) >= len(starts):
        raise ValueError("the terms are not numbered as their lists of passages")


def _rows_by_term(contexts: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    rows: dict[str, list[int]] = {}
    seen: dict[str, set[str]] = {}
    for row, context in enumerate(contexts):
        for term in seen.setdefault(context, set(terms(context))):
            rows.setdefault(term, []).append(row)
    return {term: np.asarray(found, np.int64) for term, found in rows.items()}


def _idf(passages: int, holding: int) -> float:
    return float(np.log(1 + (passages - holding + 0.5) / (holding + 0.5)))


def match_terms(
    index: LexicalIndex, question: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For every passage, BM25 and the share of the question's IDF that it holds (0 to 1).

    A term that stands only in a heading over the passage counts for part.
    """
    bm25 = np.zeros(index.passages, np.float32)
    held = np.zeros(index.passages, np.float32)
    wanted = 0.0
    for term in dict.fromkeys(terms(question)):
        above = index.context.get(term)
        known, weight = _known(index, term)
        idf = _term_idf(index, known)
        share = np.zeros(index.passages, np.float32)
        if above is not None:
            share[above] = CONTEXT_WEIGHT
        if known is not None:
            start, end = index.starts[known : known + 2]
            rows = index.rows[start:end]
            bm25[rows] += weight * index.weights[start:end]
            share[rows] = weight
        held += idf * share
        wanted += idf
    return bm25, (held / wanted if wanted else held).astype(np.float32)


def query_terms(index: LexicalIndex, text: str) -> list[QueryTerm]:
    """The distinct terms of a text, as the index spells them, with their IDF."""
    found = []
    for term, word in dict(term_forms(text)).items():
        known, _ = _known(index, term)
        spelt = term if known is None else index.words[known]
        found.append(QueryTerm(word, spelt, _term_idf(index, known)))
    return found


def _known(index: LexicalIndex, term: str) -> tuple[int | None, float]:
    """The term's number and how much it counts; None where no passage holds it or a near spelling.

    What stands in a heading is spelt right, and no other term is looked for.
    """
    if term in index.context and term not in index.vocabulary:
        return None, 0.0
    return _nearest(index, term)


def _term_idf(index: LexicalIndex, known: int | None) -> float:
    return _idf(index.passages, 0) if known is None else float(index.idf[known])


def _nearest(index: LexicalIndex, term: str) -> tuple[int | None, float]:
    """The term's number and 1, or those of a term spelt nearly so and less, or None."""
    if term in index.vocabulary:
        return index.vocabulary[term], 1.0
    edits = 2 if len(term) >= _TWO_EDITS else 1 if len(term) >= _ONE_EDIT else 0
    if not edits or not term.isalpha():
        return None, 0.0
    # Slow to import, for the few questions that need it.
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    found = process.extractOne(
        term, index.words, scorer=DamerauLevenshtein.distance, score_cutoff=edits
    )
    return (index.vocabulary[found[0]], _FUZZY_WEIGHT) if found else (None, 0.0)
