"""What is known of each candidate passage for a question: the signals that retrieval ranks by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.document.model import Document, Passage
from rag.models.embedder import Embedder, Encoding, Vectors
from rag.question.terms import STOP_WORDS, terms
from rag.search.late_interaction import LateScores, PassageTokens, TokenMatches, late_scores
from rag.search.passage_views import in_passage, views
from rag.settings import Weights


@dataclass(frozen=True, slots=True)
class QuestionTerm:
    """A term of a question: the ``word`` it came from, the ``term`` as the index spells it."""

    word: str
    term: str
    idf: float


class PassageIndex(Protocol):
    """What retrieval needs of an index; passages are addressed by their row in ``passages``."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    @property
    def passages(self) -> Sequence[Passage]: ...

    def search_dense(
        self, vector: Vectors, top_k: int, rows: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        """The ``top_k`` passages of highest cosine with ``vector``, best first, among ``rows``."""
        ...

    def dense_scores(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """The cosine of ``vector`` with each of ``rows``."""
        ...

    def match_terms(self, question: str) -> tuple[Vectors, Vectors]:
        """BM25 of every passage, and the share of the question's IDF that it holds."""
        ...

    def question_terms(self, question: str) -> Sequence[QuestionTerm]:
        """The distinct terms of a question, as the index spells them."""
        ...

    def match_tokens(
        self,
        question: Encoding,
        rows: NDArray[np.int64],
        encode: Callable[[NDArray[np.int64]], Sequence[Sequence[PassageTokens]]],
    ) -> TokenMatches:
        """The question against the tokens of passages, whose ``rows`` are ascending.

        ``encode`` is asked for the views of those whose tokens are not stored.
        """
        ...


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: ``text``, and ``background`` that a follow-up leaves unsaid.

    All of the background counts for as much as one word of the text that matters.
    """

    text: str
    background: str = ""

    @property
    def whole(self) -> str:
        """Both as one text, the background first."""
        return f"{self.background} {self.text}" if self.background else self.text


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of each candidate: all arrays run along ``rows``.

    ``sentence`` is MaxSim with the best sentence, ``passage`` with the whole; ``coverage`` the
    share of the question's IDF held; ``late`` has MaxSim with every sentence.
    """

    rows: NDArray[np.int64]
    sentence: Vectors
    passage: Vectors
    coverage: Vectors
    dense: Vectors
    bm25: Vectors
    late: LateScores

    def score(self, weights: Weights) -> Vectors:
        """The one number that orders the candidates.

        Coverage counts for as much as the best candidate holds of the question's vocabulary:
        where none holds much, the question is a paraphrase, and what little matches is by chance.
        """
        lexical = self.coverage * self.coverage.max(initial=0)
        return np.asarray(
            weights.sentence * self.sentence
            + weights.passage * self.passage
            + weights.coverage * lexical
            + weights.dense * self.dense,
            np.float32,
        )


def measure(
    index: PassageIndex,
    embedder: Embedder,
    encoding: Encoding,
    token_weights: Vectors,
    rows: NDArray[np.int64],
    bm25: Vectors,
    coverage: Vectors,
) -> Signals:
    """The signals of the candidates in ``rows``; ``bm25`` and ``coverage`` are of all passages."""
    matches = index.match_tokens(encoding, rows, lambda some: encode_views(index, embedder, some))
    late = late_scores(matches, token_weights)
    return Signals(
        rows=rows,
        sentence=late.best_sentences,
        passage=late.passages,
        coverage=coverage[rows],
        dense=index.dense_scores(encoding.pooled, rows),
        bm25=bm25[rows],
        late=late,
    )


def token_weights(query: Query, encoding: Encoding, weights: Weights) -> Vectors:
    """How much each token of the query counts; they sum to 1. Form words count less."""
    text = query.whole
    asked_from = len(text) - len(query.text)
    raw = []
    for start, end in encoding.spans:
        token = text[start:end].strip().casefold()
        matters = token not in STOP_WORDS and any(c.isalnum() for c in token)
        raw.append(1.0 if matters else weights.form_word)
    values = np.asarray(raw, np.float32)
    if query.background:
        said = encoding.spans[:, 1] > asked_from
        share = 1 / (1 + max(1, len(set(terms(query.text)))))
        for part, of_all in ((said, 1 - share), (~said, share)):
            values[part] *= of_all / max(float(values[part].sum()), 1e-9)
    return np.asarray(values / values.sum(), np.float32)


def encode_views(
    index: PassageIndex, embedder: Embedder, rows: NDArray[np.int64]
) -> list[list[PassageTokens]]:
    """The token vectors of each view of passages."""
    passages = [index.passages[row] for row in rows.tolist()]
    seen = [views(index.documents[passage.document], passage) for passage in passages]
    encodings = iter(embedder.encode_passages([view.text for group in seen for view in group]))
    return [
        [PassageTokens.of(passage, in_passage(view, next(encodings))) for view in group]
        for passage, group in zip(passages, seen, strict=True)
    ]
