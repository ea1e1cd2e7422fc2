"""What a page adds to a plain text is left out and listed; what only looks like it is text."""

from __future__ import annotations

import pytest

from rag.chunking import chunk_document
from rag.document.model import Document
from rag.document.units import context_of, led_in_by
from rag.reading.structure import parse_document
from tests.growth import assert_linear

ONE = "The dyke broke in the winter of that year. Repairs took six years\nand cost much."
TWO = "The board paid for most of the stones. Two towns gave their boats\nfor nothing."
THREE = "Later a second wall was built behind the first. It stands today\nand is mown by sheep."
OPEN = "The men who had carried the stones from the quarry to the shore were"
REST = "paid by the day. Nobody was paid twice."


def left_out(document: Document) -> list[tuple[str, int, str]]:
    return [(each.kind, each.line, " ".join(each.text.split())) for each in document.left_out]


def paragraphs(document: Document) -> list[str]:
    return [p.span.of(document.text) for _, p in document.paragraphs()]


@pytest.mark.parametrize("form_feed", ["\f\n", "\f", ""])
def test_the_heads_and_feet_of_a_standard_are_left_out(form_feed: str) -> None:
    def foot(page: int) -> str:
        return f"\n\nMoor & Sund               Standards Track                  [Page {page}]\n"

    head = f"{form_feed}RFC 9999                   Dykes                     June 1999\n\n\n"
    text = (
        f"1 Scope\n\n{ONE}\n\n{OPEN}\n{foot(1)}{head}{REST}\n\n{TWO}\n{foot(2)}{head}"
        f"2 Terms\n\n{THREE}\n{foot(3)}"
    )
    document = parse_document(text, "x")
    assert document.text == text
    assert [section.title for section in document.sections] == ["1 Scope", "2 Terms"]
    assert paragraphs(document) == [
        ONE, OPEN, "paid by the day.", "Nobody was paid twice.", TWO, THREE
    ]  # fmt: skip
    kinds = [kind for kind, _, _ in left_out(document)]
    assert kinds == ["page number", "running head"] * 2 + ["page number"]
    assert left_out(document)[0][2] == "Moor & Sund Standards Track [Page 1]"
    lines = text.split("\n")
    assert all(each.text in lines[each.line - 1] for each in document.left_out)


def test_a_sentence_over_a_page_break_is_two_that_need_each_other() -> None:
    text = f"{ONE}\n\n{OPEN}\n\n- 7 -\n\n{REST}\n\n{TWO}\n"
    document = parse_document(text, "x")
    begun, rest = (document.paragraphs() for _ in range(2))
    sentences = [s for _, p in begun for s in p.sentences]
    assert [s.of(text) for s in sentences][2:5] == [
        OPEN, "paid by the day.", "Nobody was paid twice."
    ]  # fmt: skip
    assert context_of(document, sentences[3]) == sentences[2]
    assert context_of(document, sentences[4]) is None
    assert led_in_by(document, sentences[2]) == (sentences[3],)
    assert rest


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("- 12 -", "- 13 -", "- 14 -"),
        ("— 1 —", "— 2 —", "— 3 —"),
        ("Page 3 of 9", "Page 4 of 9", "Page 5 of 9"),
        ("Page 3", "Page 4", "Page 5"),
        ("12", "13", "14"),
        ("Seite 1 von 3", "Seite 2 von 3", "Seite 3 von 3"),
        ("第 1 页 共 3 页", "第 2 页 共 3 页", "第 3 页 共 3 页"),
        ("Dyke Board        2", "Dyke Board        3", "Dyke Board        4"),
        ("2 | Dyke Board", "The Flood | 3", "4 | Dyke Board"),
        ("Dyke Board, page 2", "Dyke Board, page 3", "Dyke Board, page 4"),
    ],
)
def test_page_numbers_are_left_out(first: str, second: str, third: str) -> None:
    pages = [
        f"{ONE}\n\n{TWO}\n{first}",
        f"{THREE}\n\n{OPEN}\n{second}",
        f"{REST}\n\n{ONE}\n{third}",
    ]
    with_form_feeds = parse_document("\n\f".join(pages), "x")
    assert [words for _, _, words in left_out(with_form_feeds)] == [
        " ".join(each.split()) for each in (first, second, third)
    ]  # fmt: skip
    if "|" in first:
        return
    text = "\n\n".join(pages).replace(f"\n{first}", f"\n\n{first}") + "\n"
    text = text.replace(f"\n{second}", f"\n\n{second}").replace(f"\n{third}", f"\n\n{third}")
    document = parse_document(text, "x")
    assert [kind for kind, _, _ in left_out(document)] == ["page number"] * 3
    assert paragraphs(document)[:4] == [ONE, TWO, THREE, OPEN]


