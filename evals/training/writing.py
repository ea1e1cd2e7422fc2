"""Write the trained adapter and, beside it, all that tells how it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors.torch import save

from evals.training.recipe import Recipe
from evals.training.rows import data_sha256
from rag.models.pytorch import DEFAULT_WEIGHTS_SHA256
from rag.models.reader_conversion import ADAPTER
from rag.models.reader_network import ReaderNetwork


def write_adapter(
    network: ReaderNetwork, curve: Sequence[dict[str, Any]], recipe: Recipe, data: Path
) -> None:
    """Write the adapter in half floats, and a JSON with its hash, recipe, data and figures."""
    content = save({name: t.half().contiguous() for name, t in network.adapter().items()})
    beside = ADAPTER.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(ADAPTER)
    about = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "base_sha256": DEFAULT_WEIGHTS_SHA256,
        "rank": recipe.rank,
        "recipe": asdict(recipe),
        "data": data_sha256(data),
        "figures": list(curve),
    }
    ADAPTER.with_suffix(".json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
