"""Notes numbered by plain digits, and the plain digits that point to them."""

from __future__ import annotations

import pytest

from rag.document.model import Document, Metadata, SectionKind
from rag.reading.markdown import read_markdown
from rag.reading.structure import document_of, parse_document
from tests.growth import assert_linear

NOTES = "1 Water Board, annual report, 1954.\n2 Interview, 12 May 1999.\n3 Ibid"

TITLES = ["Notes", "ENDNOTES", "Footnotes:", "Anmerkungen", "Notes de fin", "注释", "# Notes",
          "Notes\n-----", "6. Notes", "**Notes**"]  # fmt: skip


def notes(document: Document) -> list[tuple[int, str, list[str]]]:
    """Number and text of each note, and what stands before each pointer to it."""
    text = document.text
    return [
        (
            note.number,
            " ".join(note.span.of(text).split()),
            [text[max(0, p.start - 5) : p.start] for p in note.pointers],
        )
        for note in document.notes
    ]


def sentences(document: Document) -> list[str]:
    return [s.of(document.text) for _, p in document.paragraphs() for s in p.sentences]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("mark", ["{} ", "{}. ", "{}) ", "({}) "])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_plain_digits_are_notes_that_the_text_points_to(
    title: str, mark: str, between: str
) -> None:
    listed = between.join(
        mark.format(n) + words for n, words in enumerate(["Board, 1954.", "Interview.", "Ibid"], 1)
    )
    body = "The dyke broke in 1953.1 Repairs of the dyke2 took long. It cost 3.5 crowns.3"
    text = f"The Dyke\n\n{body}\n\n{title}\n\n{listed}\n"
    document = parse_document(text, "x")
    assert notes(document) == [
        (1, "Board, 1954.", ["1953."]), (2, "Interview.", [" dyke"]), (3, "Ibid", ["owns."])
    ]  # fmt: skip
    assert sentences(document)[:3] == [
        "The dyke broke in 1953.", "Repairs of the dyke2 took long.", "It cost 3.5 crowns."
    ]  # fmt: skip
    assert [section.kind for section in document.sections] == [
        SectionKind.INTRODUCTION, SectionKind.NOTES
    ]  # fmt: skip
    first = next(document.paragraphs())[1].sentences[0]
    assert [note.number for note in document.notes_after(first)] == [1]
    assert document.sentence_of_pointer(document.notes[0].pointers[0]) == first
    assert document.text == text


@pytest.mark.parametrize(
    ("body", "pointed"),
    [
        ("It broke.1 It rose,2 and fell;3 so it was.", [1, 2, 3]),
        ("“It broke.”1 “It rose”,2 he said (twice).3", [1, 2, 3]),
        ("It broke!1 Who saw it?2 Nobody.3", [1, 2, 3]),
        ("It broke.2 It was late.", [2]),
        ("It broke.1,2 It rose, 3", [1, 2]),
        ("It broke.1, 2, 3 It rose.", [1, 2, 3]),
        ("It broke.1 Again the wall broke.1 Who saw it?2", [1, 1, 2]),
        ("堤坝决堤。1 修复六年。2", [1, 2]),
        ("Der Deich brach.1 Im Jahr 1953.2 Danach nichts.3", [1, 2, 3]),
        ("It broke.[1] It rose.[2]", [1, 2]),
        ("It broke.¹ It rose.²", [1, 2]),
        ("It broke\nin 1953.1\nRepairs took long.2\n", [1, 2]),
        ("It broke in the night (see above1).", [1]),
    ],
)
def test_pointers_stand_behind_clauses_and_words(body: str, pointed: list[int]) -> None:
    document = parse_document(f"The Dyke\n\n{body}\n\nNotes\n\n{NOTES}\n", "x")
    found = sorted((p.start, note.number) for note in document.notes for p in note.pointers)
    assert [number for _, number in found] == pointed


@pytest.mark.parametrize(
    "body",
    [
        "It took 3.1 years and 2.2 more, at 1,3 crowns each.",
        "See Fig.1 and p.2 and No.3 of it.",
        "The area is 12 km2 and 5 m3, with H2 and CO2.",
        "Version v2 of Windows3 runs on the B2 and the A3 there.",
        "It cost $1953.1 Million and 2015.3 on top.",
        "At 12:3 the ratio was 4:1 or so.",
        "It rose from 1953 to 1999 by 2 and 3.",
        'It is rule1 or rule2, and "1" is a sign, as "2" is.',
        "We met in sector7 and area51, at gate2 too.",
    ],
)
def test_other_digits_point_to_nothing(body: str) -> None:
    document = parse_document(f"The Dyke\n\n{body} It broke.[1]\n\nNotes\n\n{NOTES}\n", "x")
    assert [(note.number, len(note.pointers)) for note in document.notes] == [
        (1, 1), (2, 0), (3, 0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "The Walk\n\nIt is 3.5 km long.\n\nNotes\n\n1. Bring boots.\n2. Bring lunch.\n",
        "The Walk\n\nIt is long.1 It is far.2\n\nTo bring\n\n1. Boots.\n2. Lunch.\n",
        "The Walk\n\nIt is long.1 It is far.2\n",
        "The Walk\n\nIt is long.5\n\nNotes\n\nNothing is noted here.\n",
    ],
)
def test_without_a_pointer_or_a_heading_a_list_is_no_notes(text: str) -> None:
    document = parse_document(text, "x")
    assert document.notes == ()
    assert all(section.kind is not SectionKind.NOTES for section in document.sections)


