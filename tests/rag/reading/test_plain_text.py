"""Which lines of a plain text are headings; where that is doubtful, a line is text."""

from __future__ import annotations

import pytest

from rag.document.model import BlockKind
from rag.document.units import led_in_by
from rag.reading.structure import parse_document

PROSE = "The dyke broke in the winter. Repairs took six years."


def outline(text: str) -> list[str]:
    return [section.title for section in parse_document(text, "x").sections]


@pytest.mark.parametrize(
    "line",
    [
        "PT: That works in steel but not in oak",
        "PT: We speak for the dyke board",
        "We thank all who came to the meeting of the board",
        "The dyke broke in 1953.¹ Repairs took six years.²",
        "If at any point an error status is received, the client",
        "Two examples of its use are",
        "Status-Line = HTTP-Version SP Status-Code SP Reason-Phrase CRLF",
        "GET http://www.example.org/pub/TheProject.html HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "Content-Encoding: gzip",
        "Presenter: Ines Moor",
        "       Allow all hosts",
        '   HEX = "A" | "B" | "C"',
    ],
)
def test_a_doubtful_line_is_text(line: str) -> None:
    text = f"The Report\n\n{PROSE}\n\nFirst Part\n\n{PROSE}\n\n{line}\n\n{PROSE}\n"
    assert outline(text) == ["Introduction", "First Part"]
    document = parse_document(text, "x")
    paragraphs = [p.span.of(document.text) for _, p in document.paragraphs()]
    assert line.strip() in paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "Repairs",
        "What came of it",
        "A Failed Gambit: The First Years of the Dyke",
        "The Long Way to a Treaty on the Water of the North",
        "3.2.2 http URL",
        "4 Repairs",
        "REPAIRS AND COSTS",
        "背景与现状",
        "Die Reparatur der Deiche nach der Flut von 1953",
    ],
)
def test_a_title_is_a_heading(line: str) -> None:
    text = f"The Report\n\n{PROSE}\n\n{line}\n\n{PROSE}\n\n{PROSE}\n"
    assert outline(text)[1:] == [line]


def test_the_lines_of_a_masthead_are_no_text() -> None:
    text = f"The Report\n\nAuthor: Ines Moor\n\nDate: 4 May 2022\n\n{PROSE}\n\nRepairs\n\n{PROSE}\n"
    document = parse_document(text, "x")
    assert [span.of(text) for span in document.front_matter] == [
        "The Report",
        "Author: Ines Moor",
        "Date: 4 May 2022",
    ]
    assert outline(text) == ["Introduction", "Repairs"]


def test_items_have_the_sentence_that_leads_in_to_them() -> None:
    text = f"{PROSE} They agreed to:\n\n1. Reopen the line.\n\n2. Share charts.\n\n{PROSE}\n"
    document = parse_document(text, "x")
    found = [(p.kind, p.context and p.context.of(text)) for _, p in document.paragraphs()]
    assert found == [
        (BlockKind.PARAGRAPH, None),
        (BlockKind.ITEM, "They agreed to:"),
        (BlockKind.ITEM, "They agreed to:"),
        (BlockKind.PARAGRAPH, None),
    ]
    lead_in = next(document.paragraphs())[1].sentences[-1]
    assert [s.of(text) for s in led_in_by(document, lead_in)] == [
        "Reopen the line.",
        "Share charts.",
    ]
    assert document.lines_of(lead_in) == (1, 1)


def test_superscript_numbers_point_to_notes() -> None:
    text = (
        "Dyke Report\n\nThe dyke broke in 1953.¹ Repairs took six years.² It has 5 km² of land\n\n"
        "Notes\n\n¹ Water Board, annual report, 1954.\n² Interview, 12 May 1999.\n"
    )
    document = parse_document(text, "x")
    first = next(document.paragraphs())[1]
    assert [s.of(text) for s in first.sentences] == [
        "The dyke broke in 1953.",
        "Repairs took six years.",
        "It has 5 km² of land",
    ]
    notes = [
        (note.number, note.span.of(text), note.pointers[0].of(text)) for note in document.notes
    ]
    assert notes == [
        (1, "Water Board, annual report, 1954.", "¹"),
        (2, "Interview, 12 May 1999.", "²"),
    ]
    assert [len(note.pointers) for note in document.notes] == [1, 1]  # "km²" is none
    assert [note.number for note in document.notes_after(first.sentences[1])] == [2]


def test_powers_point_to_no_note() -> None:
    text = "It has 3 m³ of clay, 10² times the reform³ of 1954.²\n\nNotes\n\n² Two.\n³ Three.\n"
    notes = parse_document(text, "x").notes
    assert [(n.number, [text[p.start - 1] for p in n.pointers]) for n in notes] == [
        (2, ["."]),
        (3, ["m"]),
    ]
