"""What ``BRIEF_RAG_STORE`` says: the local index, a Milvus server, or a folder of Milvus Lite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rag.errors import WrongStore
from rag.settings import LOCAL_STORE, Settings

LITE = "milvus+lite:"
SERVER = "milvus://"
DEFAULT_COLLECTION = "brief_rag"
_DEFAULT_PORT = 19530
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}", re.ASCII)  # Milvus bounds names at 255
_FORMS = f"{LOCAL_STORE!r}, {SERVER}host:port/collection or {LITE}./folder"


@dataclass(frozen=True, slots=True)
class Address:
    """A library on Milvus: its server's ``uri``, or the ``folder`` of Milvus Lite, and the name
    that its collections begin with."""

    text: str
    collection: str
    uri: str = ""
    folder: Path | None = None


def is_local(store: str) -> bool:
    return store == LOCAL_STORE


def address_of(store: str, tls: bool) -> Address:
    """What a setting names. Raises WrongStore where it is neither a server nor a folder."""
    if store.startswith(LITE):
        folder = store.removeprefix(LITE)
        if not folder:
            raise WrongStore(f"{store!r} names no folder; write {LITE}./folder")
        return Address(store, DEFAULT_COLLECTION, folder=Path(folder))
    if not store.startswith(SERVER):
        raise WrongStore(f"BRIEF_RAG_STORE is {store!r}; it should be {_FORMS}")
    try:
        parts = urlsplit(store)
        host, port = parts.hostname, parts.port or _DEFAULT_PORT
    except ValueError as error:
        raise WrongStore(f"BRIEF_RAG_STORE is {store!r}, which cannot be read ({error})") from error
    collection = parts.path.strip("/") or DEFAULT_COLLECTION
    if not host or parts.username or parts.query or parts.fragment:
        raise WrongStore(
            f"BRIEF_RAG_STORE is {store!r}; write {SERVER}host:port/collection, and a token in "
            "BRIEF_RAG_MILVUS_TOKEN"
        )
    if not _NAME.fullmatch(collection):
        raise WrongStore(
            f"BRIEF_RAG_STORE names the collection {collection!r}; a name is of letters, digits "
            "and _, and begins with no digit"
        )
    scheme = "https" if tls else "http"
    bracketed = f"[{host}]" if ":" in host else host
    return Address(store, collection, f"{scheme}://{bracketed}:{port}")


def address_in(settings: Settings) -> Address:
    """The library that settings name; raises WrongStore."""
    return address_of(settings.store, settings.milvus_tls)
