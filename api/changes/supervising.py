"""The process that changes the index: the service starts it for jobs, and ends it with itself."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from api.changes.jobs import Status
from api.changes.queue import end, end_dead_jobs, open_jobs, read_job, writer_lock
from rag.locking import is_held
from rag.settings import Settings

LOOK_EVERY = 1.0  # seconds
_SECONDS_AFTER_A_DEATH = 5.0  # until the next is started: on a full disk, that one dies, too
_ENDS_WITHIN = 10.0  # seconds after it was told to
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_NOT_STARTED = "The process that changes the index could not be run; the server's log says why."

logger = logging.getLogger(__name__)


class WriterProcess:
    """Starts a process for the jobs that wait, where no other process of the service has one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()
        self._closed = False
        self._not_before = 0.0
        self._started_for = ""
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once; called on the event loop."""
        self._woken.set()

    async def follow(self) -> None:
        """Look for jobs as long as the service runs; never returns."""
        self._closed, self._woken = False, asyncio.Event()
        await asyncio.to_thread(self._sweep)
        while True:
            try:
                await asyncio.to_thread(self._look)
            except Exception as error:  # such as a full disk, which may come right
                logger.error("jobs cannot be looked at: %s", error)
            try:
                await asyncio.wait_for(self._woken.wait(), LOOK_EVERY)
            except TimeoutError:
                continue
            self._woken.clear()

    def close(self) -> None:
        """End the process; the job that it was doing is told as failed, those that wait stay."""
        with self._guard:
            self._closed = True
            process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._sweep()

    def _sweep(self) -> None:
        """Remove what a process left that was killed."""
        try:
            end_dead_jobs(self._settings.index_dir)
        except OSError as error:
            logger.error("dead jobs cannot be ended: %s", error)

    def _look(self) -> None:
        with self._guard:
            if self._closed:
                return
            index_dir = self._settings.index_dir
            if self._process is not None:
                code = self._process.poll()
                if code is None:
                    return
                self._process = None
                if code != 0:
                    self._not_before = time.monotonic() + _SECONDS_AFTER_A_DEATH
                    self._tell_end(code)
            if time.monotonic() < self._not_before:
                return
            if open_jobs(index_dir) and not is_held(writer_lock(index_dir)):
                end_dead_jobs(index_dir)
                if waiting := open_jobs(index_dir):
                    self._started_for = waiting[0]
                    self._process = _start(self._settings)

    def _tell_end(self, code: int) -> None:
        """The process died: so does the job that it did, or the one that it was started for."""
        index_dir = self._settings.index_dir
        logger.error("the process that changes the index ended with %s", code)
        end_dead_jobs(index_dir)
        job = read_job(index_dir, self._started_for)
        if job is None or job.status is not Status.WAITING:
            return
        if not is_held(writer_lock(index_dir)):  # nor has another worker's process taken over
            end(index_dir, job.failed("internal-error", _NOT_STARTED))


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    # -P: what lies in the working folder is not imported in place of a module.
    paths = [str(_PACKAGE_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "api.changes.writer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert process.stdin
    with suppress(OSError), process.stdin as settings_file:  # it may be dead already
        settings_file.write(settings.dump_with_secrets().encode())
    return process
