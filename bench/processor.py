"""Which processor it was measured on."""

from __future__ import annotations

import os

from rag.models.inference import cores, has_bfloat16
from rag.models.light_openvino import openvino

LIMIT = "OV_CPU_MAX_ISA"  # `make bench AVX2=1` sets it, and its like for the other libraries


def processor_line() -> str:
    """The processor, its cores, and how models compute on it, in one sentence."""
    name = openvino().Core().get_property("CPU", "FULL_DEVICE_NAME")
    precision = "bfloat16" if has_bfloat16() else "float32"
    kept = f", kept to {os.environ[LIMIT]}" if LIMIT in os.environ else ""
    return f"processor: {name}, {cores()} cores{kept}, models in {precision}"
