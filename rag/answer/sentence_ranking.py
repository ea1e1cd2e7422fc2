"""The sentences of the best passages, ranked by how they answer.

Late interaction compares the question with each sentence's tokens as they stand in their passage;
the passage's own score and the share of the question's vocabulary that the sentence holds count,
too.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from rag.document.model import Passage, Span
from rag.models.embedder import Vectors
from rag.question.terms import term_set
from rag.search.ranking import Search
from rag.search.signals import PassageIndex, QuestionTerm
from rag.settings import Weights

PASSAGES = 10  # of the best passages, whose sentences are ranked


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a candidate passage, and how it answers.

    ``matches`` [q] holds, for each token of the question, its best cosine with the sentence's
    tokens, ``late`` their weighted mean; ``cosine`` compares the question's vector with the mean
    of those tokens; ``coverage`` is the share of the question's IDF that the sentence holds,
    ``own_coverage`` that without the background of a follow-up.
    """

    passage: Passage
    row: int
    span: Span
    matches: Vectors
    late: float
    cosine: float
    coverage: float
    own_coverage: float
    score: float


def rank_sentences(index: PassageIndex, found: Search, weights: Weights) -> list[Sentence]:
    """The sentences of the search's first passages, best first."""
    asked = index.question_terms(found.query.whole)
    said = index.question_terms(found.query.text)
    best_coverage = float(found.signals.coverage.max(initial=0))
    sentences: list[Sentence] = []
    for place in found.order[:PASSAGES].tolist():
        row = int(found.signals.rows[place])
        passage = index.passages[row]
        text = index.documents[passage.document].text
        each = found.signals.late.sentence_matches(place)
        for span, match in zip(passage.sentences, each, strict=True):
            terms = term_set(span.of(text))
            held, own = (coverage(part, terms) for part in (asked, said))
            score = (
                match.late
                + weights.answer_passage * float(found.signals.passage[place])
                + weights.answer_coverage * held * best_coverage
            )
            sentences.append(
                Sentence(
                    passage, row, span, match.tokens, match.late, match.cosine, held, own, score
                )
            )
    return sorted(sentences, key=lambda s: (-s.score, s.row, s.span.start))


def coverage(asked: Sequence[QuestionTerm], held: Set[str]) -> float:
    """The share of the question's IDF that the terms ``held`` have, 0 to 1."""
    wanted = sum(term.idf for term in asked)
    return sum(term.idf for term in asked if term.term in held) / wanted if wanted else 0.0


def set_score(sentences: Sequence[Sentence], token_weights: Vectors) -> float:
    """MaxSim of a set of sentences: each question token answered by whichever does it best."""
    return float(token_weights @ np.max([s.matches for s in sentences], axis=0))
