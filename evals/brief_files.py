"""The bundled brief as people keep such texts: a text, a web page, a Word document, a PDF.

The words and the structure are those of the text; a page break, a list mark and the number of a
note are made by the format. The PDF is the web page, printed by Chromium.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.made.printing import print_page
from rag.document.model import BlockKind, Document

_POINTER = re.compile(r"\[(\d{1,3})\]")
_LIST_MARK = re.compile(r"^[•*-]\s+")
_NOTE_MARK = re.compile(r"^\[\d{1,3}\]\s*")
_STYLE = (
    "@page{size:A4;margin:2.2cm} body{font:11pt/1.35 'DejaVu Serif',serif} "
    "h1{font-size:20pt} h2{font-size:14pt} .notes{font-size:9pt}"
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = f'xmlns:w="{_WORD}"'
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the brief: ``kind`` is that of its block, or None between parts without a title.

    ``text`` holds no list mark and no number of a note; pointers to notes stand in it as ``[1]``.
    """

    kind: BlockKind | None
    text: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Brief:
    """The brief, apart from any format."""

    title: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]


def brief_of(document: Document) -> Brief:
    """The parts of a document that was read from plain text."""
    text = document.text
    head = [" ".join(span.of(text).split()) for span in document.front_matter]
    return Brief(
        document.title,
        tuple(line for line in head if line != document.title),
        tuple(_lines(document)),
    )


def _lines(document: Document) -> Iterator[Line]:
    text = document.text
    for section in document.sections:
        if section.heading:
            yield Line(BlockKind.HEADING, section.heading.of(text).rstrip(":"))
        else:
            yield Line(None)
        for number, paragraph in enumerate(section.paragraphs, 1):
            words = " ".join(paragraph.span.of(text).split())
            if paragraph.kind is BlockKind.NOTE:
                yield Line(BlockKind.NOTE, _NOTE_MARK.sub("", words), number)
            elif paragraph.kind is BlockKind.ITEM:
                yield Line(BlockKind.ITEM, _LIST_MARK.sub("", words))
            else:
                yield Line(BlockKind.PARAGRAPH, words)


def write_files(document: Document, metadata: Path, folder: Path) -> dict[str, Path]:
    """Write the brief in each format that the machine can make, and its metadata beside it.

    ``folder`` gets a folder for each; the names are text, HTML, DOCX and PDF.
    """
    brief = brief_of(document)
    page = as_page(brief).encode()
    made = {"text": document.text.encode(), "HTML": page, "DOCX": as_word(brief)}
    files: dict[str, Path] = {}
    for name, ending in (("text", "txt"), ("HTML", "html"), ("DOCX", "docx"), ("PDF", "pdf")):
        path = folder / name.lower() / f"brief.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if name in made:
            path.write_bytes(made[name])
        elif not print_page(page.decode(), path):
            continue
        shutil.copyfile(metadata, path.with_suffix(".toml"))
        files[name] = path
    return files


def as_page(brief: Brief) -> str:
    """The brief as the web page of a journal, its notes linked both ways."""
    body = [f"<h1>{html.escape(brief.title)}</h1>"]
    body += [f"<p>{html.escape(line)}</p>" for line in brief.head]
    items: list[str] = []
    for line in (*brief.lines, Line(None)):
        if items and line.kind is not BlockKind.ITEM:
            body.append(f"<ul>{''.join(items)}</ul>")
            items = []
        words = _POINTER.sub(_linked, html.escape(line.text))
        match line.kind:
            case BlockKind.ITEM:
                items.append(f"<li>{words}</li>")
            case BlockKind.HEADING:
                body.append(f"<h2>{words}</h2>")
            case BlockKind.NOTE:
                mark = f'<a href="#_ftnref{line.number}" id="_ftn{line.number}">[{line.number}]</a>'
                body.append(f'<p class="notes">{mark} {words}</p>')
            case None:
                body.append("<hr>")
            case _:
                body.append(f"<p>{words}</p>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(brief.title)}</title><style>{_STYLE}</style></head>"
        f"<body><article>{''.join(body[:-1])}</article></body></html>"
    )


def _linked(pointer: re.Match[str]) -> str:
    number = pointer[1]
    return f'<a href="#_ftn{number}" id="_ftnref{number}">[{number}]</a>'


def as_word(brief: Brief) -> bytes:
    """The brief as a Word document, with styles, a list, and endnotes that Word numbers."""
    body = [_paragraph(brief.title, "Title"), *(_paragraph(line) for line in brief.head)]
    notes = []
    for line in brief.lines:
        match line.kind:
            case BlockKind.HEADING:
                body.append(_paragraph(line.text, "Heading1"))
            case BlockKind.ITEM:
                body.append(_paragraph(line.text, "ListBullet"))
            case BlockKind.NOTE:
                mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:endnoteRef/></w:r>'
                inside = f"<w:p>{mark}{_run(' ' + line.text)}</w:p>"
                notes.append(f'<w:endnote w:id="{line.number}">{inside}</w:endnote>')
            case None:
                body.append("<w:p/>")
            case _:
                body.append(_paragraph(line.text))
    document = f"<w:document {_NAMES}><w:body>{''.join(body)}</w:body></w:document>"
    parts = {
        "document": document,
        "styles": f"<w:styles {_NAMES}>{_STYLES}</w:styles>",
        "numbering": f"<w:numbering {_NAMES}>{_BULLETS}</w:numbering>",
        "endnotes": f"<w:endnotes {_NAMES}>{''.join(notes)}</w:endnotes>",
    }
    return _package(parts)


_BULLETS = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
    for key, name, more in (
        ("Title", "Title", ""),
        ("Heading1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("ListBullet", "List Bullet", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
    )
)


def _paragraph(text: str, style: str = "") -> str:
    said = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    runs = []
    for place, piece in enumerate(_POINTER.split(text)):
        pointer = place % 2 == 1
        runs.append(f'<w:r><w:endnoteReference w:id="{piece}"/></w:r>' if pointer else _run(piece))
    return f"<w:p>{said}{''.join(runs)}</w:p>"


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>' if text else ""


def _package(parts: dict[str, str]) -> bytes:
    """A zip file of the parts of a Word document; the same parts give the same bytes."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}.'
        f'{"document.main" if name == "document" else name}+xml"/>'
        for name in parts
    )
    beside = [name for name in parts if name != "document"]
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": _relationships([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relationships([(name, f"{name}.xml") for name in beside]),
        **{f"word/{name}.xml": content for name, content in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            archive.writestr(zipfile.ZipInfo(name), head + content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{place}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
