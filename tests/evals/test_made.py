"""Documents whose structure is known, and what is said of what was read of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.long_pdfs import measured
from evals.made.boxes import sentences_inside
from evals.made.documents import Made, made_documents, varied_documents
from evals.made.latex import as_latex
from evals.made.pages import ONE_COLUMN, as_html
from evals.made.scoring import Score, score
from rag.document.model import BlockKind
from rag.reading.blocks import Reading
from rag.reading.html import read
from rag.reading.pdf import read as read_pdf
from tests.made_pdf import made_pdf, paragraph, text

SENTENCES = (
    "The board of town {} met in the spring and looked at every dyke. Most of them had sunk since "
    "the last survey. Nobody had measured the oldest ones for thirty years. The members asked for "
    "money and got none."
)


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    articles = [
        {"title": name, "paragraphs": [{"context": SENTENCES.format(n)} for n in range(10)]}
        for name in ("Dykes", "Mills")
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": articles}), "utf-8")
    return path


@pytest.fixture
def varied(squad: Path) -> Made:
    (made,) = varied_documents(squad, 5)
    return made


def read_of(made: Made) -> Reading:
    return read(as_html(made, ONE_COLUMN, linked=True).encode())


def test_what_is_read_whole_is_all_right(squad: Path, varied: Made) -> None:
    for made in (*made_documents(squad), varied):
        found = score(made, read_of(made), latex=False)
        assert found.differences == [] and found.lost == 0 and found.headings_f1 == 1
        assert found.joined == found.notes > 2 and found.cells_right == found.cells > 20


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (BlockKind.PARAGRAPH, lambda found: found.lost > 0.02),
        (BlockKind.HEADING, lambda found: found.headings_f1 < 1),
        (BlockKind.NOTE, lambda found: found.joined < found.notes),
        (BlockKind.ROW, lambda found: found.cells_right < found.cells),
    ],
)
def test_what_is_lost_is_told(varied: Made, kind: BlockKind, wrong: object) -> None:
    reading = read_of(varied)
    second = [n for n, block in enumerate(reading.blocks) if block.kind is kind][1]
    cut = replace(reading, blocks=[*reading.blocks[:second], *reading.blocks[second + 1 :]])
    found = score(varied, cut, latex=False)
    assert callable(wrong) and wrong(found) and found.differences


def test_the_varied_documents_have_all_kinds(varied: Made) -> None:
    kinds = {part.kind for part in varied.parts}
    assert kinds == {"heading", "paragraph", "quotation", "numbered", "caption", "table"}
    assert any(at < len(part.text) for part in varied.parts for at, _ in part.notes)
    assert as_latex(varied, "11pt", ruled=True).count(r"\footnote{") == len(varied.notes)


def test_a_sentence_outside_its_boxes_is_told() -> None:
    page = [text(72, 80, "Dykes", 16, "bold"), *paragraph(72, 120, SENTENCES)]
    raw = made_pdf([page])
    reading = read_pdf(raw)
    found = Score()
    sentences_inside(found, raw, reading)
    assert found.inside == found.sentences > 3
    astray = tuple(
        (at, replace(anchor, boxes=((1, 0, 0, 5, 5),))) for at, anchor in reading.anchors
    )
    found = Score()
    sentences_inside(found, raw, replace(reading, anchors=astray))
    assert found.inside == 0 < len(found.differences)


def test_what_reading_a_long_file_costs_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(made_pdf([paragraph(72, 80, SENTENCES)] * 60))
    cost = measured(path, 60)
    assert cost.pages == 60 and cost.seconds > 0
    assert 10_000_000 < cost.program <= cost.peak and cost.file == path.stat().st_size
