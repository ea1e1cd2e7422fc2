"""Arrays written part after part, so that one need not fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

_HEADER = 128  # bytes: numpy pads its own to a multiple of 64


class GrowingArray:
    """An array of numpy's file format that grows along its first axis."""

    def __init__(self, file: IO[bytes], dtype: DTypeLike, width: int | None) -> None:
        self._file, self._dtype, self._width = file, np.dtype(dtype), width
        self.length = 0
        file.write(b"\0" * _HEADER)

    def append(self, part: NDArray[Any]) -> None:
        """Write another part: [n], or [n, width]."""
        self._file.write(np.ascontiguousarray(part, self._dtype).tobytes())
        self.length += len(part)

    def finish(self) -> None:
        """Write the header, now that the length is known."""
        shape = (self.length,) if self._width is None else (self.length, self._width)
        described = f"{{'descr': '{self._dtype.str}', 'fortran_order': False, 'shape': {shape}, }}"
        prefix = b"\x93NUMPY\x01\x00" + (_HEADER - 10).to_bytes(2, "little")
        self._file.seek(0)
        self._file.write(prefix + described.ljust(_HEADER - 11).encode() + b"\n")


@contextmanager
def growing_array(path: Path, dtype: DTypeLike, width: int | None = None) -> Iterator[GrowingArray]:
    """A new array in a file, [n] or, with a ``width``, [n, width]; whole when the block ends."""
    with path.open("wb") as file:
        array = GrowingArray(file, dtype, width)
        yield array
        array.finish()
