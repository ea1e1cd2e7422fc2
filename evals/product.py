"""The project's own retrieval, as a system under test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.datasets import Dataset
from evals.systems import Hit, Unit
from index.builder import build_index
from index.passages import LoadedIndex, load_index
from rag.embedding import Embedder
from rag.retrieval import rank
from rag.settings import Settings, Weights

QUESTIONS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Product:
    """A real generation of the index, searched as the service searches it."""

    index: LoadedIndex
    embedder: Embedder
    weights: Weights
    name: str = "brief-rag"

    @property
    def units(self) -> Sequence[Unit]:
        return self.index.passages

    def search_many(self, questions: Sequence[str], top_k: int) -> list[list[Hit]]:
        found: list[list[Hit]] = []
        for start in range(0, len(questions), QUESTIONS_AT_ONCE):
            batch = questions[start : start + QUESTIONS_AT_ONCE]
            for text, encoding in zip(batch, self.embedder.encode_questions(batch), strict=True):
                retrieval = rank(
                    self.index, self.embedder, text, encoding, top_k, None, self.weights
                )
                found.append(
                    [
                        Hit(h.passage.document, h.passage.span, h.score, h.passage.id)
                        for h in retrieval.hits
                    ]
                )
        return found


def build_product(dataset: Dataset, settings: Settings, embedder: Embedder) -> Product:
    """Index a data set's documents beside the service's own index, so that encodings are kept."""
    folder: Path = settings.index_dir / "evals" / dataset.name
    build_index(
        folder,
        dataset.documents,
        embedder,
        settings.passage_tokens,
        settings.token_budget_mb,
        passages=dataset.passages,
    )
    return Product(load_index(folder, embedder.identity), embedder, settings.weights)
