"""The project's own retrieval and answers, as a system under test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.datasets import Dataset, Question
from evals.stores import in_store
from evals.systems import AnswerRecord, Hit, Unit
from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import Answer
from rag.document.filters import NO_FILTERS, Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.models.reader import SentenceReader
from rag.question.conversation import REFUSAL, Turn
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Product:
    """An engine over a real generation of the index, asked as every way in asks it.

    ``said`` keeps the answers to the turns of conversations, by document and turns.
    """

    engine: Engine
    name: str
    said: dict[tuple[str | None, tuple[str, ...]], Answer] = field(default_factory=dict)

    @property
    def units(self) -> Sequence[Unit]:
        store = self.engine.store
        return [p for document in store.documents() for p in store.passages_of(document.id)]

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        return [self._search(question, top_k, NO_FILTERS) for question in questions]

    def search_within(self, question: str, document: str, top_k: int) -> list[Hit]:
        return self._search(question, top_k, Filters(document=(document,)))

    def _search(self, question: str, top_k: int, filters: Filters) -> list[Hit]:
        return [
            Hit(hit.passage.document, hit.passage.span, hit.score, hit.passage.id)
            for hit in self.engine.search(question, top_k, filters).hits
        ]

    def answer(self, question: Question) -> AnswerRecord:
        """The engine's answer; earlier questions of a conversation are answered first."""
        if question.before:
            asked = (*question.before, question.text)
            return self._record(self._in_conversation(question.document, asked))
        filters = Filters(document=(question.document,) if question.document else ())
        return self._record(self.engine.ask(question.text, filters=filters))

    def _in_conversation(self, document: str | None, questions: tuple[str, ...]) -> Answer:
        """The answer to the last of the questions of a conversation; it is kept for the next."""
        if (document, questions) not in self.said:
            *before, asked = questions
            turns = [
                Turn(earlier, self._in_conversation(document, tuple(before[: n + 1])).text)
                for n, earlier in enumerate(before)
            ]
            filters = Filters(document=(document,) if document else ())
            self.said[document, questions] = self.engine.ask(asked, turns, filters)
        return self.said[document, questions]

    def answer_over(self, question: str, documents: Sequence[str]) -> AnswerRecord:
        return self._record(self.engine.ask(question, filters=Filters(document=tuple(documents))))

    def _record(self, answer: Answer) -> AnswerRecord:
        return AnswerRecord(
            answerable=answer.answerable,
            confidence=answer.confidence,
            text=_said(answer),
            spans=tuple((s.citation.document, s.citation.span) for s in answer.sentences),
            marks=tuple(
                mark.of(self.engine.store.document(s.citation.document).text)
                for s in answer.sentences
                for mark in s.marks
            ),
            small_talk=answer.small_talk,
        )


def _said(answer: Answer) -> str:
    """What the answer says, without the numbers of its citations."""
    parts = [answer.statement, *(sentence.text for sentence in answer.sentences)]
    return " ".join(filter(None, parts)) or REFUSAL


def build_product(
    dataset: Dataset,
    settings: Settings,
    embedders: Sequence[Embedder],
    name: str = "brief-rag",
    readers: Sequence[SentenceReader] = (),
) -> Product:
    """Index a data set's documents beside the service's own index, so that encodings are kept, and
    copy them to Milvus where the settings name a store there."""
    folder: Path = settings.index_dir / "evals" / dataset.name
    build_index(
        folder, dataset.documents, embedders, Limits.of(settings), passages=dataset.passages
    )
    multilingual = embedders[1] if len(embedders) > 1 else None
    store = in_store(load_store(folder), settings, dataset.name)
    engine = Engine(store, embedders[0], multilingual, settings.weights, readers)
    return Product(engine, name)
