"""The embedder for a configured model: converted once, and then opened without PyTorch.

The key of a conversion is the hash of the model's own files, so that an altered model is converted
anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ConversionError
from rag.hashing import file_sha256
from rag.models.conversion import convert
from rag.models.converted import converted_once
from rag.models.embedder import Embedder, EmbedderIdentity
from rag.models.inference import BFLOAT16, FLOAT32, has_bfloat16
from rag.models.pytorch import load_sentence_transformer, model_name, model_path, pytorch_embedder
from rag.models.runtime import load_runtime, runtime_name
from rag.once import once

if TYPE_CHECKING:
    from rag.models.pytorch import Model

_CONVERTER = 1  # raise it when the same model would be converted to something else


def open_embedder(
    model: str,
    folder: Path,
    threads: int | None = None,
    tell: Callable[[str], None] = lambda message: None,
) -> Embedder:
    """The configured model, converted; ``folder`` keeps the conversions.

    A model that cannot be converted is run by PyTorch. ``tell`` is told of that, and of a
    conversion, which takes some seconds. One process converts at a time, the others wait.

    Raises ModelError where the model cannot be loaded, or does not agree when converted, and
    NotWritten where the conversion cannot be kept.
    """
    load = once(lambda: _load(model, threads))
    source = _source(model_path(model)) or load()[1].identity.weights
    target = folder / _key(model, source)
    identity = converted_once(
        target, EmbedderIdentity, lambda beside: _convert(*load(), beside, tell), tell
    )
    return load_runtime(target, identity, threads) if identity else load()[1]


def _load(model: str, threads: int | None) -> tuple[Model, Embedder]:
    """The model as sentence-transformers has it, and as an embedder that runs there."""
    loaded = load_sentence_transformer(model, threads)
    return loaded, pytorch_embedder(loaded, model_name(model))


def _convert(
    loaded: Model, reference: Embedder, folder: Path, tell: Callable[[str], None]
) -> EmbedderIdentity | None:
    """Convert a model into a folder; what then identifies it, None where it cannot be converted."""
    tell(f"converting {reference.identity.name}, once")
    try:
        identity, _ = convert(loaded, reference, folder)
    except ConversionError as error:
        tell(
            f"{reference.identity.name} cannot be converted ({error}); PyTorch runs it, here "
            "and where questions are answered"
        )
        return None
    return identity


def _source(path: str) -> str | None:
    """The hash of a model's files by name, None for one that the hub's cache keeps."""
    if not os.path.exists(path):
        return None
    root = Path(path)
    files = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]
    lines = [f"{p.relative_to(root.parent if p == root else root)} {file_sha256(p)}" for p in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _key(model: str, source: str) -> str:
    runtime = runtime_name(BFLOAT16 if has_bfloat16() else FLOAT32)
    made_of = [_CONVERTER, model_name(model), source, runtime]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]
