"""Documents made up in eight scripts are read as they were made, and nothing of them is lost."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.chunking import chunk_document
from rag.document.model import Document, Metadata, Paragraph, Passage, Section, SectionKind
from rag.reading.markdown import read_markdown
from rag.reading.structure import document_of, parse_document
from tests.made_documents import Made
from tests.made_markdown import markdown_documents
from tests.made_plain_text import plain_texts


def bare(words: str) -> str:
    return "".join(words.split())


def numbers(words: str) -> list[str]:
    """What makes each word the only one of its kind."""
    return re.findall(r"\d+q", words)


def passages_of(document: Document, limit: int) -> list[Passage]:
    return chunk_document(document, lambda text: len(text) // 4 + 1, limit)


def kind_of(section: Section, paragraph: Paragraph) -> str:
    """The kind of a paragraph; whatever stands among the notes is one, or goes on with one."""
    return "note" if section.kind is SectionKind.NOTES else paragraph.kind.value


def check_what_was_read(made: Made, document: Document) -> None:
    """Title, headings, blocks and what they must be read with, as they were made."""
    text = document.text
    assert document.title == made.title, made.source
    headings = [(s.depth, s.heading.of(text)) for s in document.sections if s.heading]
    found = [(depth, bare(words).lstrip("#")) for depth, words in headings]
    assert found == [(depth, bare(words)) for depth, words in made.headings], made.source
    blocks = [
        (kind_of(s, p), bare(p.span.of(text)), bare(p.context.of(text)) if p.context else None)
        for s, p in document.paragraphs()
    ]
    expected = [
        (block.kind, bare(block.text), bare(block.context) if block.context else None)
        for block in made.blocks
    ]
    assert blocks == expected, made.source


def check_notes(made: Made, document: Document) -> None:
    """Each note has its text and leads to its sentences, and they lead to it."""
    if made.restarts:
        return
    text = document.text
    found = [(note.number, bare(note.span.of(text))) for note in document.notes]
    assert found == [(note.number, bare(note.text)) for note in made.notes], made.source
    for note, expected in zip(document.notes, made.notes, strict=True):
        pointing = [document.sentence_of_pointer(pointer) for pointer in note.pointers]
        sentences = [bare(span.of(text)) for span in pointing if span]
        assert len(sentences) == len(expected.pointed_from), made.source
        for sentence, pointed in zip(sentences, expected.pointed_from, strict=True):
            assert bare(pointed) in sentence, made.source
        assert all(note in document.notes_after(span) for span in pointing if span)


def check_that_nothing_is_lost(made: Made, document: Document, limit: int) -> None:
    """Every word is in one passage, or in a heading, or left out; so is every other sign."""
    text = document.text
    passages = passages_of(document, limit)
    headings = [*document.front_matter, *(s.heading for s in document.sections if s.heading)]
    spans = sorted([*headings, *(passage.span for passage in passages)])
    assert all(a.end <= b.start for a, b in pairwise(spans)), made.source
    shown = "\n".join(span.of(text) for span in spans)
    assert bare(shown) == bare(text), made.source  # nothing stands between them
    # Where a sentence is longer than a passage, a word may be cut.
    assert sorted(numbers(bare(shown))) == sorted(numbers(" ".join(made.words))), made.source
    left_out = "\n".join(each.text for each in document.left_out)
    assert set(numbers(left_out)) == set(numbers(" ".join(made.left_out))), made.source


def check_nesting(document: Document) -> None:
    """Sections, paragraphs and sentences stand in order, inside one another, without overlap."""
    sections = [section.span for section in document.sections]
    assert all(a.end <= b.start for a, b in pairwise(sections))
    for section in document.sections:
        spans = [paragraph.span for paragraph in section.paragraphs]
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert [p.number for p in section.paragraphs] == list(range(1, len(spans) + 1))
        for paragraph in section.paragraphs:
            assert section.span.contains(paragraph.span)
            assert all(paragraph.span.contains(sentence) for sentence in paragraph.sentences)
            assert all(a.end <= b.start for a, b in pairwise(paragraph.sentences))
            assert paragraph.sentences


def check_lines(source: str, document: Document) -> None:
    """The first and the last word of each block stand on the lines that it says it came from."""
    lines = re.split(r"\r\n|\r|\n", source)
    for _, paragraph in document.paragraphs():
        words = numbers(paragraph.span.of(document.text))
        first, last = document.lines_of(paragraph.span)
        assert words[0] in numbers(lines[first - 1]), source
        assert words[-1] in numbers(lines[last - 1]), source


def check(made: Made, source: str, document: Document, limit: int) -> None:
    check_what_was_read(made, document)
    check_notes(made, document)
    check_that_nothing_is_lost(made, document, limit)
    check_nesting(document)
    check_lines(source, document)


LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@settings(max_examples=250, deadline=None)
@given(made=markdown_documents(), limit=st.integers(8, 60), line_end=LINE_ENDS)
def test_markdown_is_read_as_it_was_made(made: Made, limit: int, line_end: str) -> None:
    source = made.source.replace("\n", line_end)
    document = document_of(read_markdown(source), "x", Metadata())
    check(made, source, document, limit)
    assert not any(word in document.text for word in [*made.marks, *made.left_out])


@settings(max_examples=250, deadline=None)
@given(made=plain_texts(), limit=st.integers(8, 60), line_end=LINE_ENDS)
def test_plain_text_is_read_as_it_was_made(made: Made, limit: int, line_end: str) -> None:
    source = made.source.replace("\n", line_end)
    document = parse_document(source, "x")
    assert document.text == source
    check(made, source, document, limit)
