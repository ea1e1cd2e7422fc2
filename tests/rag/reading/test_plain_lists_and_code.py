"""Lists with letters, code between fences and headings of two lines in a plain text."""

from __future__ import annotations

import pytest

from rag.document.model import BlockKind, Document
from rag.document.units import led_in_by
from rag.reading.structure import parse_document
from tests.growth import assert_linear

PROSE = "The dyke broke in the night and the lower town was under water by four."


def read(*parts: str) -> Document:
    return parse_document("\n\n".join(parts) + "\n", "text")


def blocks(document: Document, kind: BlockKind) -> list[str]:
    return [p.span.of(document.text) for _, p in document.paragraphs() if p.kind is kind]


def titles(document: Document) -> list[str]:
    return [section.title for section in document.sections if section.heading]


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (["(a) rooms", "(b) yards", "(c) sheds"], 3),
        (["a. rooms", "b. yards"], 2),
        (["a) rooms that are cold", "   in winter", "b) yards"], 2),
        (["(a) rooms", "(c) sheds"], 0),  # not the next letter
        (["(b) yards", "(c) sheds"], 0),  # not from the first on
        (["a. rooms", "(b) yards"], 0),  # of two forms
        (["a bird sat there", "b flat was heard"], 0),
        (["(a) rooms are meant"], 0),
        (["I. Rooms that are cold", "in winter.", "II. Yards.", "III. Sheds."], 3),
        (["A. Rooms", "B. Yards", "C. Sheds"], 3),
        (["A) rooms", "b) yards"], 0),
        (["B. Yards", "C. Sheds"], 0),
        (["✓ rooms", "✓ yards"], 2),
        (["∙ rooms", "■ yards", "○ sheds", "► huts", "➢ barns", "⁃ stalls"], 6),
        (["o rooms", "o yards"], 2),
        (["• rooms", "o cold", "o warm", "• yards"], 4),
        (["o rooms are meant"], 0),
        (["as casas, e depois", "o porto e", "o farol"], 0),  # a word
    ],
)
def test_items_with_letters(lines: list[str], items: int) -> None:
    document = read(PROSE, "There are three kinds:\n" + "\n".join(lines), PROSE)
    assert len(blocks(document, BlockKind.ITEM)) == items


def test_round_bullets_may_have_blank_lines_between_them() -> None:
    document = read(PROSE, "There are two kinds:", "o  rooms\n   with beds", "o  yards", PROSE)
    assert blocks(document, BlockKind.ITEM) == ["o  rooms\n   with beds", "o  yards"]
    assert blocks(read(PROSE, "o farol fica longe.", PROSE), BlockKind.ITEM) == []


def test_an_ornament_is_no_item() -> None:
    assert blocks(read(PROSE, "*       *       *", PROSE), BlockKind.ITEM) == []


def test_items_with_letters_have_their_lead_in() -> None:
    document = read(PROSE, "There are two kinds:", "(a) rooms\n(b) yards", PROSE)
    contexts = [p.context for _, p in document.paragraphs() if p.kind is BlockKind.ITEM]
    assert [c and c.of(document.text) for c in contexts] == ["There are two kinds:"] * 2


def contexts(document: Document) -> list[tuple[str, str | None]]:
    """Each item, and the last line of what leads in to it."""
    text = document.text
    items = [p for _, p in document.paragraphs() if p.kind is BlockKind.ITEM]
    return [(p.span.of(text), p.context.of(text) if p.context else None) for p in items]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_an_item_leads_in_to_the_list_in_it(between: str) -> None:
    items = ["(a) in May;", "(b) on demand:", "(i) in cash, or", "(ii) by post;", "(c) in full."]
    document = read("The tenant pays:", between.join(items), PROSE)
    rent, demand = "The tenant pays:", "(b) on demand:"
    leads = [rent, rent, demand, demand, rent]
    assert contexts(document) == list(zip(items, leads, strict=True))
    first = next(p for _, p in document.paragraphs() if p.span.of(document.text) == rent)
    whole = led_in_by(document, first.sentences[-1])
    assert [each.of(document.text) for each in whole] == items


def test_letters_under_different_headings_are_no_list() -> None:
    document = read(PROSE, "FIRST PART", "(a) Rooms are cold.", "SECOND PART", "(b) Yards are.")
    assert blocks(document, BlockKind.ITEM) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1.1 It binds all.", "1.2 It ends", "in May.", "2.1 Tolls are due."], 3),
        (["3.1 The owner pays.", "3.1.1 Nobody else", "does.", "3.2 It ends."], 3),
        (["The rate rose to", "2.1 percent in May and", "2.2 percent in June."], 1),
        (["The text of", "2.1 May be read with", "2.4 Only in part."], 1),
    ],
)
def test_numbered_clauses_are_paragraphs(lines: list[str], expected: int) -> None:
    document = read(PROSE, "\n".join(lines), PROSE)
    assert len(blocks(document, BlockKind.PARAGRAPH)) == expected + 2


