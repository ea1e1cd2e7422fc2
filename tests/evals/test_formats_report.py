"""The brief in other formats: the same words and structure, labels by their letters."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.console import Console

from evals.brief_files import write_files
from evals.datasets import Dataset, GoldSpan, Question
from evals.formats_report import SHOWN, FormatFigures, Places, moved, print_formats
from rag.document.model import Document, Span
from rag.reading.library import load_documents
from rag.reading.structure import parse_document

BRIEF = Path(__file__).parents[2] / "corpus" / "china-brief-24-8.txt"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    (source,) = load_documents([BRIEF])
    folder = tmp_path_factory.mktemp("brief")
    made = write_files(source, BRIEF.with_suffix(".toml"), folder)
    return {name: load_documents([path])[0] for name, path in made.items()}


def words(document: Document) -> list[str]:
    return [
        word
        for _, paragraph in document.paragraphs()
        for word in paragraph.span.of(document.text).replace("•", " ").split()
    ]


@pytest.mark.parametrize("name", ["HTML", "DOCX", "PDF"])
def test_the_brief_reads_alike_in_each_format(files: dict[str, Document], name: str) -> None:
    if name not in files:
        pytest.skip("Chromium is not installed")
    text, other = files["text"], files[name]
    assert words(other) == words(text)
    titles = [[s.title for s in each.sections if s.heading] for each in (text, other)]
    assert titles[0] == titles[1]
    assert [each.raw for each in other.references] == [each.raw for each in text.references]
    assert [len(each.pointers) for each in other.notes] == [1] * len(text.notes)
    assert len(other.front_matter) == len(text.front_matter)


def test_places_go_by_letters_and_by_rank() -> None:
    one, other = "It rose. [1] It fell,\nit rose.", "It rose.[1]  It  fell, it rose."
    places = Places(one, other)
    assert places.of(Span(0, 8)) == Span(0, 8)
    last = places.of(Span(one.rindex("it rose"), len(one)))
    assert last and last.of(other) == "it rose."
    assert places.of(Span(8, 9)) is None  # white space has no letters


def test_a_quote_that_was_not_read_is_evidence_that_nothing_finds() -> None:
    source, other = parse_document("It rose. It fell.", "a"), parse_document("It rose.", "a")
    gold = tuple((GoldSpan("a", span),) for span in (Span(0, 8), Span(9, 17)))
    asked = Dataset("d", (source,), (Question("q", "What?", "fact", "en", True, gold),))
    found, quotes = moved(asked, source, other, "d-x")
    assert quotes == (1, 2)
    assert [each.document == "a" for (each,) in found.questions[0].gold] == [True, False]


@pytest.mark.parametrize(("other", "near"), [(0.99, True), (0.97, True), (0.991, False)])
def test_one_question_in_a_hundred_is_near(other: float, near: bool) -> None:
    told = [
        FormatFigures(name, dict.fromkeys(SHOWN, value), 7, 7, 103, (118, 118))
        for name, value in (("text", 0.98), ("PDF", other))
    ]
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        assert print_formats(told, Console(file=nowhere)) == near
