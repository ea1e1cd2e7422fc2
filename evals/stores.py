"""A data set's index on the store that the settings name: itself, or a copy of it on Milvus."""

from __future__ import annotations

import re

from index.local_store import LocalStore
from rag.search.store import Store
from rag.settings import LOCAL_STORE, Settings

_LITE = "milvus+lite:"


def in_store(store: LocalStore, settings: Settings, dataset: str) -> Store:
    """The documents of an index, and no others, where the settings say that documents are kept.

    Each data set has a library of its own there, whose name ends in the data set's.
    """
    if settings.store == LOCAL_STORE:
        return store
    from index.milvus.copy_there import copy_there
    from index.milvus.store import MilvusStore
    from index.milvus.writing import write_change

    name = re.sub(r"\W+", "_", dataset, flags=re.ASCII)
    mark = "/" if settings.store.startswith(_LITE) else "_"
    there = settings.model_copy(update={"store": f"{settings.store}{mark}{name}"})
    library = copy_there(store, there)
    wanted = {entry.id for entry in store.listed()}
    if others := sorted(library.refreshed().catalogue.documents.keys() - wanted):
        write_change(library, (), others)
    return MilvusStore(library, library.state())
