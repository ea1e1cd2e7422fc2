"""Jobs as files in the index's folder, so that every process of the service sees them.

    <index_dir>/jobs/lock                   held while a job is put in
    <index_dir>/jobs/writer                 held by the one process that does jobs
    <index_dir>/jobs/receiving-<name>/      an upload that arrives
    <index_dir>/jobs/receiving-<name>.lock  held meanwhile; beside it, because Windows renames no
                                            folder in which a file is open
    <index_dir>/jobs/<id>/                  a job that waits or is done: job.json, and its files
    <index_dir>/jobs/ended/<id>.json        what became of one

Ids grow: they are the order in which jobs were asked for and are done.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from api.changes.jobs import Job, JobFile, Kind, Status, now
from index.files import BUILDING, FOLDER_NAME, put_file, remove
from rag.errors import BriefRagError
from rag.locking import is_held
from rag.regular_files import read_regular

MOST_WAITING = 20
"""Jobs that wait, are done or arrive, of all workers together."""
MOST_KEPT = 100
"""Jobs that ended and can still be asked about."""
RECEIVING = "receiving-"
_LOCK = ".lock"
_MOST_BYTES = 1_000_000  # of a job.json: 100 files with long names and reasons take a fifth
_JOB = TypeAdapter(Job)
_DIED = (
    "The process that did it ended before it said what became of it. If GET /v1/documents does not "
    "show the change, ask for it again."
)


class TooManyJobs(BriefRagError):
    """As many jobs wait as are kept waiting."""


def jobs_dir(index_dir: Path) -> Path:
    return index_dir / "jobs"


@contextmanager
def receiving(index_dir: Path) -> Iterator[Path]:
    """A folder for an upload, which counts as a job; removed in the end, unless it was put in.

    Raises TooManyJobs, and OSError where nothing can be written.
    """
    from filelock import FileLock  # slow to import, and nothing for what only answers

    with _putting(index_dir):
        _require_room(index_dir)
        folder = jobs_dir(index_dir) / f"{RECEIVING}{secrets.token_hex(8)}"
        (folder / "files").mkdir(parents=True)
        lock = FileLock(_lock_of(folder), thread_local=False)
        lock.acquire(blocking=False)
    try:
        yield folder
    finally:
        remove(folder)
        lock.release()
        with suppress(OSError):  # whoever sweeps has it open, on Windows, and removes it
            _lock_of(folder).unlink(missing_ok=True)


def put_in(
    index_dir: Path, kind: Kind, files: Sequence[JobFile], received: Path | None = None
) -> Job:
    """Put a job in; ``received`` is the folder of its files, as ``receiving`` gave it.

    Raises TooManyJobs, and OSError where nothing can be written.
    """
    with _putting(index_dir):
        if received is None:
            _require_room(index_dir)
        job = Job(_next_id(index_dir), kind, tuple(files), now())
        folder = received or jobs_dir(index_dir) / f"{RECEIVING}{job.id}"
        folder.mkdir(exist_ok=True)
        put_file(_JOB.dump_json(job), folder / "job.json")
        os.replace(folder, jobs_dir(index_dir) / job.id)
        _drop_old(index_dir)
    return job


def read_job(index_dir: Path, id: str) -> Job | None:
    """A job; None where none of that id is kept. One whose process died is told as failed."""
    if not FOLDER_NAME.fullmatch(id):
        return None
    ended, going = _ended(index_dir, id), jobs_dir(index_dir) / id / "job.json"
    # The job may end between two looks.
    job = _read(ended) or _read(going) or _read(ended)
    if job is None or not _is_dead(index_dir, job):
        return job
    job = _read(ended) or _read(going)
    if job is None or not job.is_open:
        return job
    failed = job.failed("interrupted", _DIED)
    with suppress(OSError):  # a full disk does not hide what happened
        end(index_dir, failed)
    return failed


def save(index_dir: Path, job: Job) -> None:
    """Say how far a job is."""
    put_file(_JOB.dump_json(job), jobs_dir(index_dir) / job.id / "job.json")


def end(index_dir: Path, job: Job) -> None:
    """Say what became of a job, and remove its files."""
    target = _ended(index_dir, job.id)
    target.parent.mkdir(exist_ok=True)
    put_file(_JOB.dump_json(job), target)
    remove(jobs_dir(index_dir) / job.id)


def open_jobs(index_dir: Path) -> list[str]:
    """The ids of the jobs that wait or are being done, in their order."""
    with suppress(FileNotFoundError):
        return sorted(
            name for name in os.listdir(jobs_dir(index_dir)) if FOLDER_NAME.fullmatch(name)
        )
    return []


def next_waiting(index_dir: Path) -> Job | None:
    """The job that waits longest; those whose process died are ended on the way.

    Asked by the process that does jobs alone: what is neither waiting nor its own has died.
    """
    for name in open_jobs(index_dir):
        job = _read(jobs_dir(index_dir) / name / "job.json")
        if (
            job is not None
            and job.status is Status.WAITING
            and not _ended(index_dir, name).exists()
        ):
            return job
        _clear(index_dir, name, job)
    return None


def end_dead_jobs(index_dir: Path) -> None:
    """End the jobs whose process died, and remove what they and dead uploads left."""
    with _putting(index_dir):
        pass
    _sweep_half_written(index_dir)
    for name in open_jobs(index_dir):
        read_job(index_dir, name)
        if _ended(index_dir, name).exists():
            remove(jobs_dir(index_dir) / name)


def writer_lock(index_dir: Path) -> Path:
    return jobs_dir(index_dir) / "writer"


@contextmanager
def _putting(index_dir: Path) -> Iterator[None]:
    """Be alone in putting jobs in; uploads whose process died are swept away first."""
    from filelock import FileLock, Timeout

    jobs_dir(index_dir).mkdir(parents=True, exist_ok=True)
    with FileLock(jobs_dir(index_dir) / "lock", thread_local=False):
        for folder in {path.with_suffix("") for path in _receiving(index_dir)}:
            with suppress(Timeout, OSError):
                with FileLock(_lock_of(folder), thread_local=False, blocking=False):
                    remove(folder)
                _lock_of(folder).unlink(missing_ok=True)
        yield


def _sweep_half_written(index_dir: Path) -> None:
    """Remove what a process left that was killed while it said what became of a job.

    The lock of the process that does jobs is held meanwhile: it may be saying so just now.
    """
    from filelock import FileLock, Timeout

    with suppress(Timeout, OSError), FileLock(writer_lock(index_dir), blocking=False):
        for leftover in (jobs_dir(index_dir) / "ended").glob(f"{BUILDING}*"):
            remove(leftover)


def _require_room(index_dir: Path) -> None:
    arriving = [path for path in _receiving(index_dir) if path.is_dir()]
    if len(open_jobs(index_dir)) + len(arriving) >= MOST_WAITING:
        raise TooManyJobs(f"{MOST_WAITING} changes wait, as many as are kept waiting")


def _receiving(index_dir: Path) -> list[Path]:
    """The folders of uploads that arrive, and their locks."""
    return list(jobs_dir(index_dir).glob(f"{RECEIVING}*"))


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}{_LOCK}")


def _next_id(index_dir: Path) -> str:
    kept = [*open_jobs(index_dir), *_kept(index_dir)]
    return f"{max([time.time_ns(), *(int(name, 16) + 1 for name in kept)]):016x}"


def _kept(index_dir: Path) -> list[str]:
    """The ids of the jobs that ended; not what is written beside, before it is in its place."""
    ended = (path.stem for path in (jobs_dir(index_dir) / "ended").glob("*.json"))
    return sorted(filter(FOLDER_NAME.fullmatch, ended))


def _drop_old(index_dir: Path) -> None:
    for name in _kept(index_dir)[:-MOST_KEPT]:
        remove(_ended(index_dir, name))


def _clear(index_dir: Path, name: str, job: Job | None) -> None:
    if job is not None and not _ended(index_dir, name).exists():
        with suppress(FileNotFoundError):  # another process ends it, too
            end(index_dir, job.failed("interrupted", _DIED))
    remove(jobs_dir(index_dir) / name)


def _is_dead(index_dir: Path, job: Job) -> bool:
    return job.status in (Status.READING, Status.EMBEDDING) and not is_held(writer_lock(index_dir))


def _ended(index_dir: Path, id: str) -> Path:
    return jobs_dir(index_dir) / "ended" / f"{id}.json"


def _read(path: Path) -> Job | None:
    """A job from its file; None where there is none, or what no version of this wrote."""
    try:
        return _JOB.validate_json(read_regular(path, _MOST_BYTES))
    except (OSError, ValidationError):
        return None
