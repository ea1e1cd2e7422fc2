"""The most central sentences of a text: what most of its other sentences resemble.

LexRank of Erkan and Radev (2004), "LexRank: Graph-based Lexical Centrality as Salience in Text
Summarization", in its continuous form: sentences vote for those that they resemble by the cosine of
their words, rarer ones counting more, and the votes of central sentences count more. The matrix of
cosines is a product of the sentences' vectors, so it is never laid out: a round costs as much as
the text is long. Where a sentence stands counts too, after Edmundson (1969), "New Methods in
Automatic Extracting": what opens a section tends to say what the section is about.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.models.embedder import Vectors
from rag.question.terms import terms

_DAMPING = 0.85
_ROUNDS = 30
_NOTHING = 1e-9  # what rounding leaves of a sum that is none
_TOO_ALIKE = 0.5  # cosine from which a sentence repeats another
FEWEST_TERMS = 4
"""Of a sentence that says something by itself."""

_TermVector = Mapping[str, float]
_Votes = NDArray[np.float64]


def most_central(sentences: Sequence[str], gains: Sequence[float], count: int) -> list[int]:
    """The places of the ``count`` most central sentences, in order.

    ``gains`` are what each gains by where it stands; by its words a sentence gets 1 on average. No
    two that are chosen say nearly the same.
    """
    vectors = list(_unit_vectors([Counter(terms(sentence)) for sentence in sentences]))
    scores = lexrank(vectors) * len(vectors) + np.asarray(gains, np.float32)
    brief = np.asarray([len(vector) < FEWEST_TERMS for vector in vectors], bool)
    chosen: list[int] = []
    for place in np.lexsort((np.arange(len(vectors)), -scores, brief)).tolist():
        if len(chosen) == count:
            break
        if all(_cosine(vectors[place], vectors[other]) < _TOO_ALIKE for other in chosen):
            chosen.append(place)
    return sorted(chosen)


def lexrank(vectors: Sequence[_TermVector]) -> Vectors:
    """The centrality of each of some vectors of unit length; all together are 1."""
    count = len(vectors)
    rows, columns, weights = _entries(vectors)
    width = int(columns.max(initial=-1)) + 1

    itself = np.bincount(rows, weights * weights, count)

    def cosines_times(votes: _Votes) -> _Votes:
        """The product with the matrix of cosines, in which none votes for itself."""
        by_term = np.bincount(columns, weights * votes[rows], width)
        by_sentence = np.bincount(rows, weights * by_term[columns], count)
        return np.asarray(np.maximum(by_sentence - itself * votes, 0), np.float64)

    sums = cosines_times(np.ones(count))
    votes_of_each = np.divide(1.0, sums, out=np.zeros(count), where=sums > _NOTHING)
    ranks = np.full(count, 1 / max(count, 1))
    for _ in range(_ROUNDS):
        voted = cosines_times(ranks * votes_of_each)
        # Who resembles none votes for all alike.
        spread = (1 - _DAMPING * voted.sum()) / max(count, 1)
        ranks = spread + _DAMPING * voted
    return np.asarray(ranks, np.float32)


def _unit_vectors(bags: Sequence[Counter[str]]) -> Iterator[_TermVector]:
    """Each sentence's terms, weighted by how often it holds them and how few others do."""
    held = Counter(term for bag in bags for term in bag)
    for bag in bags:
        weights = {t: n * math.log(1 + len(bags) / held[t]) for t, n in bag.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        yield {term: weight / length for term, weight in weights.items()}


def _entries(
    vectors: Sequence[_TermVector],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Sentence, term and weight of all that is not zero."""
    numbers: dict[str, int] = {}
    entries = [
        (row, numbers.setdefault(term, len(numbers)), weight)
        for row, vector in enumerate(vectors)
        for term, weight in vector.items()
    ]
    rows, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
    return (
        np.asarray(rows, np.int64),
        np.asarray(columns, np.int64),
        np.asarray(weights, np.float64),
    )


def _cosine(one: _TermVector, other: _TermVector) -> float:
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())
