"""OpenVINO on this machine's cores: what is compiled runs one pass at a time."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.models.compiled_files import keep_compiled, read_compiled
from rag.models.light_openvino import openvino
from rag.once import once

FLOAT32, BFLOAT16 = "f32", "bf16"

Infer = Callable[..., list[NDArray[np.float32]]]
"""Takes a pass's inputs, gives copies of its outputs; several threads may call it."""

# One pass keeps all cores busy, and passes side by side were no faster. Two threads inside
# ``infer`` can each wait for what the other holds, so they take turns, whatever each one runs.
_turn = Lock()

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where what was compiled is kept, and what tells the model from all others."""

    folder: Path
    model: str


@once
def _core() -> Any:
    return openvino().Core()


@once
def has_bfloat16() -> bool:
    """Whether the processor computes in bfloat16, so that it is worth its lost digits."""
    return "BF16" in _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def compiled(
    model: Any | Path, precision: str, threads: int | None = None, kept: Kept | None = None
) -> Infer:
    """A model, or the file of one, ready to run; ``threads`` share a pass, None for one a core.

    What was compiled of a file may be kept in a folder, half a megabyte without the weights: it
    takes a third of the time to read. What is damaged there or was made of something else is made
    anew, and a folder that cannot be written is done without.

    Raises RuntimeError where OpenVINO cannot compile it.
    """
    options = {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": threads or cores(),
        "NUM_STREAMS": "1",
        "ENABLE_CPU_PINNING": "NO",
    }
    if kept is None:
        ready = _core().compile_model(model, "CPU", options)
    else:
        ready = _kept_or_compiled(model, options, kept)
    request = ready.create_infer_request()

    def infer(*inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        with _turn:
            request.infer(list(inputs), share_inputs=True, share_outputs=True)
            # The next pass writes over the request's own memory.
            return [tensor.data.copy() for tensor in request.output_tensors]

    return infer


def _kept_or_compiled(model: Path, options: Mapping[str, object], kept: Kept) -> Any:
    core = _core()
    options = {**options, "CACHE_MODE": "OPTIMIZE_SIZE"}  # to export it without its weights
    made_of = {
        "model": kept.model,
        "openvino": openvino().__version__,
        "precision": options["INFERENCE_PRECISION_HINT"],
        "processor": core.get_property("CPU", "FULL_DEVICE_NAME"),
        "capabilities": core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"),
    }
    exported = read_compiled(kept.folder, made_of)
    if exported is not None:
        weights = {"WEIGHTS_PATH": os.fsencode(model.with_suffix(".bin"))}
        try:
            return core.import_model(exported, "CPU", options | weights)
        except RuntimeError as error:
            logger.warning("OpenVINO cannot read what it compiled (%s); it is made anew", error)
    ready = core.compile_model(model, "CPU", options)
    try:
        keep_compiled(kept.folder, made_of, ready.export_model().getvalue())
    except RuntimeError as error:
        logger.warning("OpenVINO cannot export what it compiled: %s", error)
    return ready
