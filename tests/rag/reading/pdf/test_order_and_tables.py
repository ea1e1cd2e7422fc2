"""What numbers, signs, sizes and the lines over a table tell of a page."""

from __future__ import annotations

import itertools

import pytest

from rag.document.model import BlockKind
from rag.reading.blocks import Reading
from rag.reading.pdf import read
from tests.made_pdf import HEIGHT, PdfPage, line, lines, made_pdf, paragraph, text
from tests.rag.reading.pdf.test_reading import GRAIN, STONE, WATER, left_out, paragraphs, spoken

EARTH = (
    "Farmers ploughed the slope across its fall after the storm had carried a whole field away. "
    "The state paid for hedges along every second furrow and sent a surveyor to count them. "
    "Some of the hedges still stand, and the oldest have become small woods of ash and hazel."
)
ALL = (WATER, STONE, GRAIN, EARTH)


def numbered(x: float, y: float, number: int, words: str) -> list[str]:
    return [text(x, y, f"{number}. Matter {number}"), *paragraph(x, y + 16, words, 48)]


def aslant(x: float, y: float, words: str, size: float = 8) -> str:
    return f"BT /plain {size} Tf 0.7 0.7 -0.7 0.7 {x} {HEIGHT - y} Tm ({words}) Tj ET"


def order_of(reading: Reading) -> list[str]:
    return [n for n in reading.text.split() if n in {"1.", "2.", "3.", "4."}]


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize("across", [False, True])
def test_numbers_tell_whether_columns_are_read_across_or_down(drawn: bool, across: bool) -> None:
    places = [(40, 60), (330, 60), (40, 260), (330, 260)]
    counted = (1, 2, 3, 4) if across else (1, 3, 2, 4)
    page = [
        operator
        for (x, y), number in zip(places, counted, strict=True)
        for operator in numbered(x, y, number, ALL[number - 1])
    ]
    if drawn:
        page += [line(30, y, 590, y) for y in (40, 240, 440)]
    assert order_of(read(made_pdf([page]))) == ["1.", "2.", "3.", "4."]


def test_numbers_that_count_neither_way_leave_the_order() -> None:
    places = [(40, 60), (330, 60), (40, 260), (330, 260)]
    for counted in itertools.permutations((1, 2, 3, 4)):
        page = [
            operator
            for (x, y), number in zip(places, counted, strict=True)
            for operator in numbered(x, y, number, ALL[number - 1])
        ]
        left, right = [counted[0], counted[2]], [counted[1], counted[3]]
        ways = [[*left, *right], [left[0], right[0], left[1], right[1]]]
        expected = [1, 2, 3, 4] if [1, 2, 3, 4] in ways else ways[0]
        assert order_of(read(made_pdf([page]))) == [f"{n}." for n in expected], counted


def test_signs_of_another_size_stand_in_their_line() -> None:
    # As text recognition finds them: as small as their ink, and a little under the line.
    page = [
        text(50, 100, "lime"), text(73, 100.6, ";", 3),
        text(80, 100, "from which we conclude that"),
        *lines(50, 112, ["half of the weight of bones is taken up by plants", "as they grow."]),
    ]  # fmt: skip
    (read_as,) = paragraphs(read(made_pdf([page])))
    assert read_as.startswith("lime ; from which we conclude that half of the weight")


