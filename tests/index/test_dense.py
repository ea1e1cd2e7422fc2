"""The nearest vectors are found among few and among many, within filters, and come back exact."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from index.dense import FLAT_ROWS, DenseVectors, dense_files, load_dense, write_dense
from rag.models.embedder import Vectors, unit

DIMENSION = 96
MANY = FLAT_ROWS + 10_000
# What no process but this one shares is computed here alone: the seed is the vectors'.
AGAIN = """
import sys
from pathlib import Path
from index.dense import write_dense
from tests.index.test_dense import DIMENSION, like_texts
write_dense(Path(sys.argv[1]), [like_texts(25_000)], DIMENSION)
"""


def like_texts(count: int, seed: int = 0) -> Vectors:
    """Vectors around common subjects, as those of texts are; the subjects are always the same."""
    subjects = np.random.default_rng(99).standard_normal((500, DIMENSION), np.float32)
    noise = np.random.default_rng(seed).standard_normal((count, DIMENSION), np.float32)
    return unit(subjects[subjects_of(count, seed)] + 0.7 * noise)


def subjects_of(count: int, seed: int = 0) -> NDArray[np.int64]:
    return np.random.default_rng([seed, 7]).integers(0, 500, count)


QUESTIONS = like_texts(40, seed=1)


def opened(folder: Path, vectors: Vectors) -> DenseVectors:
    assert write_dense(folder, [vectors[:1000], vectors[1000:]], vectors.shape[1]) == len(vectors)
    assert {path.name for path in folder.iterdir()} == set(dense_files(len(vectors)))
    return load_dense(folder, vectors.shape[1], len(vectors))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> DenseVectors:
    return opened(tmp_path_factory.mktemp("many") / "dense", like_texts(MANY))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> DenseVectors:
    return opened(tmp_path_factory.mktemp("few") / "dense", like_texts(5000))


def by_hand(dense: DenseVectors, question: Vectors, allowed: NDArray[np.int64]) -> list[int]:
    """The allowed rows, the nearest first, by double precision."""
    products = dense.vectors[allowed].astype(np.float64) @ question.astype(np.float64)
    return [int(row) for row in allowed[np.lexsort((allowed, -products))]]


def recall(dense: DenseVectors, top_k: int, rows: NDArray[np.int64] | None = None) -> float:
    allowed = np.arange(len(dense)) if rows is None else rows
    held = 0
    for question in QUESTIONS:
        found, scores = dense.search(question, top_k, rows)
        assert len(set(found.tolist())) == len(found) == min(top_k, len(allowed))
        assert np.isin(found, allowed).all() and (np.diff(scores) <= 0).all()
        held += len(set(by_hand(dense, question, allowed)[:top_k]) & set(found.tolist()))
    return held / (len(QUESTIONS) * min(top_k, len(allowed)))


def test_few_are_compared_one_by_one(few: DenseVectors) -> None:
    assert recall(few, 10) == 1
    assert recall(few, 200) > 0.9999  # two may be as near as single precision tells


def test_of_many_nearly_all_of_the_nearest_are_found(many: DenseVectors) -> None:
    assert recall(many, 10) >= 0.95


@pytest.mark.parametrize("kept", [1000, 100, 6, 3, 2])
def test_filters_lose_none_to_others_that_are_nearer(many: DenseVectors, kept: int) -> None:
    rows = np.arange(7, MANY, kept)
    few_enough = len(rows) <= 4000
    assert recall(many, 10, rows) >= (1 if few_enough else 0.95)


def test_filters_of_some_subjects_lose_none_either(many: DenseVectors) -> None:
    """As the documents that a filter names are of few subjects, most of them not the question's."""
    rows = np.flatnonzero(subjects_of(MANY) % 5 == 3)
    assert len(rows) > 5000
    assert recall(many, 10, rows) >= 0.95


@pytest.mark.parametrize("name", ["few", "many"])
def test_deleted_rows_never_come_back(name: str, request: pytest.FixtureRequest) -> None:
    dense: DenseVectors = request.getfixturevalue(name)
    deleted = np.zeros(len(dense), np.bool_)
    for question in QUESTIONS[:20]:
        before, _ = dense.search(question, 30)
        deleted[:] = False
        deleted[before[::2]] = True
        after, _ = dense.search(question, 15, None, deleted)
        assert not deleted[after].any() and len(after) == 15
        assert set(before[1:10:2].tolist()) <= set(after.tolist())
        within, _ = dense.search(question, 30, np.sort(before), deleted)
        assert within.tolist() == before[1::2].tolist()
    deleted[:] = True
    assert not len(dense.search(QUESTIONS[0], 10, None, deleted)[0])
    deleted[4321] = False
    assert dense.search(QUESTIONS[0], 10, None, deleted)[0].tolist() == [4321]


