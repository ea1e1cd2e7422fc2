"""Documents whose structure is known, printed to PDF by Chromium, LaTeX and LibreOffice.

What the machine does not have prints nothing.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 120
_TEX = re.compile(r"[&%$#_{}~^\\]")
_TEX_SIGNS = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
_ONE_COLUMN = (
    "body{font:11pt serif} td,th{border:1px solid;padding:3px} table{border-collapse:collapse}"
)
_TWO_COLUMNS = (
    "body{font:9.5pt serif;columns:2;text-align:justify;hyphens:auto} h1{column-span:all}"
    "p{margin:0;text-indent:1em}"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a level, a paragraph with its notes, a list or a table."""

    kind: str
    text: str = ""
    level: int = 0
    notes: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A document as it was written."""

    title: str
    author: str
    parts: tuple[Part, ...]


def made_documents(squad: Path) -> Iterator[Made]:
    """Documents made of the paragraphs of SQuAD's articles, with notes, lists and tables."""
    articles = json.loads(squad.read_text("utf-8"))["data"]
    for number, article in enumerate(articles):
        texts = [" ".join(p["context"].split()) for p in article["paragraphs"]]
        texts = [text for text in texts if text.isascii()][:14]
        if len(texts) >= 8:
            yield _made(article["title"].replace("_", " "), texts, number)


def _made(title: str, texts: Sequence[str], number: int) -> Made:
    parts: list[Part] = []
    for place, text in enumerate(texts):
        if place % 4 == 0:
            parts.append(Part("heading", f"Part {'ABCDEF'[place // 4]} of {title}", 1))
        elif place % 2 == 0:
            parts.append(Part("heading", f"On matter {place} and what follows", 2))
        notes = (
            (f"See the {title} papers, volume {place}, page {place * 7}.",)
            if place % 3 == 1
            else ()
        )
        parts.append(Part("paragraph", text, notes=notes))
        if place == 2:
            items = [sentence.strip() for sentence in texts[0].split(". ")][:4]
            parts.append(Part("list", rows=tuple((item.rstrip(".") + ".",) for item in items)))
        if place in (3, 6):
            parts.append(Part("table", rows=_rows(number + place)))
    return Made(title, "Ines Moor", tuple(parts))


def _rows(seed: int) -> tuple[tuple[str, ...], ...]:
    names = ("Alder", "Birch", "Cedar", "Elm tree", "Fir", "Hazel")
    rows = [(n, str(1900 + (seed * 7 + i * 13) % 99), f"{(seed + i) * 3 % 40}.{i} m") for i, n in
            enumerate(names)]  # fmt: skip
    return (("Tree", "Planted", "Height"), *rows)


def as_html(made: Made, style: str) -> str:
    """The document for Chromium, its notes as footnotes of the text's end."""
    notes: list[str] = []
    body = [f"<h1>{html.escape(made.title)}</h1>", f"<p>By {made.author}</p>"]
    for part in made.parts:
        match part.kind:
            case "heading":
                body.append(f"<h{part.level + 1}>{html.escape(part.text)}</h{part.level + 1}>")
            case "list":
                items = "".join(f"<li>{html.escape(row[0])}</li>" for row in part.rows)
                body.append(f"<ul>{items}</ul>")
            case "table":
                rows = [[html.escape(cell) for cell in row] for row in part.rows]
                head = "".join(f"<th>{cell}</th>" for cell in rows[0])
                rest = "".join(
                    "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
                    for row in rows[1:]
                )
                body.append(f"<table><tr>{head}</tr>{rest}</table>")
            case _:
                marks = ""
                for note in part.notes:
                    notes.append(note)
                    marks += f"<sup>{len(notes)}</sup>"
                body.append(f"<p>{html.escape(part.text)}{marks}</p>")
    listed = "".join(f"<p>{n}. {html.escape(note)}</p>" for n, note in enumerate(notes, 1))
    body.append(f"<h2>Notes</h2>{listed}")
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{html.escape(made.title)}"
        f"</title><style>{style}</style></head><body>{''.join(body)}</body></html>"
    )


def as_open_document(made: Made) -> str:
    """The document for LibreOffice, with footnotes and a running head."""
    body = [_heading(made.title, 1), f"<text:p>By {made.author}</text:p>"]
    counted = 0
    for number, part in enumerate(made.parts):
        match part.kind:
            case "heading":
                body.append(_heading(part.text, part.level + 1))
            case "list":
                items = "".join(
                    f"<text:list-item><text:p>{html.escape(row[0])}</text:p></text:list-item>"
                    for row in part.rows
                )
                body.append(f"<text:list>{items}</text:list>")
            case "table":
                rows = "".join(
                    "<table:table-row>"
                    + "".join(
                        f"<table:table-cell><text:p>{html.escape(cell)}</text:p></table:table-cell>"
                        for cell in row
                    )
                    + "</table:table-row>"
                    for row in part.rows
                )
                columns = (
                    f'<table:table-column table:number-columns-repeated="{len(part.rows[0])}"/>'
                )
                body.append(f'<table:table table:name="t{number}">{columns}{rows}</table:table>')
            case _:
                notes = ""
                for note in part.notes:
                    counted += 1
                    notes += (
                        f'<text:note text:note-class="footnote"><text:note-citation>{counted}'
                        f"</text:note-citation><text:note-body><text:p>{html.escape(note)}</text:p>"
                        "</text:note-body></text:note>"
                    )
                body.append(f"<text:p>{html.escape(part.text)}{notes}</text:p>")
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )  # fmt: skip
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>'
        '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" fo:margin="2cm"/><style:header-style/><style:footer-style/>'
        "</style:page-layout></office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="page"><style:header>'
        "<text:p>Annals of the society</text:p></style:header><style:footer><text:p>"
        "<text:page-number>1</text:page-number></text:p></style:footer></style:master-page>"
        f"</office:master-styles><office:body><office:text>{''.join(body)}</office:text>"
        "</office:body></office:document>"
    )


