"""The embedder for a configured model: converted once, and then opened without PyTorch.

    <folder>/<key>/model.xml model.bin tokenizer.json    the converted model
    <folder>/<key>/converted.json                        its identity, and the hash of each file

The key is the hash of the model's own files, so that an altered model is converted anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rag.errors import ConversionError
from rag.hashing import file_sha256
from rag.models.conversion import convert
from rag.models.embedder import Embedder, EmbedderIdentity
from rag.models.inference import BFLOAT16, FLOAT32, has_bfloat16
from rag.models.pytorch import load_sentence_transformer, model_name, model_path, pytorch_embedder
from rag.models.runtime import load_runtime, runtime_name

_CONVERTER = 1  # raise it when the same model would be converted to something else
_CONVERTED = "converted.json"


def open_embedder(
    model: str,
    folder: Path,
    threads: int | None = None,
    tell: Callable[[str], None] = lambda message: None,
) -> Embedder:
    """The configured model, converted; ``folder`` keeps the conversions.

    A model that cannot be converted is run by PyTorch. ``tell`` is told of that, and of a
    conversion, which takes some seconds.

    Raises ModelError where the model cannot be loaded, or does not agree when converted.
    """
    source = _source(model_path(model))
    converted = folder / _key(model, source) if source else None
    if converted is None or not _is_whole(converted):
        loaded = load_sentence_transformer(model, threads)
        reference = pytorch_embedder(loaded, model_name(model))
        converted = folder / _key(model, source or reference.identity.weights)
        if not _is_whole(converted):
            tell(f"converting {reference.identity.name}, once")
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".converting-", dir=folder) as beside:
                try:
                    identity, _ = convert(loaded, reference, Path(beside))
                except ConversionError as error:
                    tell(
                        f"{reference.identity.name} cannot be converted ({error}); PyTorch runs "
                        "it, here and where questions are answered"
                    )
                    return reference
                _keep(Path(beside), identity, converted)
    return load_runtime(converted, _read(converted)[0], threads)


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


def _keep(beside: Path, identity: EmbedderIdentity, target: Path) -> None:
    """Move a conversion to where it is found again, whole or not at all."""
    hashes = {path.name: file_sha256(path) for path in sorted(beside.iterdir())}
    content = {"identity": asdict(identity), "files": hashes}
    (beside / _CONVERTED).write_text(json.dumps(content, indent=1), "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    # The description last: without it the folder counts for nothing.
    for name in [*hashes, _CONVERTED]:
        os.replace(beside / name, target / name)


def _is_whole(folder: Path) -> bool:
    try:
        _, hashes = _read(folder)
        return all(file_sha256(folder / name) == digest for name, digest in hashes.items())
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _read(folder: Path) -> tuple[EmbedderIdentity, dict[str, str]]:
    values = json.loads((folder / _CONVERTED).read_text("utf-8"))
    return EmbedderIdentity(**values["identity"]), values["files"]
