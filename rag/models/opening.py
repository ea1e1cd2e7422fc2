"""The models that the settings name, opened to encode passages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.errors import ConversionError
from rag.models.embedder import MULTILINGUAL_MODEL, PYTORCH, Embedder
from rag.models.languages import covers
from rag.models.pytorch import (
    load_sentence_transformer,
    model_name,
    multilingual_installed,
    pytorch_embedder,
)
from rag.models.reader import ConvertedReader
from rag.settings import DEFAULT_MODEL, Settings


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


def open_reader(
    settings: Settings, tell: Callable[[str], None] = lambda message: None
) -> ConvertedReader | None:
    """The reader for the configured model; None where it has none, or none is wanted.

    ``tell`` is told where it cannot be converted; there is none then either.

    Raises ModelError where its files are missing, altered, or of another model.
    """
    if not settings.reader or settings.runtime == PYTORCH or settings.model != DEFAULT_MODEL:
        return None
    from rag.models.reader_conversion import open_bundled_reader  # nor is this needed to answer

    try:
        return open_bundled_reader(_models_folder(settings), settings.threads, tell)
    except ConversionError as error:
        tell(f"the reader cannot be converted ({error}); answers do without it")
        return None


def open_in_pytorch(model: str, threads: int | None) -> Embedder:
    """A model as sentence-transformers runs it.

    Raises ModelError where it cannot be loaded.
    """
    return pytorch_embedder(load_sentence_transformer(model, threads), model_name(model))


def _open(model: str, settings: Settings, tell: Callable[[str], None]) -> Embedder:
    if settings.runtime == PYTORCH:
        return open_in_pytorch(model, settings.threads)
    from rag.models.catalogue import open_embedder  # what converts is not needed to answer

    return open_embedder(model, _models_folder(settings), settings.threads, tell)


def _models_folder(settings: Settings) -> Path:
    return settings.models_dir or settings.index_dir / "models"
