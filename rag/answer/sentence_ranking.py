"""The sentences of the best passages, ranked by how they answer.

Late interaction compares the query with each sentence's tokens as they stand in their passage; the
passage's own score and the share of the query's vocabulary that the sentence holds count, too. What
a sentence must be read with counts as if it stood in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from rag.answer.passage_terms import SentenceTerms, passage_terms
from rag.answer.question_words import query_words
from rag.answer.read_with import ReadWith
from rag.document.model import Document, Passage, Span
from rag.models.embedder import Vectors
from rag.question.terms import stem, term_set, terms
from rag.search.late_interaction import SentenceMatch
from rag.search.ranking import Ranking
from rag.search.store import QueryTerm, Store
from rag.settings import Weights

PASSAGES = 10
"""Of the best passages, whose sentences are ranked."""
_SAME_WORD = 0.9  # about what a word's tokens match those of the same word elsewhere
_ABOUT_QUESTIONS = frozenset(map(stem, ("ask", "asked", "question", "questions")))
_Matched = Mapping[tuple[str, Span], SentenceMatch]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a candidate passage, and how it answers.

    ``terms`` are those that it holds, with ``read_with``, what it must be read with, and the
    headings over it.
    ``matches`` [q] holds, for each token of the query, its best cosine with the sentence's tokens,
    ``late`` their weighted mean; ``cosine`` compares the query's vector with the mean of those
    tokens; ``coverage`` is the share of the query's IDF that the sentence holds, ``own_coverage``
    that without the background of a follow-up. ``named_above`` says that the heading over it names
    what is asked, more than the sentence does; ``named_in_lead_in`` that the lead-in of its list
    does.
    """

    document: Document
    passage: Passage
    span: Span
    terms: frozenset[str]
    read_with: tuple[ReadWith, ...]
    matches: Vectors
    late: float
    cosine: float
    coverage: float
    own_coverage: float
    named_above: bool
    named_in_lead_in: bool
    score: float

    @property
    def text(self) -> str:
        """The sentence, to the character."""
        return self.span.of(self.document.text)

    @property
    def claim_terms(self) -> frozenset[str]:
        """The terms of it and of all around it that count, its source references left out.

        The date of a source is no date of what the sentence says.
        """
        text, references = self.document.text, self.document.references_in(self.span)
        cited = frozenset(term for each in references for term in terms(each.raw))
        if not cited:
            return self.terms
        starts = [self.span.start, *(each.span.end for each in references)]
        ends = [*(each.span.start for each in references), self.span.end]
        said = " ".join(text[a:b] for a, b in zip(starts, ends, strict=True))
        return (self.terms - cited) | frozenset(terms(said))

    @property
    def said(self) -> frozenset[str]:
        """The terms of it and of what it must be read with, without those of the headings."""
        text = self.document.text
        with_it = (term_set(each.words.of(text)) for each in self.read_with)
        return term_set(self.text).union(*with_it)


def rank_sentences(store: Store, ranking: Ranking, weights: Weights) -> list[Sentence]:
    """The sentences of the ranking's first passages, best first.

    A question that stands in a document is none of them, unless questions are asked for.
    """
    places = ranking.order[:PASSAGES].tolist()
    passages = [ranking.candidates.passages[place] for place in places]
    matched = {
        (passage.document, span): match
        for place, passage in zip(places, passages, strict=True)
        for span, match in zip(
            passage.sentences, ranking.signals.late.sentence_matches(place), strict=True
        )
    }
    asked = _Asked.of(store, ranking)
    found: list[tuple[float, int, Sentence]] = []
    for place, passage in zip(places, passages, strict=True):
        document = store.document(passage.document)
        sentences = list(_of_passage(document, passage, asked, matched))
        all_said = set_score(sentences, asked.token_weights) if sentences else 0.0
        of_passage = max(float(ranking.signals.passage[place]), all_said)
        for sentence in sentences:
            score = sentence.late + weights.answer_passage * of_passage
            score += weights.answer_coverage * sentence.coverage * asked.best_coverage
            found.append((-score, place, replace(sentence, score=score)))
    ranked = [each for *_, each in sorted(found, key=lambda f: (*f[:2], f[2].span.start))]
    return _of_those_asked(ranked, asked)


