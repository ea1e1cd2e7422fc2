"""Word documents for tests, made part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from rag.document.model import Document, Metadata
from rag.reading.blocks import Reading
from rag.reading.docx import read
from rag.reading.structure import document_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'

STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
    for key, name, more in (
        ("Title", "Title", ""),
        ("H1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("H2", "heading 2", ""),
        ("Own", "My heading", '<w:basedOn w:val="H1"/>'),
        ("Quote", "Quote", ""),
        ("Caption", "caption", ""),
        ("Code", "Source Code", ""),
        ("Toc1", "toc 1", ""),
        ("Loop", "loop", '<w:basedOn w:val="Loop"/>'),
    )
)


def p(words: str = "", style: str = "", properties: str = "", runs: str = "") -> str:
    """A paragraph of words, or of runs."""
    said = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{said}{properties}</w:pPr>{t(words) if words else ''}{runs}</w:p>"


def t(words: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def made(body: str, parts: Mapping[str, str] | None = None, styles: str = STYLES) -> bytes:
    """A file with this body; ``parts`` are the content of others by their name, as "footnotes"."""
    parts = {"styles": styles, **(parts or {})}
    links = "".join(
        f'<Relationship Id="{name}" Type="{_RELATED}/{name.rstrip("0123456789")}" '
        f'Target="{name}.xml"/>'
        for name in parts
        if name not in ("core", "links")
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships {_RELATIONSHIPS}><Relationship Id="a" Type="{_RELATED}/officeDocument"'
            ' Target="word/document.xml"/><Relationship Id="b" Type="http://x/core-properties" '
            'Target="docProps/core.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f"<Relationships {_RELATIONSHIPS}>{links}{parts.get('links', '')}</Relationships>",
        )
        archive.writestr(
            "word/document.xml", f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            if name == "core":
                archive.writestr("docProps/core.xml", content)
            elif name != "links":
                archive.writestr(f"word/{name}.xml", f"<w:{name} {_NAMES}>{content}</w:{name}>")
    return buffer.getvalue()


def reading(body: str, parts: Mapping[str, str] | None = None) -> Reading:
    return read(made(body, parts))


def document(body: str, parts: Mapping[str, str] | None = None) -> Document:
    return document_of(reading(body, parts), "file", Metadata())


def numbering(*levels: tuple[str, str], start: int = 1) -> str:
    """One list with these levels, each a form and a text; its id is 1."""
    described = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{described}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def item(words: str, level: int = 0, list: int = 1, style: str = "") -> str:
    """A paragraph of a list."""
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>'
    return p(words, style, properties)


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tc(words: str, properties: str = "") -> str:
    content = words if words.startswith("<w:") else p(words)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"
