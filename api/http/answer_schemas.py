"""What goes over HTTP for answers, version 1, as one response or as events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.http.schemas import (
    MAX_QUESTION,
    CitationModel,
    FiltersModel,
    PassageModel,
    Question,
    SpanModel,
)
from rag.answer.answering import REFUSAL, Answer, AnswerSentence
from rag.document.citations import cite_sentence
from rag.document.model import Document
from rag.engine import Asked
from rag.question.conversation import Turn

MAX_HISTORY = 50
MAX_ANSWER = 20_000
NEAREST = 5  # passages that go with an answer


class TurnModel(BaseModel):
    """An earlier turn: the question as it was asked, and the ``answer`` as it was given."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, StringConstraints(max_length=MAX_QUESTION)]
    answer: Annotated[str, StringConstraints(max_length=MAX_ANSWER)] = ""


class AnswerRequest(BaseModel):
    """``history`` holds the earlier turns of the conversation, the oldest first."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"question": "In what year did Jiang Zemin tour the United States?"}]
        },
    )

    question: Question
    history: Annotated[list[TurnModel], Field(max_length=MAX_HISTORY)] = []
    filters: FiltersModel = FiltersModel()

    def turns(self) -> list[Turn]:
        return [Turn(turn.question, turn.answer) for turn in self.history]


class AnswerCitationModel(CitationModel):
    """Where a sentence of the answer stands; ``highlights`` are what in it answers, if told."""

    number: int
    passage: str
    highlights: list[SpanModel]

    @classmethod
    def numbered(
        cls, number: int, sentence: AnswerSentence, document: Document
    ) -> AnswerCitationModel:
        citation = CitationModel.of(cite_sentence(document, sentence.span), document)
        return cls(
            **dict(citation),
            number=number,
            passage=sentence.passage,
            highlights=[SpanModel.of(mark) for mark in sentence.marks],
        )


class AnswerSentenceModel(BaseModel):
    """One sentence, verbatim; ``context`` says it is there for what the next one refers to."""

    text: str
    citations: list[int]
    context: bool


class PassagesEvent(BaseModel):
    """The first event: the passages found, before the answer is composed."""

    passages: list[PassageModel]
    warnings: list[str]


class SentenceEvent(BaseModel):
    """One sentence of the answer, with the citations that it is the first to use."""

    sentence: AnswerSentenceModel
    citations: list[AnswerCitationModel]


class AnswerResponse(BaseModel):
    """The answer, or a refusal with the nearest passages.

    ``confidence`` is the probability that the brief answers the question. ``answer`` joins the
    sentences, each with the number of its citation. ``passages`` are those found, best first.
    """

    answerable: bool
    confidence: float
    answer: str
    sentences: list[AnswerSentenceModel]
    citations: list[AnswerCitationModel]
    passages: list[PassageModel]
    warnings: list[str]

    @classmethod
    def of(cls, asked: Asked, answer: Answer, warning: str | None) -> AnswerResponse:
        documents = asked.reader.index.documents
        events = list(sentence_events(answer, documents))
        found = passages_event(asked, warning)
        return cls(
            answerable=answer.answerable,
            confidence=round(answer.confidence, 4),
            answer=" ".join(f"{e.sentence.text} {_marks(e)}" for e in events) or REFUSAL,
            sentences=[event.sentence for event in events],
            citations=[citation for event in events for citation in event.citations],
            passages=found.passages,
            warnings=[*found.warnings, *answer.warnings],
        )


def passages_event(asked: Asked, warning: str | None) -> PassagesEvent:
    """The passages nearest to the question."""
    documents = asked.reader.index.documents
    return PassagesEvent(
        passages=[
            PassageModel.of(rank, hit, documents[hit.passage.document])
            for rank, hit in enumerate(asked.nearest(NEAREST), 1)
        ],
        warnings=[warning] if warning else [],
    )


def sentence_events(answer: Answer, documents: Mapping[str, Document]) -> Iterator[SentenceEvent]:
    """The sentences of an answer in reading order, each with its own citation."""
    for number, sentence in enumerate(answer.sentences, 1):
        citation = AnswerCitationModel.numbered(number, sentence, documents[sentence.document])
        text = AnswerSentenceModel(
            text=citation.quote, citations=[number], context=sentence.is_context
        )
        yield SentenceEvent(sentence=text, citations=[citation])


def _marks(event: SentenceEvent) -> str:
    return "".join(f"[{number}]" for number in event.sentence.citations)