def _heading(text: str, level: int) -> str:
    style = f"Heading_20_{level}"
    opening = f'<text:h text:style-name="{style}" text:outline-level="{level}">'
    return f"{opening}{html.escape(text)}</text:h>"


def as_latex(made: Made, options: str, ruled: bool) -> str:
    """The document for LaTeX, with footnotes and a running head."""
    body: list[str] = []
    for part in made.parts:
        match part.kind:
            case "heading":
                command = "section" if part.level == 1 else "subsection"
                body.append(f"\\{command}{{{_tex(part.text)}}}")
            case "list":
                items = "\n".join(f"\\item {_tex(row[0])}" for row in part.rows)
                body.append(f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}")
            case "table":
                body.append(_tex_table(part.rows, ruled))
            case _:
                notes = "".join(f"\\footnote{{{_tex(note)}}}" for note in part.notes)
                body.append(_tex(part.text) + notes)
    text = "\n\n".join(body)
    return (
        f"\\documentclass[{options}]{{article}}\n\\usepackage[T1]{{fontenc}}\n"
        "\\usepackage{fancyhdr}\\usepackage{booktabs}\\pagestyle{fancy}\\fancyhf{}\n"
        f"\\fancyhead[L]{{\\small {_tex(made.title)}}}\\fancyhead[R]{{\\small Annals}}"
        "\\fancyfoot[C]{\\thepage}\n"
        f"\\title{{{_tex(made.title)}}}\\author{{{made.author}}}\\date{{May 9, 2024}}\n"
        f"\\begin{{document}}\\maketitle\n{text}\n\\end{{document}}\n"
    )


def _tex_table(rows: Sequence[Sequence[str]], ruled: bool) -> str:
    lines = [" & ".join(map(_tex, row)) + r" \\" for row in rows]
    columns = len(rows[0])
    if ruled:
        inner = "\n\\hline\n".join(lines)
        frame = "|" + "l|" * columns
        table = f"\\begin{{tabular}}{{{frame}}}\n\\hline\n{inner}\n\\hline\n\\end{{tabular}}"
    else:
        table = (
            f"\\begin{{tabular}}{{{'l' * columns}}}\n\\toprule\n{lines[0]}\n\\midrule\n"
            + "\n".join(lines[1:]) + "\n\\bottomrule\n\\end{tabular}"
        )  # fmt: skip
    return f"\\begin{{center}}\n{table}\n\\end{{center}}"


def _tex(text: str) -> str:
    plain = _TEX.sub(lambda sign: _TEX_SIGNS.get(sign[0], f"\\{sign[0]}"), text)
    return plain.replace('"', "''")


def print_chromium(made: Made, style: str, target: Path) -> bool:
    """Print by Chromium with its own running heads; whether the machine has it."""
    return print_page(as_html(made, style), target)


def print_page(page: str, target: Path) -> bool:
    """Print a web page by Chromium, as its dialogue does; whether the machine has it."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        return False
    source = target.with_suffix(".html")
    source.write_text(page, "utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu"]
    _run([*command, f"--print-to-pdf={target}", source.as_uri()], target.parent)
    source.unlink()
    return target.exists()


def print_office(made: Made, target: Path) -> bool:
    """Print by LibreOffice; whether the machine has it."""
    office = shutil.which("soffice")
    if office is None:
        return False
    source = target.with_suffix(".fodt")
    source.write_text(as_open_document(made), "utf-8")
    command = [office, "--headless", "--convert-to", "pdf"]
    _run([*command, "--outdir", str(target.parent), str(source)], target.parent)
    return target.exists()


def print_latex(made: Made, options: str, ruled: bool, target: Path) -> bool:
    """Print by pdfLaTeX; whether the machine has it."""
    latex = shutil.which("pdflatex")
    if latex is None:
        return False
    source = target.with_suffix(".tex")
    source.write_text(as_latex(made, options, ruled), "utf-8")
    for _ in range(2):
        _run([latex, "-interaction=batchmode", source.name], target.parent)
    return target.exists()


def _run(command: Sequence[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)


PRINTS: dict[str, Callable[[Made, Path], bool]] = {
    "chromium, one column": lambda made, target: print_chromium(made, _ONE_COLUMN, target),
    "chromium, two columns": lambda made, target: print_chromium(made, _TWO_COLUMNS, target),
    "latex, one column": lambda made, target: print_latex(made, "11pt", True, target),
    "latex, two columns": lambda made, target: print_latex(made, "10pt,twocolumn", False, target),
    "libreoffice": print_office,
}
"""The ways to print; each says whether the machine has what it needs."""
