"""OpenVINO on this machine's cores: what is compiled runs one pass at a time."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.models.light_openvino import openvino

FLOAT32, BFLOAT16 = "f32", "bf16"

Infer = Callable[..., list[NDArray[np.float32]]]
"""Takes a pass's inputs, gives copies of its outputs; several threads may call it."""

# One pass keeps all cores busy, and passes side by side were no faster. Two threads inside
# ``infer`` can each wait for what the other holds, so they take turns, whatever each one runs.
_turn = Lock()


@cache
def _core() -> Any:
    return openvino().Core()


@cache
def has_bfloat16() -> bool:
    """Whether the processor computes in bfloat16, so that it is worth its lost digits."""
    return "BF16" in _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def compiled(
    model: Any | Path, precision: str, threads: int | None = None, kept_in: Path | None = None
) -> Infer:
    """A model, or the file of one, ready to run; ``threads`` share a pass, None for one a core.

    What was compiled of a file may be kept in a folder, half a megabyte without the weights: it
    takes a quarter of the time to read. What is damaged there or of another version or processor
    is made anew, and a folder that cannot be written is done without.

    Raises RuntimeError where OpenVINO cannot compile it.
    """
    options = {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": threads or cores(),
        "NUM_STREAMS": "1",
        "ENABLE_CPU_PINNING": "NO",
    }
    keeping = {"CACHE_DIR": str(kept_in), "CACHE_MODE": "OPTIMIZE_SIZE"} if kept_in else {}
    try:
        ready = _core().compile_model(model, "CPU", options | keeping)
    except RuntimeError:
        if not keeping:
            raise
        ready = _core().compile_model(model, "CPU", options)
    request = ready.create_infer_request()

    def infer(*inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        with _turn:
            request.infer(list(inputs), share_inputs=True, share_outputs=True)
            # The next pass writes over the request's own memory.
            return [tensor.data.copy() for tensor in request.output_tensors]

    return infer
