"""The process that changes the index: ``python -m api.changes.writer``, with settings on stdin.

It does the jobs that wait, one after another, and ends. A second one ends at once. It is a process
of its own, so that what answers neither waits for it nor dies with it.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from functools import cache

from filelock import FileLock, Timeout

from api.changes.queue import next_waiting, writer_lock
from rag.settings import Settings

_PATIENCE = 2.0  # seconds: whoever only looks whether a process holds the lock holds it that long
_NICENESS = 10  # answers go before


def main() -> None:
    settings = Settings.model_validate_json(sys.stdin.buffer.read())
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the service's, which ends this one
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    try:
        with FileLock(writer_lock(settings.index_dir), timeout=_PATIENCE):
            _do_all(settings)
    except Timeout:
        return


def _do_all(settings: Settings) -> None:
    from api.changes.doing import do  # slow to import, and nothing for a second process
    from index.builder import Models
    from rag.models.opening import open_embedders, open_readers

    @cache
    def models() -> Models:
        logger = logging.getLogger(__name__)
        embedders = open_embedders(settings, logger.warning)
        return Models(embedders, open_readers(embedders, settings, logger.warning))

    while job := next_waiting(settings.index_dir):
        do(job, settings, models)


if __name__ == "__main__":
    main()
