"""What is read from PDFs whose text and layout are known."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2
import pytest

from rag.document.model import BlockKind, Metadata
from rag.reading.blocks import Reading
from rag.reading.formats import NotReadable
from rag.reading.pdf import read
from rag.reading.structure import document_of
from tests.made_pdf import (
    HEIGHT,
    WIDTH,
    PdfPage,
    line,
    lines,
    made_pdf,
    paragraph,
    text,
    turned_text,
)

WATER = (
    "The water board met in spring and looked at every dyke between the two towns. It found that "
    "most of them had sunk since the last survey, and that nobody had measured the oldest ones for "
    "thirty years. The members asked for money, which the province did not give before the autumn."
)
STONE = (
    "Masons had cut the stone by hand until the quarry bought its first saw. From then on a block "
    "took one day instead of nine, and half of the village looked for other work. Those who stayed "
    "learned to sharpen blades, and their children learned to drive the lorries to the harbour."
)
GRAIN = (
    "Merchants stored the grain in three halls beside the canal. Each hall had a keeper who wrote "
    "down what came and what went, and these books survive. They show that prices rose in every "
    "year in which the canal froze, because no barge could reach the mills before the thaw came."
)


ORDINALS = ["First.", "Then:", "Third, later.", "And fourth of all.", "Five.", "In the sixth year."]


def spoken(reading: Reading, kind: BlockKind) -> list[str]:
    return [block.span.of(reading.text) for block in reading.blocks if block.kind is kind]


def paragraphs(reading: Reading) -> list[str]:
    return spoken(reading, BlockKind.PARAGRAPH)


def headings(reading: Reading) -> list[tuple[int, str]]:
    return [(b.heading.level, b.heading.title) for b in reading.blocks if b.heading]


def left_out(reading: Reading, kind: str) -> list[str]:
    return [each.text for each in reading.left_out if each.kind == kind]


def test_lines_make_paragraphs() -> None:
    reading = read(made_pdf([[*paragraph(72, 72, WATER), *paragraph(72, 130, STONE)]]))
    assert paragraphs(reading) == [WATER, STONE]
    assert reading.text == f"{WATER}\n\n{STONE}"


def test_an_indent_opens_a_paragraph() -> None:
    first, second = paragraph(72, 72, WATER), paragraph(72, 72 + 12 * 4, STONE)
    indented = text(84, 72 + 12 * 4, " ".join(STONE.split()[:13]))
    rest = paragraph(72, 72 + 12 * 5, " ".join(STONE.split()[13:]))
    reading = read(made_pdf([[*first, indented, *rest]]))
    assert len(second) == 4
    assert paragraphs(reading) == [WATER, STONE]


@pytest.mark.parametrize("gutter", [12, 30])
def test_columns_are_read_one_after_the_other(gutter: int) -> None:
    right = 72 + 230 + gutter
    page = [
        text(160, 60, "A title over both columns of the page", 16, "bold"),
        *paragraph(72, 90, WATER, 48),
        *paragraph(72, 190, STONE, 48),
        *paragraph(right, 90, GRAIN, 48),
        *paragraph(72, 300, WATER, 100),
    ]
    reading = read(made_pdf([page]))
    assert paragraphs(reading) == [WATER, STONE, GRAIN, WATER]
    assert headings(reading) == [(1, "A title over both columns of the page")]


def test_a_paragraph_goes_on_over_columns_and_pages() -> None:
    words = WATER.split()
    first, second, third = " ".join(words[:20]), " ".join(words[20:43]), " ".join(words[43:])
    filler = paragraph(72, 90, STONE, 48)
    page = [*filler, *paragraph(72, 180, first, 48), *paragraph(330, 90, second, 48)]
    reading = read(
        made_pdf([page, [*paragraph(72, 90, third, 48), *paragraph(72, 190, GRAIN, 48)]])
    )
    assert paragraphs(reading) == [STONE, WATER, GRAIN]
    pages = {anchor.page for _, anchor in reading.anchors}
    assert pages == {1, 2}


def test_hyphens_at_line_ends_are_undone() -> None:
    broken = lines(
        72, 72, ["They measured the embank-", "ment beside the well-", "known mill in spring."]
    )
    compound = lines(72, 140, ["A well-known mill stood there, and the em-", "bankment was old."])
    reading = read(made_pdf([[*broken, *compound]]))
    assert paragraphs(reading) == [
        "They measured the embankment beside the well-known mill in spring.",
        "A well-known mill stood there, and the embankment was old.",
    ]


def test_headings_by_size_weight_and_outline() -> None:
    page = [
        text(72, 60, "The Dykes of the North", 20, "bold"),
        text(72, 90, "Survey of 1954", 14, "bold"),
        *paragraph(72, 110, WATER),
        text(72, 180, "Masons", 10, "bold"),
        *paragraph(72, 194, STONE),
        text(72, 270, "Grain halls", 10),
        *paragraph(72, 290, GRAIN),
    ]
    reading = read(made_pdf([page]))
    assert headings(reading) == [
        (1, "The Dykes of the North"),
        (2, "Survey of 1954"),
        (3, "Masons"),
    ]
    outlined = read(made_pdf([page], outline=[("Grain halls", 1)]))
    assert "Grain halls" in [title for _, title in headings(outlined)]


def test_running_heads_and_numbers_are_left_out() -> None:
    pages = [
        [
            text(72, 40, "Annals of the Water Board" if n % 2 else "Volume Nine", 9),
            *paragraph(72, 90, f"{ORDINALS[n]} {words}"),
            text(300, 760, str(n + 11), 9),
        ]
        for n, words in enumerate([WATER, STONE, GRAIN, WATER, STONE, GRAIN])
    ]
    reading = read(made_pdf(pages))
    assert paragraphs(reading) == [
        f"{ordinal} {words}"
        for ordinal, words in zip(ORDINALS, [WATER, STONE, GRAIN] * 2, strict=True)
    ]
    assert left_out(reading, "running head") == ["Volume Nine", "Annals of the Water Board"] * 3
    assert left_out(reading, "page number") == [str(n + 11) for n in range(6)]
    assert [each.anchor.page for each in reading.left_out if each.anchor] == [
        page for page in range(1, 7) for _ in range(2)
    ]


def test_rows_at_the_edge_of_a_page_are_no_running_feet() -> None:
    rows = [["Dyke", "Built"], ["Old Wall", "1611"], ["Sea Wall", "1822"], ["New Wall", "1904"]]
    page = [*paragraph(72, 72, WATER), *table(72, 700, rows, ruled=False)]
    reading = read(made_pdf([page]))
    assert spoken(reading, BlockKind.ROW) == [" | ".join(row) for row in rows]
    assert reading.left_out == ()


def test_footnotes_are_joined_to_their_marks() -> None:
    def page(number: int, words: str) -> list[str]:
        return [
            *paragraph(72, 90, words),
            text(72, 138, "The members asked"),
            text(163.5, 134, str(number), 6),
            text(170, 138, "for money again."),
            line(72, 690, 200, 690),
            text(72, 699, str(number), 5),
            text(77, 702, f"Water Board, Minutes, volume {number}.", 8),
        ]

    reading = read(made_pdf([page(1, WATER), page(2, STONE)]))
    assert spoken(reading, BlockKind.NOTE) == [
        "[1] Water Board, Minutes, volume 1.",
        "[2] Water Board, Minutes, volume 2.",
    ]
    document = document_of(reading, "notes", Metadata())
    assert [(note.number, len(note.pointers)) for note in document.notes] == [(1, 1), (2, 1)]
    assert "asked[1] for money" in document.text


def test_notes_that_begin_anew_on_each_page_are_numbered_through() -> None:
    def page(words: str, note: str) -> list[str]:
        return [
            *paragraph(72, 90, words),
            text(72, 150, "The members asked"),
            text(163.5, 146, "1", 6),
            text(170, 150, "for money."),
            text(72, 699, "1", 5),
            text(77, 702, note, 8),
        ]

    pages = [page(WATER, "Minutes."), page(STONE, "Letters."), page(GRAIN, "Books.")]
    document = document_of(read(made_pdf(pages)), "notes", Metadata())
    assert [(note.number, note.span.of(document.text)) for note in document.notes] == [
        (1, "Minutes."),
        (2, "Letters."),
        (3, "Books."),
    ]
    assert all(len(note.pointers) == 1 for note in document.notes)


def test_a_raised_number_without_a_note_is_raised_in_the_text() -> None:
    page = [*paragraph(72, 90, WATER), text(72, 150, "It covers 5 km"), text(135, 146, "2", 6)]
    assert paragraphs(read(made_pdf([page])))[-1].endswith("5 km²")


CELLS = [["Dyke", "Built", "Height"], ["Old Wall", "1611", "4.5 m"], ["Sea Wall", "1822", "6.1 m"]]


def table(x: float, y: float, rows: Sequence[Sequence[str]], ruled: bool) -> list[str]:
    drawn = [
        text(x + 110 * column + 4, y + 16 * row + 12, words)
        for row, cells in enumerate(rows)
        for column, words in enumerate(cells)
    ]
    if not ruled:
        return drawn
    right, foot = x + 110 * len(rows[0]), y + 16 * len(rows)
    level = [line(x, y + 16 * n, right, y + 16 * n) for n in range(len(rows) + 1)]
    upright = [line(x + 110 * n, y, x + 110 * n, foot) for n in range(len(rows[0]) + 1)]
    return [*drawn, *level, *upright]


@pytest.mark.parametrize("ruled", [True, False])
def test_tables_are_rows_with_their_header(ruled: bool) -> None:
    page = [
        *paragraph(72, 72, WATER),
        text(72, 150, "Table 1. Dykes and when they were built"),
        *table(72, 160, CELLS, ruled),
        *paragraph(72, 240, STONE),
    ]
    reading = read(made_pdf([page]))
    rows = [block for block in reading.blocks if block.kind is BlockKind.ROW]
    assert [row.span.of(reading.text) for row in rows] == [" | ".join(row) for row in CELLS]
    assert [row.context for row in rows] == [None, rows[0].span, rows[0].span]
    assert spoken(reading, BlockKind.CAPTION) == ["Table 1. Dykes and when they were built"]
    assert paragraphs(reading) == [WATER, STONE]


def test_cells_of_several_lines_and_merged_cells() -> None:
    page = [
        *paragraph(72, 72, WATER),
        *[line(72, y, 292, y) for y in (150, 170, 210, 230)],
        *[line(x, 150, x, 230) for x in (72, 292)],
        line(182, 150, 182, 210),
        text(76, 164, "Dyke"),
        text(186, 164, "State"),
        text(76, 184, "Sea Wall"),
        *lines(186, 184, ["sunk since", "the last survey"]),
        text(76, 224, "Measured in the spring of 1954"),
    ]
    reading = read(made_pdf([page]))
    assert spoken(reading, BlockKind.ROW) == [
        "Dyke | State",
        "Sea Wall | sunk since the last survey",
        "Measured in the spring of 1954 |",
    ]


def test_lists_are_items_with_their_lead_in() -> None:
    page = [
        *paragraph(72, 72, "The board found three faults:"),
        text(84, 96, "•"),
        *lines(
            96,
            96,
            ["the oldest dykes had sunk since the last survey and nobody had", "noticed it;"],
        ),
        text(84, 120, "•"),
        text(96, 120, "the pumps were old;"),
        text(84, 132, "1."),
        text(96, 132, "no money was left."),
    ]
    reading = read(made_pdf([page]))
    items = [block for block in reading.blocks if block.kind is BlockKind.ITEM]
    assert [item.span.of(reading.text) for item in items] == [
        "• the oldest dykes had sunk since the last survey and nobody had noticed it;",
        "• the pumps were old;",
        "1. no money was left.",
    ]
    assert all(item.context == reading.blocks[0].span for item in items)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_displayed(turned: int) -> None:
    page = [*paragraph(72, 72, WATER), *paragraph(72, 130, STONE)]
    upright = read(made_pdf([page]))
    assert read(made_pdf([PdfPage(page, turned)])).text == upright.text


def test_text_along_the_margin_is_left_out() -> None:
    page = [*paragraph(72, 72, WATER), turned_text(30, 500, "Downloaded from a library")]
    reading = read(made_pdf([page]))
    assert reading.text == WATER
    assert left_out(reading, "margin") == ["Downloaded from a library"]


def test_boxes_hold_the_words_that_are_cited() -> None:
    page = [*paragraph(72, 90, WATER, 48), *paragraph(330, 90, STONE, 48)]
    other = [*paragraph(72, 90, GRAIN, 48), *paragraph(330, 90, WATER, 48)]
    raw = made_pdf([page, PdfPage(other, 90)], labels="0 << /S /r >> 1 << /S /D /St 7 >>")
    document = document_of(read(raw), "boxes", Metadata())
    file = pypdfium2.PdfDocument(raw)
    seen = 0
    for _, found in document.paragraphs():
        for sentence in found.sentences:
            anchor = document.anchor_of(sentence)
            assert anchor is not None and anchor.page and anchor.boxes
            assert anchor.page_label == {1: "i", 2: "7"}[anchor.page]
            printed = " ".join(_printed(file, *box) for box in anchor.boxes)
            assert "".join(sentence.of(document.text).split()) in "".join(printed.split())
            seen += 1
    assert seen == (WATER + STONE + GRAIN + WATER).count(".")


def _printed(
    file: pypdfium2.PdfDocument, page: int, left: float, top: float, right: float, bottom: float
) -> str:
    """What pdfium finds in a box of the page as displayed."""
    if page == 2:  # turned clockwise by 90 degrees
        left, bottom, right, top = top, left, bottom, right
    else:
        bottom, top = HEIGHT - bottom, HEIGHT - top
    words: str = file[page - 1].get_textpage().get_text_bounded(left - 1, bottom, right + 1, top)
    return words


def test_linked_words_keep_their_address() -> None:
    words = [
        "The province gave no money before the autumn (Water Board, May 9,",
        "2021). It rained.",
    ]
    link = "https://board.example/2021/05/09/money"
    boxes = [((277, 60, 400, 76), link), ((70, 77, 96, 88), link)]
    page = PdfPage([*lines(72, 72, words), *paragraph(72, 130, STONE)], links=boxes)
    reading = read(made_pdf([page]))
    ((span, address),) = reading.links
    assert (span.of(reading.text), address) == ("Water Board, May 9, 2021", link)


def test_a_page_without_text_is_reported() -> None:
    raw = made_pdf([paragraph(72, 72, WATER), PdfPage([], picture=True), paragraph(72, 72, STONE)])
    reading = read(raw)
    assert paragraphs(reading) == [WATER, STONE]
    (told,) = left_out(reading, "page without text")
    assert "page 2" in told and "ocrmypdf" in told


def test_title_and_authors_come_from_the_first_page() -> None:
    page = [
        text(150, 60, "The Dykes of the North", 20, "bold"),
        text(220, 84, "Ines Moor and Karl Brandt", 12),
        *paragraph(72, 110, WATER),
        text(72, 180, "Masons", 12, "bold"),
        *paragraph(72, 194, STONE),
    ]
    reading = read(made_pdf([page], {"Title": "Microsoft Word - final2.docx", "Author": "user"}))
    assert reading.metadata.title == "The Dykes of the North"
    assert reading.metadata.authors == ("Ines Moor", "Karl Brandt")
    document = document_of(reading, "dykes", Metadata())
    assert document.title == "The Dykes of the North"
    assert [section.title for section in document.sections] == ["Introduction", "Masons"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (made_pdf([paragraph(72, 72, WATER)], encrypted=True), "qpdf --decrypt"),
        (made_pdf([PdfPage([], picture=True)]), "ocrmypdf"),
        (made_pdf([[]]), "no text"),
        (made_pdf([]), "damaged"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (made_pdf([paragraph(72, 72, WATER)], count=1_000_000), "1000000 pages"),
    ],
)
def test_what_cannot_be_read_is_said(raw: bytes, said: str) -> None:
    with pytest.raises(NotReadable, match=said):
        read(raw)


def test_the_same_file_gives_the_same_text() -> None:
    raw = made_pdf([[*paragraph(72, 90, WATER, 48), *paragraph(330, 90, STONE, 48)]])
    assert read(raw) == read(raw)
    assert WIDTH > 0
