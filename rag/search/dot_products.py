"""The products of a question's vectors with many token vectors, in half precision.

Numpy's BLAS took four times as long for so few rows against so many, and twice where what it
multiplies with was laid out for it. bfloat16, where the processor has it, moves a cosine by less
than a thousandth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.models.embedder import Vectors
from rag.models.inference import BFLOAT16, FLOAT32, Infer, compiled, has_bfloat16
from rag.models.light_openvino import openvino
from rag.once import once

# OpenVINO keeps what it prepared for every number of rows that it meets: few are few to keep.
_MULTIPLE = 8

HalfVectors = NDArray[np.float16]


def product_with(
    vectors: Callable[[], HalfVectors], threads: int | None = None
) -> Callable[[Vectors], Vectors]:
    """A function from a question's vectors [q, d] to their products [q, n] with ``vectors`` [n, d].

    The vectors are laid out once for it, in a copy, when it is first called. Each question is
    multiplied alone, so that its products depend on no other. Several threads may call it. Raises
    ModelError where OpenVINO cannot lay them out.
    """
    laid_out = once(lambda: _compiled(vectors(), threads))

    def products(question: Vectors) -> Vectors:
        count = ceil(len(question) / _MULTIPLE) * _MULTIPLE
        rows = np.zeros((count, question.shape[1]), np.float32)
        rows[: len(question)] = question
        return laid_out()(rows)[0][: len(question)]

    return products


@contextmanager
def comparing() -> Iterator[None]:
    """Raise ModelError, in words, where OpenVINO cannot prepare a comparison."""
    try:
        yield
    except RuntimeError as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        raise ModelError(
            f"OpenVINO cannot compare token vectors ({reason}); where memory is short, free some "
            "and ask again"
        ) from error


def _compiled(vectors: HalfVectors, threads: int | None) -> Infer:
    with comparing():
        return compiled(_model(vectors), BFLOAT16 if has_bfloat16() else FLOAT32, threads)


def _model(vectors: HalfVectors) -> object:
    ops = openvino().opset13
    questions = ops.parameter([-1, -1], np.float32)
    others = ops.convert(ops.constant(vectors), np.float32)
    return openvino().Model([ops.matmul(questions, others, False, True)], [questions])
