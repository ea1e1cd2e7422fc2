"""Write the trained adapter and, beside it, all that tells how it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from safetensors.torch import save

from evals.training.recipe import Recipe
from rag.models.reader_conversion import BundledReader
from rag.models.reader_network import ReaderNetwork


def write_adapter(
    reader: BundledReader,
    network: ReaderNetwork,
    curve: Sequence[dict[str, Any]],
    recipe: Recipe,
    data: dict[str, str],
) -> None:
    """Write the adapter in half floats, and a JSON with its hash, recipe, data and figures.

    ``data`` is the hash of each file of rows.
    """
    content = save({name: t.half().contiguous() for name, t in network.adapter().items()})
    beside = reader.adapter.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(reader.adapter)
    about = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "base_sha256": reader.base_sha256,
        "rank": recipe.rank,
        "first_layer": recipe.first_layer,
        "recipe": asdict(recipe),
        "data": data,
        "figures": list(curve),
    }
    reader.adapter.with_suffix(".json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
