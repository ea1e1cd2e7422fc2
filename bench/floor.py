"""The least that a question can cost: one pass of MiniLM, against what the cores can do."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from rag.models.inference import BFLOAT16, FLOAT32, cores, has_bfloat16
from rag.models.light_openvino import openvino

# all-MiniLM-L6-v2. A layer's weights: four matrices of attention, two of the feed-forward part.
LAYERS, WIDTH, INNER = 6, 384, 1536
WEIGHTS = LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)


@dataclass(frozen=True, slots=True)
class Floor:
    """One pass (operations, bytes of weights), and what was reached of each in a second."""

    tokens: int
    operations: int
    weight_bytes: int
    operations_per_second: float
    bytes_per_second: float

    @property
    def milliseconds(self) -> float:
        """The time of the pass if either bound is met to the full, the longer of the two."""
        arithmetic = self.operations / self.operations_per_second
        return max(arithmetic, self.weight_bytes / self.bytes_per_second) * 1000


def operations(tokens: int) -> int:
    """Floating-point operations of one pass: weights by tokens, and tokens by tokens."""
    return 2 * WEIGHTS * tokens + LAYERS * 4 * tokens * tokens * WIDTH


def floor(tokens: int) -> Floor:
    """The floor of a text of so many tokens, measured on this machine in its best precision."""
    precision, size = (BFLOAT16, 2) if has_bfloat16() else (FLOAT32, 4)
    held = size * WEIGHTS
    # Many rows are bound by arithmetic, one row by the weights' way from memory.
    return Floor(
        tokens,
        operations(tokens),
        held,
        2 * 512 * WEIGHTS / _seconds(512, precision),
        held / _seconds(1, precision),
    )


def _seconds(rows: int, precision: str) -> float:
    """The best of twenty products of [rows, 4 WIDTH] with a matrix of as many weights."""
    ov = openvino()
    from openvino import opset13 as ops

    depth = 4 * WIDTH
    given = ops.parameter([rows, depth], np.float32)
    weights = np.random.default_rng(0).random((depth, WEIGHTS // depth), np.float32)
    product = ops.matmul(given, ops.constant(weights), False, False)
    options = {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": cores(),
        "NUM_STREAMS": "1",
    }
    compiled = ov.Core().compile_model(ov.Model([product], [given]), "CPU", options)
    request, values = compiled.create_infer_request(), np.ones((rows, depth), np.float32)
    times = []
    for _ in range(20):
        start = perf_counter()
        request.infer([values])
        times.append(perf_counter() - start)
    return min(times)