@pytest.mark.parametrize("name", ["few", "many"])
def test_a_score_is_the_cosine_whatever_else_is_asked_for(
    name: str, request: pytest.FixtureRequest
) -> None:
    dense: DenseVectors = request.getfixturevalue(name)
    written = like_texts(len(dense))
    for question in QUESTIONS[:10]:
        rows, scores = dense.search(question, 50)
        assert scores == pytest.approx(written[rows] @ question, abs=1e-3)
        for count in (1, 7, 50):
            assert dense.scores(question, rows[:count]).tolist() == scores[:count].tolist()
        every = dense.scores(question, np.arange(len(dense)))
        assert every[rows].tolist() == scores.tolist()


def test_what_is_read_is_written_again_to_the_same_bytes(few: DenseVectors, tmp_path: Path) -> None:
    again = opened(tmp_path / "again", few.read(np.arange(len(few))))
    assert again.vectors.tobytes() == few.vectors.tobytes()


def test_the_same_vectors_give_the_same_bytes_on_any_number_of_threads(tmp_path: Path) -> None:
    def built(name: str, threads: str) -> list[str]:
        own = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        command = [sys.executable, "-c", AGAIN, str(tmp_path / name)]
        root = Path(__file__).resolve().parents[2]
        subprocess.run(command, env={**os.environ, **own}, cwd=root, check=True)
        files = sorted((tmp_path / name).iterdir())
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

    once = built("once", "1")
    assert len(once) == 2 and built("again", "1") == once and built("two", "2") == once


@pytest.mark.parametrize("count", [0, 1, 2, FLAT_ROWS, FLAT_ROWS + 1])
def test_any_number_of_vectors(tmp_path: Path, count: int) -> None:
    dense = opened(tmp_path / "dense", like_texts(count))
    for top_k in (0, 1, 3):
        rows, scores = dense.search(QUESTIONS[0], top_k)
        assert rows.tolist() == by_hand(dense, QUESTIONS[0], np.arange(count))[:top_k]
        assert len(scores) == len(rows)
    nothing = np.zeros(0, np.int64)
    assert not len(dense.search(QUESTIONS[0], 3, nothing)[0])
    assert dense.read(nothing).shape == (0, DIMENSION) and not len(
        dense.scores(QUESTIONS[0], nothing)
    )


def test_vectors_that_are_all_alike_or_zero(tmp_path: Path) -> None:
    vectors = np.tile(QUESTIONS[0], (FLAT_ROWS + 500, 1))
    vectors[-1000:] = 0  # of texts in which the model reads no token
    dense = opened(tmp_path / "dense", vectors)
    rows, scores = dense.search(QUESTIONS[0], 10)
    assert len(rows) == 10 and scores == pytest.approx(1, abs=1e-3)
    only_zero = np.arange(len(dense) - 1000, len(dense))
    assert dense.search(QUESTIONS[0], 5, only_zero)[0].tolist() == only_zero[:5].tolist()
    for question in (np.zeros(DIMENSION, np.float32), -QUESTIONS[0], QUESTIONS[1]):
        for top_k in (10, 1500):
            assert len(dense.search(question, top_k)[0]) == top_k


DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda good: b"",
    lambda good: good[:10],
    lambda good: good[:-2],
    lambda good: good[: len(good) // 2],
    lambda good: good[8:],
    lambda good: b"IxMp" + good,
]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["vectors.f16", "nearest.faiss"])
def test_a_file_of_another_version_is_refused(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    written(tmp_path / "dense")
    path = tmp_path / "dense" / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises((ValueError, RuntimeError)):
        load_dense(tmp_path / "dense", DIMENSION, SMALL)


SMALL = FLAT_ROWS + 1


def written(folder: Path) -> None:
    write_dense(folder, [like_texts(SMALL)], DIMENSION)


def others() -> list[faiss.Index]:
    """Indexes of other kinds and sizes, and one in whose clusters a row is there twice."""
    vectors, nearest = like_texts(SMALL), faiss.IndexFlatIP(DIMENSION)
    nearest.add(vectors[:16])
    flat = faiss.IndexFlatIP(DIMENSION)
    flat.add(vectors)
    lists = []
    for rows in (np.arange(SMALL), np.arange(SMALL) - 1, np.arange(SMALL) // 2):
        index = faiss.IndexIVFRaBitQ(nearest, DIMENSION, 16, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add_with_ids(vectors, rows)
        lists.append(index)
    good, *twice = lists
    shorter = faiss.clone_index(good)
    shorter.remove_ids(np.arange(1))
    other = faiss.IndexIVFFlat(nearest, DIMENSION, 16, faiss.METRIC_INNER_PRODUCT)
    other.train(vectors)
    other.add(vectors)
    return [flat, shorter, other, *twice]


def test_an_index_of_another_kind_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "dense")
    for index in others():
        faiss.write_index(index, str(tmp_path / "dense" / "nearest.faiss"))
        with pytest.raises(ValueError):
            load_dense(tmp_path / "dense", DIMENSION, SMALL)


@pytest.mark.parametrize(("dimension", "count"), [(DIMENSION, 4), (DIMENSION + 1, 5), (0, 5)])
def test_vectors_of_another_shape_are_refused(tmp_path: Path, dimension: int, count: int) -> None:
    write_dense(tmp_path / "dense", [like_texts(5)], DIMENSION)
    with pytest.raises(ValueError):
        load_dense(tmp_path / "dense", dimension, count)
