"""A document that cannot be read is left out with a word, and stops no other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.reading.files import MOST_BYTES
from rag.reading.library import read_documents
from tests.platforms import posix_only
from tests.users import as_nobody

BAD = {
    "empty.txt": (b"", "is empty"),
    "headings.md": (b"# Title\n\n## Two\n", "holds headings only"),
    "binary.txt": (bytes(range(256)) * 20, "binary"),
    "nested.toml": (b"x = " + b"[" * 9000, "nested too deeply"),
    "wrong.toml": (b"year = true", "year is True"),
}


def read(*paths: Path) -> tuple[list[str], list[str]]:
    """The ids of the documents that were read, and what was said of the others."""
    told: list[UnreadableDocument] = []
    library = read_documents(list(paths), told.append)
    assert [error.path for error in told] == [error.path for error in library.left_out]
    return [document.id for document in library.documents], [str(error) for error in told]


def library(folder: Path) -> Path:
    (folder / "good.txt").write_text("Some text.")
    (folder / "last.txt").write_text("Other text.")
    for name, (content, _) in BAD.items():
        (folder / name).write_bytes(content)
        if name.endswith(".toml"):
            (folder / name).with_suffix(".txt").write_text("Some text.")
    return folder


def test_each_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    ids, told = read(library(tmp_path))
    assert ids == ["good", "last"] and len(told) == len(BAD)
    for name, (_, reason) in BAD.items():
        (line,) = (line for line in told if name in line)
        assert reason in line and line.endswith("; it is left out")


@pytest.mark.parametrize("name", BAD)
def test_the_only_one_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD[name][0])
    document = (tmp_path / name).with_suffix(".txt")
    if name.endswith(".toml"):
        document.write_text("Some text.")
    with pytest.raises(UnreadableDocument, match=rf"{name}: .*{BAD[name][1]}"):
        read(tmp_path)


def test_nothing_left_is_an_error(tmp_path: Path) -> None:
    for name in ("empty.txt", "headings.md"):
        (tmp_path / name).write_bytes(BAD[name][0])
    with pytest.raises(UnreadableDocument, match="none of its 2 documents can be read"):
        read(tmp_path)


def test_a_file_that_vanishes_meanwhile_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Some text.")
    done = []

    def vanish(count: int, total: int) -> None:
        (tmp_path / "b.txt").unlink(missing_ok=True)
        done.append((count, total))

    library = read_documents([tmp_path], lambda error: None, vanish)
    assert [document.id for document in library.documents] == ["a"]
    (error,) = library.left_out
    assert error.path.endswith("b.txt") and "cannot be read (No such file" in error.reason
    assert done == [(1, 2), (2, 2)]


def test_a_file_larger_than_the_bound_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Some text.")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    ids, told = read(tmp_path)
    assert ids == ["good"] and "larger than 64,000,000 bytes" in told[0]


def test_the_only_document_of_another_format_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(b"PK")
    with pytest.raises(UnreadableDocument, match=r"sheet\.xlsx: \.xlsx is not read"):
        read(tmp_path)


def test_the_language_is_found_out_where_none_is_given(tmp_path: Path) -> None:
    german = (
        "Die Stadt hat den Vertrag mit dem Hafen gekündigt, weil er ihr nicht genug einbrachte. "
    )
    (tmp_path / "a.txt").write_text(german * 3, "utf-8")
    (tmp_path / "b.txt").write_text(german * 3, "utf-8")
    (tmp_path / "b.toml").write_text('language = "nds"')
    library = read_documents([tmp_path], lambda error: None)
    assert [document.metadata.language for document in library.documents] == ["de", "nds"]


def test_documents_do_not_depend_on_where_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("here", "there/below"):
        for name in ("a/index.md", "b/index.md", "notes.md", "notes.txt"):
            (tmp_path / place / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place / name).write_text(f"Some text of {name}.")
    monkeypatch.chdir(tmp_path / "there")
    one = read_documents([tmp_path / "here"], lambda error: None).documents
    assert one == read_documents([Path("below")], lambda error: None).documents
    assert [document.id for document in one] == ["a/index", "b/index", "notes.md", "notes.txt"]


def test_a_path_that_leads_nowhere_is_an_error_though_others_are_good(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"nowhere\.txt: does not exist"):
        read(library(tmp_path), tmp_path / "nowhere.txt")


@posix_only
def test_names_that_are_no_text_and_folders_that_are_closed_are_left_out() -> None:
    with as_nobody() as folder:
        (folder / "good.txt").write_text("Some text.")
        Path(os.fsdecode(os.fsencode(folder) + b"/a\n\xff.txt")).write_text("Some text.")
        Path(os.fsdecode(os.fsencode(folder) + b"/\xfe")).mkdir()
        Path(os.fsdecode(os.fsencode(folder) + b"/\xfe/inner.txt")).write_text("Some text.")
        (folder / "closed").mkdir(mode=0)
        ids, told = read(folder)
        assert ids == ["good"] and len(told) == 3
        assert all(line.isprintable() for line in told)
        assert any("is not UTF-8; rename it" in line for line in told)
        assert any("closed: cannot be read" in line for line in told)
