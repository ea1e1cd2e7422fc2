"""The hash that files are verified by."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.regular_files import open_regular


def file_sha256(path: Path) -> str:
    """SHA-256 of a regular file's content, in hexadecimal.

    Raises OSError where it cannot be read or is no regular file.
    """
    with open_regular(path) as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
