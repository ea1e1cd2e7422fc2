"""The head of a document, its last lines, and citations of what stands in no paragraph."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from rag.document.citations import FRONT_MATTER, cite
from rag.document.head import head_lines, tail_lines
from rag.document.model import Document, Span
from rag.reading.structure import parse_document

REPORT = """The Ferry Report

By Ann Lee

Printed in May 2019 for members.

1 Delays

The ferry was late on nine days. Nobody complained to the office about it.

2 Fares

Fares rose by a tenth.

Hadley, 3 June 2019
"""


@pytest.fixture
def report() -> Document:
    return parse_document(REPORT, "report")


def words(document: Document, spans: Iterable[Span]) -> list[str]:
    return [span.of(document.text) for span in spans]


def test_the_head_ends_where_a_section_begins(report: Document) -> None:
    head = words(report, head_lines(report))
    assert head[0] == "The Ferry Report"
    assert "By Ann Lee" in head
    assert "Printed in May 2019 for members." in head
    assert not any("late" in line for line in head)


def test_a_long_paragraph_is_no_part_of_the_head() -> None:
    document = parse_document(f"A Title\n\n{'It rained for days on end. ' * 20}", "rain")
    assert "It rained" not in " ".join(words(document, head_lines(document)))


def test_the_last_lines_are_those_of_short_paragraphs(report: Document) -> None:
    assert words(report, tail_lines(report))[-1].endswith("Hadley, 3 June 2019")


def test_a_title_and_a_heading_can_be_cited(report: Document) -> None:
    title = cite(report, Span(0, 16))
    assert (title.quote, title.section, title.paragraph) == ("The Ferry Report", FRONT_MATTER, 0)
    start = REPORT.index("1 Delays")
    heading = cite(report, Span(start, start + 8))
    assert (heading.quote, heading.section, heading.paragraph) == ("1 Delays", "1 Delays", 0)
    assert heading.lines == (7, 7)


def test_what_stands_nowhere_cannot_be_cited(report: Document) -> None:
    with pytest.raises(ValueError, match="report has no paragraph at"):
        cite(report, Span(len(REPORT), len(REPORT)))


def test_the_head_is_bounded() -> None:
    document = parse_document("# Alone\n\n" * 200 + "It rained.\n", "x")
    assert len(head_lines(document)) <= 20
