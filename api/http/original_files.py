"""The name, type and guard that an original is sent with."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import IO
from urllib.parse import quote

from rag.reading.archives import Archive
from rag.reading.formats import Format, NotReadable

# Whatever the file holds, nothing of it runs here, loads anything or is shown in a frame.
GUARDED = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    # Kept, but asked for anew each time: the document may have been indexed again.
    "Cache-Control": "private, no-cache",
}


@dataclass(frozen=True, slots=True)
class FileKind:
    """The media type that a file is sent with, and the ending of its name."""

    media_type: str
    suffix: str


_OOXML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = {
    Format.TEXT: FileKind("text/plain", ".txt"),
    Format.MARKDOWN: FileKind("text/markdown", ".md"),
    Format.HTML: FileKind("text/html", ".html"),
    Format.DOCX: FileKind(f"{_OOXML}.document", ".docx"),
    Format.EPUB: FileKind("application/epub+zip", ".epub"),
    Format.PDF: FileKind("application/pdf", ".pdf"),
}
# What the list of a Word file's parts calls the document in it. Word opens none under the name of
# another kind.
_WORD_KINDS = {
    b"ms-word.document.macroEnabled.main+xml": FileKind(
        "application/vnd.ms-word.document.macroEnabled.12", ".docm"
    ),
    b"ms-word.template.macroEnabledTemplate.main+xml": FileKind(
        "application/vnd.ms-word.template.macroEnabled.12", ".dotm"
    ),
    b"wordprocessingml.template.main+xml": FileKind(f"{_OOXML}.template", ".dotx"),
}
_MOST_NAME = 100  # characters
_UNSAFE = re.compile(r'[<>:"|?*\\/%;]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..{0,200})?", re.IGNORECASE)


def kind_of(format: str, file: IO[bytes]) -> FileKind:
    """The kind of an original that is open for reading; a text is sent without its encoding, which
    may be any."""
    kind = _KINDS[Format(format)]
    if format != Format.DOCX:
        return kind
    listed = b""
    with suppress(NotReadable):
        listed = Archive(file).read("[Content_Types].xml")
    return next((one for name, one in _WORD_KINDS.items() if name in listed), kind)


def file_name(id: str, suffix: str) -> str:
    """A name for a document's file that is safe on every system: the last part of its id."""
    last = id.rsplit("/", 1)[-1]
    signs = (sign if _is_plain(sign) else "_" for sign in last)
    safe = _UNSAFE.sub("_", "".join(signs))[:_MOST_NAME].strip(". ")
    if not safe or _RESERVED.fullmatch(safe):
        safe = f"document-{safe}".rstrip("-")
    return safe + suffix


def _is_plain(sign: str) -> bool:
    """Whether a sign is a letter, mark or digit of any script, or printed in ASCII: not one that
    turns the direction of what follows, or is not seen."""
    return unicodedata.category(sign)[0] in "LMN" or (sign.isascii() and sign.isprintable())


def attachment(name: str) -> str:
    """The value of Content-Disposition that has a browser save a file under a name (RFC 6266)."""
    plain = "".join(sign if sign.isascii() else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
