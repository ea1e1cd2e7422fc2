"""Files in many encodings, and errors that name the file and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.document.model import Metadata
from rag.errors import UnreadableDocument
from rag.reading.files import find_documents, read_metadata, read_text

TEXT = (
    "第一章\r\n\r\n网络主权是指国家对其境内网络的管理权。“人工智能”也是如此。"
    "他们在二零一五年签署了协议，并且同意合作。\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "brief.txt"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path.write_bytes(mark + TEXT.encode(encoding))
    assert read_text(path) == TEXT


def test_gb18030_beyond_gb2312(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    text = TEXT * 5 + "朱镕基㐀𠀀"
    path.write_bytes(text.encode("gb18030"))
    assert read_text(path) == text


def test_western_text_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    text = "Le café est fermé depuis l’été, déclara le préfet. Élections à Besançon: « voilà »."
    path.write_bytes(text.encode("cp1252"))
    assert read_text(path) == text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b" \n\r\n ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "binary"),
        (b"text\x00\x01\x02 and more", "binary"),
        (b"\xff\xfea", "byte order mark says utf-16-le"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes(raw)
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read_text(path)
    assert "broken.txt" in str(caught.value)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"nowhere\.txt: cannot be read"):
        read_text(tmp_path / "nowhere.txt")
    with pytest.raises(UnreadableDocument, match="does not exist"):
        find_documents([tmp_path / "nowhere"])
    with pytest.raises(UnreadableDocument, match="holds no document"):
        find_documents([tmp_path])


def test_folders_are_searched_and_names_must_differ(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("b.txt", "a/c.md", "a/data.csv"):
        (tmp_path / name).write_text("Some text.")
    assert [f.name for f in find_documents([tmp_path])] == ["b.txt", "c.md"]
    (tmp_path / "a" / "b.md").write_text("Other text.")
    with pytest.raises(UnreadableDocument, match="same name"):
        find_documents([tmp_path])


def test_metadata_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    assert read_metadata(path) == Metadata()
    beside = tmp_path / "brief.toml"
    beside.write_text('title = "T"\nissue = 8\nyear = 2024\nother = "ignored"\n')
    assert read_metadata(path) == Metadata(title="T", issue="8", year=2024)
    beside.write_text('year = "soon"')
    with pytest.raises(UnreadableDocument, match=r"brief\.toml: year is 'soon'"):
        read_metadata(path)
    beside.write_text("not toml")
    with pytest.raises(UnreadableDocument, match=r"brief\.toml: is not TOML"):
        read_metadata(path)