def _of_those_asked(sentences: list[Sentence], asked: _Asked) -> list[Sentence]:
    """The sentences without those that say of another person what is asked of one.

    Of whom a question asks is known where some sentence calls the one that it names "he" or "she".
    """
    persons = [
        [term_set(each.words.of(s.document.text)) for each in s.read_with if each.is_person]
        for s in sentences
    ]
    known = frozenset().union(*(names for each in persons for names in each))
    meant = asked.names & known
    if not meant:
        return sentences
    return [
        sentence
        for sentence, names in zip(sentences, persons, strict=True)
        if not names or not meant.isdisjoint(sentence.terms)
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What sentences are compared with: the terms of the query, of its own text, its tokens.

    ``token_weights`` [q] are what each token counts; ``words`` the terms that are written with each
    run of tokens; ``best_coverage`` is the most that a candidate passage holds of the query;
    ``names`` are the terms of names in it.
    """

    terms: Sequence[QueryTerm]
    own_terms: Sequence[QueryTerm]
    words: Sequence[tuple[frozenset[str], list[int]]]
    token_weights: Vectors
    best_coverage: float
    wants_questions: bool
    names: frozenset[str]

    def more_in(self, around: Set[str], own: Set[str]) -> bool:
        """Whether what stands around a sentence names more of what is asked than it does."""
        around = around - own
        if all(term.term not in around for term in self.own_terms):
            return False
        return coverage(self.own_terms, around) > coverage(self.own_terms, own)

    @classmethod
    def of(cls, store: Store, ranking: Ranking) -> _Asked:
        query = ranking.encoded.query
        words = query_words(ranking.encoded)
        own_terms = store.query_terms(query.text)
        return cls(
            store.query_terms(query.whole),
            own_terms,
            [(held, list(word.tokens)) for word in words if (held := term_set(word.text))],
            ranking.encoded.token_weights,
            float(ranking.signals.coverage.max(initial=0)),
            any(term.term in _ABOUT_QUESTIONS for term in own_terms),
            frozenset().union(*(term_set(w.text) for w in words if w.is_name and w.is_content)),
        )


def _of_passage(
    document: Document, passage: Passage, asked: _Asked, matched: _Matched
) -> Iterator[Sentence]:
    """The sentences of a passage that may answer, not yet with their scores."""
    held = passage_terms(document, passage)
    is_all = asked.own_terms == asked.terms  # no follow-up
    for sentence in held.sentences:
        if sentence.asks and not asked.wants_questions:
            continue
        match = matched[document.id, sentence.span]
        tokens, cosine = _with_lent(document.id, match, sentence, asked, matched)
        of_all = coverage(asked.terms, sentence.all)
        yield Sentence(
            document=document,
            passage=passage,
            span=sentence.span,
            terms=sentence.all,
            read_with=sentence.read_with,
            matches=tokens,
            late=float(asked.token_weights @ tokens),
            cosine=cosine,
            coverage=of_all,
            own_coverage=of_all if is_all else coverage(asked.own_terms, sentence.all),
            named_above=asked.more_in(held.heading, sentence.alone),
            named_in_lead_in=asked.more_in(sentence.led_in, sentence.own),
            score=0.0,
        )


def _with_lent(
    document: str,
    match: SentenceMatch,
    sentence: SentenceTerms,
    asked: _Asked,
    matched: _Matched,
) -> tuple[Vectors, float]:
    """The matches of a sentence's tokens [q] and its cosine, with those of what it is read with.

    Of a sentence in which words stand that are read with this one, those words alone are lent.
    """
    tokens, cosine = match.tokens, match.cosine
    for each, said in zip(sentence.read_with, sentence.lent, strict=True):
        lender = matched.get((document, each.sentence))
        if lender and each.words == each.sentence:
            tokens, cosine = np.maximum(tokens, lender.tokens), max(cosine, lender.cosine)
            continue
        rows = [row for held, rows in asked.words if held <= said for row in rows]
        if rows:
            tokens = tokens.copy()
            lent = lender.tokens[rows] if lender else _SAME_WORD
            tokens[rows] = np.maximum(tokens[rows], lent)
    return tokens, cosine


def coverage(asked: Sequence[QueryTerm], held: Set[str]) -> float:
    """The share of the query's IDF that the terms ``held`` have, 0 to 1."""
    wanted = sum(term.idf for term in asked)
    return sum(term.idf for term in asked if term.term in held) / wanted if wanted else 0.0


def set_score(sentences: Sequence[Sentence], token_weights: Vectors) -> float:
    """MaxSim of a set of sentences: each query token answered by whichever does it best."""
    return float(token_weights @ np.max([s.matches for s in sentences], axis=0))
