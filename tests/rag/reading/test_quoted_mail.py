"""Quoted mail in plain text: quotations and items, what only opens with ">" is text."""

from __future__ import annotations

import pytest

from rag.document.model import BlockKind
from rag.reading.structure import parse_document
from tests.growth import assert_linear

PROSE = "The dyke broke in the winter. Repairs took six years."
QUOTED, ITEM, TEXT = BlockKind.QUOTATION, BlockKind.ITEM, BlockKind.PARAGRAPH


def read(text: str) -> list[tuple[BlockKind, list[str]]]:
    """The kind of each paragraph and its sentences, line ends as spaces."""
    document = parse_document(text, "x")
    assert [section.title for section in document.sections] == ["Introduction"]
    return [
        (p.kind, [" ".join(s.of(text).split()) for s in p.sentences])
        for _, p in document.paragraphs()
    ]


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        ("> The dyke broke. Who\n> saw it? Nobody did.",
         [(QUOTED, ["The dyke broke.", "Who > saw it?", "Nobody did."])]),
        ("> THE FLOOD\n>\n> It broke in the night.",
         [(QUOTED, ["THE FLOOD"]), (QUOTED, ["It broke in the night."])]),
        ("> The Flood\n>\n>> It broke in the night.\n> Who saw it?",
         [(QUOTED, ["The Flood"]), (QUOTED, ["It broke in the night."]),
          (QUOTED, ["Who saw it?"])]),
        ("> We need:\n> - stones for the wall\n> - sheep\n>   of both kinds",
         [(QUOTED, ["We need:"]), (ITEM, ["stones for the wall"]),
          (ITEM, ["sheep > of both kinds"])]),
        ("> 1. Stones\n> 2. Sheep", [(ITEM, ["Stones"]), (ITEM, ["Sheep"])]),
        (">The dyke broke.\n>Who saw it?", [(QUOTED, ["The dyke broke.", "Who saw it?"])]),
        ("> Are you coming?\nYes, at noon.",
         [(QUOTED, ["Are you coming?"]), (TEXT, ["Yes, at noon."])]),
        ("On Mon, 3 May 2021, Jane Doe wrote:\n> The dyke broke.",
         [(TEXT, ["On Mon, 3 May 2021, Jane Doe wrote:"]), (QUOTED, ["The dyke broke."])]),
        ("Yes, at noon.\n> It broke.\n> Who saw it?\nNobody did.",
         [(TEXT, ["Yes, at noon."]), (QUOTED, ["It broke.", "Who saw it?"]),
          (TEXT, ["Nobody did."])]),
        ("> # The Flood\n> It broke.", [(QUOTED, ["# The Flood > It broke."])]),
        ("    > It broke.\n    > Who saw it?", [(QUOTED, ["It broke.", "Who saw it?"])]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_quoted_is_no_heading(
    quoted: str, expected: list[tuple[BlockKind, list[str]]], end: str
) -> None:
    prose = (TEXT, PROSE.replace(". ", ".\n").split("\n"))
    text = f"{PROSE}\n\n{quoted}\n\n{PROSE}\n".replace("\n", end)
    assert read(text) == [prose, *expected, prose]


def test_what_is_quoted_is_read_with_who_wrote_it() -> None:
    text = (
        f"{PROSE}\n\nOn 3 May Jane wrote:\n\n> We need:\n> - stones\n>\n> Come soon.\n\n{PROSE}\n"
    )
    contexts = {
        p.span.of(text): p.context and p.context.of(text)
        for _, p in parse_document(text, "x").paragraphs()
    }
    assert contexts == {
        PROSE: None,
        "On 3 May Jane wrote:": None,
        "We need:": "On 3 May Jane wrote:",
        "- stones": "We need:",
        "Come soon.": "On 3 May Jane wrote:",
    }


@pytest.mark.parametrize(
    "text",
    [
        "The board found that the share had been\n> 50 percent in the winter.",
        "> 50 percent of them paid.",
        ">>> count(3)\n>>> count(4)",
        "a > b",
        "The men -> the shore\nthe sheep -> the wall",
    ],
)
def test_what_only_opens_with_the_mark_is_text(text: str) -> None:
    assert all(kind is TEXT for kind, _ in read(f"{PROSE}\n\n{text}\n\n{PROSE}\n"))


@pytest.mark.parametrize(
    "unit", [">", "> a\n", ">\n", "> a\nb\n", "> - a\n", "> > ", "\n>", "a:\n> b\n\n"]
)
def test_quotations_take_time_that_grows_with_the_text(unit: str) -> None:
    assert_linear(lambda n: unit * (n // len(unit)), lambda text: parse_document(text, "x"))
