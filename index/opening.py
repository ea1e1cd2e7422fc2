"""An index opened with the models that it was built with, ready to answer."""

from __future__ import annotations

from index.loading import load_store
from index.local_store import LocalStore
from rag.answer.confidence import calibration_for
from rag.document.languages import is_english
from rag.engine import Engine
from rag.errors import IndexDamaged
from rag.models.embedder import MULTILINGUAL_MODEL, PYTORCH, Embedder, EmbedderIdentity
from rag.models.opening import open_in_pytorch
from rag.models.pytorch import model_name
from rag.models.reader import ReaderIdentity, SentenceReader, load_reader
from rag.models.runtime import load_runtime
from rag.search.store import Store
from rag.settings import LOCAL_STORE, Settings


def open_store(settings: Settings, opened: Store | None = None) -> Store:
    """The store that the settings name: the current generation, or a library on Milvus as it is.

    Raises what ``open_local_store`` raises, or ``index.milvus.opening.open_store``.
    """
    if settings.store == LOCAL_STORE:
        return open_local_store(settings, opened)
    from index.milvus.opening import open_store as open_milvus_store  # its client is an extra

    return open_milvus_store(settings)


def open_local_store(settings: Settings, opened: Store | None = None) -> LocalStore:
    """The current generation of the index on this machine, verified.

    What ``opened``, a store of the same index, has open already is taken from there.

    Raises IndexMissing or IndexDamaged, the latter also where it was built with another model
    than the settings name.
    """
    before = opened if isinstance(opened, LocalStore) else None
    store = load_store(settings.index_dir, settings.threads, before)
    built_with, configured = store.embedders[0].name, model_name(settings.model)
    if built_with != configured:
        raise IndexDamaged(
            f"the index was built with {built_with}, not with {configured}; run `brief-rag "
            "index`, or set BRIEF_RAG_MODEL back"
        )
    return store


def open_engine(
    settings: Settings | None = None, question: str | None = None, opened: Engine | None = None
) -> Engine:
    """Open the store, then its models; without settings, with those of the environment.

    With ``question`` the multilingual model is loaded only if that question needs it. The models
    and segments that ``opened``, an engine of the same index, has open are taken from there.

    Raises IndexMissing, IndexDamaged or ModelError; of a library on Milvus what its
    ``open_engine`` raises.
    """
    settings = settings or Settings()
    if settings.store != LOCAL_STORE:
        from index.milvus.opening import open_engine as open_milvus_engine

        return open_milvus_engine(settings, question)
    store = open_local_store(settings, opened.store if opened else None)
    first, *others = store.embedders
    embedder = _open_model(store, first, settings.model, settings.threads, opened)
    in_english = question is not None and is_english(question)
    multilingual = None
    if others and not in_english:
        multilingual = _open_model(store, others[0], MULTILINGUAL_MODEL, settings.threads, opened)
    wanted = _known_readers(store) if settings.reader else []
    if question is not None:
        found_by = calibration_for((multilingual or embedder).identity.name)
        wanted = [identity for identity in wanted if found_by.judge(identity)]
    readers = [_open_reader(store, identity, settings.threads, opened) for identity in wanted]
    return Engine(store, embedder, multilingual, settings.weights, readers)


def _known_readers(store: LocalStore) -> list[ReaderIdentity]:
    """The readers that the index carries, all of which the confidence must have been fitted for."""
    carried = list(store.manifest.sentence_readers)
    if not all(calibration_for(identity.base).judge(identity) for identity in carried):
        raise IndexDamaged(
            "the index carries another reader than this version's; run `brief-rag index`, or set "
            "BRIEF_RAG_READER=false"
        )
    return carried


def _open_reader(
    store: LocalStore, identity: ReaderIdentity, threads: int | None, opened: Engine | None
) -> SentenceReader:
    """A reader that the index carries."""
    for reader in opened.readers if opened else ():
        if reader.identity == identity:
            return reader
    folder = store.verified_reader(identity)
    return load_reader(folder, identity, threads, folder.parent / "compiled")


def _open_model(
    store: LocalStore,
    identity: EmbedderIdentity,
    model: str,
    threads: int | None,
    opened: Engine | None,
) -> Embedder:
    """The model that the index carries, or the configured one in PyTorch."""
    for embedder in (opened.embedder, opened.multilingual) if opened else ():
        if embedder is not None and embedder.identity == identity:
            return embedder
    if identity.runtime != PYTORCH:
        folder = store.verified_model(identity)
        return load_runtime(folder, identity, threads, folder.parent / "compiled")
    embedder = open_in_pytorch(model, threads)
    if embedder.identity != identity:
        raise IndexDamaged(
            f"the model {model!r} is not the one that the index was built with "
            f"({identity.weights[:12]}); run `brief-rag index`"
        )
    return embedder
