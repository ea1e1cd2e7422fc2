"""Exact search over the passages' vectors with FAISS."""

from __future__ import annotations

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.models.embedder import Vectors


def build_dense(vectors: Vectors) -> bytes:
    """A serialised inner-product index of vectors of shape [n, dimension], of unit length."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    return bytes(faiss.serialize_index(index))


def load_dense(serialised: bytes, dimension: int) -> faiss.Index:
    """The index in bytes whose hash has been verified: FAISS trusts what it reads.

    Raises ValueError for one of another kind or dimension, RuntimeError for what is none.
    """
    index = faiss.deserialize_index(np.frombuffer(serialised, np.uint8))
    if not isinstance(index, faiss.IndexFlatIP) or index.d != dimension:
        raise ValueError(f"no flat index of {dimension} dimensions")
    return index


def search_dense(
    index: faiss.Index, vector: Vectors, top_k: int, rows: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], Vectors]:
    """Rows and cosines of the ``top_k`` nearest to ``vector`` ([dimension]), best first.

    With ``rows`` the search is among those alone, so that none is lost to others that are nearer.
    """
    parameters = None
    if rows is not None:
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows))  # type: ignore[call-arg]
    # One vector is no work to share. OpenMP keeps the number for each calling thread.
    faiss.omp_set_num_threads(1)
    scores, found = index.search(vector[None, :], min(top_k, index.ntotal), params=parameters)
    kept = found[0] >= 0
    return found[0][kept], scores[0][kept]


def scores(index: faiss.Index, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
    """The cosine of ``vector`` ([dimension]) with each of ``rows``.

    Row by row, so that a passage's does not depend on the others beside it.
    """
    if not len(rows):
        return np.zeros(0, np.float32)
    found: Vectors = np.einsum("ij,j->i", index.reconstruct_batch(rows), vector)
    return found
