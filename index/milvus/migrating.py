"""Both ways between the index on this machine and a library on Milvus, with what both need."""

from __future__ import annotations

from functools import cache

from index.builder import Models, Progress, Tell
from index.loading import load_store
from index.milvus.comparing import Compared, compare
from index.milvus.copy_back import copy_back
from index.milvus.copy_there import copy_there
from index.milvus.library import open_library
from index.milvus.store import MilvusStore
from rag.models.opening import open_identified, open_readers
from rag.settings import Settings


def migrate_there(
    settings: Settings, address: str, progress: Progress | None, tell: Tell
) -> Compared:
    """Copy the index in ``index_dir`` to a library, and compare the two.

    Raises CopyDiffers, and what ``copy_there`` raises.
    """
    there = settings.model_copy(update={"store": address})
    store = load_store(settings.index_dir, settings.threads)
    library = copy_there(store, there, progress)
    embedder = open_identified(store.embedders[0], settings, tell)
    return compare(store, MilvusStore(library, library.refreshed()), embedder)


def migrate_back(
    settings: Settings, address: str, progress: Progress | None, tell: Tell
) -> Compared:
    """Copy a library to the index in ``index_dir``, and compare the two.

    Raises CopyDiffers, and what ``copy_back`` raises.
    """
    there = settings.model_copy(update={"store": address})
    library = open_library(there)

    @cache
    def models() -> Models:
        embedders = [open_identified(e, settings, tell) for e in library.library.embedders]
        return Models(embedders, open_readers(embedders, settings, tell))

    store = copy_back(library, settings.index_dir, models, tell, progress)
    source = MilvusStore(library, library.state())
    return compare(source, store, models().embedders[0])
