"""The baselines, with the real model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.baselines import bm25, dense, langchain_chunks, langchain_quickstart, langchain_spans
from evals.embedders import PlainEmbedder, Remembering
from evals.peers import peers
from evals.systems import Chunk, Unit
from rag.document.model import Document, Span
from rag.reading.structure import parse_document

SENTENCES = (
    "Rockets burn liquid hydrogen and oxygen.",
    "The bakery sells fresh bread every morning.",
    "Tides rise and fall with the moon's gravity.",
)


@pytest.fixture
def story() -> Document:
    return parse_document("\n\n".join(SENTENCES), "story")


@pytest.fixture
def parts(story: Document) -> list[Unit]:
    starts = [story.text.index(s) for s in SENTENCES]
    return [
        Chunk(f"part {n}", "story", Span(a, a + len(s)))
        for n, (a, s) in enumerate(zip(starts, SENTENCES, strict=True))
    ]


def test_bm25_finds_stems_and_returns_nothing_without_a_word(
    story: Document, parts: list[Unit]
) -> None:
    system = bm25(parts, {"story": story.text})
    found, nothing = system.search_many(["selling breads", "quantum chromodynamics"], 10)
    assert [hit.passage for hit in found] == ["part 1"]
    assert found[0].span.of(story.text) == SENTENCES[1]
    assert nothing == []


def test_dense_finds_meanings_best_first(
    story: Document, parts: list[Unit], minilm: PlainEmbedder
) -> None:
    system = dense(parts, {"story": story.text}, minilm)
    questions = ["What fuel do spacecraft use?", "Why does the ocean's level change?"]
    fuel, ocean = system.search_many(questions, 10)
    assert (fuel[0].passage, ocean[0].passage) == ("part 0", "part 2")
    scores = [hit.score for hit in fuel]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


def test_langchain_quickstart_returns_its_chunks(story: Document, minilm: PlainEmbedder) -> None:
    system = langchain_quickstart([story], minilm)
    ((hit,),) = system.search_many(["bread"], 5)
    assert hit.span == Span(0, len(story.text))


def test_questions_are_encoded_once(minilm: PlainEmbedder) -> None:
    remembering = Remembering(minilm)
    first = remembering.encode_queries(["a", "b", "a"])
    assert list(remembering.seen) == ["a", "b"]
    remembering.seen["a"] = np.zeros_like(first[0])
    assert not remembering.encode_queries(["a"]).any()
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)


def test_langchain_offsets_in_repeated_paragraphs() -> None:
    # 300 characters each, so that three make a chunk: by its words every chunk is the first one.
    paragraph = ("The same words again and again. " * 10)[:299] + "."
    text = "\n\n".join([paragraph] * 9)
    spans = langchain_spans(text)
    assert [span.start for span in spans] == [0, 906, 1812]
    assert {span.of(text) for span in spans} == {"\n\n".join([paragraph] * 3)}


def test_langchain_chunks_of_the_bundled_brief_are_langchains(brief: Document) -> None:
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = langchain_chunks([brief])
    assert [c.span.of(brief.text) for c in chunks] == splitter.split_text(brief.text)
    assert len({c.id for c in chunks}) == len(chunks)


@given(st.text(alphabet="ab \n\t.\u3000王\U0001f600", max_size=300))
def test_langchain_spans_hold_the_chunks_in_order(text: str) -> None:
    splitter = RecursiveCharacterTextSplitter(chunk_size=20, chunk_overlap=6)
    spans = langchain_spans(text, size=20, overlap=6)
    assert [span.of(text) for span in spans] == splitter.split_text(text)
    assert spans == sorted(spans)


def test_peers_are_built_or_named(
    story: Document, parts: list[Unit], minilm: PlainEmbedder
) -> None:
    messages: list[str] = []
    built = list(peers([story], parts, minilm, messages.append))
    assert len(built) + len(messages) == 4
    assert all("brief-rag[bench]" in message for message in messages)
    for system in built:
        (found,) = system.search_many(["Where can I buy fresh bread?"], 3)
        assert "bread" in found[0].span.of(story.text)
