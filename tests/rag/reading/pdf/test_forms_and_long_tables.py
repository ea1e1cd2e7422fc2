"""What printed forms, reports and papers have: fields, tables over pages, numbers in the middle."""

from __future__ import annotations

import pytest

from rag.document.model import BlockKind, Metadata
from rag.reading.formats import NotReadable
from rag.reading.pdf import read
from rag.reading.structure import document_of
from tests.made_pdf import HEIGHT, line, lines, made_pdf, paragraph, text
from tests.rag.reading.pdf.test_reading import (
    CELLS,
    GRAIN,
    STONE,
    WATER,
    left_out,
    paragraphs,
    spoken,
    table,
)


def filled_in(page: list[str], left: float, foot: float, value: str, kind: str) -> bytes:
    """A page with an annotation that shows a value; readers mend the table of objects."""
    stream = f"BT /F 10 Tf 2 4 Td ({value}) Tj ET"
    font = "<< /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    shown = (
        f"99 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 200 18] "
        f"/Resources << /Font {font} >> /Length {len(stream)} >>\nstream\n{stream}\nendstream\n"
        "endobj\nxref\n"
    )
    place = f"[{left} {HEIGHT - foot} {left + 200} {HEIGHT - foot + 18}]"
    field = (
        f"/Annots [<< /Type /Annot /Subtype /{kind} /FT /Tx /T (n) /V ({value}) /F 4 "
        f"/Rect {place} /AP << /N 99 0 R >> >>]"
    )
    made = made_pdf([page]).replace(b"/Annots []", field.encode(), 1)
    return made.replace(b"xref\n", shown.encode(), 1)


@pytest.mark.parametrize("kind", ["Widget", "FreeText"])
def test_what_is_filled_in_is_read_where_it_stands(kind: str) -> None:
    page = [*paragraph(72, 72, WATER), text(72, 150, "Name:"), *paragraph(72, 200, STONE)]
    reading = read(filled_in(page, 120, 154, "Ada Moor", kind))
    assert paragraphs(reading) == [WATER, "Name: Ada Moor", STONE]


def test_a_line_over_a_box_at_the_head_of_a_page_is_text() -> None:
    box = [line(72, 70, 540, 70), line(72, 200, 540, 200), line(72, 70, 72, 200)]
    page = [
        text(72, 50, "Which dykes do you own, and since when?"),
        *box,
        line(540, 70, 540, 200),
        *paragraph(80, 90, STONE, 80),
    ]
    assert paragraphs(read(made_pdf([page])))[0] == "Which dykes do you own, and since when?"


def test_the_number_of_a_page_is_no_note_though_the_text_points_to_one_of_that_number() -> None:
    page = [
        *paragraph(60, 80, WATER, 80),
        text(60, 140, "Most of the oldest had sunk."),
        text(193, 136, "1", 6),
        text(60, 700, "1", 5),
        text(66, 703, "Survey of the dykes, 1954.", 8),
        text(232, 750, "1", 8),
    ]
    reading = read(made_pdf([page]))
    assert left_out(reading, "page number") == ["1"]
    assert spoken(reading, BlockKind.NOTE) == ["[1] Survey of the dykes, 1954."]


def test_a_mark_under_the_white_space_between_columns_leaves_them_columns() -> None:
    page = [
        *paragraph(60, 80, f"{WATER} {STONE}", 44),
        *paragraph(288, 80, f"{GRAIN} {WATER}", 44),
        text(270, 330, "B", 6),
    ]
    assert paragraphs(read(made_pdf([page])))[:2] == [f"{WATER} {STONE}", f"{GRAIN} {WATER}"]


