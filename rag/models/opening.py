"""The models that the settings name, opened to encode passages."""

from __future__ import annotations

from collections.abc import Callable

from rag.models.embedder import MULTILINGUAL_MODEL, PYTORCH, Embedder
from rag.models.languages import covers
from rag.models.pytorch import (
    load_sentence_transformer,
    model_name,
    multilingual_installed,
    pytorch_embedder,
)
from rag.settings import Settings


def open_embedders(
    settings: Settings, tell: Callable[[str], None] = lambda message: None
) -> list[Embedder]:
    """What passages are encoded with: the configured model, and the multilingual one.

    The latter where it is installed and adds a language. ``tell`` is told of conversions.

    Raises ModelError where a model cannot be loaded.
    """
    embedder = _open(settings.model, settings, tell)
    if multilingual_installed() and not covers(embedder.identity, "Chinese"):
        return [embedder, _open(MULTILINGUAL_MODEL, settings, tell)]
    return [embedder]


def open_in_pytorch(model: str, threads: int | None) -> Embedder:
    """A model as sentence-transformers runs it.

    Raises ModelError where it cannot be loaded.
    """
    return pytorch_embedder(load_sentence_transformer(model, threads), model_name(model))


def _open(model: str, settings: Settings, tell: Callable[[str], None]) -> Embedder:
    if settings.runtime == PYTORCH:
        return open_in_pytorch(model, settings.threads)
    from rag.models.catalogue import open_embedder  # what converts is not needed to answer

    folder = settings.models_dir or settings.index_dir / "models"
    return open_embedder(model, folder, settings.threads, tell)