def test_a_title_that_comes_again_on_every_page_is_left_out_but_once() -> None:
    pages = [f"Dyke Report\n\n{ONE}", f"Dyke Report\n\n{TWO} {OPEN}", f"Dyke Report\n{REST}"]
    document = parse_document("\n\f".join(pages), "x")
    assert document.title == "Dyke Report"
    assert left_out(document) == [
        ("running head", 5, "Dyke Report"), ("running head", 9, "Dyke Report")
    ]  # fmt: skip
    # Without form feeds the numbers beside it tell, or that it cuts sentences in two.
    numbered = (
        f"Dyke Report\n\n{ONE}\n\n{OPEN}\n\n2\nDyke Report\n\n{REST}\n\n{TWO}\n\n3\nDyke Report"
    )
    document = parse_document(f"{numbered}\n\n{THREE}\n", "x")
    assert [kind for kind, _, _ in left_out(document)] == ["page number", "running head"] * 2
    assert [section.title for section in document.sections] == ["Introduction"]


def test_one_paragraph_goes_on_over_a_bare_form_feed() -> None:
    for between in ("\f", "\n\f", "\n\n\f\n"):
        text = f"{ONE}\n\n{OPEN}{between}{REST}\n\n{TWO}\n"
        document = parse_document(text, "x")
        assert paragraphs(document) == [ONE, f"{OPEN}{between}{REST}", TWO]
        assert document.left_out == ()


def test_a_page_break_ends_no_section() -> None:
    gap = "\n\n\n\n"
    items = f"• {ONE}\n\n• {TWO}{gap}- 1 -{gap}• {THREE}"
    text = f"The Dyke\n\nSummary\n\n{items}\n\nRepairs\n\n{ONE}{gap}- 2 -\n"
    document = parse_document(text, "x")
    assert [(s.title, len(s.paragraphs)) for s in document.sections] == [
        ("Summary", 3), ("Repairs", 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        f"The Flood\n\n1\n\n{ONE}\n\n{TWO}\n\n2\n\n{TWO}\n\n{THREE}\n\n3\n\n{THREE}\n\n{ONE}\n",
        f"Chapter 1\n\n{ONE}\n\fChapter 2\n\n{TWO}\n\fChapter 3\n\n{THREE}\n",
        f"Scores\n\n3\n\n4\n\n5\n\n{ONE}\n",
        f"PAGE 1\n\nPanel one. {ONE}\n\nPAGE 2\n\nPanel two. {TWO}\n\nPAGE 3\n\n{THREE}\n",
        "A Song\n\nSo it goes\n\nthe wind blows\n\nSo it goes\n\nthe rain falls\n\nSo it goes\n",
        f"{ONE} There were\n12\nof them. {TWO} There were\n13\nof those. {THREE}\n",
        f"{ONE}\n\nYes\n\n{TWO}\n\nYes\n\n{THREE}\n\nYes\n\n{TWO}\n",
        f"{ONE}\n\n1990\n\n{TWO}\n\n1991\n\n{THREE}\n\n1992\n\n{ONE}\n",
        "Name    Place\nAnna    1\nBo      2\nCy      3\n",
        f"{ONE}\n\nOn page 3 of 9 the board says more.\n\nOn page 4 of 9 it says less.\n",
        f"{ONE}\n\fNotes:\n\n{TWO}\n\fNotes:\n\n{THREE}\n\fNotes:\n\n{ONE} Yes.\n",
        f"{ONE}\n\n- 12 -\n\n{TWO}\n",
    ],
)
def test_what_looks_like_a_mark_of_a_page_is_text(text: str) -> None:
    assert parse_document(text, "x").left_out == ()


def test_no_passage_holds_a_running_head() -> None:
    text = f"{ONE}\n\n{TWO}\n\n- 1 -\n\n{THREE}\n\n- 2 -\n\n{ONE} {OPEN}\n\n- 3 -\n\n{REST}\n"
    document = parse_document(text, "x")
    passages = chunk_document(document, lambda words: len(words.split()), 200, 800)
    assert [p.span.of(text) for p in passages] == [
        f"{ONE}\n\n{TWO}", THREE, f"{ONE} {OPEN}", "paid by the day. Nobody was paid twice."
    ]  # fmt: skip


@pytest.mark.parametrize(
    "unit",
    ["\f", "a\f", "a\n\fb\n", "- 1 -\n\n", "1\n\n", "Page 1 of 2\n\n", "A b   1\n\n", "A b\n\n\f"],
)
def test_marks_of_pages_take_time_that_grows_with_the_text(unit: str) -> None:
    def pages(size: int) -> str:
        return "".join(unit.replace("1", str(n % 9000)) for n in range(size // len(unit) + 1))

    assert_linear(pages, lambda text: parse_document(text, "x"))
    assert_linear(lambda size: pages(size) + ONE, lambda text: parse_document(text, "x"))
