"""The project's own retrieval and answers, as a system under test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.http.answer_schemas import AnswerResponse
from evals.datasets import Dataset, Question
from evals.systems import AnswerRecord, Hit, Unit
from index.builder import Limits, build_index
from index.local_store import load_index
from rag.answer.answering import REFUSAL
from rag.document.filters import Filters
from rag.document.model import Span
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.question.conversation import Turn
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Product:
    """A real generation of the index, searched and asked as the service does it."""

    engine: Engine
    name: str

    @property
    def units(self) -> Sequence[Unit]:
        return self.engine.index.passages

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        return [
            [
                Hit(hit.passage.document, hit.passage.span, hit.score, hit.passage.id)
                for hit in self.engine.retrieve(question, top_k).hits
            ]
            for question in questions
        ]

    def answer(self, question: Question) -> AnswerRecord:
        """The service's answer; earlier questions of a conversation are answered first."""
        filters = Filters(document=(question.document,)) if question.document else None
        history: list[Turn] = []
        for earlier in question.before:
            asked = self.engine.ask(earlier, history, filters)
            said = AnswerResponse.of(asked, asked.answer(), None).answer
            history.append(Turn(earlier, said))
        asked = self.engine.ask(question.text, history, filters)
        answer = asked.answer()
        # What is judged is what goes out.
        response = AnswerResponse.of(asked, answer, None)
        texts = self.engine.index.documents
        return AnswerRecord(
            answerable=response.answerable,
            confidence=answer.confidence,
            text=" ".join(s.text for s in response.sentences) or REFUSAL,
            spans=tuple((c.document, Span(c.start, c.end)) for c in response.citations),
            marks=tuple(
                texts[c.document].text[mark.start : mark.end]
                for c in response.citations
                for mark in c.highlights
            ),
        )


def build_product(
    dataset: Dataset, settings: Settings, embedders: Sequence[Embedder], name: str = "brief-rag"
) -> Product:
    """Index a data set's documents beside the service's own index, so that encodings are kept."""
    folder: Path = settings.index_dir / "evals" / dataset.name
    build_index(
        folder,
        dataset.documents,
        embedders,
        Limits.of(settings),
        passages=dataset.passages,
    )
    index = load_index(folder)
    multilingual = embedders[1] if len(embedders) > 1 else None
    return Product(Engine(index, embedders[0], multilingual, settings.weights), name)
