"""What belongs to a span is found by bisection, and is what a search of everything finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.contents import DOCUMENTS
from rag.document.citations import cite, cite_sentence
from rag.document.model import Document, Metadata, Span
from rag.reading.structure import parse_document
from tests.generated import texts
from tests.growth import assert_linear


def titles(document: Document) -> list[Span]:
    """What stands in no paragraph: front matter and headings."""
    headings = [section.heading for section in document.sections if section.heading]
    return [*document.front_matter, *headings]


def overlapping(document: Document, span: Span) -> list[tuple[str, int]]:
    return [(s.title, p.number) for s, p in document.paragraphs() if p.span.overlaps(span)]


def pointed_to(document: Document, span: Span) -> list[int]:
    return [n.number for n in document.notes if any(span.contains(p) for p in n.pointers)]


@settings(max_examples=150, deadline=None)
@given(text=texts(), data=st.data())
def test_a_span_has_what_lies_in_it(text: str, data: st.DataObject) -> None:
    document = parse_document(text, "x", Metadata(year=2024))
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    touched = overlapping(document, span)
    found = document.paragraph_at(span)
    assert ([(found[0].title, found[1].number)] if found else []) == touched[:1]
    if touched:
        citation = cite(document, span)
        assert (citation.section, citation.paragraph) == touched[0]
        assert citation.sources == tuple(r for r in document.references if span.contains(r.span))
        assert [note.number for note in citation.notes] == pointed_to(document, span)
    elif any(span.overlaps(title) for title in titles(document)):
        assert cite(document, span).paragraph == 0
    else:
        with pytest.raises(ValueError, match="has no paragraph"):
            cite(document, span)


@settings(max_examples=150, deadline=None)
@given(text=texts())
def test_a_sentence_has_its_neighbours_and_the_notes_up_to_the_next(text: str) -> None:
    document = parse_document(text, "x")
    for _, paragraph in document.paragraphs():
        everything = paragraph.sentences
        for place, sentence in enumerate(everything):
            around = (*everything[place + 1 : place + 2], *everything[:place][-1:])
            assert document.sentences_around(sentence) == around
            last = place + 1 == len(everything)
            end = paragraph.span.end if last else everything[place + 1].start
            notes = [note.number for note in cite_sentence(document, sentence).notes]
            assert notes == pointed_to(document, Span(sentence.start, end))


@settings(max_examples=150, deadline=None)
@given(text=texts(), data=st.data())
def test_a_span_has_its_sentences_and_each_sentence_the_one_before(
    text: str, data: st.DataObject
) -> None:
    document = parse_document(text, "x")
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    everything = [s for _, paragraph in document.paragraphs() for s in paragraph.sentences]
    assert list(document.sentences_in(span)) == [s for s in everything if s.overlaps(span)]
    for section in document.sections:
        inside = [s for paragraph in section.paragraphs for s in paragraph.sentences]
        for before, sentence in zip([None, *inside], inside, strict=False):
            assert document.sentence_before(sentence) == before


def test_a_pointer_belongs_to_the_sentence_that_it_stands_in_or_behind() -> None:
    text = "One[1] is here. Two is.[2] Three.\n\n[3] Four.\n\n[1] A.\n\n[2] B.\n\n[3] C.\n"
    document = parse_document(text, "x")

    def told(pointer: str) -> str | None:
        start = text.index(pointer)
        found = document.sentence_of_pointer(Span(start, start + len(pointer)))
        return found.of(text) if found else None

    assert told("[1]") == "One[1] is here."
    assert told("[2]") == "Two is."
    assert told("[3]") is None  # it opens its paragraph
    assert document.sentence_of_pointer(Span(len(text) - 1, len(text))) is None


def test_a_span_across_sentences_and_one_outside_paragraphs() -> None:
    document = parse_document("One.[1] Two.[2] Three.\n\nFour.\n\n[1] A.\n\n[2] B.\n", "x")
    assert document.sentences_around(Span(0, 14)) == (Span(16, 22),)
    assert document.sentences_around(Span(10, 27)) == ()
    assert [note.number for note in document.notes_after(Span(0, 12))] == [1, 2]
    assert document.paragraph_at(Span(22, 24)) is None


def test_what_is_looked_up_is_not_written_down() -> None:
    document = parse_document("One (AP, May 9, 2015).[1]\n\n[1] A note.\n", "x")
    before = DOCUMENTS.dump_json((document,))
    cite_sentence(document, Span(0, 22))
    assert document.sha256 and DOCUMENTS.dump_json((document,)) == before
    (again,) = DOCUMENTS.validate_json(before)
    assert again == document and hash(again) == hash(document)


def test_looking_up_every_sentence_takes_time_that_grows_with_their_number() -> None:
    def document(size: int) -> Document:
        notes = "".join(f"[{n}] A note.\n\n" for n in range(size // 40))
        prose = "".join(f"It is so (AP, May 2015).[{n}] " for n in range(size // 40))
        return parse_document(f"{prose}\n\n# Notes\n\n{notes}", "x")

    def look_up(document: Document) -> None:
        for _, paragraph in document.paragraphs():
            for sentence in paragraph.sentences:
                cite_sentence(document, sentence)
                document.sentences_around(sentence)

    assert_linear(document, look_up)
