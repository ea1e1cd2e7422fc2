"""One process at a time builds or converts; others say that they wait, and go on afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from rag.locking import holding
from rag.models.catalogue import open_embedder
from rag.settings import DEFAULT_MODEL
from tests.made_models import small_model
from tests.patience import SECONDS

pytestmark = pytest.mark.long

HOLDER = """
import sys
from pathlib import Path
from rag.locking import holding
with holding(Path(sys.argv[1]), print, "waiting"):
    print("held", flush=True)
    sys.stdin.read()
"""
BUILD = "import sys; from api.cli.main import run; sys.argv[0] = 'brief-rag'; run()"
CONVERT = """
import sys
from pathlib import Path
from rag.models.catalogue import open_embedder
sys.stdin.read(1)  # both start when both are told to
embedder = open_embedder(sys.argv[1], Path(sys.argv[2]), tell=lambda text: print(text, flush=True))
print("vector", embedder.encode_passages(["Some text."])[0].pooled.tobytes().hex()[:32])
"""
# A start on Windows, as far as it can be had elsewhere: no fcntl, and no library without a name.
WINDOWS = """
import ctypes, os, sys

sys.modules["fcntl"] = None
real = ctypes.CDLL

class CDLL(real):
    def __init__(self, name, *arguments, **options):
        if name is None:
            raise {error}
        super().__init__(name, *arguments, **options)

ctypes.CDLL = CDLL
for name in "fork sched_getaffinity geteuid O_NONBLOCK O_DIRECTORY register_at_fork".split():
    if hasattr(os, name):
        delattr(os, name)
from api.cli.main import main
from api.cli.workers import processes_share_the_machine

for arguments in (["index"], ["query", "Who is Fang Bingxing?", "--top-k", "1"]):
    sys.argv[1:] = arguments
    try:
        main()
    except SystemExit as end:
        assert not end.code
with processes_share_the_machine(1):
    print("started")
"""


def start(program: str, *arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stream(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@contextmanager
def held(path: Path) -> Iterator[subprocess.Popen[str]]:
    """The lock, held by another process until it ends."""
    holder = start(HOLDER, path)
    assert stream(holder.stdout).readline() == "held\n"
    try:
        yield holder
    finally:
        holder.kill()
        holder.communicate(timeout=SECONDS)


def test_a_second_build_says_that_it_waits_and_goes_on_when_the_first_is_killed(
    tmp_path: Path, warmed: Callable[[Path], Path]
) -> None:
    warmed(tmp_path)
    with held(tmp_path / "lock") as first:
        second = start(BUILD, "index", BRIEF_RAG_INDEX_DIR=str(tmp_path))
        told = iter(stream(second.stderr))  # before it waits, it may convert a model
        assert next(told).endswith("this one reads meanwhile\n")
        assert any(line.endswith("waiting for its end\n") for line in told)
        assert second.poll() is None and not (tmp_path / "CURRENT").exists()
        first.kill()
        out, error = second.communicate(timeout=SECONDS)
    assert second.returncode == 0, error
    assert out.startswith("1 document(s), ") and (tmp_path / "CURRENT").exists()


def test_readers_need_no_lock(tmp_path: Path, index_dir: Path, models_dir: Path) -> None:
    with held(index_dir / "lock"), held(models_dir / "lock"):
        reader = start(BUILD, "query", "Who?", BRIEF_RAG_INDEX_DIR=str(index_dir))
        _, error = reader.communicate(timeout=SECONDS)
        assert reader.returncode == 0, error
        told: list[str] = []
        open_embedder(DEFAULT_MODEL, models_dir, tell=told.append)
        assert not told


def test_nobody_is_told_of_a_lock_that_is_free(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with holding(tmp_path / "lock", told.append, "waiting"):
            pass
    assert not told


def test_two_processes_convert_a_model_once(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / ".converting-killed").mkdir()
    path = small_model(tmp_path)
    converting = [start(CONVERT, path, models) for _ in range(2)]
    for process in converting:
        stream(process.stdin).write("now")
        stream(process.stdin).flush()
    lines = []
    for process in converting:
        out, error = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, error
        lines += out.splitlines()
    assert len([line for line in lines if line.startswith("converting ")]) == 1
    assert len({line for line in lines if line.startswith("vector ")}) == 1
    assert len(list(models.iterdir())) == 2  # the conversion and the lock, nothing half-made


@pytest.mark.parametrize("error", ["TypeError('bad argument type')", "OSError('no such file')"])
def test_it_starts_without_what_windows_lacks(
    tmp_path: Path, warmed: Callable[[Path], Path], error: str
) -> None:
    process = start(WINDOWS.format(error=error), BRIEF_RAG_INDEX_DIR=str(warmed(tmp_path)))
    out, told = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, told
    assert "1 document(s)" in out and "Fang Bingxing" in out and out.endswith("started\n")
