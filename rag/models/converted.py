"""Converted models on disk: each made once, by one process at a time, and verified when opened.

<folder>/<key>/model.xml model.bin tokenizer.json    the converted model
<folder>/<key>/converted.json                        its identity, the hash of each file,
                                                     and the hash of both
<folder>/lock                                        held by the one process that converts
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter

from rag.errors import printable
from rag.hashing import file_sha256
from rag.locking import holding
from rag.models.runtime import FILES
from rag.regular_files import read_regular
from rag.writing import writing

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Identity = TypeVar("Identity", bound=DataclassInstance)
else:
    Identity = TypeVar("Identity")

_CONVERTED = "converted.json"
_CONVERTING = ".converting-"
_SETTING = "BRIEF_RAG_MODELS_DIR"
_MOST_BYTES = 100_000
_DESCRIPTION = TypeAdapter(dict[str, Any])


def converted_once(
    target: Path,
    identity: type[Identity],
    convert: Callable[[Path], Identity | None],
    tell: Callable[[str], None],
) -> Identity | None:
    """What identifies the converted model in the folder ``target``, converted if it is not there.

    ``convert`` writes the files into the folder that it is given, or returns None where the model
    cannot be converted. One process converts at a time; the others wait, and ``tell`` says so.

    Raises NotWritten where the conversion cannot be kept, and what ``convert`` raises.
    """
    found = _kept(target, identity)
    if found is None:
        with _one_at_a_time(target.parent, tell):
            found = _kept(target, identity) or _convert(target, convert)
    return found


def folder_of(models: Path, identity: DataclassInstance) -> Path | None:
    """The folder of a converted model of that identity, whole, wherever it was converted."""
    for described in sorted(models.glob(f"*/{_CONVERTED}")):
        if _kept(described.parent, type(identity)) == identity:
            return described.parent
    return None


def _convert(target: Path, convert: Callable[[Path], Identity | None]) -> Identity | None:
    with (
        writing(target.parent, _SETTING),
        tempfile.TemporaryDirectory(prefix=_CONVERTING, dir=target.parent) as beside,
    ):
        identity = convert(Path(beside))
        if identity is not None:
            _keep(Path(beside), identity, target)
    return identity


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


def _keep(beside: Path, identity: Identity, target: Path) -> None:
    """Move a conversion to where it is found again, whole or not at all."""
    content = {
        "identity": asdict(identity),
        "files": {name: file_sha256(beside / name) for name in FILES},
    }
    described = json.dumps({**content, "sha256": _sha256(content)}, indent=1)
    (beside / _CONVERTED).write_text(described, "utf-8")
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    target.mkdir()
    # The description last: without it the folder counts for nothing.
    for name in [*FILES, _CONVERTED]:
        os.replace(beside / name, target / name)


def _kept(folder: Path, identity: type[Identity]) -> Identity | None:
    """What identifies the conversion in a folder, if there is one and every file of it is whole."""
    try:
        content = _DESCRIPTION.validate_json(read_regular(folder / _CONVERTED, _MOST_BYTES))
        if content.pop("sha256") != _sha256(content):
            return None
        found = TypeAdapter(identity).validate_json(json.dumps(content["identity"]), strict=True)
        hashes = {name: file_sha256(folder / name) for name in FILES}
    except (OSError, ValueError, KeyError):
        return None
    return found if hashes == content["files"] else None


def _sha256(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
