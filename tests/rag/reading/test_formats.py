"""Formats are told by what a file holds; the name decides where that does not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.reading.folders import find_documents
from rag.reading.formats import Format, format_of


def archive(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "<x/>")
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
EPUB = archive("META-INF/container.xml", mimetype="application/epub+zip")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("raw", "name", "expected"),
    [
        (b"Tides.", "a.txt", Format.TEXT),
        (b"Tides.", "a", Format.TEXT),
        (b"# Tides", "a.MD", Format.MARKDOWN),
        (b"<p align=center>Tides</p>", "readme.md", Format.MARKDOWN),
        (b"<p>Tides</p>", "a.htm", Format.HTML),
        (b"<!-- saved -->\n<!DOCTYPE html>\n<p>Tides", "a.txt", Format.HTML),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<html xmlns='x'>", "a.md", Format.HTML),
        (b"<htmlish>", "a.txt", Format.TEXT),
        (DOCX, "a.docx", Format.DOCX),
        (DOCX, "a.pdf", Format.DOCX),
        (EPUB, "a.zip", Format.EPUB),
        (archive("META-INF/container.xml"), "a", Format.EPUB),
        (b"%PDF-1.7\n", "a.txt", Format.PDF),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4", "a.pdf", Format.PDF),
    ],
)
def test_the_content_decides(raw: bytes, name: str, expected: Format) -> None:
    assert format_of(raw, Path(name)) is expected


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (OLE, "a.doc", r"Word's old format \(\.doc\); save it as \.docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "is encrypted; open it with"),
        (b"{\\rtf1 Tides}", "a.txt", "is RTF; save it as .docx"),
        (b"Tides.", "a.pdf", "is no pdf file, or damaged"),
        (b"Tides.", "a.docx", "is no docx file, or damaged"),
        (DOCX[:-30], "a.docx", "is a damaged archive"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", "is a workbook"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx", "is a presentation"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "a.odt", "OpenDocument"),
        (archive("a.txt"), "a.zip", "is an archive; unpack it"),
    ],
)
def test_what_is_not_read_is_told_with_its_remedy(raw: bytes, name: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        format_of(raw, Path(name))


def test_a_file_named_otherwise_is_taken_where_it_holds_a_document(tmp_path: Path) -> None:
    (tmp_path / "page.php").write_text("<!doctype html><p>Tides.")
    (tmp_path / "report.bin").write_bytes(DOCX)
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    assert [file.id for file in find_documents([tmp_path / "page.php"])] == ["page"]
    assert [file.id for file in find_documents([tmp_path / "report.bin"])] == ["report"]
    with pytest.raises(UnreadableDocument, match=r"\.png is not read"):
        find_documents([tmp_path / "photo.png"])
