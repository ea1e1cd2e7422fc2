"""Vectors in clusters by spherical k-means, the same to the bit in every run.

Written with numpy, whose sums here do not depend on how many threads there are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rag.models.embedder import Vectors, unit

_ROUNDS = 8
_BLOCK = 8192  # vectors that are compared with all centroids at once
_SEED = 0


def find_centroids(sample: Vectors, count: int) -> Vectors:
    """The centroids, [count, dimension] and of unit length, of at least as many vectors.

    One that no vector is nearest to stays where it was.
    """
    random = np.random.default_rng(_SEED)
    centroids = sample[np.sort(random.choice(len(sample), count, replace=False))]
    for _ in range(_ROUNDS):
        assigned = nearest_centroids(sample, centroids)
        order = np.argsort(assigned, kind="stable")
        # Where each cluster starts: its vectors are added up in their order, whatever the cores.
        starts = np.flatnonzero(np.diff(assigned[order], prepend=-1))
        centroids[assigned[order[starts]]] = unit(np.add.reduceat(sample[order], starts, axis=0))
    return centroids


def nearest_centroids(vectors: Vectors, centroids: Vectors) -> NDArray[np.int64]:
    """For each of ``vectors`` ([n, dimension]) the number of the centroid with the largest product.

    Of equal ones it is the first.
    """
    found = [(block @ centroids.T).argmax(axis=1) for block in _blocks(vectors)]
    return np.concatenate([np.zeros(0, np.int64), *found]).astype(np.int64)


def _blocks(vectors: Vectors) -> Iterator[Vectors]:
    for start in range(0, len(vectors), _BLOCK):
        yield vectors[start : start + _BLOCK]
