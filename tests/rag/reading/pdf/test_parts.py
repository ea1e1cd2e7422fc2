"""The parts of the way from characters to paragraphs, each by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.reading.pdf.beside import NARROW
from rag.reading.pdf.footnotes import FootNotes
from rag.reading.pdf.gutters import bands, run_from
from rag.reading.pdf.joining import joined, vocabulary
from rag.reading.pdf.lines import lines_of
from rag.reading.pdf.order import Flow, arranged
from rag.reading.pdf.paragraphs import Piece
from rag.reading.pdf.ruled import ruled_tables
from rag.reading.pdf.sets import Sets
from rag.reading.pdf.signs import sign
from rag.reading.pdf.tagged import tagged_tables
from rag.reading.pdf.text_lines import TextLine, text_line
from rag.reading.pdf.words import Rule, Tag, Word
from rag.reading.pdf.write import Said, Scribe


def word(text: str, left: float, baseline: float, size: float = 10, **more: object) -> Word:
    """A word of letters that are half as wide as they are high."""
    right = left + len(text) * size / 2
    box = (left, baseline - size, right, baseline)
    return Word(text, left, right, baseline, size, box, **more)  # type: ignore[arg-type]


def words(text: str, left: float, baseline: float, size: float = 10) -> list[Word]:
    found: list[Word] = []
    for each in text.split():
        found.append(word(each, left, baseline, size))
        left = found[-1].right + size / 4
    return found


def line_of(text: str) -> TextLine:
    return TextLine(text, 1, (0, 0, 10, 10), 0, 10, 10, 10)


@pytest.mark.parametrize(
    ("said", "written"),
    [("rooms", "• rooms"), ("a. rooms", "a. rooms"), ("(iv) rooms", "(iv) rooms"),
     ("1.2. rooms", "1.2. rooms"), ("A room", "• A room")],
)  # fmt: skip
def test_a_tagged_item_has_the_mark_that_is_printed_or_a_bullet(said: str, written: str) -> None:
    scribe = Scribe(Said({}, FootNotes((), {}), vocabulary([]), {}))
    line = replace(line_of(said), tag=Tag("LBody", 2, item=1))
    scribe.piece(0, Piece((line,), 1, 0, 100))
    assert scribe.writer.text == written


def test_raised_words_join_the_line_that_they_stand_over() -> None:
    raised = word("2", 25, 96, 6, spaced=False)
    (line,) = lines_of([word("5", 10, 100), word("km", 15, 100), raised, word("wide", 32, 100)])
    assert (line.text, text_line(line, 1).raised) == ("5 km2 wide", ((4, 5),))
    assert line.is_raised(raised)


def test_an_initial_opens_the_first_line_beside_it() -> None:
    beside = [*words("ykes sank", 32, 104), *words("a lot", 32, 116)]
    lines = lines_of([word("D", 10, 116, 40), *beside, *words("and more", 10, 128)])
    assert [line.text for line in lines] == ["Dykes sank", "a lot", "and more"]
    assert lines[0].left == lines[1].left


def test_scripts_that_run_leftwards_keep_numbers_and_names_in_order() -> None:
    found = [word("שלום", 90, 10), word("12", 60, 10), word("PDF", 30, 10), word("עולם", 5, 10)]
    (line,) = lines_of(found)
    assert line.leftwards
    assert line.text == "שלום PDF 12 עולם"


def test_a_gutter_runs_through_what_stands_on_both_of_its_sides() -> None:
    left = [w for n in range(6) for w in words("some words on the left", 10, 12 * n)]
    right = [w for n in range(6) for w in words("and some on the right", 200, 12 * n + 5)]
    groups = bands([*left, *right, *words("a title over both of the columns, and more", 10, -40)])
    assert run_from(groups, 0, (10, 400), NARROW * 10).gutters == ()
    (gutter,) = run_from(groups, 1, (10, 400), 15).gutters
    assert gutter[0] < 200 == gutter[1]


def test_justified_lines_with_white_space_by_chance_are_one_column() -> None:
    lines = [
        "the dykes of the north had",
        "sunk again and nobody in the",
        "province had seen it before",
    ]
    found = [w for n, text in enumerate(lines) for w in words(text, 10, 12 * n)]
    wide = [w if w.left < 60 else word(w.text, w.left + 6, w.baseline) for w in found]
    (part,) = arranged(wide)
    assert isinstance(part, Flow)
    assert [line.text for line in part.lines] == lines


def test_a_frame_around_a_text_is_no_table() -> None:
    text = [w for n in range(8) for w in words("a text in a frame of four lines", 20, 20 + 12 * n)]
    frame = [
        Rule(10, 5, 300, 5),
        Rule(10, 120, 300, 120),
        Rule(10, 5, 10, 120),
        Rule(300, 5, 300, 120),
    ]
    assert ruled_tables(text, frame).tables == []


def test_tags_tell_tables_with_empty_cells_and_over_columns() -> None:
    def cell(text: str, left: float, baseline: float, row: int, number: int, heads: bool) -> Word:
        tag = Tag("TH" if heads else "TD", number, 0, 1, row, number, heads)
        return word(text, left, baseline, tag=tag)

    held = [
        cell("Dyke", 10, 700, 2, 3, True),
        cell("Built", 60, 700, 2, 4, True),
        cell("Old", 10, 715, 5, 6, False),
        cell("Sea", 210, 100, 8, 9, False),
        cell("1822", 260, 100, 8, 10, False),
    ]
    cells = {1: [[3, 4], [6, 7], [9, 10]]}
    tables, outside = tagged_tables([*held, word("text", 10, 300)], cells)
    assert [[c.text for c in row] for table in tables for row in table.rows] == [
        ["Dyke", "Built"],
        ["Old", ""],
        ["Sea", "1822"],
    ]
    assert [table.header for table in tables] == [0, None]
    assert [w.text for w in outside] == ["text"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["the embank-", "ment rose"], "the embankment rose"),
        (["a well-", "known mill"], "a well-known mill"),
        (["of 1914–", "1918 and"], "of 1914–1918 and"),
        (["the words—", "and more"], "the words—and more"),
        (["its “kin (亲)”—", "a word"], "its “kin (亲)”—a word"),
        (["the words —", "and more"], "the words — and more"),
        (["– see above) –", "and more"], "– see above) – and more"),
        (["in the US-", "led pact"], "in the US-led pact"),
        (["at https://example.org/a-", "b and"], "at https://example.org/a-b and"),
        (["网络", "主权"], "网络主权"),
        (["soft\u00ad", "ened it"], "softened it"),
    ],
)
def test_line_ends(lines: list[str], text: str) -> None:
    known = vocabulary(
        map(line_of, ["a well-known one", "it is well and known", "embank-", "ment"])
    )
    assert joined([line_of(line) for line in lines], known, lines).text == text


def test_a_document_that_breaks_no_words_keeps_its_hyphens() -> None:
    plain = ["line number and its text"] * 100
    lines = ["the mid-", "size car"]
    known = vocabulary(map(line_of, [*plain, *lines]))
    assert joined([line_of(line) for line in lines], known, lines).text == "the mid-size car"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0x1C, "fi"),
        (0xFB03, "ffi"),
        (0xF0B7, "•"),
        (0xFE8E, "ا"),
        (0xA0, " "),
        (0, "\ufffd"),
        (7, ""),
    ],
)
def test_signs(code: int, text: str) -> None:
    assert sign(code) == text


def test_sets_grow_together() -> None:
    sets = Sets(5)
    sets.join(3, 1)
    sets.join(4, 3)
    assert sets.members() == [[0], [1, 3, 4], [2]]
