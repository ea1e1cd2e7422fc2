"""The passages' vectors of one segment: exact scores of them, and which are nearest to a question.

    vectors.f16    [count, dimension] float16, row after row, mapped into memory
    nearest.faiss  where there are more than ``FLAT_ROWS``: the same in clusters, quantised

Few vectors are compared with the question one by one. Of many, the clusters nearest to it are
looked through in their codes (RaBitQ, a bit a dimension), and the best of these are compared with
the vectors themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.clusters import find_centroids, nearest_centroids
from rag.models.embedder import Vectors

Rows = NDArray[np.int64]
Marks = NDArray[np.bool_]
HalfVectors = NDArray[np.float16]

FLAT_ROWS = 20_000
"""Up to so many, all are compared, which takes 1.5 ms on one core."""
_EXACT_ROWS = 4_000  # up to so many that filters allow, these are compared and nothing else
_LISTS = 4  # clusters for each square root of the number of vectors
_SAMPLE = 32  # vectors for each cluster by which the clusters are found
_PROBED = 64  # clusters that are looked through, at least
_LEAST_HELD = 8_000  # allowed rows that these hold, at least
_COMPARED, _LEAST_COMPARED = 4, 400  # candidates for each row that is wanted, and the fewest
_BLOCK = 65_536  # vectors that are quantised at once: 100 MB
_READ = 1_024  # vectors that are read at once: 1.5 MB
_calls: Any = faiss  # its type hints are those of C++, and Python's calls are others
_VECTORS, _NEAREST = "vectors.f16", "nearest.faiss"


def dense_files(count: int) -> tuple[str, ...]:
    """The names of the files of so many vectors."""
    return (_VECTORS, _NEAREST) if count > FLAT_ROWS else (_VECTORS,)


@dataclass(frozen=True)
class Clusters:
    """The centroids of clusters, and the number of each row's cluster."""

    centroids: Vectors
    of_row: Rows

    def nearest(self, vector: Vectors, allowed: Marks | None) -> tuple[Rows, Vectors]:
        """The clusters to look through, the nearest first, and their products with ``vector``.

        What is nearest among the allowed rows may lie far away, so there are enough clusters to
        hold many of these; the other rows in them cost a bit each.
        """
        products = np.vecdot(self.centroids, vector)
        order = np.argsort(-products, kind="stable")
        held = self.sizes
        if allowed is not None:
            held = np.bincount(self.of_row[allowed], minlength=len(order))
        holding = int(np.searchsorted(np.cumsum(held[order]), _LEAST_HELD)) + 1
        order = order[: max(_PROBED, holding)]
        return order, products[order]

    @cached_property
    def sizes(self) -> Rows:
        """How many rows each cluster has."""
        return np.bincount(self.of_row, minlength=len(self.centroids))


@dataclass(frozen=True)
class DenseVectors:
    """The vectors of one segment, opened; rows are numbered from 0. Threads may share it.

    The same question has the same rows and scores, whoever else asks.
    """

    vectors: HalfVectors
    _index: Any = field(repr=False)  # of FAISS
    _clusters: Clusters | None = field(repr=False)  # None where all rows are compared

    def __len__(self) -> int:
        return len(self.vectors)

    def search(
        self, vector: Vectors, top_k: int, rows: Rows | None = None, deleted: Marks | None = None
    ) -> tuple[Rows, Vectors]:
        """Rows and scores of the ``top_k`` nearest to ``vector`` ([dimension]), best first.

        The scores are those of ``scores``; of equal ones the lower row comes first. With ``rows``
        the search is among those alone, so that none is lost to others that are nearer. What
        ``deleted`` ([count]) marks never comes back.
        """
        allowed = _allowed(len(self), rows, deleted)
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        if top_k < 1 or not count:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if allowed is not None and count <= _EXACT_ROWS:
            found = np.flatnonzero(allowed)
        else:
            found = self._nearest(vector, top_k, allowed, count)
        scores = self.scores(vector, found)
        order = np.lexsort((found, -scores))[:top_k]
        return found[order], scores[order]

    def scores(self, vector: Vectors, rows: Rows) -> Vectors:
        """The cosine of ``vector`` ([dimension], of unit length) with each of ``rows``.

        That of a row is the same to the bit, whatever other rows are asked for.
        """
        scores = np.zeros(len(rows), np.float32)
        for start in range(0, len(rows), _READ):
            some = rows[start : start + _READ]
            scores[start : start + _READ] = np.vecdot(self.read(some), vector)
        return scores

    def read(self, rows: Rows) -> Vectors:
        """The vectors of ``rows``, [len(rows), dimension], which ``write_dense`` writes again
        to the same bytes."""
        return self.vectors[rows].astype(np.float32)

    def _nearest(self, vector: Vectors, top_k: int, allowed: Marks | None, count: int) -> Rows:
        """The rows that FAISS finds nearest, of ``count`` allowed ones; more than ``top_k`` where
        it knows codes alone."""
        selector = None
        if allowed is not None:
            selector = _calls.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        # One vector is no work to share. OpenMP keeps the number for each calling thread.
        faiss.omp_set_num_threads(1)
        if self._clusters is None:
            parameters = _calls.SearchParameters(sel=selector)
            _, rows = self._index.search(vector[None, :], min(top_k, count), params=parameters)
            return np.asarray(rows[0], np.int64)
        return self._in_clusters(
            *self._clusters.nearest(vector, allowed),
            np.ascontiguousarray(vector, np.float32),
            min(count, max(_LEAST_COMPARED, _COMPARED * top_k)),
            selector,
        )

    def _in_clusters(
        self, clusters: Rows, products: Vectors, vector: Vectors, wanted: int, selector: Any
    ) -> Rows:
        """The rows of clusters whose codes are nearest to ``vector``, at most ``wanted``."""
        parameters = _calls.SearchParametersIVF(sel=selector, nprobe=len(clusters))
        distances, rows = np.empty(wanted, np.float32), np.empty(wanted, np.int64)
        given = [_calls.swig_ptr(each) for each in (clusters, products, distances, rows)]
        asked = _calls.swig_ptr(vector)
        self._index.search_preassigned_c(1, asked, wanted, *given, False, parameters)
        return rows[rows >= 0]