def test_numbered_paragraphs_of_a_patent_are_no_notes() -> None:
    text = "BACKGROUND\n\n[0001] Racks are heavy. They fall.\n\n[0002] A winch helps.\n"
    found = parse_document(text, "patent")
    assert not found.notes
    assert all(section.kind is not SectionKind.NOTES for section in found.sections)


def test_what_points_to_a_list_of_works_points_to_no_remark() -> None:
    text = "It is long.[1]\n\nNotes:\n\n1) Bring boots.\n\nReferences\n\n[1] Moor 2019.\n"
    assert notes(parse_document(text, "x")) == [(1, "Moor 2019.", ["long."])]


def test_a_sentence_with_plain_pointers_is_no_heading() -> None:
    text = "The Dyke\n\nIt broke in 1953.1 It rose.2\n\nRepairs\n\nThey took six years.\n"
    document = parse_document(text, "x")
    assert [section.title for section in document.sections] == ["Introduction", "Repairs"]


def test_a_note_may_have_several_paragraphs() -> None:
    text = (
        "It broke.1 It rose.2\n\nNotes\n\n1. The board says so.\nIts report is lost.\n\n"
        "    Another report says that it rose in the night.\n\n2. Ibid.\n\n"
        "Sources\n\nThe board keeps all of its papers.\n"
    )
    document = parse_document(text, "x")
    assert notes(document) == [
        (1, "The board says so. Its report is lost. "
            "Another report says that it rose in the night.", ["roke."]),
        (2, "Ibid.", ["rose."]),
    ]  # fmt: skip
    assert [section.title for section in document.sections][-2:] == ["Notes", "Sources"]


@pytest.mark.parametrize(
    ("pointers", "marks"),
    [(("1", "2"), ("1.", "2.")), (("[1]", "[2]"), ("[1]", "[2]"))],
)
def test_pointers_lead_to_the_notes_of_their_own_chapter(
    pointers: tuple[str, str], marks: tuple[str, str]
) -> None:
    chapter = (
        f"# One\n\nIt broke.{pointers[0]} It rose.{pointers[1]}\n\n## Notes\n\n"
        f"{marks[0]} First of one.\n\n{marks[1]} Second of one.\n\n"
    )
    other = (
        chapter.replace("One", "Two").replace("of one", "of two").replace("broke", "sank")
        .replace("rose", "fell")
    )  # fmt: skip
    text = chapter + other
    documents = [parse_document(text, "x")]
    if marks[0] == "[1]":
        documents.append(document_of(read_markdown(text), "x", Metadata()))
    for document in documents:
        assert notes(document) == [
            (1, "First of one.", ["roke."]), (2, "Second of one.", ["rose."]),
            (1, "First of two.", ["sank."]), (2, "Second of two.", ["fell."]),
        ]  # fmt: skip
        assert [(s.title, s.kind) for s in document.sections] == [
            ("One", SectionKind.BODY), ("Notes", SectionKind.NOTES),
            ("Two", SectionKind.BODY), ("Notes", SectionKind.NOTES),
        ]  # fmt: skip


def test_notes_that_count_on_through_chapters_are_found_from_anywhere() -> None:
    text = (
        "# One\n\nIt broke.[1] It rose.[3]\n\n## Notes\n\n[1] First.\n\n[2] Second.\n\n"
        "# Two\n\nIt fell.[2]\n\n## Notes\n\n[3] Third.\n"
    )
    assert [(n, before) for n, _, before in notes(parse_document(text, "x"))] == [
        (1, ["roke."]), (2, ["fell."]), (3, ["rose."])
    ]  # fmt: skip


@pytest.mark.parametrize(
    "unit",
    ["Notes\n\n1. a\n\n", "Notes\n1 a\n\n", "a.1 ", "it1 ", "1. a\n", "1 a\n\n", "Notes\n\n",
     "a.1\n\nNotes\n\n1 a\n\n", "It.1 Notes\n\n# Notes\n\n1 a\n2 b\n\n"],
)  # fmt: skip
def test_notes_take_time_that_grows_with_the_text(unit: str) -> None:
    assert_linear(lambda n: unit * (n // len(unit)), lambda text: parse_document(text, "x"))
    assert_linear(
        lambda n: f"It.1 {unit * (n // len(unit))}\n\nNotes\n\n1 A\n2 B\n{unit * (n // len(unit))}",
        lambda text: parse_document(text, "x"),
    )
