"""Sections, paragraphs, sentences and notes of texts in many forms."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from rag.document.model import Metadata, SectionKind, Span
from rag.reading.markdown import read_markdown
from rag.reading.note_marks import note_number
from rag.reading.structure import document_of, parse_document
from tests.generated import texts


def outline(text: str) -> list[tuple[str, int]]:
    """Title and number of paragraphs of each section."""
    return [(s.title, len(s.paragraphs)) for s in parse_document(text, "x").sections]


@settings(max_examples=200, deadline=None)
@given(text=texts())
@example(text="²\n:²\n")
def test_spans_nest_in_order_and_slice_to_their_quotes(text: str) -> None:
    document = parse_document(text, "x", Metadata(year=2024))
    assert document.text == text
    last = 0
    for section in document.sections:
        assert section.span.start >= last
        for paragraph in section.paragraphs:
            assert section.span.contains(paragraph.span) and paragraph.span.start >= last
            assert paragraph.span.of(text) == paragraph.span.of(text).strip()
            last = paragraph.span.start
            for sentence in paragraph.sentences:
                assert paragraph.span.contains(sentence) and sentence.start >= last
                assert sentence.of(text) == sentence.of(text).strip() != ""
                last = sentence.end
        last = section.span.end
    for reference in document.references:
        assert text.startswith(reference.raw, reference.span.start)
        assert reference.raw[0] in "(（" and reference.raw[-1] in ")）"
    for note in document.notes:
        for pointer in note.pointers:
            assert note_number(pointer.of(text)) == note.number


@settings(max_examples=100, deadline=None)
@given(text=texts())
def test_windows_line_ends_change_offsets_only(text: str) -> None:
    unix = text.replace("\r\n", "\n")
    assert outline(unix) == outline(unix.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nIntro.\n\n## First\nBody.\n\n## Second\n\nBody.\n",
        "Title\n=====\n\nIntro.\n\nFirst\n-----\nBody.\n\nSecond\n---\n\nBody.\n",
        "THE TITLE\n\nSubtitle Here\n\nFIRST\n\nBody is here.\n\nSECOND\nBody is here.\n",
    ],
)
def test_heading_styles(text: str) -> None:
    titles = [title.title() for title, paragraphs in outline(text) if paragraphs]
    assert titles[-2:] == ["First", "Second"]


def test_numbered_headings_but_not_numbered_lists() -> None:
    text = (
        "1 Scope\n\nThe scope is wide.\n\n2.1 Terms\n\nThe terms are few.\n\n2.2 Rules\nOne rule."
        "\n\n1. Buy milk\n\n2. Buy bread\n\nDone now.\n"
    )
    assert outline(text) == [("1 Scope", 1), ("2.1 Terms", 1), ("2.2 Rules", 4)]


def test_a_wide_gap_opens_introduction_and_conclusion() -> None:
    text = (
        "Title\n\nKey Points:\n\n• One.\n• Two.\n\n\nOpening words.\n\nMore.\n\nThe Middle\n\n"
        "Text.\n\n\nClosing words.\n\n\n[1] A note.\n"
    )
    document = parse_document(text, "x")
    assert [(s.title, s.kind) for s in document.sections] == [
        ("Key Points", SectionKind.SUMMARY),
        ("Introduction", SectionKind.INTRODUCTION),
        ("The Middle", SectionKind.BODY),
        ("Conclusion", SectionKind.CONCLUSION),
        ("Notes", SectionKind.NOTES),
    ]
    assert [len(s.paragraphs) for s in document.sections] == [2, 2, 1, 1, 1]


def test_a_gap_under_the_last_heading_opens_no_conclusion() -> None:
    text = "TITLE\n\nFIRST\n\nOne is here.\n\nTwo.\n\nSECOND\n\n\nThree is here.\n\nFour.\n"
    assert outline(text) == [("FIRST", 2), ("SECOND", 2)]


def test_gaps_that_are_the_rule_divide_nothing() -> None:
    assert outline("Title\n\n\nOne is here.\n\n\nTwo is here.\n\n\nThree is here.\n") == [
        ("Introduction", 3)
    ]


def test_notes_with_their_own_heading_and_markdown_footnotes() -> None:
    text = "Title\n\nSaid [^1] and done. [^2]\n\n## Sources\n\n[^1]: First.\n[^2]: Second.\n"
    document = parse_document(text, "x")
    assert [(n.number, n.span.of(text)) for n in document.notes] == [(1, "First."), (2, "Second.")]
    assert [p.of(text) for n in document.notes for p in n.pointers] == ["[^1]", "[^2]"]
    assert document.sections[-1].kind is SectionKind.NOTES


def test_a_note_of_several_paragraphs() -> None:
    text = (
        "Body text.[1]\n\n\n[1] First part.\n\nSecond part of it.\n\n[2] Another.\n\n[3] Third.\n"
    )
    document = parse_document(text, "x")
    assert document.notes[0].span.of(text) == "First part.\n\nSecond part of it."


def test_short_lines_in_a_row_are_a_list_not_headings() -> None:
    text = "Title\n\nSome prose here.\n\nApples\n\nPears\n\nPlums\n\nMore prose here.\n"
    assert outline(text) == [("Introduction", 5)]


@pytest.mark.parametrize(
    "line",
    [
        "Exports fell by a third in 2023.[1]",
        "Text one.[^1] Text two.[^2]",
        "He left. Then She Came",
        "Doe          Informational          [Page 1]",
    ],
)
def test_short_lines_of_prose_are_no_headings(line: str) -> None:
    text = f"The Title\n\nA long enough opening stands here.\n\n{line}\n\nMore prose follows.\n"
    assert outline(text) == [("Introduction", 3)]


def test_notes_that_start_again_are_not_run_together() -> None:
    text = "Title\n\nOne.[1] Two.[1]\n\nNotes\n\n[1] First.\n\n[1] Second.\n\n[2] Third.\n"
    document = parse_document(text, "x")
    assert [n.span.of(text) for n in document.notes] == ["First.", "Third."]
    assert [len(n.pointers) for n in document.notes] == [2, 0]


def test_notes_under_a_heading_need_no_majority() -> None:
    text = "Title\n\nOne.[1]\n\nNotes\n\n[1] First.\n\nJohn is a fellow.\n\nHe writes well.\n"
    document = parse_document(text, "x")
    assert document.sections[-1].kind is SectionKind.NOTES
    assert len(document.notes) == 1


def test_a_lone_line_is_a_paragraph() -> None:
    assert outline("just one line") == [("Introduction", 1)]
    assert outline("Only A Title") == [("Introduction", 1)]


def test_hash_signs_in_a_code_fence_head_nothing() -> None:
    assert outline("# T\n\nBefore.\n\n```\n# comment\n```\n\nAfter.\n") == [("Introduction", 3)]


def test_hard_wrapped_lines_are_one_paragraph_and_long_lines_are_not() -> None:
    wrapped = "This sentence runs over\ntwo lines. And this\none too.\n"
    document = parse_document(wrapped, "x")
    (paragraph,) = document.sections[0].paragraphs
    assert [s.of(wrapped) for s in paragraph.sentences] == [
        "This sentence runs over\ntwo lines.",
        "And this\none too.",
    ]
    assert outline("Long line. " * 30 + "\n" + "Another line. " * 30) == [("Introduction", 2)]


def test_sentences_keep_their_sources_and_leave_out_markers_and_pointers() -> None:
    text = "• He left (Xinhua, May 9, 2015). [2] They met. (CISCO, May 1, 1998). “A ‘b.’” Then c."
    document = parse_document(text, "x")
    (paragraph,) = document.sections[0].paragraphs
    assert [s.of(text) for s in paragraph.sentences] == [
        "He left (Xinhua, May 9, 2015).",
        "They met. (CISCO, May 1, 1998).",
        "“A ‘b.’”",
        "Then c.",
    ]


def test_title_from_metadata_text_or_id() -> None:
    text = "A Title\n\nBody text here.\n"
    assert parse_document(text, "x").title == "A Title"
    assert parse_document(text, "x", Metadata(title="Given")).title == "Given"
    assert parse_document("body text only.", "x").title == "x"


def test_a_span_must_run_forward() -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(5, 4)


def test_what_stands_behind_the_notes_is_no_conclusion() -> None:
    prose = "The dyke broke in the night, and the lower town was under water.[1]"
    text = (
        f"# One\n\n{prose}\n\n# Two\n\n{prose}\n\n# Notes\n\n[1] See the file.\n\n"
        f"# Addresses\n\nQuay 4.\n\n\n\nQuay 5.\n\n# Index\n\nDyke, 1.\n"
    )
    sections = parse_document(text, "x").sections
    found = [(section.title, section.kind.value) for section in sections]
    assert found == [
        ("One", "body"), ("Two", "body"), ("Notes", "notes"), ("Addresses", "body"),
        ("Index", "body"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["By Ines Moor", "Publication: Tides Volume: 3 Issue: 2", "9 May 2024"]
)
def test_a_masthead_of_a_format_with_marked_headings_is_front_matter(line: str) -> None:
    text = f"# On Dykes\n\n{line}\n\n## Key points\n\n- One.\n- Two.\n\n## More\n\nText.\n"
    found = document_of(read_markdown(text), "a", Metadata())
    assert [span.of(found.text) for span in found.front_matter] == ["On Dykes", line]
    assert [section.kind for section in found.sections] == [SectionKind.SUMMARY, SectionKind.BODY]


@pytest.mark.parametrize(
    "text", ["# On Dykes\n\nBy Ines Moor\n", "# On Dykes\n\n9 May 2024\n\nBy Ines Moor\n"]
)
def test_what_is_all_that_a_document_says_is_no_masthead(text: str) -> None:
    found = document_of(read_markdown(text), "a", Metadata())
    assert [p.span.of(found.text) for _, p in found.paragraphs()]


def test_a_sentence_under_a_title_is_no_masthead() -> None:
    text = "# On Dykes\n\nBy 1998 the dykes had sunk, and the board by then knew it.\n\nThey rose."
    found = document_of(read_markdown(text), "a", Metadata())
    assert len(list(found.paragraphs())) == 2
