"""Lexical search over segments: BM25, and how much of a question's vocabulary a passage holds.

What depends on all passages, such as how rare a term is, is computed when a question is asked, so
that the scores do not depend on the segments that the passages lie in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from index.segment import LiveSegment, total
from index.spelling import MOST_GUESSED, may_be_misspelt, nearly_spelt
from rag.question.terms import term_forms
from rag.search.store import QueryTerm

K1, B = 1.2, 0.75  # Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework"
FUZZY_WEIGHT = 0.8  # of the nearest term, where no passage holds the one that is asked for
CONTEXT_WEIGHT = 0.5  # of a term in the heading or title against one in the passage

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Posting:
    """The live passages of a segment that hold a term: their rows, and how often each does."""

    rows: NDArray[np.uint32]
    counts: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A term of a question, as passages spell it, and what it counts.

    ``weight`` is less than 1 for one that is spelt otherwise; ``idf`` its rarity. By segment,
    ``postings`` are the passages that hold it and ``runs`` [r, 2] the rows under a heading with it.
    """

    word: str
    spelt: str
    weight: float
    idf: float
    postings: Sequence[Posting]
    runs: Sequence[NDArray[np.uint32]]


@dataclass(frozen=True)
class Lexicon:
    """The terms of some segments."""

    segments: Sequence[LiveSegment]

    @cached_property
    def _total(self) -> tuple[int, float]:
        return total(self.segments)

    def asked(self, question: str) -> tuple[AskedTerm, ...]:
        """The distinct terms of a question, in order."""
        return self._lately(question)

    @cached_property
    def _lately(self) -> Callable[[str], tuple[AskedTerm, ...]]:
        """The terms of a question, of which several steps of answering it ask."""
        return lru_cache(_LATELY)(lambda text: tuple(self._looked_up(text)))

    def query_terms(self, text: str) -> list[QueryTerm]:
        """The distinct terms of a text, as passages spell them, with their rarity."""
        return [QueryTerm(term.word, term.spelt, term.idf) for term in self.asked(text)]

    def holding(self, terms: Collection[str]) -> dict[str, int]:
        """How many passages hold each of some terms, 0 for one that headings alone hold."""
        held = (live.segment.contents.held_terms(terms) for live in self.segments)
        counts = {}
        for term in set().union(*held):
            postings = self._postings(term)
            if any(len(p.rows) for p in postings) or any(
                len(self._runs(s, term)) for s in self.segments
            ):
                counts[term] = sum(len(p.rows) for p in postings)
        return counts

    def best(
        self, asked: Sequence[AskedTerm], place: int, count: int, allowed: Rows | None
    ) -> tuple[Rows, NDArray[np.float32]]:
        """The rows of the ``count`` passages of a segment with the highest BM25, in order, with it.

        ``allowed`` are the rows, ascending, that may be among them; None for all.
        """
        segment = self.segments[place].segment
        if allowed is not None and len(allowed) * _FEW < segment.passages:
            rows = allowed
        else:
            rows = self._promising(asked, place, count, allowed)
        bm25 = self.bm25(asked, place, rows)
        matching = np.flatnonzero(bm25 > 0)
        best = np.sort(matching[np.argsort(-bm25[matching], kind="stable")[:count]])
        return rows[best], bm25[best]

    def bm25(self, asked: Sequence[AskedTerm], place: int, rows: Rows) -> NDArray[np.float32]:
        """The BM25 of some rows of a segment."""
        return self.measured(asked, place, rows)[0]

    def measured(
        self, asked: Sequence[AskedTerm], place: int, rows: Rows
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The BM25 of some rows of a segment, and their coverage: the share of the question's IDF
        that they hold, 0 to 1.

        A term that stands only in a heading over the passage counts for part.
        """
        bm25, held_of_it = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
        for term in asked:
            posting = term.postings[place]
            at, held = _places_in(posting.rows, rows)
            bm25[held] += self._impact(term, place, posting.rows[at], posting.counts[at])
            share = np.zeros(len(rows), np.float32)
            share[_under(term.runs[place], rows)] = CONTEXT_WEIGHT
            share[held] = term.weight
            held_of_it += np.float32(term.idf) * share
        wanted = sum(term.idf for term in asked)
        return bm25, (held_of_it / wanted if wanted else held_of_it).astype(np.float32)

    def _promising(
        self, asked: Sequence[AskedTerm], place: int, count: int, allowed: Rows | None
    ) -> Rows:
        """Rows among which are the ``count`` with the highest BM25.

        Terms are taken by what they can add at most, the rarest first. Once all that are left
        cannot lift a passage above the best so far, no more passages are looked at, and those that
        are left out meanwhile are dropped (MaxScore of Turtle and Flood, 1995, "Query evaluation:
        strategies and optimizations").
        """
        segment = self.segments[place].segment
        scores = np.zeros(segment.passages, np.float32)
        may = None
        if allowed is not None:
            may = np.zeros(segment.passages, np.bool_)
            may[allowed] = True
        left = sum(term.weight * term.idf for term in asked)
        known = np.zeros(0, np.uint32)
        are_all = False
        for term in sorted(asked, key=lambda term: -term.weight * term.idf):
            rows, counts = term.postings[place].rows, term.postings[place].counts
            left -= term.weight * term.idf
            if are_all:
                at, held = _places_in(rows, known)
                scores[known[held]] += self._impact(term, place, rows[at], counts[at])
            else:
                if may is not None:
                    passing = may[rows]
                    rows, counts = rows[passing], counts[passing]
                known = np.concatenate([known, rows[scores[rows] == 0]])
                scores[rows] += self._impact(term, place, rows, counts)
            if len(known) >= count:
                least = np.partition(scores[known], -count)[-count] * _ROUNDED
                are_all = are_all or left < least
                if are_all:
                    known = known[scores[known] + left >= least]
        return np.sort(known).astype(np.int64)

    def _impact(
        self,
        term: AskedTerm,
        place: int,
        rows: NDArray[np.uint32],
        counts: NDArray[np.uint16],
    ) -> NDArray[np.float32]:
        """What a term adds to the BM25 of passages that hold it so many times."""
        _, mean = self._total
        lengths = self.segments[place].segment.postings.lengths[rows].astype(np.float32)
        times = counts.astype(np.float32)
        longer = np.float32(K1) * (np.float32(1 - B) + np.float32(B / (mean or 1)) * lengths)
        return np.asarray(np.float32(term.weight * term.idf) * times / (times + longer), np.float32)

    def _looked_up(self, question: str) -> Iterator[AskedTerm]:
        left = MOST_GUESSED
        for term, word in dict(term_forms(question)).items():
            runs = [self._runs(segment, term) for segment in self.segments]
            postings, spelt, weight = self._postings(term), term, 1.0
            # What stands in a heading is spelt right, and no other term is looked for.
            is_known = any(len(p.rows) for p in postings) or any(map(len, runs))
            if left and not is_known and may_be_misspelt(term):
                left -= 1
                near = self._nearest(term)
                if near is not None:
                    postings, spelt, weight = self._postings(near), near, FUZZY_WEIGHT
            holding = sum(len(posting.rows) for posting in postings)
            idf = rarity(self._total[0], holding)
            yield AskedTerm(word, spelt, weight, idf, postings, runs)

    def _postings(self, term: str) -> list[Posting]:
        return [self._posting(segment, term) for segment in self.segments]

    def _posting(self, live: LiveSegment, term: str) -> Posting:
        place = live.segment.contents.term(term)
        if place is None:
            return _NO_POSTING
        postings = live.segment.postings
        rows, counts = postings.rows[place], postings.counts[place]
        if live.live is None:
            return Posting(rows, counts)
        kept = live.live[rows]
        return Posting(rows[kept], counts[kept])

    def _runs(self, live: LiveSegment, term: str) -> NDArray[np.uint32]:
        place = live.segment.contents.heading(term)
        runs = live.segment.postings.runs[place] if place else _NO_RUNS
        if live.live is None or not len(runs):
            return runs
        return runs[[bool(live.live[first:behind].any()) for first, behind in runs.tolist()]]

    def _nearest(self, term: str) -> str | None:
        """The term of a passage that is spelt nearly so, None where there is none."""
        found = nearly_spelt(term, self._terms_like)
        return next((near for near in found if self._holds(near)), None)

    def _terms_like(self, beginning: str, end: str, shortest: int, longest: int) -> set[str]:
        """The terms of all segments that are alike, those of deleted documents among them."""
        contents = (live.segment.contents for live in self.segments)
        return set().union(
            *(each.terms_like(beginning, end, shortest, longest) for each in contents)
        )

    def _holds(self, term: str) -> bool:
        return any(len(posting.rows) for posting in self._postings(term))


_LATELY = 32  # questions
_ROUNDED = np.float32(0.9999)  # sums in another order have other last digits
_FEW = 50  # allowed rows are looked up one by one where they are one in so many, or fewer
_NO_POSTING = Posting(np.zeros(0, np.uint32), np.zeros(0, np.uint16))
_NO_RUNS = np.zeros((0, 2), np.uint32)


def rarity(passages: int, holding: int) -> float:
    """The IDF of a term that so many of all passages hold."""
    return log(1 + (passages - holding + 0.5) / (holding + 0.5))


def _places_in(
    among: NDArray[np.uint32], rows: Rows | NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where some rows stand among ascending ones, and which of them do."""
    if not len(among):
        none = np.zeros(0, np.int64)
        return none, none
    places = np.minimum(np.searchsorted(among, rows.astype(np.uint32)), len(among) - 1)
    held = np.flatnonzero(among[places] == rows)
    return places[held], held


def _under(runs: NDArray[np.uint32], rows: Rows) -> NDArray[np.int64]:
    """Which of some rows lie in one of the runs, which are ascending."""
    if not len(runs):
        return np.zeros(0, np.int64)
    places = np.searchsorted(runs[:, 0], rows.astype(np.uint32), side="right") - 1
    within = (places >= 0) & (rows < runs[np.maximum(places, 0), 1])
    return np.flatnonzero(within)
