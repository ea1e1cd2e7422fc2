"""The project's own retrieval, as a system under test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.engine import Engine
from evals.datasets import Dataset
from evals.systems import Hit, Unit
from index.builder import Limits, build_index
from index.passages import load_index
from rag.embedding import Embedder
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Product:
    """A real generation of the index, searched as the service searches it."""

    engine: Engine
    name: str = "brief-rag"

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


def build_product(dataset: Dataset, settings: Settings, embedders: Sequence[Embedder]) -> Product:
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
    return Product(Engine(index, embedders[0], multilingual, settings.weights))
