"""Folders as people have them: what is read, what is named, what is not looked at."""

from __future__ import annotations

import os
import socket
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.reading.folders import find_documents
from rag.reading.library import load_documents
from tests.platforms import posix_only
from tests.users import as_nobody


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Some text of {Path(name).name}.")


def found(*paths: Path) -> tuple[list[str], list[str], dict[str, int]]:
    """The ids that the paths give, what was said of files left out, and the counts."""
    told: list[UnreadableDocument] = []
    passed_over: Counter[str] = Counter()
    files = find_documents(list(paths), told.append, lambda kind: passed_over.update([str(kind)]))
    assert all(file.path.exists() for file in files)
    return [file.id for file in files], [str(error) for error in told], dict(passed_over)


def test_what_names_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="does not exist"):
        find_documents([tmp_path / "nowhere"])
    with pytest.raises(UnreadableDocument, match=r"holds no document \(\.docm, \.docx, "):
        find_documents([tmp_path])


def test_files_of_one_name_live_together(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/b.md", "c/b.MARKDOWN", "a/data.csv", "a/b.toml")
    assert found(tmp_path) == (["a/b", "b", "c/b"], [], {})


@pytest.mark.parametrize("name", ["sheet.xlsx", "scan.PS", "photo.png", "b.toml", "a.tar.gz"])
def test_a_file_of_another_format_is_an_error_where_it_is_named_itself(
    tmp_path: Path, name: str
) -> None:
    write(tmp_path, name, "good.md")
    with pytest.raises(UnreadableDocument, match=rf"{name}: \.\w+ is not read; \.docm, \.docx, "):
        find_documents([tmp_path / "good.md", tmp_path / name])


def test_a_file_without_an_ending_is_read_where_it_is_named_itself(tmp_path: Path) -> None:
    write(tmp_path, "LICENSE", "good.md")
    assert found(tmp_path / "LICENSE")[0] == ["LICENSE"]
    assert found(tmp_path)[0] == ["good"]


def test_documents_of_other_formats_are_named_and_other_files_are_not(tmp_path: Path) -> None:
    write(tmp_path, "good.md", "scan.ps", "a/sheet.XLSX", "photo.png", "script.py", "Makefile")
    ids, told, passed_over = found(tmp_path)
    assert ids == ["good"] and passed_over == {}
    assert len(told) == 2 and all("is not read; .docm, .docx, " in line for line in told)


def test_what_is_hidden_and_what_packages_bring_is_counted(tmp_path: Path) -> None:
    write(tmp_path, "dyke.md", ".obsidian/plugin.md", ".git/HEAD", ".draft.md", "b/.hidden/c.md")
    write(tmp_path, "b/~$letter.docx")
    write(tmp_path, "node_modules/README.md", "web/node_modules/x/README.md")
    assert found(tmp_path) == (["dyke"], [], {"hidden": 5, "node_modules": 2})
    # Whoever names it wants it.
    assert found(tmp_path / ".obsidian")[0] == ["plugin"]
    assert found(tmp_path / ".draft.md")[0] == [".draft"]


@posix_only
def test_links_are_followed_to_files_of_the_folder_alone(tmp_path: Path) -> None:
    folder, other = tmp_path / "folder", tmp_path / "other"
    write(other, "secret.md", "more/secret.md")
    write(folder, "a.md", "b/c.md", "notes")
    (folder / "out.md").symlink_to(other / "secret.md")
    (folder / "out").symlink_to(other)
    (folder / "loop").symlink_to(folder)
    (folder / "b" / "up").symlink_to("..")
    (folder / "again.md").symlink_to("a.md")  # the same file, which is read once
    (folder / "notes.md").symlink_to("notes")  # a file that is read under this name alone
    assert found(folder) == (["a", "b/c", "notes"], [], {"links": 4})
    (tmp_path / "linked").symlink_to(folder)  # whoever names a link wants what it leads to
    assert found(tmp_path / "linked") == found(folder)


@posix_only
def test_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    (tmp_path / "gone.md").symlink_to("nowhere.md")
    with pytest.raises(UnreadableDocument, match=r"gone\.md: cannot be read \(No such file"):
        load_documents([tmp_path])
    (tmp_path / "gone.md").unlink()
    (tmp_path / "itself.md").symlink_to("itself.md")
    with pytest.raises(UnreadableDocument, match=r"itself\.md: cannot be read \(.*symbolic links"):
        load_documents([tmp_path])


def named_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def file_of_the_system(path: Path) -> None:
    path.symlink_to("/proc/self/mem")


@posix_only
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (named_pipe, "devices"),
        (a_socket, "devices"),
        (device, "links"),
        (file_of_the_system, "links"),
    ],
)
def test_what_is_no_file_is_counted_and_never_waited_for(
    tmp_path: Path, make: Callable[[Path], None], kind: str
) -> None:
    write(tmp_path, "good.md")
    make(tmp_path / "bad.md")
    assert found(tmp_path) == (["good"], [], {kind: 1})


@posix_only
def test_the_same_file_by_different_paths_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a/b/c.md", "a/d.md")
    monkeypatch.chdir(tmp_path / "a")
    one, two = Path("b/c.md"), tmp_path / "a" / "b" / ".." / "b" / "c.md"
    assert found(one, two)[0] == ["c"]
    assert found(tmp_path, Path(), one)[0] == ["a/b/c", "a/d"]
    (tmp_path / "link").symlink_to("a")
    assert found(tmp_path / "link", tmp_path / "a")[0] == ["b/c", "d"]


def test_a_folder_called_like_a_document_is_looked_into(tmp_path: Path) -> None:
    write(tmp_path, "x.md/y.md", "x.pdf/z.md")
    assert found(tmp_path) == (["x.md/y", "x.pdf/z"], [], {})


def test_thousands_of_files(tmp_path: Path) -> None:
    write(tmp_path, *(f"{n % 40}/{n}/index.md" for n in range(2000)))
    ids, told, _ = found(tmp_path)
    assert len(ids) == 2000 and not told and "7/1047/index" in ids and ids == sorted(ids)


@pytest.mark.skipif(sys.platform != "linux", reason="paths are shorter elsewhere")
def test_a_folder_may_be_deeper_than_python_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth = 1200
    monkeypatch.chdir(tmp_path)
    for level in range(1, depth + 1):
        os.mkdir("d/" * level)
    deep = Path("d/" * depth, "deep.md")
    deep.write_text("Some text.")
    assert found(Path())[0] == ["d/" * depth + "deep"]
    deep.unlink()
    for level in range(depth, 0, -1):  # which what cleans up after the tests cannot
        os.rmdir("d/" * level)


@posix_only
def test_a_folder_that_may_not_be_read_is_named() -> None:
    with as_nobody() as folder:
        write(folder, "good.md")
        (folder / "below").mkdir(mode=0)
        ids, told, _ = found(folder)
        assert ids == ["good"] and "below: cannot be read (Permission denied)" in told[0]


@posix_only
def test_a_name_may_hold_whatever_a_system_allows_but_text_it_must_be(tmp_path: Path) -> None:
    odd = [
        "new\nline.md",
        "#?%20&.md",
        "《海》 🌊.md",
        "-rf.md",
        "CON.md",
        "a b/c'd\".md",
        "\u202egnp.md",
    ]
    write(tmp_path, *odd)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xfe")).mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xfe/inner.md")).write_text("Some text.")
    ids, told, _ = found(tmp_path)
    assert ids == sorted(name.removesuffix(".md") for name in odd)
    assert len(told) == 1 and told[0].isprintable() and "is not UTF-8; rename it" in told[0]
