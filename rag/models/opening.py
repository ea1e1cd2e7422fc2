"""The models that the settings name, opened to encode passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from rag.errors import ConversionError, ModelError
from rag.models.converted import folder_of
from rag.models.embedder import MULTILINGUAL_MODEL, PYTORCH, Embedder, EmbedderIdentity
from rag.models.languages import covers
from rag.models.pytorch import (
    load_sentence_transformer,
    model_name,
    multilingual_installed,
    pytorch_embedder,
)
from rag.models.reader import ConvertedReader
from rag.models.runtime import load_runtime
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


def open_identified(
    identity: EmbedderIdentity,
    settings: Settings,
    tell: Callable[[str], None] = lambda message: None,
) -> Embedder:
    """The embedder that passages were encoded with elsewhere: the configured model or the
    multilingual one, as it was converted there where ``models_dir`` holds that.

    Raises ModelError where the one that is here gives other vectors.
    """
    if folder := folder_of(_models_folder(settings), identity):
        return load_runtime(folder, identity, settings.threads, folder.parent / "compiled")
    model = MULTILINGUAL_MODEL if identity.name == MULTILINGUAL_MODEL else settings.model
    embedder = _open(model, settings, tell)
    if embedder.identity != identity:
        raise ModelError(
            f"the passages were encoded with {identity.name} run by {identity.runtime}, and here "
            f"is {embedder.identity.name} run by {embedder.identity.runtime}; let BRIEF_RAG_MODEL "
            "name the same model, and BRIEF_RAG_MODELS_DIR the folder that it was converted in"
        )
    return embedder


def open_readers(
    embedders: Sequence[Embedder],
    settings: Settings,
    tell: Callable[[str], None] = lambda message: None,
) -> list[ConvertedReader]:
    """The readers that are made of these models; none where none is wanted.

    ``tell`` is told where one cannot be converted; there is none then either.

    Raises ModelError where the files of one are missing, altered, or of another model.
    """
    if not settings.reader:
        return []
    from rag.models.reader_conversion import BUNDLED_READERS, open_bundled_reader  # as below

    names = {e.identity.name for e in embedders if e.identity.runtime != PYTORCH}
    readers = []
    for bundled in BUNDLED_READERS:
        if bundled.base not in names:
            continue
        try:
            folder = _models_folder(settings)
            readers.append(open_bundled_reader(bundled, folder, settings.threads, tell))
        except ConversionError as error:
            tell(f"the reader of {bundled.base} cannot be converted ({error}); answers lack it")
    return readers


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