def _allowed(count: int, rows: Rows | None, deleted: Marks | None) -> Marks | None:
    """Which of so many rows may come back; None for all."""
    if rows is None:
        return None if deleted is None or not deleted.any() else ~deleted
    allowed = np.zeros(count, np.bool_)
    allowed[rows] = True
    return allowed if deleted is None else allowed & ~deleted


def write_dense(folder: Path, vectors: Iterable[Vectors], dimension: int) -> int:
    """Write vectors of unit length, given in blocks of [n, dimension]; returns how many.

    The same vectors give the same bytes on like processors, however many threads there are.
    """
    folder.mkdir(parents=True)
    count = 0
    with (folder / _VECTORS).open("wb") as handle:
        for block in vectors:
            handle.write(np.ascontiguousarray(block, np.float16).data)
            count += len(block)
    if count > FLAT_ROWS:
        mapped = _mapped(folder / _VECTORS, dimension, count)
        faiss.write_index(_clustered(mapped), str(folder / _NEAREST))
    return count


def _clustered(vectors: HalfVectors) -> faiss.IndexIVFRaBitQ:
    """The vectors in clusters, quantised, with a block of them at a time in memory."""
    count, dimension = vectors.shape
    lists = round(_LISTS * count**0.5)
    random = np.random.default_rng(0)
    sample = np.sort(random.choice(count, min(count, _SAMPLE * lists), replace=False))
    centroids = find_centroids(vectors[sample].astype(np.float32), lists)
    nearest = faiss.IndexFlatIP(dimension)
    nearest.add(centroids)
    index = faiss.IndexIVFRaBitQ(nearest, dimension, lists, faiss.METRIC_INNER_PRODUCT)
    index.train(centroids)
    for start in range(0, count, _BLOCK):
        block = vectors[start : start + _BLOCK].astype(np.float32)
        rows = np.arange(start, start + len(block), dtype=np.int64)
        clusters = nearest_centroids(block, centroids)
        pointers = [_calls.swig_ptr(array) for array in (block, rows, clusters)]
        index.add_core(len(block), *pointers)
    return index


def load_dense(folder: Path, dimension: int, count: int) -> DenseVectors:
    """The vectors in a folder whose files have been verified: FAISS trusts what it reads.

    Raises ValueError where there are not ``count`` of ``dimension``, RuntimeError or OSError where
    a file cannot be read.
    """
    size = (folder / _VECTORS).stat().st_size
    if size != 2 * count * dimension:
        raise ValueError(f"{size} bytes are not {count} vectors of {dimension} dimensions")
    vectors = _mapped(folder / _VECTORS, dimension, count)
    if count <= FLAT_ROWS:
        return DenseVectors(vectors, _flat(vectors), None)
    index = faiss.read_index(str(folder / _NEAREST))
    return DenseVectors(vectors, index, _clusters(index, dimension, count))


def _mapped(path: Path, dimension: int, count: int) -> HalfVectors:
    shape = (count, dimension)
    if not count:
        return np.zeros(shape, np.float16)  # an empty file cannot be mapped
    return np.asarray(np.memmap(path, np.float16, "r", shape=shape))


def _flat(vectors: HalfVectors) -> faiss.IndexScalarQuantizer:
    """The vectors as they are, for FAISS, in a copy."""
    half, product = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexScalarQuantizer(vectors.shape[1], half, product)
    index.add_sa_codes(vectors.view(np.uint8))
    return index


def _clusters(index: Any, dimension: int, count: int) -> Clusters:
    """The clusters of an index that holds so many vectors, each in one of them.

    Raises ValueError for another.
    """
    if not isinstance(index, faiss.IndexIVFRaBitQ) or (index.d, index.ntotal) != (dimension, count):
        raise ValueError(f"no index of {count} quantised vectors of {dimension} dimensions")
    nearest = faiss.downcast_index(index.quantizer)
    lists: Any = index.invlists
    if not isinstance(nearest, faiss.IndexFlatIP) or nearest.d != dimension:
        raise ValueError(f"no centroids of {dimension} dimensions")
    if not nearest.ntotal == index.nlist == lists.nlist or lists.code_size != index.code_size:
        raise ValueError("centroids and clusters do not fit together")
    of_row = np.full(count, -1, np.int64)
    for number in range(index.nlist):
        if size := lists.list_size(number):
            rows = faiss.rev_swig_ptr(lists.get_ids(number), size)
            if rows.min() < 0 or rows.max() >= count:
                raise ValueError("the clusters hold a vector that is not there")
            of_row[rows] = number
    if of_row.min() < 0:  # as many as there are in all, so none is there twice
        raise ValueError("the clusters do not hold each vector")
    centroids = nearest.reconstruct_n(0, nearest.ntotal)
    return Clusters(centroids, of_row)
