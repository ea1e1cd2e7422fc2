"""Which lines of a plain text are headings; where that is doubtful, a line is text."""

from __future__ import annotations

import pytest

from rag.document.model import BlockKind, SectionKind
from rag.document.units import led_in_by
from rag.reading.structure import parse_document
from tests.growth import assert_linear

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
        "The vote was 7 to 2",
        "Entry 12 € each",
        "Meeting of 12 September, 2.00 pm, Room 4",
        "Closed until 14:30",
        "Scope and Terms .......... 4",
        "Hearing date: 11 November 2019",
        "Release date: June 1, 2004",
        "1.1 Do not treat without a test. [2017, amended 2021]",
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
        "What is new",
        "The Dyke That Was Lost",
        "Berlin, 1945",
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


def test_a_line_with_a_masthead_under_it_is_a_title_whatever_its_capitals() -> None:
    title = "Le marais rouvre ses vannes après soixante ans"
    text = f"{title}\n\nPar Anne Moor\nPublié le 7 octobre 2021\n\n{PROSE}\n\n{PROSE}\n"
    document = parse_document(text, "x")
    assert document.title == title
    assert document.metadata.authors == ("Anne Moor",)
    assert document.metadata.date == "2021-10-07"


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


@pytest.mark.parametrize(
    "lines",
    [
        "A STRONG LOW OVER THE NORTH SEA WILL MOVE EAST\nAND BRING GALES TO THE COAST.",
        "2.1 The tenant pays by standing order on the\nfirst day of each month.",
        "4.2.1 Offer:\n- a mask, or\n- a hood.",
        "1. THE UNION REJECTED AN OFFER OF THE OWNERS\nOF SIX PERCENT ON MARCH 3.",
    ],
)
def test_the_first_line_of_a_wrapped_sentence_is_no_heading(lines: str) -> None:
    text = f"The Report\n\n{PROSE}\n\nFirst Part\n\n{PROSE}\n\n{lines}\n\n{PROSE}\n"
    assert outline(text) == ["Introduction", "First Part"]


def test_lines_in_capitals_right_over_their_text_are_no_list() -> None:
    text = "\n\n".join(
        f"{each}\n{PROSE}" for each in ("TRAINING", "SKILLS", "LANGUAGES", "HOBBIES")
    )
    assert outline(f"{PROSE}\n\n{text}\n")[1:] == ["TRAINING", "SKILLS", "LANGUAGES", "HOBBIES"]


def test_a_number_and_capitals_right_over_numbered_clauses_are_a_heading() -> None:
    text = (
        "1. SCOPE\n1.1 It binds all.\n1.2 It ends.\n\n2. TOLLS\n2.1 They fall due.\n2.2 In May.\n"
    )
    assert outline(f"{PROSE}\n\n{text}")[1:] == ["1. SCOPE", "2. TOLLS"]
    text = f"2. Methods\n2.1. Study site\n\n{PROSE}\n\n2.2. Boats\n\n{PROSE}\n"
    assert outline(f"{PROSE}\n\n{text}")[1:] == ["2. Methods", "2.1. Study site", "2.2. Boats"]
    text = "1. The owner pays all of it.\n1.1 Nobody else does.\n1.2 It is due in May.\n"
    assert outline(f"{PROSE}\n\n{text}") == ["Introduction"]
    text = "1 Scope\n1.1 Aims\n1.2 Terms\n2 Tolls\n2.1 Rates\n"
    assert outline(f"{PROSE}\n\n{text}") == ["Introduction"]
    items = "1. MILK\n2. EGGS\n3. SALT\n"
    assert outline(f"{PROSE}\n\n{items}") == ["Introduction"]


def test_a_numbered_word_over_its_text_ends_a_row_of_titles() -> None:
    head = "THE ACT\n\nOn Bees\n\nPassed by the Assembly in 2020"
    articles = [f"Article {n}. {each}" for n, each in enumerate(("Scope", "Terms", "Powers"), 1)]
    text = "\n\n".join(f"{article}\n\n{PROSE}" for article in articles)
    assert outline(f"{head}\n\n{text}\n")[1:] == articles
    contents = "\n\n".join(articles)
    assert outline(f"{PROSE}\n\n{contents}\n\n{PROSE}\n") == ["Introduction"]


def test_titles_between_rules_and_over_them() -> None:
    rule, wave = "=" * 9, "~" * 9
    text = f"{rule}\nThe Dykes\n{rule}\n\n{PROSE}\n\nRepairs\n{wave}\n\n{PROSE}\n"
    found = parse_document(f"{PROSE}\n\n{text}", "x").sections[1:]
    assert [(section.depth, section.title) for section in found] == [
        (1, "The Dykes"),
        (2, "Repairs"),
    ]


def test_lists_under_every_heading_are_no_summary() -> None:
    text = (
        "# Version 2\n\n- Tolls are new.\n- So are the crews.\n\n# Version 1\n\n- Boats, at last.\n"
    )
    kinds = [section.kind for section in parse_document(f"{text}\n", "x").sections]
    assert kinds == [SectionKind.BODY, SectionKind.BODY]


def test_nothing_but_titles_takes_time_that_grows_with_the_text() -> None:
    unit = "Article 1\n\n"
    assert_linear(
        lambda size: unit * (size // len(unit) + 1), lambda text: parse_document(text, "x"), 40_000
    )
