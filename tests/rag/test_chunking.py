"""Passages cover the body exactly once, and every span slices to its quote."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.chunking import chunk_document, split_exactly
from rag.document.model import Document, Span
from rag.errors import ChunkingError
from rag.models.embedder import Embedder
from rag.reading.structure import parse_document
from tests.generated import texts
from tests.growth import assert_linear

FIXTURES_ARE_SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def words(text: str) -> int:
    return len(text.split())


@settings(max_examples=150, deadline=None, suppress_health_check=FIXTURES_ARE_SHARED)
@given(text=texts(), limit=st.integers(8, 250))
def test_every_character_of_the_body_lies_in_exactly_one_passage(
    embedder: Embedder, text: str, limit: int
) -> None:
    document = parse_document(text, "made-up")
    passages = chunk_document(document, embedder.count_tokens, limit)
    covered = [0] * len(text)
    for passage in passages:
        for offset in range(passage.span.start, passage.span.end):
            covered[offset] += 1
    headings = [s.heading for s in document.sections if s.heading] + list(document.front_matter)
    elsewhere = []
    for offset, character in enumerate(text):
        assert covered[offset] < 2, (offset, character)
        if any(h.start <= offset < h.end for h in headings):
            assert covered[offset] == 0
        elif not covered[offset] and not character.isspace():
            elsewhere.append(character)
    # What is left out is counted, and ">" is the mark of a quotation.
    left_out = "".join("".join(each.text.split()) for each in document.left_out)
    assert "".join(elsewhere).replace(">", "") == left_out.replace(">", "")


@settings(max_examples=100, deadline=None, suppress_health_check=FIXTURES_ARE_SHARED)
@given(text=texts(), limit=st.integers(8, 250))
def test_passages_stay_within_section_and_limit(embedder: Embedder, text: str, limit: int) -> None:
    document = parse_document(text, "made-up")
    for passage in chunk_document(document, embedder.count_tokens, limit):
        assert document.sections[passage.section].span.contains(passage.span)
        quote = passage.span.of(text)
        assert quote == quote.strip() != ""
        assert embedder.count_tokens(quote) <= limit or len(quote) == 1
        assert all(passage.span.contains(sentence) for sentence in passage.sentences)


@settings(max_examples=100, deadline=None)
@given(text=texts())
def test_a_sentence_is_cut_only_where_it_is_longer_than_the_limit(text: str) -> None:
    document = parse_document(text, "made-up")
    passages = chunk_document(document, words, 30)
    for _, paragraph in document.paragraphs():
        for sentence in paragraph.sentences:
            holders = [p for p in passages if p.span.overlaps(sentence)]
            assert len(holders) == 1 or words(sentence.of(text)) >= 30


def test_repeated_paragraphs_get_their_own_offsets(embedder: Embedder) -> None:
    paragraph = "The same words stand here twice. " * 20
    text = f"First Part\n\n{paragraph}\n\nSecond Part\n\n{paragraph}\n"
    document = parse_document(text, "twice")
    passages = chunk_document(document, embedder.count_tokens, 60)
    starts = [p.span.start for p in passages]
    assert starts == sorted(set(starts))
    assert {p.section for p in passages} == {0, 1} or document.front_matter
    first, second = text.index(paragraph), text.rindex(paragraph)
    assert first in starts and second in starts


def test_the_brief_in_passages_of_whole_sentences(brief: Document, embedder: Embedder) -> None:
    passages = chunk_document(brief, embedder.count_tokens, 200)
    sentences = [s for _, p in brief.paragraphs() for s in p.sentences]
    assert [s for p in passages for s in p.sentences] == sentences
    assert max(embedder.count_tokens(p.span.of(brief.text)) for p in passages) <= 200


def test_characters_are_bounded_too(brief: Document, embedder: Embedder) -> None:
    passages = chunk_document(brief, embedder.count_tokens, 220, 800)
    assert max(len(p.span) for p in passages) <= 800
    sentences = [s for _, p in brief.paragraphs() for s in p.sentences]
    assert [s for p in passages for s in p.sentences] == sentences


def test_a_long_paragraph_is_cut_into_even_parts() -> None:
    text = "Ten words stand in this sentence and no more here. " * 12
    passages = chunk_document(parse_document(text, "x"), words, 100)
    assert [len(p.sentences) for p in passages] == [6, 6]


def test_a_limit_too_small_for_a_sentence_is_refused(brief: Document) -> None:
    with pytest.raises(ValueError, match="at least 8"):
        chunk_document(brief, words, 7)


def test_every_noncharacter_may_stand_in_a_text() -> None:
    text = "".join(chr(code) for code in range(0xFDD0, 0xFDF0)) + " " + "Word. " * 20
    document = parse_document(text, "x")
    passages = chunk_document(document, words, 10)
    assert [w for p in passages for w in p.span.of(text).split()] == text.split()


@pytest.mark.parametrize("text", ["[1] [2]", "[1][2] [3]\n\n[4]", "1. 2. 3."])
def test_a_passage_has_a_sentence_even_of_pointers_alone(text: str) -> None:
    (passage,) = chunk_document(parse_document(f"# H\n\n{text}\n", "x"), words, 10)
    assert passage.span.of(f"# H\n\n{text}\n") == text
    assert passage.sentences


def test_surrogates_that_stand_alone_are_refused() -> None:
    with pytest.raises(ChunkingError, match="no Unicode text"):
        split_exactly("a \ud800 b", Span(0, 5), [], [], words, 10)


TEXTS = {
    "one section": "The pact is signed. It holds for good.\n\n",
    "one paragraph": "The pact is signed. It holds for good. ",
    "one sentence": "the pact is signed and holds, ",
    "one word": "pact",
    "ideographs": "他说你好，",
    "brackets": "(",
    "many sections": "# Head\n\nThe pact is signed.\n\n",
    "a private-use character": "\ue000",
}


@pytest.mark.parametrize("name", TEXTS)
def test_characters_that_are_counted_grow_with_the_text_alone(
    embedder: Embedder, name: str
) -> None:
    def counted(size: int) -> int:
        lengths = []

        def count(text: str) -> int:
            lengths.append(len(text) + 1)
            return embedder.count_tokens(text)

        text = TEXTS[name] * (size // len(TEXTS[name]))
        assert chunk_document(parse_document(text, "x"), count, 220, 800)
        return sum(lengths)

    least, most = counted(4000), counted(32_000)
    assert most < 10 * least and most < 12 * 32_000


def test_passages_are_made_in_time_that_grows_with_the_section() -> None:
    def section(size: int) -> Document:
        return parse_document("# H\n\n" + "The pact is signed.\n\n" * (size // 21), "x")

    assert_linear(section, lambda document: chunk_document(document, words, 10))
