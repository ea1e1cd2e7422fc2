"""The embedder for a configured model: converted once, and then opened without PyTorch.

    <folder>/<key>/model.xml model.bin tokenizer.json    the converted model
    <folder>/<key>/converted.json                        its identity, the hash of each file,
                                                         and the hash of both
    <folder>/lock                                        held by the one process that converts

The key is the hash of the model's own files, so that an altered model is converted anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from rag.errors import ConversionError, printable
from rag.hashing import file_sha256
from rag.locking import holding
from rag.models.conversion import convert
from rag.models.embedder import Embedder, EmbedderIdentity
from rag.models.inference import BFLOAT16, FLOAT32, has_bfloat16
from rag.models.pytorch import load_sentence_transformer, model_name, model_path, pytorch_embedder
from rag.models.runtime import FILES, load_runtime, runtime_name
from rag.once import once
from rag.regular_files import read_regular
from rag.writing import writing

if TYPE_CHECKING:
    from rag.models.pytorch import Model

_CONVERTER = 1  # raise it when the same model would be converted to something else
_CONVERTED = "converted.json"
_CONVERTING = ".converting-"
_SETTING = "BRIEF_RAG_MODELS_DIR"
_MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class _Conversion:
    """What describes a conversion: what identifies it, and the hash of each file by name."""

    identity: EmbedderIdentity
    files: dict[str, str]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


_CONVERSION = TypeAdapter(_Conversion)
_DIGEST = TypeAdapter(dict[str, object])


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
    converted = folder / _key(model, source)
    identity = _kept(converted)
    if identity is None:
        with _one_at_a_time(folder, tell):
            identity = _kept(converted) or _convert(*load(), converted, tell)
    return load_runtime(converted, identity, threads) if identity else load()[1]


def _load(model: str, threads: int | None) -> tuple[Model, Embedder]:
    """The model as sentence-transformers has it, and as an embedder that runs there."""
    loaded = load_sentence_transformer(model, threads)
    return loaded, pytorch_embedder(loaded, model_name(model))


@contextmanager
def _one_at_a_time(folder: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Convert alone, and sweep away what a process left that was killed."""
    waiting = f"another process converts a model in {printable(folder)}; waiting for its end"
    with ExitStack() as stack:
        with writing(folder, _SETTING):
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(holding(folder / "lock", tell, waiting))
        for leftover in folder.glob(f"{_CONVERTING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield


def _convert(
    loaded: Model, reference: Embedder, target: Path, tell: Callable[[str], None]
) -> EmbedderIdentity | None:
    """Convert a model into a folder; what then identifies it, None where it cannot be converted."""
    tell(f"converting {reference.identity.name}, once")
    with (
        writing(target.parent, _SETTING),
        tempfile.TemporaryDirectory(prefix=_CONVERTING, dir=target.parent) as beside,
    ):
        try:
            identity, _ = convert(loaded, reference, Path(beside))
        except ConversionError as error:
            tell(
                f"{reference.identity.name} cannot be converted ({error}); PyTorch runs it, here "
                "and where questions are answered"
            )
            return None
        _keep(Path(beside), identity, target)
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


def _keep(beside: Path, identity: EmbedderIdentity, target: Path) -> None:
    """Move a conversion to where it is found again, whole or not at all."""
    conversion = _Conversion(identity, {name: file_sha256(beside / name) for name in FILES})
    content = {**asdict(conversion), "sha256": conversion.sha256}
    (beside / _CONVERTED).write_text(json.dumps(content, indent=1), "utf-8")
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    target.mkdir()
    # The description last: without it the folder counts for nothing.
    for name in [*FILES, _CONVERTED]:
        os.replace(beside / name, target / name)


def _kept(folder: Path) -> EmbedderIdentity | None:
    """What identifies the conversion in a folder, if there is one and every file of it is whole."""
    try:
        content = read_regular(folder / _CONVERTED, _MOST_BYTES)
        conversion = _CONVERSION.validate_json(content, strict=True)
        if _DIGEST.validate_json(content)["sha256"] != conversion.sha256:
            return None
        hashes = {name: file_sha256(folder / name) for name in FILES}
    except (OSError, ValueError, KeyError):
        return None
    return conversion.identity if hashes == conversion.files else None
