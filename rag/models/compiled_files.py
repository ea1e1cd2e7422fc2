"""What was compiled of a model, kept for the next process and verified before it is used.

    <folder>/compiled.bin    SHA-256 of what follows, in hexadecimal, and a line end
                             what it was made of, a line of JSON
                             what OpenVINO exported

OpenVINO trusts what it imports: of 41 single bits that were flipped in its own cache, 14 changed
vectors without a word. There is one file a folder, written over where it does not fit, so that
the folder does not grow.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from rag.regular_files import read_regular

COMPILED = "compiled.bin"
MOST_BYTES = 100_000_000
"""The largest that is kept: without its weights, the default model takes 0.4 MB."""
_WRITING = ".writing-"

logger = logging.getLogger(__name__)


def read_compiled(folder: Path, made_of: Mapping[str, object]) -> bytes | None:
    """What was kept in a folder, if it is whole and was made of just this; None otherwise."""
    path = folder / COMPILED
    try:
        content = read_regular(path, MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        logger.warning("%s cannot be read (%s); the model is compiled anew", path, error.strerror)
        return None
    digest, _, rest = content.partition(b"\n")
    if hashlib.sha256(rest).hexdigest().encode() != digest:
        logger.warning("%s is damaged; the model is compiled anew", path)
        return None
    line, _, exported = rest.partition(b"\n")
    if line != _line(made_of):
        logger.info("%s is of another model, OpenVINO or processor; it is made anew", path)
        return None
    return exported


def keep_compiled(folder: Path, made_of: Mapping[str, object], exported: bytes) -> None:
    """Keep what was exported, alone in its folder; a folder that cannot be written is left."""
    rest = _line(made_of) + b"\n" + exported
    content = hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
    if len(content) > MOST_BYTES or folder.is_symlink():  # what a link leads to is not ours
        return
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_WRITING, dir=folder) as beside:
            written = Path(beside, COMPILED)
            written.write_bytes(content)
            os.replace(written, folder / COMPILED)
        _remove_leftovers(folder)
    except OSError as error:
        logger.info("what was compiled is not kept in %s (%s)", folder, error.strerror)


def _line(made_of: Mapping[str, object]) -> bytes:
    return json.dumps(made_of, sort_keys=True).encode()


def _remove_leftovers(folder: Path) -> None:
    """Remove what OpenVINO's own cache, and processes that were killed, have left."""
    for blob in folder.glob("*.blob"):
        with suppress(OSError):
            blob.unlink()
    for beside in folder.glob(f"{_WRITING}*"):
        shutil.rmtree(beside, ignore_errors=True)
