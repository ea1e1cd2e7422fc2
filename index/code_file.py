"""The codes of tokens, row after row in a file, of which those that are wanted are read.

The file is not mapped into memory: what is read of a mapped file, and what lies around it, counts
as the process's own.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.files import REBUILD
from rag.errors import IndexDamaged
from rag.models.token_codebook import Codes

Places = NDArray[np.int64]


class CodeFile:
    """An open file of codes of ``parts`` bytes each. Several threads may read."""

    def __init__(self, path: Path, parts: int) -> None:
        self._path, self._parts = path, parts
        self._count = path.stat().st_size // parts
        self._file = path.open("rb", buffering=0)
        self._guard = Lock()
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        """The number of codes."""
        return self._count

    def read(self, firsts: Places, ends: Places) -> Codes:
        """The codes [n, parts] of some ranges of rows, one range after the other.

        Raises IndexDamaged where the file has been cut short.
        """
        codes = np.empty((int((ends - firsts).sum()), self._parts), np.uint8)
        ranges = list(_joined(firsts * self._parts, ends * self._parts))
        with self._guard:
            for first, end in ranges if len(ranges) > 1 and _ADVISES else ():
                os.posix_fadvise(self._file.fileno(), first, end - first, os.POSIX_FADV_WILLNEED)
            place = 0
            rest = codes.reshape(-1).data
            for first, end in ranges:
                self._file.seek(first)
                while first < end:
                    got = self._file.readinto(rest[place : place + end - first])
                    if not got:
                        raise IndexDamaged(f"{self._path} has been cut short; {REBUILD}")
                    first, place = first + got, place + got
        return codes


_ADVISES = hasattr(os, "posix_fadvise")


def _joined(firsts: Places, ends: Places) -> Iterator[tuple[int, int]]:
    """The ranges that are not empty, those as one that lie behind one another."""
    filled = ends > firsts
    firsts, ends = firsts[filled], ends[filled]
    apart = np.flatnonzero(firsts[1:] != ends[:-1]) + 1
    starts = firsts[np.concatenate([[0], apart])] if len(firsts) else firsts
    stops = ends[np.concatenate([apart - 1, [len(ends) - 1]])] if len(ends) else ends
    return zip(starts.tolist(), stops.tolist(), strict=True)
