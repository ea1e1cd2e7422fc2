"""Tests of what a user may not do, also where the tests are run by one who may do all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def as_nobody() -> Iterator[Path]:
    """A folder of an ordinary user's own, whom this process is meanwhile."""
    folder = Path(tempfile.mkdtemp())
    privileged = os.name != "nt" and os.geteuid() == 0
    if privileged:
        os.chown(folder, _NOBODY, -1)
        os.seteuid(_NOBODY)
    try:
        yield folder
    finally:
        if privileged:
            os.seteuid(0)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700)
        shutil.rmtree(folder)
