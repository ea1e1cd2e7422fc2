"""Jobs as files: what a killed process left, what is written just now, and what Windows holds."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.changes import queue
from api.changes.doing import do
from api.changes.jobs import Job, Kind, Status
from api.changes.queue import (
    TooManyJobs,
    end,
    end_dead_jobs,
    jobs_dir,
    open_jobs,
    put_in,
    read_job,
    receiving,
    writer_lock,
)
from index.builder import Models
from rag.locking import holding
from rag.settings import Settings
from tests.patience import SECONDS


def ended(index_dir: Path) -> Job:
    job = put_in(index_dir, Kind.REMOVE, []).failed("x", "x")
    end(index_dir, job)
    return job


def half_written(index_dir: Path) -> Path:
    """What a process leaves that is killed while it says what became of a job."""
    name = put_in(index_dir, Kind.REMOVE, []).id
    left = jobs_dir(index_dir) / "ended" / f".building-{name}.json"
    left.write_text("{")
    return left


def test_what_is_written_just_now_is_no_job_that_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_KEPT", 2)
    ended(tmp_path)
    left = half_written(tmp_path)
    kept = [ended(tmp_path), ended(tmp_path)]
    assert put_in(tmp_path, Kind.REMOVE, []).id > kept[-1].id
    assert left.exists() and all(read_job(tmp_path, job.id) for job in kept)


def test_what_a_killed_process_was_writing_is_swept_away(tmp_path: Path) -> None:
    job = ended(tmp_path)
    left = half_written(tmp_path)
    with holding(writer_lock(tmp_path), print, ""):  # by a process that may be writing it
        end_dead_jobs(tmp_path)
        assert left.exists()
    end_dead_jobs(tmp_path)
    assert not left.exists() and read_job(tmp_path, job.id)


def open_below(folder: Path) -> list[str]:
    """The files of a folder that this process has open."""
    descriptors = Path("/proc/self/fd")
    found = [os.readlink(path) for path in descriptors.iterdir() if path.is_symlink()]
    return [path for path in found if path.startswith(f"{folder}{os.sep}")]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells what is open")
def test_no_file_of_an_upload_is_open_when_its_folder_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, renamed = os.replace, []

    def as_on_windows(source: Path, target: Path) -> None:
        if Path(source).is_dir():
            renamed.append(source)
            if found := open_below(source):
                raise PermissionError(13, "The file is used by another process", found[0])
        replace(source, target)

    monkeypatch.setattr(os, "replace", as_on_windows)
    with receiving(tmp_path) as folder:
        (folder / "files" / "0.md").write_text("# Text\n")
        job = put_in(tmp_path, Kind.ADD, [], folder)
    assert renamed == [folder] and open_jobs(tmp_path) == [job.id]
    assert (jobs_dir(tmp_path) / job.id / "files" / "0.md").exists()
    assert not list(jobs_dir(tmp_path).glob("receiving-*"))


KILLED = """
import os, sys
from pathlib import Path
from api.changes.queue import receiving

with receiving(Path(sys.argv[1])) as folder:
    (folder / "files" / "0.md").write_text("half of it")
    os._exit(1)
"""


def test_uploads_of_killed_processes_are_swept_away_and_living_ones_are_not(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with receiving(tmp_path) as living:
        subprocess.run(command, env=environment, timeout=SECONDS)
        (jobs_dir(tmp_path) / "receiving-0123456789abcdef").mkdir()  # killed before it was locked
        assert len(list(jobs_dir(tmp_path).glob("receiving-*/"))) > 2
        end_dead_jobs(tmp_path)
        left = {path.name for path in jobs_dir(tmp_path).glob("receiving-*")}
        assert left == {living.name, f"{living.name}.lock"}
        assert (living / "files").is_dir()
    assert not list(jobs_dir(tmp_path).glob("receiving-*"))


def test_an_upload_takes_one_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_WAITING", 3)
    with ExitStack() as uploads:
        for _ in range(3):
            uploads.enter_context(receiving(tmp_path))
        with pytest.raises(TooManyJobs):
            put_in(tmp_path, Kind.REMOVE, [])
    for _ in range(3):
        put_in(tmp_path, Kind.REMOVE, [])


def test_a_job_goes_on_where_it_cannot_be_said_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = put_in(tmp_path, Kind.REMOVE, [])
    going = jobs_dir(tmp_path) / job.id / "job.json"
    going.unlink()
    (going.parent / ".building-job.json").mkdir()  # in the way of whatever is said
    do(job, Settings(index_dir=tmp_path), lambda: Models([]))
    told = read_job(tmp_path, job.id)
    assert told and told.status is Status.FAILED
    assert told.failure and told.failure.kind == "no-index"  # what it came to
