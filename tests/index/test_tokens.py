"""Token vectors come back as they were stored, whatever way a question is compared with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import tokens
from index.tokens import TokenStore, load_tokens, write_tokens
from rag.models.embedder import Encoding
from rag.search.dot_products import product, product_with
from rag.search.late_interaction import PassageTokens, TokenMatches, late_scores

DIMENSION = 32
RANDOM = np.random.default_rng(0)


def unit_vectors(count: int) -> NDArray[np.float32]:
    vectors = RANDOM.standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def view(*sentence_lengths: int) -> PassageTokens:
    starts = np.cumsum([0, *sentence_lengths[:-1]])
    return PassageTokens(unit_vectors(sum(sentence_lengths)), starts)


PASSAGES = [[view(4, 3)], [view(2), view(1)], [view(5, 1, 2), view(3, 3, 3)], [view(6)]]
QUESTION = Encoding(unit_vectors(1)[0], unit_vectors(7), np.zeros((7, 2), np.int32))


def stored(folder: Path, budget: int = 10**6) -> TokenStore:
    write_tokens(folder / "tokens", PASSAGES, budget)
    return load_tokens(folder / "tokens", DIMENSION)


def not_stored(rows: NDArray[np.int64]) -> Sequence[Sequence[PassageTokens]]:
    return [PASSAGES[row] for row in rows.tolist()]


def by_hand(row: int) -> list[list[float]]:
    """MaxSim of the question, its tokens weighed alike, with every sentence of every view."""
    scores = []
    for each in PASSAGES[row]:
        sentences = np.split(each.vectors, each.sentence_starts[1:])
        scores.append([float((QUESTION.tokens @ s.T).max(axis=1).mean()) for s in sentences])
    return scores


def check(matches: TokenMatches, rows: list[int]) -> None:
    late = late_scores(matches, np.full(7, 1 / 7, np.float32))
    for place, row in enumerate(rows):
        best = np.max(by_hand(row), axis=0)
        assert late.sentences(place) == pytest.approx(best, abs=0.005)
        assert [m.late for m in late.sentence_matches(place)] == pytest.approx(best, abs=0.005)
        assert late.best_sentences[place] == pytest.approx(best.max(), abs=0.005)
        whole = [float((QUESTION.tokens @ v.vectors.T).max(axis=1).mean()) for v in PASSAGES[row]]
        assert late.passages[place] == pytest.approx(max(whole), abs=0.005)


@pytest.mark.parametrize("laid_out", [0, 10**9])
@pytest.mark.parametrize("rows", [[0, 1, 2, 3], [1, 3], [2], []])
def test_a_question_is_compared_alike_with_all_and_with_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, laid_out: int, rows: list[int]
) -> None:
    monkeypatch.setattr(tokens, "_LAID_OUT", laid_out)
    store = stored(tmp_path)
    check(store.match(QUESTION, np.asarray(rows, np.int64), not_stored), rows)


def test_passages_beyond_the_budget_are_encoded_and_compared_alike(tmp_path: Path) -> None:
    store = stored(tmp_path, budget=2 * DIMENSION * 10)
    assert len(store.layout) == 2
    check(store.match(QUESTION, np.asarray([0, 1, 2, 3]), not_stored), [0, 1, 2, 3])
    check(store.match(QUESTION, np.asarray([3]), not_stored), [3])


def test_the_cosine_is_that_with_the_mean_of_the_sentences_tokens(tmp_path: Path) -> None:
    matches = stored(tmp_path).match(QUESTION, np.asarray([0]), not_stored)
    for cosine, part in zip(matches.cosines, np.split(PASSAGES[0][0].vectors, [4]), strict=True):
        mean = part.mean(axis=0)
        expected = float(mean @ QUESTION.pooled / np.linalg.norm(mean))
        assert float(cosine) == pytest.approx(expected, abs=0.01)


def test_products_are_those_of_numpy() -> None:
    questions, vectors = unit_vectors(5), unit_vectors(300).astype(np.float16)
    expected = pytest.approx(questions @ vectors.astype(np.float32).T, abs=0.005)
    assert product_with(vectors)(questions) == expected
    assert product()(questions, vectors) == expected
