"""No damaged file ends more than its own reading: a few here, 300 of each format when exhaustive.

DAMAGED_FILES sets another number, and DAMAGED_SEED another seed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.reading.formats import Format
from tests.made_pdf import line, made_pdf, paragraph, text
from tests.rag.reading import made_docx, made_epub
from tests.rag.reading.damaging import damaged, read_all

PUBLIC = Path(__file__).parents[4] / "shared" / "data" / "files"
COUNT = int(os.environ.get("DAMAGED_FILES", "300"))
SEED = int(os.environ.get("DAMAGED_SEED", "20261129"))
PAGE = (
    "<html><head><title>Tides</title></head><body><h1>Tides</h1><p>Two a day.<sup><a href='#n'>1"
    "</a></sup></p><ul><li>High<ol><li>Low</ol></ul><table><caption>Gauges<tr><th colspan=2>Where"
    "<tr><td>Harbour<td>3</table><pre>code</pre><p id='n'>1. A note.</p></body></html>"
)
WORDS = "The water board met in spring and looked at every dyke between the two towns. " * 6


def wholes(kind: Format) -> list[bytes]:
    """Files that are damaged: one made here, and the public ones where they are at hand."""
    body = made_docx.p("Tides", "Title") + made_docx.item("a") + made_docx.p("It came.")
    cells = made_docx.table(made_docx.tr(made_docx.tc("a"), made_docx.tc("b")))
    listed = {"numbering": made_docx.numbering(("decimal", "%1."))}
    page = [*paragraph(72, 72, WORDS), line(72, 300, 300, 300), text(72, 330, "1", 6)]
    chapter = "<h1>Tides</h1><p>Two a day, and more than one could count.</p>"
    made = {
        Format.PDF: lambda: made_pdf([page] * 2, outline=[("Fox", 1)]),
        Format.DOCX: lambda: made_docx.made(body + cells, listed),
        Format.HTML: lambda: PAGE.encode(),
        Format.EPUB: lambda: made_epub.made({"a.xhtml": chapter, "b.xhtml": chapter}),
    }
    public = [path.read_bytes() for path in sorted(PUBLIC.rglob(f"*.{kind}"))]
    return [made[kind](), *(raw for raw in public if raw)]


KINDS = (Format.PDF, Format.DOCX, Format.HTML, Format.EPUB)


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_read_or_refused_with_a_reason(kind: Format) -> None:
    assert read_all(kind, damaged(wholes(kind), 12, SEED)).total() == 12


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", KINDS)
def test_many_damaged_files(kind: Format) -> None:
    outcomes = read_all(kind, damaged(wholes(kind), COUNT, SEED))
    print(f"{kind}: {dict(outcomes)}")
    assert outcomes.total() == COUNT and outcomes["read"]


def test_a_damaged_file_can_be_made_again() -> None:
    files = wholes(Format.DOCX)
    assert list(damaged(files, 5, 1)) == list(damaged(files, 9, 1))[:5]
    assert list(damaged(files, 5, 1)) != list(damaged(files, 5, 2))
