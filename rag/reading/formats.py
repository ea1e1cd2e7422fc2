"""The format of a file, told by what it holds; its name decides where the content does not."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import Path

from rag.errors import UnreadableDocument


class NotReadable(Exception):
    """What a format's reader raises for a file that it does not read: the reason and the remedy, in
    words that follow the file's name."""


class Format(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    EPUB = "epub"
    PDF = "pdf"


SUFFIXES = {
    ".txt": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".dotx": Format.DOCX,
    ".dotm": Format.DOCX,
    ".epub": Format.EPUB,
    ".pdf": Format.PDF,
}
"""The endings of what is read from a folder, and the format that each promises."""

TEXTUAL = frozenset({Format.TEXT, Format.MARKDOWN})
"""The formats whose files are text as they are."""

HEAD_BYTES = 4096
"""How much of a file's beginning tells its kind."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PDF = re.compile(rb"%PDF-\d")
_PDF_WITHIN = 1024  # bytes; what stands before is no part of the PDF
# A page opens with its type or root, behind an XML declaration and remarks. Markdown may open with
# other tags.
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)?"
    rb"(?:<!doctype\s+html\b|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
# The folder that tells what an archive is, and what to do with one that is not read.
_ARCHIVES = {
    "xl/": "is a workbook; save the sheets as text, or print it to a PDF",
    "ppt/": "is a presentation; export it as a PDF",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


def opens_like_a_document(head: bytes) -> bool:
    """Whether the beginning of a file says that it is in a format that is read, or near one."""
    return head.startswith((_ZIP, _OLE)) or _is_pdf(head) or _HTML.match(head) is not None


def format_of(raw: bytes, path: Path) -> Format:
    """The format of a file that holds ``raw`` and has this name.

    Raises UnreadableDocument for a file in a format that is not read, and one that does not hold
    what its name says.
    """
    if _is_pdf(raw):
        return Format.PDF
    if raw.startswith(_ZIP):
        return _archive_format(raw, path)
    if raw.startswith(_OLE):
        raise UnreadableDocument(path, _in_ole(raw))
    if raw.startswith(b"{\\rtf"):
        raise UnreadableDocument(path, "is RTF; save it as .docx")
    if _HTML.match(raw[:HEAD_BYTES]):
        return Format.HTML
    promised = SUFFIXES.get(path.suffix.lower(), Format.TEXT)
    if promised in (Format.PDF, Format.DOCX, Format.EPUB) and raw.strip():
        raise UnreadableDocument(path, f"is no {promised} file, or damaged; save or fetch it anew")
    return promised


def _is_pdf(raw: bytes) -> bool:
    return _PDF.search(raw[:_PDF_WITHIN]) is not None


def _archive_format(raw: bytes, path: Path) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = frozenset(archive.namelist())
            kind = _media_type(archive) if "mimetype" in names else ""
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise UnreadableDocument(path, "is a damaged archive; save or fetch it anew") from error
    if kind == "application/epub+zip" or "META-INF/container.xml" in names:
        return Format.EPUB
    if kind.startswith(_OPEN_DOCUMENT):
        raise UnreadableDocument(path, "is an OpenDocument file; save it as .docx")
    if "[Content_Types].xml" in names:
        for folder, reason in _ARCHIVES.items():
            if any(name.startswith(folder) for name in names):
                raise UnreadableDocument(path, reason)
        return Format.DOCX
    raise UnreadableDocument(path, "is an archive; unpack it and name the documents in it")


def _media_type(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as handle:
        return handle.read(200).decode("ascii", "replace").strip()


def _in_ole(raw: bytes) -> str:
    if _ENCRYPTED_PACKAGE in raw:
        return "is encrypted; open it with its password and save it without one"
    return "is in Word's old format (.doc); save it as .docx"
