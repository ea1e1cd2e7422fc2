"""Lexical scores of candidates: BM25 and coverage, from the terms that their rows hold.

The formulas are those of the local store (``index/lexical.py``); what they need of the whole corpus
the catalogue counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.lexical import CONTEXT_WEIGHT, FUZZY_WEIGHT, K1, B, rarity
from index.milvus.catalogue import Catalogue
from index.milvus.packing import HeldTerms, Numbers, number_of
from index.spelling import MOST_GUESSED, may_be_misspelt, nearly_spelt
from rag.models.embedder import Vectors
from rag.question.terms import term_forms
from rag.search.store import QueryTerm


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A term of a question, as passages spell it, its number, and what it counts.

    ``weight`` is less than 1 for one that is spelt otherwise; ``holding`` counts the passages that
    hold it.
    """

    word: str
    spelt: str
    number: int
    weight: float
    idf: float
    holding: int


def asked_terms(catalogue: Catalogue, question: str) -> list[AskedTerm]:
    """The distinct terms of a question, in order."""
    found = []
    left = MOST_GUESSED
    for term, word in dict(term_forms(question)).items():
        spelt, weight = term, 1.0
        is_known = term in catalogue.terms or term in catalogue.over
        if left and not is_known and may_be_misspelt(term):
            left -= 1
            near = next(iter(nearly_spelt(term, catalogue.terms_like)), None)
            if near is not None:
                spelt, weight = near, FUZZY_WEIGHT
        holding = catalogue.terms.get(spelt, 0)
        idf = rarity(catalogue.passages, holding)
        found.append(AskedTerm(word, spelt, number_of(spelt), weight, idf, holding))
    return found


def query_terms(catalogue: Catalogue, text: str) -> list[QueryTerm]:
    """The distinct terms of a text, as passages spell them, with their rarity."""
    return [QueryTerm(each.word, each.spelt, each.idf) for each in asked_terms(catalogue, text)]


@dataclass(frozen=True)
class HeldWords:
    """The terms of some passages, laid end to end, each with the place of its passage."""

    terms: Numbers
    counts: Vectors
    owners: Numbers
    over: Numbers
    over_owners: Numbers
    lengths: Vectors

    @classmethod
    def of(cls, held: Sequence[HeldTerms]) -> HeldWords:
        return cls(
            _joined([each.terms for each in held], np.int64),
            _joined([each.counts for each in held], np.float32),
            np.repeat(np.arange(len(held)), [len(each.terms) for each in held]),
            _joined([each.over for each in held], np.int64),
            np.repeat(np.arange(len(held)), [len(each.over) for each in held]),
            np.asarray([each.length for each in held], np.float32),
        )

    def bm25(self, catalogue: Catalogue, asked: Sequence[AskedTerm]) -> Vectors:
        """The BM25 of each."""
        mean = catalogue.length / catalogue.passages if catalogue.passages else 0.0
        longer = np.float32(K1) * (np.float32(1 - B) + np.float32(B / (mean or 1)) * self.lengths)
        found = np.zeros(len(self.lengths), np.float32)
        for term in asked:
            at = np.flatnonzero(self.terms == term.number)
            owners, times = self.owners[at], self.counts[at]
            found[owners] += np.float32(term.weight * term.idf) * times / (times + longer[owners])
        return found

    def coverage(self, asked: Sequence[AskedTerm]) -> Vectors:
        """The share of the question's IDF that each holds, 0 to 1.

        A term that stands only in a heading over a passage counts for part.
        """
        found = np.zeros(len(self.lengths), np.float32)
        for term in asked:
            shares = np.zeros(len(self.lengths), np.float32)
            if term.weight == 1:  # what stands in a heading is spelt right
                shares[self.over_owners[self.over == term.number]] = CONTEXT_WEIGHT
            shares[self.owners[self.terms == term.number]] = term.weight
            found += np.float32(term.idf) * shares
        wanted = sum(term.idf for term in asked)
        return (found / wanted if wanted else found).astype(np.float32)


def _joined(parts: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, dtype), *parts]).astype(dtype)
