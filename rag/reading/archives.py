"""Archives of documents, read part by part within bounds: no bomb, no path, no lock is followed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from typing import IO

from rag.reading.formats import NotReadable

MOST_PART_BYTES = 64_000_000
"""The largest part that is read, when it is unpacked."""
MOST_ALL_BYTES = 200_000_000
"""How much of an archive is unpacked in all."""
MOST_PARTS = 20_000
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class Archive:
    """The parts of a zip file, by name; nothing is unpacked to the disk."""

    def __init__(self, content: bytes | IO[bytes]) -> None:
        """Open the archive, given as bytes or as a file that is open for reading.

        Raises NotReadable where it is damaged or holds too many parts.
        """
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGED as error:
            raise NotReadable("is a damaged archive; save or fetch it anew") from error
        names = self._zip.namelist()
        if len(names) > MOST_PARTS:
            raise NotReadable(f"holds more than {MOST_PARTS:,} parts; split it")
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise NotReadable("holds two parts of one name, so that it is not known which counts")
        self.names = frozenset(names)
        self._left = MOST_ALL_BYTES

    def read(self, name: str) -> bytes:
        """The bytes of a part, none where it is missing.

        Raises NotReadable for a part that is encrypted, damaged or too large.
        """
        if name not in self.names:
            return b""
        most = min(MOST_PART_BYTES, self._left)
        try:
            with self._zip.open(name) as part:
                raw = part.read(most + 1)
        except RuntimeError as error:  # as zipfile says of a part with a password
            raise NotReadable("is encrypted; save it without a password") from error
        except _DAMAGED as error:
            raise NotReadable("has a damaged part; save or fetch it anew") from error
        if len(raw) > most:
            raise NotReadable(
                f"unpacks to more than {MOST_PART_BYTES:,} bytes a part or {MOST_ALL_BYTES:,} in "
                "all; split it"
            )
        self._left -= len(raw)
        return raw
