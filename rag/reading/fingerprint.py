"""What decides, beside a file, which document it becomes: this code and what it stands on."""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path

READ_WITH = (
    "bm25s",
    "charset-normalizer",
    "markdown-it-py",
    "mdit-py-plugins",
    "pypdfium2",
    "pystemmer",
    "pyyaml",
    "selectolax",
    "sentencex",
)
"""The distributions that reading stands on."""

_RAG = Path(__file__).resolve().parents[1]
_PARTS = ("reading", "document")


@cache
def reading_fingerprint() -> str:
    """A hash that changes with the code that reads files and finds structure in them, the versions
    of ``READ_WITH``, and Python's and Unicode's own.

    The readers' version numbers alone would miss a changed rule for sentences or sources.
    """
    found = hashlib.sha256()
    for file in sorted(file for part in _PARTS for file in (_RAG / part).rglob("*.py")):
        found.update(file.relative_to(_RAG).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(file.read_bytes()).digest())
    versions = [f"{name} {version(name)}" for name in READ_WITH]
    told = [*versions, platform.python_version(), unicodedata.unidata_version]
    return hashlib.sha256(found.digest() + "\n".join(told).encode()).hexdigest()