def test_degrees_and_ordinals() -> None:
    document = read(PROSE, "Elle est interdite :\n1° Le lundi ;\n2° Le mardi.", PROSE)
    assert [item for item, _ in contexts(document)] == ["1° Le lundi ;", "2° Le mardi."]
    assert blocks(read(PROSE, "20° C was measured. 4° F too."), BlockKind.ITEM) == []


def test_letters_in_a_row_take_time_that_grows_with_the_text() -> None:
    unit = "(a) one:\n\n(i) two\n(ii) three\n\n1.1 Four\n1.2 Five\n\n(b) six\n\n"
    assert_linear(
        lambda size: unit * (size // len(unit) + 1), lambda text: parse_document(text, "x")
    )


def test_what_stands_between_fences_is_one_piece_of_code() -> None:
    code = "```sh\n# copy the vault\n\nCOPY ALL\n\n- cp a b\n```"
    document = read("Restore Guide", PROSE, code, PROSE)
    assert blocks(document, BlockKind.CODE) == [code]
    assert titles(document) == []


@pytest.mark.parametrize(
    "text",
    [
        "```\n# Tolls\n\n" + PROSE,  # never closed
        "```\nx\n~~~\n\n# Tolls\n\n" + PROSE,  # closed by no other fence
        "```\nx\n``` sh\n\n# Tolls\n\n" + PROSE,  # which opens one
        "Use ``` for code.\n\n# Tolls\n\n" + PROSE + " ```",
    ],
)
def test_a_fence_that_none_closes_is_text(text: str) -> None:
    document = read(PROSE, text)
    assert blocks(document, BlockKind.CODE) == [] and "Tolls" in titles(document)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chapter 3\nThe Tolls", ["Chapter 3 The Tolls"]),
        ("Abschnitt 2\nPflichten", ["Abschnitt 2 Pflichten"]),
        ("Part IV.\nWhat the Court Said", ["Part IV. What the Court Said"]),
        ("MINUTES OF THE BOARD\nOF THE HARBOUR", ["MINUTES OF THE BOARD OF THE HARBOUR"]),
        ("RENT\nIt was raised.", ["RENT"]),
        ("HE SAID:\nGO, AND DO NOT COME BACK.", ["HE SAID"]),
        ("Chapter 3\nwas burnt", []),
        ("Apollo 11\nLanded on the moon.", []),
    ],
)
def test_a_heading_of_several_lines(text: str, expected: list[str]) -> None:
    assert titles(read(PROSE, text, PROSE)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "बंदरगाह रात में बंद रहता है।",
        "هل يغلق الميناء ليلا؟",
        "یہ بندرگاہ رات کو بند رہتی ہے۔",
        "我们建议：",
        "Questions go to me or to:",
        "Im Sinne dieses Gesetzes sind",
        "Le port est",
        "It broke. Nobody saw it",
    ],
)
def test_what_ends_or_goes_on_is_text(line: str) -> None:
    assert titles(read(PROSE, line, PROSE)) == []


@pytest.mark.parametrize(
    "line", ["Executive Summary:", "摘要：", "Notes:", "The Costs:", "HOLM v. CITY OF SELBY"]
)
def test_what_names_a_section_is_a_heading(line: str) -> None:
    assert titles(read(PROSE, line, PROSE)) == [line.rstrip(":：")]


def test_a_section_sign_heads_its_numbered_paragraphs() -> None:
    clauses = "(1) Der Mieter zahlt Miete.\n(2) Er zahlt sie im Voraus."
    over = ["§ 1 Miete", "§ 2 Dauer", "§ 2a Ende", "§ 3 Form"]
    document = read("VERTRAG", PROSE, *[f"{each}\n{clauses}" for each in over])
    assert titles(document) == over
    assert titles(read(PROSE, f"§ 5 gilt, soweit nicht anders bestimmt,\n{clauses}", PROSE)) == []


def test_a_title_may_ask() -> None:
    document = read("Who Owns the Fog?", "By Lena Marsh and Otto Pell", "May 9, 2014", PROSE)
    assert document.title == "Who Owns the Fog?"
    assert document.metadata.authors == ("Lena Marsh", "Otto Pell")
    assert document.metadata.date == "2014-05-09"
    greeting = read("Dear all, who is there?", PROSE, PROSE)
    assert next(p.span.of(greeting.text) for _, p in greeting.paragraphs()).startswith("Dear")


def test_the_number_of_an_item_is_no_sentence() -> None:
    lines = "I. Rooms are cold.\nII. Yards are wet. They flood.\nIII. Sheds leak."
    document = read(PROSE, f"There are three kinds:\n{lines}", PROSE)
    items = [p for _, p in document.paragraphs() if p.kind is BlockKind.ITEM]
    found = [s.of(document.text) for item in items for s in item.sentences]
    assert found == ["I. Rooms are cold.", "II. Yards are wet.", "They flood.", "III. Sheds leak."]


def test_a_paragraph_that_opens_with_a_day_is_no_item() -> None:
    document = read(PROSE, "14. März 2019: Der Deich brach wieder.", "5. mai 1990 kom de.", PROSE)
    assert blocks(document, BlockKind.ITEM) == []
