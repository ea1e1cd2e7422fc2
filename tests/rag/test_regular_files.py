"""Only regular files are read, no more than is asked for, also where the path changes meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.hashing import file_sha256
from rag.regular_files import open_regular, read_regular
from tests.platforms import posix_only


def test_a_regular_file_is_read_whole_and_links_to_it_are_followed(tmp_path: Path) -> None:
    content = bytes(range(256)) + b"\r\n\x1a\n"  # what a text mode would alter
    (tmp_path / "file").write_bytes(content)
    (tmp_path / "link").symlink_to("file")
    for name in ("file", "link"):
        assert read_regular(tmp_path / name, len(content)) == content
        with pytest.raises(OSError, match="larger than 259 bytes"):
            read_regular(tmp_path / name, len(content) - 1)


def test_a_file_of_unknown_size_is_read_up_to_the_bound() -> None:
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("this system has no files of unknown size")
    assert b"Name:" in read_regular(path, 100_000)
    with pytest.raises(OSError, match="larger than 10 bytes"):
        read_regular(path, 10)


@posix_only
def test_a_pipe_that_takes_a_files_place_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"text")
    real = os.open

    def swapped(*arguments: object, **options: object) -> int:
        path.unlink()
        os.mkfifo(path)
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(OSError, match="a named pipe, not a regular file"):
        open_regular(path)


@posix_only
def test_a_hash_is_of_a_regular_file_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="a named pipe, not a regular file"):
        file_sha256(tmp_path / "pipe")
    with pytest.raises(OSError, match="a device, not a regular file"):
        file_sha256(Path("/dev/zero"))
