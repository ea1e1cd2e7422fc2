"""The project's own retrieval and answers, as a system under test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.datasets import Dataset, Question
from evals.systems import AnswerRecord, Hit, Unit
from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import REFUSAL
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.question.conversation import Turn
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Product:
    """An engine over a real generation of the index, asked as every way in asks it."""

    engine: Engine
    name: str

    @property
    def units(self) -> Sequence[Unit]:
        store = self.engine.store
        return [p for document in store.documents() for p in store.passages_of(document.id)]

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        return [
            [
                Hit(hit.passage.document, hit.passage.span, hit.score, hit.passage.id)
                for hit in self.engine.search(question, top_k).hits
            ]
            for question in questions
        ]

    def answer(self, question: Question) -> AnswerRecord:
        """The engine's answer; earlier questions of a conversation are answered first."""
        filters = Filters(document=(question.document,) if question.document else ())
        history: list[Turn] = []
        for earlier in question.before:
            said = self.engine.ask(earlier, history, filters)
            history.append(Turn(earlier, said.text))
        answer = self.engine.ask(question.text, history, filters)
        return AnswerRecord(
            answerable=answer.answerable,
            confidence=answer.confidence,
            text=" ".join(sentence.text for sentence in answer.sentences) or REFUSAL,
            spans=tuple((s.citation.document, s.citation.span) for s in answer.sentences),
            marks=tuple(
                mark.of(self.engine.store.document(s.citation.document).text)
                for s in answer.sentences
                for mark in s.marks
            ),
        )


def build_product(
    dataset: Dataset, settings: Settings, embedders: Sequence[Embedder], name: str = "brief-rag"
) -> Product:
    """Index a data set's documents beside the service's own index, so that encodings are kept."""
    folder: Path = settings.index_dir / "evals" / dataset.name
    build_index(
        folder, dataset.documents, embedders, Limits.of(settings), passages=dataset.passages
    )
    multilingual = embedders[1] if len(embedders) > 1 else None
    engine = Engine(load_store(folder), embedders[0], multilingual, settings.weights)
    return Product(engine, name)
