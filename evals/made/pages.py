"""Made documents as web pages, for Chromium to print and for readers of HTML."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from evals.made.documents import Made, Part

ONE_COLUMN = (
    "body{font:11pt serif} td,th{border:1px solid;padding:3px} table{border-collapse:collapse}"
)
TWO_COLUMNS = (
    "body{font:9.5pt serif;columns:2;text-align:justify;hyphens:auto} h1{column-span:all}"
    "p{margin:0;text-indent:1em}"
)
RUNNING_HEADS = (
    "@page{size:A5;margin:2cm;@top-center{content:'Annals of the society'}"
    "@bottom-right{content:counter(page)}} body{font:10pt/1.5 sans-serif} "
    "h4{font-size:1em;font-style:italic} td,th{border-bottom:1px solid #999;text-align:left} "
    "caption{text-align:left}"
)
THREE_COLUMNS = (
    "@page{size:A4 landscape;margin:1.5cm} body{font:9pt serif;columns:3;column-rule:1px solid;"
    "hyphens:auto} h1{column-span:all} td,th{border:1px solid} table{border-collapse:collapse}"
)


def as_html(made: Made, style: str, linked: bool = False) -> str:
    """The document as a page, its notes at the end of the text.

    Marks and notes are ``linked`` to one another, or numbers alone.
    """
    counted = 0
    body = [f"<h1>{html.escape(made.title)}</h1>", f"<p>By {made.author}</p>"]
    caption = ""
    for part in made.parts:
        match part.kind:
            case "heading":
                body.append(f"<h{part.level + 1}>{html.escape(part.text)}</h{part.level + 1}>")
            case "list" | "numbered":
                items = "".join(f"<li>{html.escape(row[0])}</li>" for row in part.rows)
                body.append(f"<ul>{items}</ul>" if part.kind == "list" else f"<ol>{items}</ol>")
            case "caption":
                caption = f"<caption>{html.escape(part.text)}</caption>"
            case "table":
                body.append(f"<table>{caption}{_rows(part.rows)}</table>")
                caption = ""
            case _:
                words = f"<p>{''.join(_marked(part, counted, linked))}</p>"
                counted += len(part.notes)
                quoted = part.kind == "quotation"
                body.append(f"<blockquote>{words}</blockquote>" if quoted else words)
    body += _notes(made.notes, linked)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{html.escape(made.title)}"
        f"</title><style>{style}</style></head><body>{''.join(body)}</body></html>"
    )


def _rows(rows: Sequence[Sequence[str]]) -> str:
    head, *others = [[html.escape(cell) for cell in row] for row in rows]
    written = "".join(f"<th>{cell}</th>" for cell in head)
    return f"<tr>{written}</tr>" + "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in others
    )


def _marked(part: Part, counted: int, linked: bool) -> Iterator[str]:
    """The text of a part with the marks of its notes, of which so many stand before it."""
    for words, note in part.pieces():
        yield html.escape(words)
        if note is not None:
            counted += 1
            mark = f'<a href="#n{counted}" id="m{counted}">{counted}</a>' if linked else counted
            yield f"<sup>{mark}</sup>"


def _notes(notes: Sequence[str], linked: bool) -> Iterator[str]:
    yield "<h2>Notes</h2>"
    if linked:
        items = "".join(
            f'<li id="n{n}">{html.escape(note)} <a href="#m{n}">↩</a></li>'
            for n, note in enumerate(notes, 1)
        )
        yield f"<ol>{items}</ol>"
    else:
        yield from (f"<p>{n}. {html.escape(note)}</p>" for n, note in enumerate(notes, 1))