def test_the_last_line_of_a_handwritten_page_is_text() -> None:
    sizes = (21, 33, 27, 24, 30, 36, 19, 29, 25, 31, 22, 28)
    words = "Data Code stack scraped webtext mixes loose source arctic recipe order filters".split()
    page = [
        text(60 + 130 * (n % 3), 80 + 210 * (n // 3), word, size)
        for n, (word, size) in enumerate(zip(words, sizes, strict=True))
    ]
    page += [line(40, y, 570, y) for y in (190, 400, 610, 700)]  # of the paper
    reading = read(made_pdf([page]))
    assert all(word in reading.text for word in words), reading.left_out


def grid(y: float, drawn_apart: float) -> list[str]:
    """Three rows in cells that lines frame; each column has a frame of its own."""
    edges = [(40, 240), (240 + drawn_apart, 340), (340 + drawn_apart, 440)]
    drawn = [line(a, y + 15 * n, b, y + 15 * n) for a, b in edges for n in range(4)]
    return drawn + [line(x, y, x, y + 45) for pair in edges for x in pair]


@pytest.mark.parametrize("apart", [0, 4])
def test_lines_over_a_drawn_table_head_its_columns(apart: float) -> None:
    rows = [
        ("Cost of revenue", "178", "141"),
        ("Research", "3,423", "2,532"),
        ("Sales", "1,136", "876"),
    ]
    page = paragraph(40, 60, WATER)
    page += [
        text(310, 180, "Year ended"),
        text(255, 194, "Jan 26, 2025"),
        text(355, 194, "Jan 28, 2024"),
    ]
    for n, (name, one, other) in enumerate(rows):
        y = 211 + 15 * n
        page += [text(44, y, name), text(300, y, one), text(400, y, other)]
        page += [text(248, y, "$"), text(348, y, "$")] if n == 0 else []
    reading = read(made_pdf([page + grid(200, apart)]))
    assert spoken(reading, BlockKind.ROW)[-4:] == [
        "| Jan 26, 2025 | Jan 28, 2024",
        "Cost of revenue | $ 178 | $ 141",
        "Research | 3,423 | 2,532",
        "Sales | 1,136 | 876",
    ]
    header = reading.blocks[-1].context
    assert header and header.of(reading.text) == "| Jan 26, 2025 | Jan 28, 2024"


def test_prose_over_a_drawn_table_is_no_head() -> None:
    page = paragraph(40, 120, STONE)
    for n, row in enumerate((("Elm", "12", "7"), ("Ash", "9", "4"), ("Oak", "3", "8"))):
        page += [text(x, 183 + 15 * n, word) for x, word in zip((44, 250, 350), row, strict=True)]
    reading = read(made_pdf([page + grid(172, 0)]))
    assert len(spoken(reading, BlockKind.ROW)) == 3
    assert " ".join(paragraphs(reading)).startswith("Masons had cut the stone")


def test_heads_that_run_aslant_stand_over_their_columns() -> None:
    rows = [
        ("Elm", "0.12", "0.70"),
        ("Ash", "0.90", "0.44"),
        ("Oak", "0.31", "0.88"),
        ("Fir", "0.2", "0.5"),
    ]
    page = [*paragraph(40, 60, WATER), text(44, 190, "Tree")]
    page += [aslant(250, 190, "Height"), aslant(350, 190, "Crown width")]
    for n, row in enumerate(rows):
        page += [text(x, 206 + 14 * n, word) for x, word in zip((44, 250, 350), row, strict=True)]
    found = spoken(read(made_pdf([page])), BlockKind.ROW)
    assert found[:2] == ["Tree | Height | Crown width", "Elm | 0.12 | 0.70"]


def test_a_watermark_is_left_out() -> None:
    page = [*paragraph(40, 60, WATER), aslant(150, 500, "DRAFT", 60), *paragraph(40, 200, STONE)]
    reading = read(made_pdf([page]))
    assert left_out(reading, "watermark") == ["DRAFT"]
    assert "DRAFT" not in reading.text


def test_a_name_at_the_head_of_a_page_goes_on_the_sentence() -> None:
    first = paragraph(40, 700, f"{GRAIN} In 2020 the term was defined by the scholars Wu Li", 83)
    begun = "Wanzhen, who wrote no more of it, and so it was left to others to find"
    rest = ["what the term may have meant to her in those years.", "No one did."]
    for x, goes_on in ((40, True), (60, False)):  # set in, it opens a paragraph
        second = [text(x, 60, begun), *lines(40, 72, rest)]
        found = paragraphs(read(made_pdf([first, second])))
        assert any("Wu Li Wanzhen" in each for each in found) is goes_on


def test_the_number_of_a_small_page_on_a_large_sheet_is_left_out() -> None:
    page = [*paragraph(100, 100, WATER, 70), *paragraph(100, 180, STONE, 70), text(255, 300, "62")]
    reading = read(made_pdf([PdfPage(page)]))
    assert left_out(reading, "page number") == ["62"]
