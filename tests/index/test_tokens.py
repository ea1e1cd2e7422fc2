"""Token vectors come back as their codes say, whatever way a question is compared with them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.code_file import CodeFile
from index.tokens import TokenStore, load_tokens, write_token_parts, write_tokens
from rag.errors import IndexDamaged
from rag.models.embedder import Encoding
from rag.models.token_codebook import train_codebook
from rag.search.dot_products import product_with
from rag.search.late_interaction import PassageTokens, TokenMatches, late_scores

DIMENSION = 32
RANDOM = np.random.default_rng(0)


def unit_vectors(count: int) -> NDArray[np.float32]:
    vectors = RANDOM.standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def view(*sentence_lengths: int) -> PassageTokens:
    starts = np.cumsum([0, *sentence_lengths[:-1]])
    return PassageTokens(unit_vectors(sum(sentence_lengths)), starts)


CODEBOOK = train_codebook(unit_vectors(4000))
PASSAGES = [[view(4, 3)], [view(2), view(1)], [view(5, 1, 2), view(3, 3, 3)], [view(6)]]
QUESTION = Encoding(unit_vectors(1)[0], unit_vectors(7), np.zeros((7, 2), np.int32))


def stored(folder: Path, passages: list[list[PassageTokens]] = PASSAGES) -> TokenStore:
    write_tokens(folder / "tokens", [coded(views) for views in passages], CODEBOOK)
    return load_tokens(folder / "tokens", DIMENSION)


def coded(views: list[PassageTokens]) -> list[PassageTokens]:
    """The same tokens as the codes that they are kept as."""
    return [replace(each, vectors=CODEBOOK.encode(each.vectors)) for each in views]


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
        assert late.sentences(place) == pytest.approx(best, abs=0.01)
        assert [m.late for m in late.sentence_matches(place)] == pytest.approx(best, abs=0.01)
        assert late.best_sentences[place] == pytest.approx(best.max(), abs=0.01)
        whole = [float((QUESTION.tokens @ v.vectors.T).max(axis=1).mean()) for v in PASSAGES[row]]
        assert late.passages[place] == pytest.approx(max(whole), abs=0.01)


@pytest.mark.parametrize("laid_out", [False, True])
@pytest.mark.parametrize("rows", [[0, 1, 2, 3], [1, 3], [2], [3, 1, 0, 2], []])
def test_a_question_is_compared_alike_with_all_and_with_some(
    tmp_path: Path, laid_out: bool, rows: list[int]
) -> None:
    store = stored(tmp_path)
    check(store.match(QUESTION, np.asarray(rows, np.int64), laid_out), rows)


@pytest.mark.parametrize("laid_out", [False, True])
def test_the_cosine_is_that_with_the_mean_of_the_sentences_tokens(
    tmp_path: Path, laid_out: bool
) -> None:
    matches = stored(tmp_path).match(QUESTION, np.asarray([0]), laid_out)
    for cosine, part in zip(matches.cosines, np.split(PASSAGES[0][0].vectors, [4]), strict=True):
        mean = part.mean(axis=0)
        expected = float(mean @ QUESTION.pooled / np.linalg.norm(mean))
        assert float(cosine) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("laid_out", [False, True])
def test_a_sentence_without_a_vector_answers_nothing(tmp_path: Path, laid_out: bool) -> None:
    nothing = PassageTokens(np.zeros((2, DIMENSION), np.float32), np.asarray([0, 1]), silent=True)
    matches = stored(tmp_path, [[view(2, 3)], [nothing]]).match(
        QUESTION, np.asarray([0, 1]), laid_out
    )
    assert not matches.best[:, 2:].any() and not matches.cosines[2:].any()
    assert matches.best[:, :2].all() and matches.cosines[:2].all()


def test_a_token_is_matched_to_the_last_bit_whatever_stands_beside_it(tmp_path: Path) -> None:
    passages = [[view(*RANDOM.integers(1, 40, 3).tolist())] for _ in range(200)]
    write_tokens(tmp_path / "all", [coded(views) for views in passages], CODEBOOK)
    whole = load_tokens(tmp_path / "all", DIMENSION)
    found = whole.match(QUESTION, np.arange(200), False)
    for threads in (1, 2, 5):
        again = load_tokens(tmp_path / "all", DIMENSION, threads).match(
            QUESTION, np.arange(200), False
        )
        assert np.array_equal(again.best, found.best)
    for row in (0, 57, 199):
        write_tokens(tmp_path / f"{row}", [coded(passages[row])], CODEBOOK)
        alone = load_tokens(tmp_path / f"{row}", DIMENSION)
        assert np.array_equal(
            alone.part(np.asarray([0])).codes, whole.part(np.asarray([row])).codes
        )
        one = alone.match(QUESTION, np.asarray([0]), False)
        assert np.array_equal(one.best, found.select(np.asarray([row])).best)


def test_a_code_takes_at_most_64_bytes(tmp_path: Path) -> None:
    store = stored(tmp_path)
    count = sum(len(v.vectors) for views in PASSAGES for v in views)
    assert (tmp_path / "tokens" / "codes.u8").stat().st_size == count * store.codebook.parts
    assert store.codebook.parts <= 64
    empty = stored(tmp_path / "x", []) if (tmp_path / "x").mkdir() is None else store
    assert len(empty.match(QUESTION, np.zeros(0, np.int64)).layout) == 0


def test_products_are_those_of_numpy() -> None:
    questions, vectors = unit_vectors(5), unit_vectors(300).astype(np.float16)
    expected = pytest.approx(questions @ vectors.astype(np.float32).T, abs=0.005)
    assert product_with(lambda: vectors)(questions) == expected


def test_what_is_stored_of_passages_can_be_stored_again(tmp_path: Path) -> None:
    store = stored(tmp_path)
    order = np.asarray([2, 0, 1])
    parts = [store.part(order[:2]), store.part(order[2:])]
    write_token_parts(tmp_path / "again", parts, store.codebook)
    again = load_tokens(tmp_path / "again", DIMENSION)
    found, expected = (
        each.match(QUESTION, rows, False) for each, rows in ((again, np.arange(3)), (store, order))
    )
    assert np.array_equal(found.best, expected.best)
    assert np.array_equal(found.cosines, expected.cosines)


def test_the_codes_that_are_wanted_are_read_in_their_order(tmp_path: Path) -> None:
    rows = RANDOM.integers(0, 256, (50, 4)).astype(np.uint8)
    (tmp_path / "codes.u8").write_bytes(rows.tobytes())
    file = CodeFile(tmp_path / "codes.u8", 4)
    assert len(file) == 50
    for ranges in ([], [(3, 3)], [(0, 50)], [(40, 50), (0, 10)], [(5, 7), (7, 9), (9, 9), (1, 2)]):
        firsts, ends = (np.asarray([r[k] for r in ranges], np.int64) for k in (0, 1))
        expected = [row.tolist() for first, end in ranges for row in rows[first:end]]
        assert file.read(firsts, ends).tolist() == expected


def test_a_file_that_is_cut_short_meanwhile_is_told(tmp_path: Path) -> None:
    store = stored(tmp_path)
    os.truncate(tmp_path / "tokens" / "codes.u8", 5)
    with pytest.raises(IndexDamaged, match=r"codes\.u8 has been cut short"):
        store.match(QUESTION, np.asarray([0, 1]), False)
