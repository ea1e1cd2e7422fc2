"""What drafts, pleadings, contents and slides have that other texts do not."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pytest

from rag.document.model import BlockKind, Metadata
from rag.reading.pdf import read
from rag.reading.pdf.file import PdfFile
from rag.reading.structure import document_of
from tests.made_pdf import line, lines, made_pdf, paragraph, text
from tests.rag.reading.pdf.test_reading import (
    GRAIN,
    STONE,
    WATER,
    headings,
    left_out,
    paragraphs,
    spoken,
)

PROSE = textwrap.wrap(f"{WATER} {STONE} {GRAIN}", 80)


def numbered_page(first: int, every: int, x: float, step: float = 14) -> list[str]:
    """Prose with the numbers of its lines beside it."""
    count = len(PROSE)
    numbers = [n for n in range(first, first + count) if n % every == 0]
    beside = [text(x, 80 + (n - first) * step, str(n), 8) for n in numbers]
    return [*beside, *lines(90, 80, PROSE, 10, step)]


@pytest.mark.parametrize(("every", "x"), [(1, 60), (1, 560), (2, 40)])
def test_the_numbers_of_lines_are_left_out(every: int, x: float) -> None:
    first = len(PROSE) + 1
    found = read(made_pdf([numbered_page(1, every, x), numbered_page(first, every, x)]))
    assert paragraphs(found) == [f"{WATER} {STONE} {GRAIN}"] * 2
    numbers = " ".join(left_out(found, "line number")).split()
    assert numbers == [str(n) for n in range(1, 2 * len(PROSE) + 1) if n % every == 0]


def test_the_numbers_of_rows_and_items_are_kept() -> None:
    names = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Lime", "Oak")
    rows = [
        text(x, 80 + n * 16, cell)
        for n, name in enumerate(names)
        for x, cell in ((60, str(n + 1)), (120, name), (300, f"{n * 3} m"))
    ]
    found = read(made_pdf([rows]))
    assert not left_out(found, "line number")
    assert [row[0] for row in spoken(found, BlockKind.ROW)] == list("12345678")
    items = [text(60, 80 + n * 14, f"{n + 1}  {name} stands by the mill.") for n, name in
             enumerate(names)]  # fmt: skip
    found = read(made_pdf([items]))
    assert not left_out(found, "line number") and all(str(n) in found.text for n in range(1, 9))


def test_double_spaced_lines_are_one_paragraph() -> None:
    found = read(made_pdf([lines(72, 80, PROSE, 10, 24)]))
    assert paragraphs(found) == [f"{WATER} {STONE} {GRAIN}"]


def test_far_lines_that_do_not_go_on_are_paragraphs() -> None:
    names = ["Ines Moor, who chairs it.", "Bo Lund, for the mill.", "Ada Reid.", "Tom Ek, clerk.",
             "Eve Stone, for the port.", "Jan Holt."]  # fmt: skip
    assert paragraphs(read(made_pdf([lines(72, 80, names, 10, 25)]))) == names


@pytest.mark.parametrize("dots", [". " * 40, "." * 60, ". " * 6])
def test_dots_that_lead_to_a_number_say_nothing(dots: str) -> None:
    entries = [("1 Introduction", 3), ("2 The dykes", 7), ("2.1 Repairs", 12)]
    contents = [
        each
        for n, (title, page) in enumerate(entries)
        for each in (text(60, 110 + n * 16, f"{title} {dots}"), text(520, 110 + n * 16, str(page)))
    ]
    found = read(made_pdf([[*contents, *paragraph(60, 300, WATER)]]))
    rows = spoken(found, BlockKind.ROW)
    assert rows == ["1 Introduction | 3", "2 The dykes | 7", "2.1 Repairs | 12"]


def test_an_ellipsis_stays() -> None:
    said = "The court held . . . that it was late. It did not say why . . . . Then it rose."
    assert paragraphs(read(made_pdf([paragraph(60, 80, said)]))) == [said]


def test_letters_that_are_set_apart_are_words() -> None:
    page = [
        text(60, 80, "C O N T R A C T", 16, "bold"),
        *paragraph(60, 120, WATER),
        text(60, 200, "1 . 2   F i n a l   t e r m s", 12, "bold"),
        *paragraph(60, 230, STONE),
    ]
    assert headings(read(made_pdf([page]))) == [(1, "CONTRACT"), (2, "1.2 Final terms")]


def test_a_row_of_letters_stays_one() -> None:
    found = read(made_pdf([[text(60, 80, "A B C D E F"), *paragraph(60, 120, WATER)]]))
    assert "A B C D E F" in found.text


def test_a_note_goes_on_at_the_foot_of_a_page_without_marks() -> None:
    note = textwrap.wrap(STONE, 110)
    first = [
        *paragraph(60, 80, WATER),
        text(60, 148, "The mark stands here."), text(160, 144, "1", 6),
        line(60, 680, 200, 680), text(60, 692, "1", 5), *lines(66, 695, note[:2], 8, 10),
    ]  # fmt: skip
    second = [*paragraph(60, 80, GRAIN), line(60, 680, 200, 680), *lines(60, 695, note[2:], 8, 10)]
    document = document_of(read(made_pdf([first, second])), "file", Metadata())
    assert [note.span.of(document.text) for note in document.notes] == [STONE]


def test_a_note_goes_on_under_a_table() -> None:
    note = textwrap.wrap(f"{STONE} So it went.", 110)
    first = [
        *paragraph(60, 80, WATER),
        text(60, 148, "The mark stands here."), text(160, 144, "1", 6),
        line(60, 680, 200, 680), text(60, 692, "1", 5), *lines(66, 695, note[:2], 8, 10),
    ]  # fmt: skip
    rows = [HEAD, ("Alder", "1900", "by the mill"), ("Birch", "1902", "at the gate")]
    second = [*paragraph(60, 80, GRAIN), *framed(620, rows), *lines(60, 695, note[2:], 8, 10)]
    document = document_of(read(made_pdf([first, second])), "file", Metadata())
    assert [note.span.of(document.text) for note in document.notes] == [f"{STONE} So it went."]


def test_a_note_may_stand_on_the_page_behind_its_mark() -> None:
    first = [
        *paragraph(60, 80, WATER),
        text(60, 148, "The mark stands here."), text(160, 144, "1", 6),
        text(60, 160, "So does the next."), text(142, 156, "2", 6),
        line(60, 680, 200, 680), text(60, 692, "1", 5), text(66, 695, "The first note.", 8),
    ]  # fmt: skip
    second = [
        *paragraph(60, 80, GRAIN), text(60, 140, "A third."), text(100, 136, "3", 6),
        line(60, 680, 200, 680),
        text(60, 692, "2", 5), text(66, 695, "The second note.", 8),
        text(60, 704, "3", 5), text(66, 707, "The third note.", 8),
    ]  # fmt: skip
    document = document_of(read(made_pdf([first, second])), "file", Metadata())
    said = [(n.number, n.span.of(document.text), len(n.pointers)) for n in document.notes]
    assert said == [
        (1, "The first note.", 1),
        (2, "The second note.", 1),
        (3, "The third note.", 1),
    ]


def test_the_rest_of_a_row_may_be_all_of_a_page_s_table() -> None:
    first = framed(650, [HEAD, ("Alder", "1900", "planted by the"), ("Birch", "1902", "cut when")])
    second = framed(60, [("", "", "the dyke broke")])
    found = read(
        made_pdf([[*paragraph(60, 80, WATER), *first], [*second, *paragraph(60, 150, STONE)]])
    )
    assert spoken(found, BlockKind.ROW)[2:] == ["Birch | 1902 | cut when the dyke broke"]


def test_numbers_set_apart_from_their_notes_are_no_column() -> None:
    notes = [f"The board of {1900 + n} met at the mill, and its clerk wrote that down." for n in
             range(7)]  # fmt: skip
    page = [
        each
        for n, note in enumerate(notes)
        for each in (text(60, 80 + 30 * n, str(n + 8)), text(100, 80 + 30 * n, note))
    ]
    found = read(made_pdf([page]))
    assert [block.span.of(found.text) for block in found.blocks] == [
        f"{n} {note}" for n, note in enumerate(notes, 8)
    ]


def test_a_single_row_between_drawn_lines_is_one() -> None:
    found = read(made_pdf([[*paragraph(60, 80, WATER), *framed(700, [HEAD])]]))
    assert spoken(found, BlockKind.ROW) == ["Name | Year | Remark"]


def test_small_print_under_a_finished_note_is_none_of_it() -> None:
    first = [
        *paragraph(60, 80, WATER),
        text(60, 148, "The mark stands here."), text(160, 144, "1", 6),
        line(60, 680, 200, 680), text(60, 692, "1", 5), text(66, 695, "A short note.", 8),
    ]  # fmt: skip
    second = [*paragraph(60, 80, GRAIN), text(60, 640, "Printed in the harbour town", 8)]
    document = document_of(read(made_pdf([first, second])), "file", Metadata())
    assert [note.span.of(document.text) for note in document.notes] == ["A short note."]


def steps(shown: Sequence[str]) -> list[list[str]]:
    """Slides, each with one line more than the one before."""
    return [lines(60, 60, shown[: n + 4], 10, 14) for n in range(3)]


def test_pages_that_say_the_same_again_have_no_heads() -> None:
    found = read(made_pdf(steps(PROSE)))
    assert not left_out(found, "running head")
    assert all(f"{PROSE[0]} {PROSE[1]}" in each for each in paragraphs(found))


def test_a_heading_over_nothing_but_rows_is_one() -> None:
    told = [("Number:", "2024-17"), ("Date:", "9 May 2024"), ("Customer:", "Water board"),
            ("Total due:", "1,204.50 EUR")]  # fmt: skip
    rows = [
        text(x, 120 + 18 * n, cell)
        for n, pair in enumerate(told)
        for x, cell in zip((60, 180), pair, strict=True)
    ]
    found = read(made_pdf([[text(60, 80, "Invoice", 18, "bold"), *rows]]))
    assert headings(found) == [(1, "Invoice")]
    assert spoken(found, BlockKind.ROW)[-1] == "Total due: | 1,204.50 EUR"


def test_a_long_file_is_opened_anew_and_read_whole() -> None:
    pages = 120
    raw = made_pdf([[text(60, 80, f"This is page {n} of the book.")] for n in range(1, pages + 1)])
    file = PdfFile(raw)
    first = file.handle
    said = [" ".join(word.text for word in page.words) for page in file.pages()]
    assert said == [f"This is page {n} of the book." for n in range(1, pages + 1)]
    assert file.handle is not first
    file.close()


def framed(y: float, rows: Sequence[Sequence[str]]) -> list[str]:
    """A table between drawn lines, its rows 16 points high."""
    bottom = y + 16 * len(rows)
    across = [line(60, y + 16 * n, 460, y + 16 * n) for n in range(len(rows) + 1)]
    down = [line(x, y, x, bottom) for x in (60, 160, 260, 460)]
    cells = [
        text(x + 4, y + 16 * n + 12, cell)
        for n, row in enumerate(rows)
        for x, cell in zip((60, 160, 260), row, strict=True)
        if cell
    ]
    return [*across, *down, *cells]


HEAD = ("Name", "Year", "Remark")


def test_rows_at_the_top_of_pages_are_no_running_heads() -> None:
    years = [[("Alder", str(year), "by the mill"), ("Birch", str(year + 2), "by the mill"),
              ("Cedar", str(year + 5), "at the gate")] for year in (1900, 1934)]  # fmt: skip
    pages = [
        [*framed(60, [HEAD, *rows]), *paragraph(60, 200, words)]
        for rows, words in zip(years, (WATER, STONE), strict=True)
    ]
    found = read(made_pdf(pages))
    assert not left_out(found, "running head")
    rows = spoken(found, BlockKind.ROW)
    assert rows == [" | ".join(row) for year in years for row in (HEAD, *year)]


def test_lines_whose_numbers_differ_are_data() -> None:
    pages = [
        [text(60, 60, f"Balance on 9 May 20{n}4: 1{n}.50 crowns"), *paragraph(60, 76, words)]
        for n, words in enumerate((WATER, STONE, GRAIN))
    ]
    found = read(made_pdf(pages))
    assert all(f"1{n}.50 crowns" in found.text for n in range(3))


def test_a_row_goes_on_in_the_next_column_or_page() -> None:
    first = framed(650, [HEAD, ("Alder", "1900", "planted by the"), ("Birch", "1902", "cut when")])
    second = framed(60, [("", "", "the dyke broke"), ("Cedar", "1905", "at the gate")])
    found = read(
        made_pdf([[*paragraph(60, 80, WATER), *first], [*second, *paragraph(60, 150, STONE)]])
    )
    assert spoken(found, BlockKind.ROW)[2:] == [
        "Birch | 1902 | cut when the dyke broke",
        "Cedar | 1905 | at the gate",
    ]


def test_a_dash_at_the_beginning_of_a_line_may_be_no_bullet() -> None:
    said = ["The members asked the province for the money in the spring of that year",
            "— and again in the autumn — and got none of it before the dyke broke in",
            "the winter."]  # fmt: skip
    found = read(made_pdf([[*lines(60, 80, said), *paragraph(60, 140, WATER, 75)]]))
    assert paragraphs(found)[0] == " ".join(said)
