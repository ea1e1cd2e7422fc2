"""What can be evaluated: anything that finds spans for questions, or answers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from evals.datasets import Question
from rag.document.model import Span

Vectors = NDArray[np.float32]


class Unit(Protocol):
    """Something that can be retrieved; ``rag.document.model.Passage`` is one."""

    @property
    def id(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def span(self) -> Span: ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit of a system that cuts texts its own way."""

    id: str
    document: str
    span: Span


@dataclass(frozen=True, slots=True)
class Hit:
    """One find: the span returned, its score (higher is better), and the unit it came from."""

    document: str
    span: Span
    score: float
    passage: str


class System(Protocol):
    """A retriever under test.

    ``units`` is everything it could return; ranks are judged against it, so each ``Hit.passage``
    is the id of one unit. ``search_many`` returns, for each question, at most ``top_k`` hits,
    the best first and no unit twice.
    """

    @property
    def name(self) -> str: ...
    @property
    def units(self) -> Sequence[Unit]: ...
    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]: ...


@runtime_checkable
class SearchesWithin(Protocol):
    """A retriever that looks for the passages of one document where it is told to.

    Of any other system, the hits in that document are taken from all its hits.
    """

    def search_within(self, question: str, document: str, top_k: int) -> list[Hit]: ...


class Embedder(Protocol):
    """A sentence embedding model: ``[n, d]`` float32 rows of length 1, for n texts."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...
    def encode_documents(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """What an answerer said: whether it answered, how sure it is of that (0 to 1), and from where.

    ``text`` is the answer's statement and sentences, and ``spans`` are where these stand; a refusal
    has no spans. ``marks`` are the parts of it that are pointed out as the very thing asked.
    ``small_talk`` says that it found nothing to be asked.
    """

    answerable: bool
    confidence: float
    text: str
    spans: tuple[tuple[str, Span], ...]
    marks: tuple[str, ...] = ()
    small_talk: bool = False


@runtime_checkable
class AnswersOver(Protocol):
    """An answering system that can be asked over some documents alone, by id."""

    def answer_over(self, question: str, documents: Sequence[str]) -> AnswerRecord: ...


@runtime_checkable
class Answerer(Protocol):
    """An answering system under test; it asks ``question.document`` only, where that is given."""

    def answer(self, question: Question) -> AnswerRecord: ...