def test_the_numbers_of_rows_with_cells_of_several_lines_are_kept() -> None:
    rows = [
        drawn
        for n in range(8)
        for drawn in (
            text(60, 80 + n * 30, str(n + 1)),
            text(100, 80 + n * 30, f"Owner {n} of a mill"),
            *lines(300, 80 + n * 30, ["Repairs that the board", "paid for in the spring"]),
        )
    ]
    wrapped = [text(100, 92 + n * 30, "and of the field beside it") for n in range(8)]
    drawn = [line(56, 68 + n * 30, 540, 68 + n * 30) for n in range(9)]
    sides = [line(x, 68, x, 308) for x in (56, 96, 296, 540)]
    reading = read(made_pdf([[*rows, *wrapped, *drawn, *sides]]))
    assert not left_out(reading, "line number")
    assert spoken(reading, BlockKind.ROW) == [
        f"{n + 1} | Owner {n} of a mill and of the field beside it | "
        "Repairs that the board paid for in the spring"
        for n in range(8)
    ]


def test_a_header_that_is_printed_again_on_the_next_page_is_left_out() -> None:
    more = [
        ["Dyke", "Built", "Height"],
        ["Low Wall", "1902", "2.0 m"],
        ["Mill Wall", "1930", "3 m"],
    ]
    pages = [
        [*paragraph(72, 72, WATER), *table(72, 680, CELLS, True)],
        [*table(72, 72, more, True), *paragraph(72, 200, STONE)],
    ]
    reading = read(made_pdf(pages))
    rows = [block for block in reading.blocks if block.kind is BlockKind.ROW]
    expected = [*CELLS, *more[1:]]
    assert [row.span.of(reading.text) for row in rows] == [" | ".join(row) for row in expected]
    assert [row.context for row in rows] == [None, *[rows[0].span] * 4]
    assert left_out(reading, "header printed again") == [" | ".join(CELLS[0])]


def test_a_table_that_stands_further_in_than_the_text_has_no_empty_column() -> None:
    rows = [[str(1951 + n), f"{n * 137 + 90}", f"{n}.50 m"] for n in range(9)]
    page = [
        *paragraph(72, 72, WATER),
        *table(220, 130, [["Year", "Barges", "Depth"], *rows], False),
        *paragraph(72, 320, STONE),
    ]
    found = spoken(read(made_pdf([page])), BlockKind.ROW)
    assert found == [" | ".join(row) for row in [["Year", "Barges", "Depth"], *rows]]


def test_the_table_of_an_invoice_holds_neither_its_head_nor_its_letter() -> None:
    rows = [
        ["Pos.", "Work", "Days", "Price", "Total"],
        ["1", "Cutting hedges", "2", "20.00", "40.00"],
        ["2", "Digging, with a spade", "1", "35.00", "35.00"],
    ]
    page = [
        text(50, 50, "Moor & Daughters"), text(400, 50, "Invoice 14"),
        text(50, 64, "4 Mill Lane, Holm"), text(400, 64, "Date: 14.03.2019"),
        text(50, 110, "Dear Ms. Porter,"),
        text(50, 130, "we charge you for the work in March as follows:"),
        *[
            text(x, 160 + 16 * n, words)
            for n, row in enumerate(rows)
            for x, words in zip((50, 100, 350, 420, 490), row, strict=True)
        ],
        text(50, 260, "Please pay by 1 April 2019. Thank you."),
        text(50, 290, "Kind regards"),
        text(50, 304, "A. Moor"),
    ]  # fmt: skip
    reading = read(made_pdf([page]))
    assert spoken(reading, BlockKind.ROW) == [" | ".join(row) for row in rows]
    assert "we charge you for the work in March as follows:" in paragraphs(reading)


def test_what_a_program_writes_for_nothing_is_no_title() -> None:
    said = {"Title": "(anonymous)", "Author": "(anonymous)", "Subject": "(unspecified)"}
    document = document_of(read(made_pdf([paragraph(72, 72, WATER)], said)), "a", Metadata())
    assert document.title == "a" and document.metadata == Metadata()


def test_a_page_with_too_much_on_it_is_said_to_be_so() -> None:
    full = [text(10, 20 + n * 0.8, "barley " * 80, 0.5) for n in range(900)]
    with pytest.raises(NotReadable, match="page 1 holds more than"):
        read(made_pdf([full]))
