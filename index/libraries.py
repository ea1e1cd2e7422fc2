"""What changes a library, whichever store the settings name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from index import changing
from index.builder import Limits, Models, Progress, Tell
from index.changing import Change
from index.sources import Sources
from rag.document.model import Document
from rag.errors import WrongStore
from rag.settings import LOCAL_STORE, Settings


def add_documents(
    settings: Settings,
    documents: Sequence[Document],
    models: Models,
    *,
    keep: Collection[str] | None = None,
    progress: Progress | None = None,
    tell: Tell,
    sources: Sources | None = None,
) -> Change:
    """Add documents; one whose id is there takes the place of the other. With ``keep``, documents
    are removed that are neither given nor among those ids.

    Raises what the store's own function raises.
    """
    limits = Limits.of(settings)
    if settings.store == LOCAL_STORE:
        return changing.add_documents(
            settings.index_dir,
            documents,
            models,
            limits,
            keep=keep,
            progress=progress,
            tell=tell,
            sources=sources,
        )
    from index.milvus.changing import add_documents as add_to_milvus  # its client is an extra

    return add_to_milvus(
        settings,
        documents,
        models,
        limits,
        keep=keep,
        progress=progress,
        tell=tell,
        sources=sources,
    )


def remove_documents(settings: Settings, ids: Collection[str], tell: Tell) -> Change:
    """Remove documents, which needs no model. Raises what the store's own function raises."""
    if settings.store == LOCAL_STORE:
        return changing.remove_documents(settings.index_dir, ids, tell)
    from index.milvus.changing import remove_documents as remove_from_milvus

    return remove_from_milvus(settings, ids, tell)


def require_one_process(settings: Settings, workers: int) -> None:
    """Refuse to serve from Milvus Lite what takes several processes. Raises WrongStore."""
    if not settings.store.startswith("milvus+lite:"):
        return
    setting = "BRIEF_RAG_EDITABLE" if settings.editable else "BRIEF_RAG_WORKERS"
    if workers > 1 or settings.editable:
        raise WrongStore(
            f"{setting} takes a second process, and Milvus Lite lets one in at a time; unset it, "
            "or start a Milvus server and copy the library there with `brief-rag migrate`"
        )


def require_local(settings: Settings, command: str) -> None:
    """Refuse what only the index on this machine can do. Raises WrongStore."""
    if settings.store != LOCAL_STORE:
        raise WrongStore(
            f"`brief-rag {command}` is for the index on this machine, and BRIEF_RAG_STORE names "
            f"{settings.store}; unset it"
        )
