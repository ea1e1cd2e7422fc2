"""The products of a question's vectors with many token vectors, in half precision.

Numpy's BLAS took four times as long for so few rows against so many, and twice where what it
multiplies with was laid out for it. bfloat16, where the processor has it, moves a cosine by less
than a thousandth.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from rag.models.embedder import Vectors
from rag.models.inference import BFLOAT16, FLOAT32, compiled, has_bfloat16
from rag.models.light_openvino import openvino

# OpenVINO keeps what it prepared for every number of rows that it meets: few are few to keep.
_MULTIPLE = 8

HalfVectors = NDArray[np.float16]


def product_with(vectors: HalfVectors, threads: int | None = None) -> Callable[[Vectors], Vectors]:
    """A function from a question's vectors [q, d] to their products [q, n] with ``vectors`` [n, d].

    The vectors are laid out once for it, in a copy, and multiplied twice as fast as by
    ``product``. Each question is multiplied alone, so that its products depend on no other.
    """
    infer = compiled(_model(vectors), _precision(), threads)

    def products(question: Vectors) -> Vectors:
        count = ceil(len(question) / _MULTIPLE) * _MULTIPLE
        rows = np.zeros((count, vectors.shape[1]), np.float32)
        rows[: len(question)] = question
        return infer(rows)[0][: len(question)]

    return products


@cache
def product(threads: int | None = None) -> Callable[[Vectors, HalfVectors], Vectors]:
    """A function from questions' vectors [q, d] and others [n, d] to their products [q, n]."""
    infer = compiled(_model(None), _precision(), threads)
    return lambda questions, vectors: infer(
        np.ascontiguousarray(questions), np.ascontiguousarray(vectors)
    )[0]


def _model(vectors: HalfVectors | None) -> object:
    ops = openvino().opset13
    questions = ops.parameter([-1, -1], np.float32)
    if vectors is None:
        given = ops.parameter([-1, -1], np.float16)
        inputs, others = [questions, given], given
    else:
        inputs, others = [questions], ops.constant(vectors)
    multiplied = ops.matmul(questions, ops.convert(others, np.float32), False, True)
    return openvino().Model([multiplied], inputs)


def _precision() -> str:
    return BFLOAT16 if has_bfloat16() else FLOAT32
