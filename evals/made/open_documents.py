"""Made documents in OpenDocument's form, for LibreOffice to print and to write for Word."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from evals.made.documents import Made, Part

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_LABEL = (
    '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
    '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" '
    'fo:margin-left="1.2cm"/></style:list-level-properties>'
)
_LISTS = (
    '<text:list-style style:name="Numbered"><text:list-level-style-number text:level="1" '
    f'style:num-format="1" style:num-suffix=".">{_LABEL}</text:list-level-style-number>'
    '</text:list-style><text:list-style style:name="Bulleted"><text:list-level-style-bullet '
    f'text:level="1" text:bullet-char="•">{_LABEL}</text:list-level-style-bullet></text:list-style>'
)
_LONG = 20  # characters, for which a column is wide
_CELL = (
    '<style:style style:name="narrow" style:family="table-column"><style:table-column-properties '
    'style:column-width="1.6cm"/></style:style><style:style style:name="wide" '
    'style:family="table-column"><style:table-column-properties style:column-width="3.4cm"/>'
    "</style:style>"
    '<style:style style:name="cell" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>'
)


def _page(columns: int) -> str:
    return (
        '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm" '
        f'fo:page-height="29.7cm" fo:margin="2cm"><style:columns fo:column-count="{columns}" '
        'fo:column-gap="0.7cm"/></style:page-layout-properties><style:header-style>'
        '<style:header-footer-properties fo:margin-bottom="0.5cm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:margin-top="0.5cm"/>'
        "</style:footer-style></style:page-layout>"
    )


def _style(name: str, properties: str) -> str:
    return f'<style:style style:name="{name}" style:family="paragraph">{properties}</style:style>'


def _styles() -> str:
    """What the styles look like that LibreOffice knows by these names."""
    headings = "".join(
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" '
        f'style:family="paragraph" style:default-outline-level="{level}">'
        '<style:paragraph-properties fo:margin-top="0.4cm" fo:margin-bottom="0.2cm" '
        f'fo:keep-with-next="always"/><style:text-properties fo:font-size="{size}pt" '
        'fo:font-weight="bold"/></style:style>'
        for level, size in enumerate((18, 15, 13, 12), 1)
    )
    text = _style("Standard", '<style:paragraph-properties fo:margin-bottom="0.2cm"/>')
    quoted = '<style:paragraph-properties fo:margin-left="1cm" fo:margin-right="1cm"/>'
    slanted = '<style:text-properties fo:font-style="italic"/>'
    named = _style("Quotations", quoted) + _style("Caption", slanted)
    return f"<office:styles>{text}{headings}{named}</office:styles>"


def as_open_document(made: Made, columns: int = 1) -> str:
    """The document with footnotes, a running head and a page number."""
    written = "".join(_parts(made))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"{_styles()}<office:automatic-styles>{_LISTS}{_CELL}"
        f"{_page(columns)}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" '
        'style:page-layout-name="page"><style:header><text:p>Annals of the society</text:p>'
        "</style:header><style:footer><text:p><text:page-number>1</text:page-number></text:p>"
        "</style:footer></style:master-page></office:master-styles><office:body><office:text>"
        f"{_heading(made.title, 1)}<text:p>By {made.author}</text:p>{written}</office:text>"
        "</office:body></office:document>"
    )


def _parts(made: Made) -> Iterator[str]:
    counted = 0
    for number, part in enumerate(made.parts):
        match part.kind:
            case "heading":
                yield _heading(part.text, part.level + 1)
            case "list" | "numbered":
                style = "Numbered" if part.kind == "numbered" else "Bulleted"
                items = "".join(
                    f"<text:list-item><text:p>{html.escape(row[0])}</text:p></text:list-item>"
                    for row in part.rows
                )
                yield f'<text:list text:style-name="{style}">{items}</text:list>'
            case "table":
                yield _table(part.rows, number)
            case _:
                styles = {"quotation": "Quotations", "caption": "Caption"}
                style = styles.get(part.kind, "Standard")
                words = "".join(_marked(part, counted))
                counted += len(part.notes)
                yield f'<text:p text:style-name="{style}">{words}</text:p>'


def _marked(part: Part, counted: int) -> Iterator[str]:
    """The text of a part with its notes, of which so many stand before it."""
    for words, note in part.pieces():
        yield html.escape(words)
        if note is not None:
            counted += 1
            yield (
                f'<text:note text:note-class="footnote"><text:note-citation>{counted}'
                "</text:note-citation><text:note-body><text:p>"
                f"{html.escape(note)}</text:p></text:note-body></text:note>"
            )


def _table(rows: Sequence[Sequence[str]], number: int) -> str:
    written = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="cell"><text:p>{html.escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    columns = "".join(
        f'<table:table-column table:style-name="{"wide" if long else "narrow"}"/>'
        for long in (max(map(len, column)) > _LONG for column in zip(*rows, strict=True))
    )
    return f'<table:table table:name="t{number}">{columns}{written}</table:table>'


def _heading(text: str, level: int) -> str:
    style = f"Heading_20_{level}"
    opening = f'<text:h text:style-name="{style}" text:outline-level="{level}">'
    return f"{opening}{html.escape(text)}</text:h>"
