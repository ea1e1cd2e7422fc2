"""The sentences of the best passages, ranked by how they answer.

Late interaction compares the query with each sentence's tokens as they stand in their passage; the
passage's own score and the share of the query's vocabulary that the sentence holds count, too.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from rag.document.model import Document, Passage, Span
from rag.document.units import context_of
from rag.models.embedder import Vectors
from rag.question.terms import term_set
from rag.search.headings import headings_over
from rag.search.ranking import Ranking
from rag.search.store import QueryTerm, Store
from rag.settings import Weights

PASSAGES = 10
"""Of the best passages, whose sentences are ranked."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a candidate passage, and how it answers.

    ``terms`` are those that it holds, with what it must be read with and the headings over it.
    ``matches`` [q] holds, for each token of the query, its best cosine with the sentence's tokens,
    ``late`` their weighted mean; ``cosine`` compares the query's vector with the mean of those
    tokens; ``coverage`` is the share of the query's IDF that the sentence holds, ``own_coverage``
    that without the background of a follow-up. ``named_above`` says that the heading over it names
    what is asked, more than the sentence does.
    """

    document: Document
    passage: Passage
    span: Span
    terms: frozenset[str]
    matches: Vectors
    late: float
    cosine: float
    coverage: float
    own_coverage: float
    named_above: bool
    score: float

    @property
    def text(self) -> str:
        """The sentence, to the character."""
        return self.span.of(self.document.text)


def rank_sentences(store: Store, ranking: Ranking, weights: Weights) -> list[Sentence]:
    """The sentences of the ranking's first passages, best first."""
    query, signals = ranking.encoded.query, ranking.signals
    asked, said = store.query_terms(query.whole), store.query_terms(query.text)
    best_coverage = float(signals.coverage.max(initial=0))
    found: list[tuple[float, int, Sentence]] = []
    for place in ranking.order[:PASSAGES].tolist():
        passage = ranking.candidates.passages[place]
        document = store.document(passage.document)
        headings = term_set(headings_over(document, passage))
        own_heading = term_set(document.sections[passage.section].title)
        each = signals.late.sentence_matches(place)
        for span, match in zip(passage.sentences, each, strict=True):
            alone = held_terms(document, span)
            terms = headings | alone
            held, own = (coverage(part, terms) for part in (asked, said))
            named_above = coverage(said, own_heading - alone) > coverage(said, alone)
            score = (
                match.late
                + weights.answer_passage * float(signals.passage[place])
                + weights.answer_coverage * held * best_coverage
            )
            sentence = Sentence(
                document,
                passage,
                span,
                terms,
                match.tokens,
                match.late,
                match.cosine,
                held,
                own,
                named_above,
                score,
            )
            found.append((-score, place, sentence))
    return [sentence for *_, sentence in sorted(found, key=lambda f: (*f[:2], f[2].span.start))]


def held_terms(document: Document, sentence: Span) -> frozenset[str]:
    """The terms of a sentence, with those of what it must be read with: a table's header."""
    terms = term_set(sentence.of(document.text))
    context = context_of(document, sentence)
    return terms | term_set(context.of(document.text)) if context else terms


def coverage(asked: Sequence[QueryTerm], held: Set[str]) -> float:
    """The share of the query's IDF that the terms ``held`` have, 0 to 1."""
    wanted = sum(term.idf for term in asked)
    return sum(term.idf for term in asked if term.term in held) / wanted if wanted else 0.0


def set_score(sentences: Sequence[Sentence], token_weights: Vectors) -> float:
    """MaxSim of a set of sentences: each query token answered by whichever does it best."""
    return float(token_weights @ np.max([s.matches for s in sentences], axis=0))
