"""The name, type and guard that an original is sent with."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from rag.reading.formats import Format

# Whatever the file holds, nothing of it runs here, loads anything or is shown in a frame.
GUARDED = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    # Kept, but asked for anew each time: the document may have been indexed again.
    "Cache-Control": "private, no-cache",
}

_TYPES = {
    Format.TEXT: ("text/plain", ".txt"),
    Format.MARKDOWN: ("text/markdown", ".md"),
    Format.HTML: ("text/html", ".html"),
    Format.DOCX: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
    Format.EPUB: ("application/epub+zip", ".epub"),
    Format.PDF: ("application/pdf", ".pdf"),
}
_MOST_NAME = 100  # characters
_UNSAFE = re.compile(r'[<>:"|?*\\/%;]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..{0,200})?", re.IGNORECASE)


def media_type(format: str) -> str:
    """The media type of an original; of a text without its encoding, which may be any."""
    return _TYPES[Format(format)][0]


def file_name(id: str, format: str) -> str:
    """A name for a document's file that is safe on every system: the last part of its id."""
    last = id.rsplit("/", 1)[-1]
    signs = (sign if _is_plain(sign) else "_" for sign in last)
    safe = _UNSAFE.sub("_", "".join(signs))[:_MOST_NAME].strip(". ")
    if not safe or _RESERVED.fullmatch(safe):
        safe = f"document-{safe}".rstrip("-")
    return safe + _TYPES[Format(format)][1]


def _is_plain(sign: str) -> bool:
    """Whether a sign is a letter, mark or digit of any script, or printed in ASCII: not one that
    turns the direction of what follows, or is not seen."""
    return unicodedata.category(sign)[0] in "LMN" or (sign.isascii() and sign.isprintable())


def attachment(name: str) -> str:
    """The value of Content-Disposition that has a browser save a file under a name (RFC 6266)."""
    plain = "".join(sign if sign.isascii() else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
