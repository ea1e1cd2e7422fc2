"""How deep sections stand in texts of many shapes."""

from __future__ import annotations

import pytest

from rag.reading.outline import DEEPEST
from rag.reading.structure import parse_document

BODY = "The board met at nine and went through the list from the top to the end of it."


def tree(*headings: str) -> list[tuple[int, str]]:
    """The depth and title of each section of a text with these headings, each over a paragraph."""
    text = "\n\n".join(part for heading in headings for part in (heading, BODY))
    sections = parse_document(f"{BODY}\n\n{text}", "text").sections
    return [(section.depth, section.title) for section in sections if section.heading]


@pytest.mark.parametrize(
    "headings",
    [
        [(1, "1 Scope"), (2, "1.1 Vessels"), (2, "1.2 Crews"), (1, "2 Tolls"), (2, "2.1 Rates")],
        [(1, "## Tolls"), (2, "### Rates"), (1, "## Crews")],
        [(1, "TOLLS"), (2, "Rates of the Year"), (2, "Exempt Vessels"), (1, "CREWS")],
        [(1, "Abstract"), (1, "1 Scope"), (2, "1.1 Vessels"), (1, "2 Tolls"), (1, "Appendix A")],
        [(1, "1 Scope"), (2, "Older Rules"), (1, "2 Tolls")],
        [(1, "Summary"), (1, "1 Scope"), (2, "Older Rules"), (1, "2 Tolls")],
        [(1, "Monday"), (2, "1.1 Opening"), (1, "Tuesday"), (2, "1.1 Reports")],
        [(1, "PART ONE"), (2, "1.1 Scope"), (1, "PART TWO"), (2, "2.1 Tolls")],
        [(1, "== Tolls =="), (2, "=== Rates ==="), (3, "==== Winter ===="), (1, "== Crews ==")],
        [(1, "I"), (1, "II"), (2, "A"), (2, "B"), (2, "C"), (1, "III"), (1, "IV. The Costs")],
        [(1, "Summary"), (1, "I. Scope"), (2, "Older Rules"), (1, "II. Tolls")],
        [(1, "Chapter 1"), (2, "§ 1 Scope"), (2, "§ 2 Terms"), (1, "Chapter 2"), (2, "§ 3 Tolls")],
        [(1, "Teil I"), (2, "Artikel 1"), (2, "Artikel 2"), (1, "Teil II"), (2, "Artikel 3")],
        [(1, "一、总则"), (2, "（一）范围"), (2, "（二）定义"), (1, "二、收费"), (1, "十一、附则")],
        [(1, "第一章 总则"), (2, "第一条 范围"), (2, "第二条 定义"), (1, "第二章 收费")],
        [(1, "Landings"), (1, "Apollo 11 on the Moon"), (1, "Later Flights")],
        [(1, "A. Scope"), (1, "B. Tolls"), (1, "C. Crews"), (1, "D. Boats")],
        [(1, "### Deep first"), (1, "# Then outermost"), (2, "## Under it")],
    ],
)
def test_the_tree_of_sections(headings: list[tuple[int, str]]) -> None:
    found = tree(*(title for _, title in headings))
    assert found == [(depth, title.strip("#= ")) for depth, title in headings]


def test_what_a_section_is_part_of() -> None:
    text = (
        f"## Tolls\n\n{BODY}\n\n### Rates\n\n{BODY}\n\n#### Winter\n\n{BODY}\n\n## Crews\n\n{BODY}"
    )
    document = parse_document(text, "text")
    over = [[s.title for s in document.sections_over(n)] for n in range(len(document.sections))]
    assert over == [["Tolls"], ["Tolls", "Rates"], ["Tolls", "Rates", "Winter"], ["Crews"]]


def test_no_section_is_part_of_too_many() -> None:
    words = [f"{a}{b}er" for a in ("Tol", "Cre", "Quay", "Boat") for b in "abdefgklmn"]
    found = tree(*(f"{word.capitalize()} {number}" for number in (1, 2) for word in words))
    assert len(found) == 2 * len(words) and max(depth for depth, _ in found) == DEEPEST
