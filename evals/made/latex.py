"""Made documents as LaTeX sources, for pdfLaTeX to print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evals.made.documents import Made, Part

_SIGNS = re.compile(r"[&%$#_{}~^\\]")
_WRITTEN = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
_COMMANDS = ("section", "subsection", "subsubsection")


def as_latex(made: Made, options: str, ruled: bool, more: str = "") -> str:
    """The document with footnotes and a running head; ``more`` goes into the preamble."""
    text = "\n\n".join(_parts(made, ruled))
    return (
        f"\\documentclass[{options}]{{article}}\n\\usepackage[T1]{{fontenc}}\n{more}\n"
        "\\usepackage{fancyhdr}\\usepackage{booktabs}\\pagestyle{fancy}\\fancyhf{}\n"
        f"\\fancyhead[L]{{\\small {tex(made.title)}}}\\fancyhead[R]{{\\small Annals}}"
        "\\fancyfoot[C]{\\thepage}\n"
        f"\\title{{{tex(made.title)}}}\\author{{{made.author}}}\\date{{May 9, 2024}}\n"
        f"\\begin{{document}}\\maketitle\n{text}\n\\end{{document}}\n"
    )


def _parts(made: Made, ruled: bool) -> Iterator[str]:
    for part in made.parts:
        match part.kind:
            case "heading":
                yield f"\\{_COMMANDS[part.level - 1]}{{{tex(part.text)}}}"
            case "list" | "numbered":
                name = "itemize" if part.kind == "list" else "enumerate"
                items = "\n".join(f"\\item {tex(row[0])}" for row in part.rows)
                yield f"\\begin{{{name}}}\n{items}\n\\end{{{name}}}"
            case "table":
                yield _table(part.rows, ruled)
            case "caption":
                yield f"\\noindent {tex(part.text)}"
            case "quotation":
                yield f"\\begin{{quote}}\n{_marked(part)}\n\\end{{quote}}"
            case _:
                yield _marked(part)


def _marked(part: Part) -> str:
    return "".join(
        tex(words) + (f"\\footnote{{{tex(note)}}}" if note is not None else "")
        for words, note in part.pieces()
    )


def _table(rows: Sequence[Sequence[str]], ruled: bool) -> str:
    lines = [" & ".join(map(tex, row)) + r" \\" for row in rows]
    long = max(len(row[-1]) for row in rows) > 20
    columns = ["l"] * (len(rows[0]) - 1) + ["p{0.3\\linewidth}" if long else "l"]
    if ruled or long:  # nothing but lines tells the rows apart where cells take several
        inner = "\n\\hline\n".join(lines)
        frame = "|" + "|".join(columns) + "|"
        table = f"\\begin{{tabular}}{{{frame}}}\n\\hline\n{inner}\n\\hline\n\\end{{tabular}}"
    else:
        table = (
            f"\\begin{{tabular}}{{{''.join(columns)}}}\n\\toprule\n{lines[0]}\n\\midrule\n"
            + "\n".join(lines[1:]) + "\n\\bottomrule\n\\end{tabular}"
        )  # fmt: skip
    return f"\\begin{{center}}\n{table}\n\\end{{center}}"


def tex(text: str) -> str:
    """A text as LaTeX writes it."""
    plain = _SIGNS.sub(lambda sign: _WRITTEN.get(sign[0], f"\\{sign[0]}"), text)
    return plain.replace('"', "''")
