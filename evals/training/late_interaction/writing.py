"""Write an adapter and, beside it, all that tells how it was made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import save

from evals.training.late_interaction.network import TokenNetwork
from evals.training.late_interaction.recipe import Recipe
from evals.training.late_interaction.train import Curve


def write_adapter(
    path: Path,
    network: TokenNetwork,
    recipe: Recipe,
    data: dict[str, str],
    curve: Curve,
) -> None:
    """Write the adapter in half floats, and a JSON with its hash, recipe, data and figures.

    ``data`` is the hash of each file of rows.
    """
    content = save({name: t.half().contiguous() for name, t in network.adapter().items()})
    path.write_bytes(content)
    about = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "recipe": asdict(recipe),
        "data": data,
        "figures": curve,
    }
    path.with_suffix(".json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
