"""What is known of each candidate passage for a query: the signals that passages are ranked by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rag.models.embedder import Embedder, Encoding, Vectors
from rag.question.query import Query
from rag.question.terms import STOP_WORDS, terms
from rag.search.headings import with_headings
from rag.search.late_interaction import LateScores, late_scores
from rag.search.store import Candidates, EncodedQuery, Store
from rag.settings import Weights


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of candidates; all arrays [c] run along them.

    ``sentence`` is MaxSim with the best sentence, ``passage`` with the whole; ``coverage`` the
    share of the query's IDF held; ``late`` has MaxSim with every sentence.
    """

    sentence: Vectors
    passage: Vectors
    coverage: Vectors
    dense: Vectors
    bm25: Vectors
    late: LateScores

    def score(self, weights: Weights) -> Vectors:
        """The one number that orders the candidates.

        Coverage counts for as much as the best candidate holds of the query's vocabulary: where
        none holds much, the question is a paraphrase, and what little matches is by chance.
        """
        lexical = self.coverage * self.coverage.max(initial=0)
        return np.asarray(
            weights.sentence * self.sentence
            + weights.passage * self.passage
            + weights.coverage * lexical
            + weights.dense * self.dense,
            np.float32,
        )


def measure(store: Store, query: EncodedQuery, candidates: Candidates) -> Signals:
    """The signals of candidates."""
    matches = store.match_tokens(query, candidates)
    late = late_scores(with_headings(matches), query.token_weights)
    return Signals(
        sentence=late.best_sentences,
        passage=late.passages,
        coverage=candidates.coverage,
        dense=candidates.dense,
        bm25=candidates.bm25,
        late=late,
    )


def encode_query(query: Query, embedder: Embedder, form_word: float) -> EncodedQuery:
    """The query as a model sees it; ``form_word`` is what a word without matter counts."""
    encoding = embedder.encode_questions([query.whole])[0]
    weights = token_weights(query, encoding, form_word)
    return EncodedQuery(query, embedder.identity, encoding, weights)


def token_weights(query: Query, encoding: Encoding, form_word: float) -> Vectors:
    """How much each token of the query counts; they sum to 1. Form words count less."""
    text = query.whole
    asked_from = len(text) - len(query.text)
    raw = []
    for start, end in encoding.spans:
        token = text[start:end].strip().casefold()
        matters = token not in STOP_WORDS and any(c.isalnum() for c in token)
        raw.append(1.0 if matters else form_word)
    values = np.asarray(raw, np.float32)
    if query.background:
        said = encoding.spans[:, 1] > asked_from
        share = 1 / (1 + max(1, len(set(terms(query.text)))))
        for part, of_all in ((said, 1 - share), (~said, share)):
            values[part] *= of_all / max(float(values[part].sum()), 1e-9)
    return np.asarray(values / values.sum(), np.float32)
