"""What documents are called: where their files lie in the folder that was given.

An id depends neither on where that folder lies nor on the order of the paths. It is the file's path
in the folder, with ``/`` between and without the ending: ``laws/index`` for ``laws/index.md``. A
file that is given by itself lies in no folder, and has its name alone.

Where several would be called the same,

- files that differ in their ending alone keep it, all of them: ``notes.md`` and ``notes.txt``;
- files of several paths get the name of the folder given before their own, and the names of
  folders over it, until they differ: ``2023/report`` and ``2024/report``.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file, and the folder that was given to find it in."""

    path: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class _Name:
    """A file's path in parts, of which ``shown`` are its name now, with its ending or without."""

    parts: tuple[str, ...]
    shown: int
    with_ending: bool = False

    @classmethod
    def of(cls, file: NamedFile) -> _Name:
        inside = file.path.relative_to(file.folder).parts
        over = Path(os.path.realpath(file.folder)).parts
        return cls((*over, *inside), len(inside))

    @property
    def full(self) -> str:
        return "/".join(self.parts[-self.shown :])

    @property
    def id(self) -> str:
        stem = Path(self.parts[-1]).stem
        if self.with_ending or not stem.strip("."):  # "." and ".." are no names in an address
            return self.full
        return "/".join((*self.parts[-self.shown : -1], stem))

    @property
    def longer(self) -> _Name:
        return replace(self, shown=min(self.shown + 1, len(self.parts)))


def ids_of(files: Sequence[NamedFile]) -> list[str]:
    """An id for each of the files, which are different files; no two are the same."""
    names = [_Name.of(file) for file in files]
    while alike := _alike(names):
        for group in alike:
            differ = len({names[place].full for place in group}) == len(group)
            for place in group:
                name = names[place]
                names[place] = replace(name, with_ending=True) if differ else name.longer
    return [name.id for name in names]


def _alike(names: Sequence[_Name]) -> list[list[int]]:
    """The places of names that are the same, together."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        places[name.id].append(place)
    return [group for group in places.values() if len(group) > 1]
