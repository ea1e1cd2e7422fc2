"""The products of a question's vectors with tokens that are kept as codes, without decoding them.

Each byte of a code adds what a table says; the sums are brought to one length of the decoded
token, as ``Codebook.decode`` does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rag.models.embedder import Vectors
from rag.models.inference import FLOAT32, Infer, compiled
from rag.models.light_openvino import openvino
from rag.models.token_codebook import LEAST_SQUARE, Codebook, Codes
from rag.once import once
from rag.search.dot_products import comparing

_infers: dict[tuple[int, int | None], Callable[[], Infer]] = {}


def code_products(
    question: Vectors, codebook: Codebook, codes: Codes, threads: int | None = None
) -> Vectors:
    """The products of a question's vectors [q, d] with tokens of codes [n, parts]: [q, n].

    Those of a token depend on no other. Raises ModelError where OpenVINO cannot compute it.
    """
    key = (codebook.parts, threads)
    infer = _infers.setdefault(key, once(lambda: _compiled(codebook.parts, threads)))()
    return infer(codebook.table(question), np.ascontiguousarray(codes))[0]


def _compiled(parts: int, threads: int | None) -> Infer:
    with comparing():
        return compiled(_model(parts), FLOAT32, threads)


def _model(parts: int) -> object:
    ops = openvino().opset13
    table = ops.parameter([-1, -1], np.float32)
    codes = ops.parameter([-1, parts], np.uint8)
    firsts = ops.constant(np.arange(parts, dtype=np.int32) * 256)
    rows = ops.add(ops.convert(codes, np.int32), firsts)
    sums = ops.embedding_bag_packed_sum(table, rows)
    last = np.asarray([-1], np.int32)
    axis = np.int32(1)
    squares = ops.gather(sums, ops.constant(last), ops.constant(axis))
    ends = [ops.constant(np.asarray(each, np.int32)) for each in ([0], [-1], [1], [1])]
    products = ops.slice(sums, *ends)
    divisors = ops.sqrt(ops.maximum(squares, ops.constant(np.float32(LEAST_SQUARE))))
    order = ops.constant(np.asarray([1, 0], np.int32))
    return openvino().Model([ops.transpose(ops.divide(products, divisors), order)], [table, codes])
