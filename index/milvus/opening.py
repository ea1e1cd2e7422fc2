"""A library on Milvus opened with the models that it was built with, ready to answer."""

from __future__ import annotations

import logging

from index.milvus.library import open_library
from index.milvus.store import MilvusStore
from rag.document.languages import is_english
from rag.engine import Engine
from rag.errors import OtherSettings
from rag.models.opening import open_identified, open_readers
from rag.models.pytorch import model_name
from rag.settings import Settings

logger = logging.getLogger(__name__)


def open_store(settings: Settings) -> MilvusStore:
    """The library that the settings name, as it is now.

    Raises WrongStore, StoreUnavailable, IndexMissing, OtherSettings or IndexDamaged.
    """
    library = open_library(settings)
    store = MilvusStore(library, library.state())
    built_with, configured = store.embedders[0].name, model_name(settings.model)
    if built_with != configured:
        raise OtherSettings(
            f"the library in {settings.store} was built with {built_with}, not with {configured}; "
            "set BRIEF_RAG_MODEL back, or build it anew under another name"
        )
    return store


def open_engine(settings: Settings, question: str | None = None) -> Engine:
    """The library with its models, which are those of this machine: a library carries none.

    With ``question`` the multilingual model is loaded only if that question needs it.

    Raises what ``open_store`` raises, and ModelError where the models here are others.
    """
    store = open_store(settings)
    first, *others = store.embedders
    embedder = open_identified(first, settings, logger.warning)
    multilingual = None
    if others and not (question is not None and is_english(question)):
        multilingual = open_identified(others[0], settings, logger.warning)
    embedders = [embedder, *([multilingual] if multilingual else [])]
    readers = open_readers(embedders, settings, logger.warning)
    return Engine(store, embedder, multilingual, settings.weights, readers)
