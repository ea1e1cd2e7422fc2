"""Books for tests, made part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from rag.document.model import Document, Metadata
from rag.reading.blocks import Reading
from rag.reading.epub import read
from rag.reading.structure import document_of

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf"/></rootfiles></container>'
)
SAID = (
    "<dc:title>Tides</dc:title><dc:creator>Ada Ash</dc:creator><dc:language>en-GB</dc:language>"
    "<dc:date>1954-03-01</dc:date><dc:publisher>Board</dc:publisher>"
    "<dc:description>&lt;p&gt;On &lt;i&gt;dykes&lt;/i&gt;.&lt;/p&gt;</dc:description>"
)


def chapter(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>Tides</title></head>'
        f"<body>{body}</body></html>"
    )


def made(
    chapters: Mapping[str, str],
    spine: Sequence[str] = (),
    said: str = SAID,
    parts: Mapping[str, str | bytes] | None = None,
    navigation: str = "",
) -> bytes:
    """A book of chapters by name, in the order of the spine; ``parts`` are others, as they are."""
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == navigation else ''}/>"
        for name in chapters
    )
    order = "".join(f'<itemref idref="{name}"/>' for name in spine or chapters)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{said}</metadata>'
        f"<manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    content: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "book/package.opf": package,
        **{f"book/{name}": chapter(body) for name, body in chapters.items()},
        **(parts or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in content.items():
            archive.writestr(name, words)
    return buffer.getvalue()


def reading(chapters: Mapping[str, str], spine: Sequence[str] = ()) -> Reading:
    return read(made(chapters, spine))


def document(chapters: Mapping[str, str]) -> Document:
    return document_of(reading(chapters), "book", Metadata())
