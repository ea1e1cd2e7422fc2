"""Files are read in a process of their own: whatever it does, the next file is read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import processes
from rag.errors import UnreadableDocument
from rag.reading import apart
from rag.reading.apart import ReaderProcess
from rag.reading.formats import Format
from tests.patience import SECONDS
from tests.platforms import posix_only

MODULE = "tests.rag.reading.reader_at_risk"
PATH = Path("brief.html")


@pytest.fixture(scope="module")
def process() -> Iterator[ReaderProcess]:
    with ReaderProcess(module=MODULE) as process:
        yield process


def read(process: ReaderProcess, words: str) -> str:
    return process.read(Format.HTML, words.encode(), PATH)[1].text


def test_a_reading_comes_back_as_it_was(process: ReaderProcess) -> None:
    reader, reading = process.read(Format.HTML, "Überschuß \u2028 漢字\0.".encode(), PATH)
    assert reader == "html at risk"
    assert reading.text == "Überschuß \u2028 漢字\0."
    assert reading.blocks[0].span.end == len(reading.text)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param("die", "the reader ended on it (signal SIGABRT)", marks=posix_only),
        ("leave", "the reader ended on it (exit code 7)"),
        pytest.param("fill", "takes too much memory", marks=posix_only),
        ("fail", "cannot be read (KeyError); it may be damaged"),
        ("refuse", "is encrypted; save it without a password"),
        ("babble", "the reader ended on it"),
        ("surrogate", "holds what is no text"),
    ],
)
def test_what_goes_wrong_is_said_and_stops_no_other_file(
    process: ReaderProcess, words: str, reason: str
) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read(process, words)
    assert error.value.path == "brief.html" and error.value.reason.startswith(reason)
    assert read(process, "Some text.") == "Some text."


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with ReaderProcess(seconds=1.5, module=MODULE) as process:
        with pytest.raises(UnreadableDocument, match=r"takes more than 1\.5 seconds to read;"):
            read(process, "hang")
        process._seconds = SECONDS  # a busy machine may need longer to start the next one
        assert read(process, "Some text.") == "Some text."


@posix_only
def test_the_reader_writes_no_file(
    process: ReaderProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with (
        ReaderProcess(module=MODULE) as here,
        pytest.raises(UnreadableDocument, match="OSError"),
    ):
        read(here, "write")
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0


def test_the_process_is_kept_and_replaced_after_many_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "FILES_A_PROCESS", 2)
    started: list[subprocess.Popen[bytes]] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            started.append(self)

    monkeypatch.setattr(processes.subprocess, "Popen", Counted)
    with ReaderProcess(module=MODULE) as process:
        for number in range(5):
            assert read(process, f"Text {number}.") == f"Text {number}."
    assert len(started) == 3
    assert all(each.poll() is not None for each in started)


def test_no_module_of_the_working_folder_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = os.getcwd()
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    (tmp_path / "pydantic.py").write_text("raise SystemExit(9)")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([root, os.environ.get("PYTHONPATH", root)]))
    monkeypatch.chdir(tmp_path)
    with ReaderProcess(module=MODULE) as process:
        assert read(process, "Some text.") == "Some text."
