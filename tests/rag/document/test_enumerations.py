"""Enumerations that run over sentences and paragraphs."""

from __future__ import annotations

import pytest

from rag.document.enumerations import announced_in, enumerated_after
from rag.document.model import Document, Span
from rag.reading.structure import parse_document
from tests.growth import assert_linear

REASONS = (
    "The council gave three reasons. First, the roof was unsafe. Repairs would cost too much. "
    "Second, the river had silted up. Finally, the owner had died. The mill is a museum now."
)


def read(text: str) -> Document:
    return parse_document(f"# Mill\n\n{text}\n", "mill")


def sentence(document: Document, opening: str) -> Span:
    start = document.text.index(opening)
    return next(s for s in document.sentences_in(Span(start, start + 1)) if s.start == start)


def items(document: Document, opening: str) -> list[str]:
    found = enumerated_after(document, sentence(document, opening))
    return [each.of(document.text) for each in found]


@pytest.mark.parametrize(
    ("text", "opening", "expected"),
    [
        (
            REASONS,
            "The council",
            [
                "First, the roof was unsafe.",
                "Second, the river had silted up.",
                "Finally, the owner had died.",
            ],
        ),
        (
            "Two reasons drew them back.\n\nFirstly, rents were low.\n\nSecondly, a school opened.",
            "Two reasons",
            ["Firstly, rents were low.", "Secondly, a school opened."],
        ),
        (
            "Der Rat nannte Gründe. Erstens war das Dach undicht. Zweitens fehlte Geld.",
            "Der Rat",
            ["Erstens war das Dach undicht.", "Zweitens fehlte Geld."],
        ),
        (
            "原因有二。第一，屋顶漏水。第二，没有资金。",
            "原因",
            ["第一，屋顶漏水。", "第二，没有资金。"],
        ),
        ("The plan came late. First, the crew left.", "The plan", []),
        ("Work went on. Second, the river silted up. Third, it froze.", "Work", []),
    ],
)
def test_what_a_sentence_announces(text: str, opening: str, expected: list[str]) -> None:
    assert items(read(text), opening) == expected


@pytest.mark.parametrize(
    ("opening", "announced"),
    [
        ("First", "The council gave three reasons."),
        ("Second", "The council gave three reasons."),
        ("Finally", "The council gave three reasons."),
        ("Repairs", None),
        ("The mill", None),
        ("The council", None),
    ],
)
def test_what_announces_an_item(opening: str, announced: str | None) -> None:
    document = read(REASONS)
    found = announced_in(document, sentence(document, opening))
    assert (found and found.of(document.text)) == announced


def test_a_long_text_of_openers_takes_time_that_grows_with_it() -> None:
    def look(document: Document) -> None:
        for each in document.sentences_in(document.sections[0].span):
            announced_in(document, each)

    assert_linear(lambda size: read("Second, it rose. " * (size // 17)), look, smallest=8000)
