"""An index opened with the models that it was built with, ready to answer."""

from __future__ import annotations

from index.loading import load_store
from index.local_store import LocalStore
from rag.answer.confidence import calibration_for
from rag.document.languages import script_language
from rag.engine import Engine
from rag.errors import IndexDamaged
from rag.models.embedder import MULTILINGUAL_MODEL, PYTORCH, Embedder, EmbedderIdentity
from rag.models.languages import covers
from rag.models.opening import open_in_pytorch
from rag.models.pytorch import model_name
from rag.models.reader import SentenceReader, load_reader
from rag.models.runtime import load_runtime
from rag.search.store import Store
from rag.settings import Settings


def open_store(settings: Settings, opened: Store | None = None) -> LocalStore:
    """The store that the settings name: the current generation, verified.

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

    Raises IndexMissing, IndexDamaged or ModelError.
    """
    settings = settings or Settings()
    store = open_store(settings, opened.store if opened else None)
    first, *others = store.embedders
    embedder = _open_model(store, first, settings.model, settings.threads, opened)
    language = None if question is None else script_language(question)
    reader = _open_reader(store, settings, opened) if covers(first, language) else None
    multilingual = None
    if others and (question is None or not covers(first, language)):
        multilingual = _open_model(store, others[0], MULTILINGUAL_MODEL, settings.threads, opened)
    return Engine(store, embedder, multilingual, settings.weights, reader)


def _open_reader(
    store: LocalStore, settings: Settings, opened: Engine | None
) -> SentenceReader | None:
    """The reader that the index carries, where the settings want it."""
    identity = store.manifest.sentence_reader
    if identity is None or not settings.reader:
        return None
    fitted = calibration_for(identity.base).reader
    if fitted is None or fitted.adapter != identity.adapter:
        raise IndexDamaged(
            "the index carries another reader than this version's; run `brief-rag index`, or set "
            "BRIEF_RAG_READER=false"
        )
    if opened and opened.reader and opened.reader.identity == identity:
        return opened.reader
    folder = store.verified_reader()
    return load_reader(folder, identity, settings.threads, folder.parent / "compiled")


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
