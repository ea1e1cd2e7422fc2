"""An index built in parts: which documents belong to which, and where each part is built."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.files import put_file
from index.generation import build_lock
from rag.errors import IncompleteShards, printable

_FOLDER = re.compile(r"([0-9]{1,6})-of-([0-9]{1,6})", re.ASCII)
_SHARD = re.compile(r"([0-9]{1,6})/([0-9]{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """The ``number``-th, from 1 on, of ``count`` parts of all documents."""

    number: int
    count: int

    @classmethod
    def of(cls, text: str) -> Shard:
        """The shard that a text such as "2/4" names.

        Raises IncompleteShards where it names none.
        """
        found = _SHARD.fullmatch(text)
        shard = cls(int(found[1]), int(found[2])) if found else None
        if shard is None or not 1 <= shard.number <= shard.count:
            raise IncompleteShards(f"{printable(text)[:80]!r} is no part such as 2/4")
        return shard

    def holds(self, document: str) -> bool:
        """Whether a document, by its id, is of this part, whatever others there are."""
        digest = hashlib.sha256(document.encode("utf-8", "surrogateescape")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1

    def folder(self, index_dir: Path) -> Path:
        """Where the part is built: an index of its own, beside the one that it will be part of."""
        if self.count == 1:
            return index_dir
        return index_dir / "shards" / f"{self.number}-of-{self.count}"


WHOLE = Shard(1, 1)
_NOTHING = "NOTHING"
"""A file in place of CURRENT, of a part that holds none of the documents."""


def build_nothing(folder: Path, tell: Callable[[str], None]) -> None:
    """Make a part one of no document, which no generation is of.

    Raises OSError where that cannot be written.
    """
    with build_lock(folder, tell):
        put_file(b"", folder / _NOTHING)
        (folder / "CURRENT").unlink(missing_ok=True)


def all_shards(index_dir: Path) -> Sequence[Path]:
    """The folders of all parts that were built beside an index, but for those of no document.

    Raises IncompleteShards where one is missing, or parts of several divisions are there.
    """
    folder = index_dir / "shards"
    found = {path.name: path for path in sorted(folder.iterdir())} if folder.is_dir() else {}
    named = [match for match in map(_FOLDER.fullmatch, found) if match]
    counts = {int(match[2]) for match in named}
    if len(counts) != 1:
        raise IncompleteShards(
            f"{printable(folder)} holds parts of {len(counts)} divisions, not of one; build all "
            "parts with `brief-rag index --shard I/N`, or name the folders to take over"
        )
    (count,) = counts
    missing = [n for n in range(1, count + 1) if f"{n}-of-{count}" not in found]
    if missing:
        raise IncompleteShards(
            f"part {missing[0]} of {count} is not built; run `brief-rag index --shard "
            f"{missing[0]}/{count}` with the same documents"
        )
    folders = [found[f"{n}-of-{count}"] for n in range(1, count + 1)]
    return [folder for folder in folders if not _is_of_nothing(folder)]


def _is_of_nothing(folder: Path) -> bool:
    return (folder / _NOTHING).exists() and not (folder / "CURRENT").exists()
