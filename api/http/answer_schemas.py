"""What goes over HTTP for answers, version 1, as one response or as events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.http.schemas import (
    CitationModel,
    FiltersModel,
    PassageModel,
    Question,
    SpanModel,
)
from rag.answer.answer import Answer, AnswerSentence
from rag.answer.several import FoundAny
from rag.question.conversation import Turn

MAX_HISTORY = 50
MAX_ANSWER = 20_000


class TurnModel(BaseModel):
    """An earlier turn: the question as it was asked, and the ``answer`` as it was given."""

    model_config = ConfigDict(extra="forbid")

    question: Question
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
    """Where a sentence of the answer stands; ``highlights`` are what in it answers, if told.

    ``passage`` is null for a heading or a line of the masthead, which stand in none.
    """

    number: int
    passage: str | None
    highlights: list[SpanModel]

    @classmethod
    def numbered(cls, number: int, sentence: AnswerSentence) -> AnswerCitationModel:
        return cls(
            **dict(CitationModel.of(sentence.citation)),
            number=number,
            passage=sentence.passage,
            highlights=[SpanModel.of(mark) for mark in sentence.marks],
        )


class AnswerSentenceModel(BaseModel):
    """One sentence, verbatim; ``context`` says it is there for what the next one refers to.

    ``part`` is the asker's words for the part of the question that it answers, such as "by whom";
    empty where the question has but one.
    """

    text: str
    citations: list[int]
    context: bool
    part: str = ""


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

    ``confidence`` is the probability that the brief answers the question. ``statement`` is what the
    service itself says of the documents, such as how many notes they have, or of what parts of the
    question nothing was found; it is no quotation, and empty in most answers. ``answer`` joins it
    and the sentences, each with the number of its citation. ``passages`` are those found, best
    first; of a whole document none are looked for. ``small_talk`` says that nothing was asked: the
    statement is a fixed line then, which says nothing of the documents. ``not_found`` is the word
    or name of a refused question that nothing found says, where it alone decides.
    """

    answerable: bool
    confidence: float
    answer: str
    statement: str
    sentences: list[AnswerSentenceModel]
    citations: list[AnswerCitationModel]
    passages: list[PassageModel]
    warnings: list[str]
    small_talk: bool = False
    not_found: list[str] = Field(default_factory=list)

    @classmethod
    def of(cls, answer: Answer) -> AnswerResponse:
        events = list(sentence_events(answer))
        return cls(
            answerable=answer.answerable,
            confidence=round(answer.confidence, 4),
            answer=answer.text,
            statement=answer.statement,
            sentences=[event.sentence for event in events],
            citations=[citation for event in events for citation in event.citations],
            passages=[PassageModel.of(rank, hit) for rank, hit in enumerate(answer.passages, 1)],
            warnings=list(answer.warnings),
            small_talk=answer.small_talk,
            not_found=list(answer.not_found),
        )


def passages_event(found: FoundAny) -> PassagesEvent:
    """The passages nearest to the question."""
    return PassagesEvent(
        passages=[PassageModel.of(rank, hit) for rank, hit in enumerate(found.passages, 1)],
        warnings=list(found.warnings),
    )


def sentence_events(answer: Answer) -> Iterator[SentenceEvent]:
    """The sentences of an answer in its order, each with its own citation."""
    for number, sentence in enumerate(answer.sentences, 1):
        text = AnswerSentenceModel(
            text=sentence.text,
            citations=[number],
            context=sentence.is_context,
            part=sentence.part,
        )
        citation = AnswerCitationModel.numbered(number, sentence)
        yield SentenceEvent(sentence=text, citations=[citation])
