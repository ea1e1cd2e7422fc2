"""Lexical search: BM25 and coverage, of all passages as of those that are looked at."""

from __future__ import annotations

from collections import Counter
from math import log
from pathlib import Path
from random import Random

import numpy as np
import pytest

from index.builder import Limits, Models, build_index
from index.changing import add_documents, remove_documents
from index.lexical import Lexicon
from index.loading import load_store
from rag.document.model import Document
from rag.question.terms import terms
from rag.reading.structure import parse_document
from tests.index.tiny_embedder import tiny_embedder

TINY = Models([tiny_embedder()])


def short(number: int, heading: str, words: str) -> Document:
    return parse_document(f"# {heading}\n\n{words}.\n", f"text-{number:03}")


def lexicon(folder: Path, documents: list[Document]) -> Lexicon:
    build_index(folder, documents, TINY.embedders, Limits(100))
    return Lexicon(load_store(folder).segments)


def scores(index: Lexicon, question: str) -> tuple[list[float], list[float]]:
    """BM25 and coverage of every passage of the first segment."""
    rows = np.arange(index.segments[0].segment.passages)
    asked = index.asked(question)
    bm25, coverage = index.measured(asked, 0, rows)
    return bm25.tolist(), coverage.tolist()


def test_coverage_is_the_share_of_the_questions_idf(tmp_path: Path) -> None:
    index = lexicon(
        tmp_path,
        [
            short(0, "Fruit", "A pear and an apple"),
            short(1, "Fruit", "A pear and a plum"),
            short(2, "Trees", "A pear"),
        ],
    )
    bm25, coverage = scores(index, "apple pear")
    assert np.argmax(coverage) == np.argmax(bm25) == 0
    assert coverage[0] == pytest.approx(1.0) and 0 < coverage[1] < 0.2
    _, unknown = scores(index, "apple zebra")
    assert 0 < unknown[0] < 0.5  # no passage holds a zebra
    bm25, coverage = scores(index, "plum trees")
    assert coverage[2] > coverage[0] == 0 and bm25[2] == 0  # the heading over it says trees
    bm25, _ = scores(index, "aple plums")
    assert bm25[1] > 0 and bm25[0] == 0  # four letters are too few to guess at


def test_passages_without_any_term_are_indexed(tmp_path: Path) -> None:
    index = lexicon(tmp_path, [short(0, "!!!", "The of"), short(1, "???", "To be")])
    assert scores(index, "What is the sea?") == ([0, 0], [0, 0])
    assert index.best(index.asked("sea"), 0, 5, None)[0].tolist() == []


WORDS = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(120)]


def made(number: int, random: Random) -> Document:
    """Words as rare as in a real text, some of them in the heading alone."""
    chosen = [WORDS[min(int(random.paretovariate(0.7)) - 1, 119)] for _ in range(30)]
    return short(number, random.choice(WORDS), " ".join(chosen))


def by_hand(texts: list[str], question: str) -> list[float]:
    """BM25 of Robertson and Zaragoza (2009) without the constant factor, as Lucene has it."""
    counts = [Counter(terms(text)) for text in texts]
    mean = sum(map(Counter.total, counts)) / len(counts)
    found = []
    for each in counts:
        score = 0.0
        for term in dict.fromkeys(terms(question)):
            holding = sum(term in other for other in counts)
            idf = log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            length = 1.2 * (0.25 + 0.75 * each.total() / mean)
            score += idf * each[term] / (each[term] + length)
        found.append(score)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_the_best_are_those_of_all_passages(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    documents = [made(number, random) for number in range(300)]
    add_documents(tmp_path, documents, TINY, Limits(100), tell=print)
    gone = random.sample(range(300), 60)
    remove_documents(tmp_path, [f"text-{number:03}" for number in gone], print)
    (live,) = load_store(tmp_path).segments
    assert len(live.deleted) == 60
    index = Lexicon([live])
    kept = [number for number in range(300) if number not in gone]
    texts = [documents[number].text.partition("\n\n")[2] for number in kept]
    for _ in range(20):
        question = " ".join(random.sample(WORDS[:60], random.randint(1, 8)))
        asked = index.asked(question)
        expected = dict(zip(kept, by_hand(texts, question), strict=True))
        for allowed in (None, np.flatnonzero(live.live), np.asarray(sorted(kept)[:3])):
            may = kept if allowed is None else [n for n in kept if n in set(allowed.tolist())]
            for count in (1, 5, 40):
                rows, bm25 = index.best(asked, 0, count, allowed)
                best = sorted((expected[n] for n in may if expected[n] > 0), reverse=True)
                np.testing.assert_allclose(sorted(bm25, reverse=True), best[:count], rtol=1e-4)
                assert (np.diff(rows) > 0).all()
