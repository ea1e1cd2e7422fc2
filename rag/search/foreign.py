"""Whether the documents that are asked are in other languages than English."""

from __future__ import annotations

from rag.document.filters import Filters
from rag.document.languages import script_language
from rag.search.store import Store

_MOST_DOCUMENTS = 20  # that are looked at; more may be in any language
_HEAD = 2000  # characters that tell the script
_ENGLISH = ("en", "eng")
_UNTOLD = ("", "und", "mul", "zxx", "mis")  # no one language, says ISO 639-2


def are_foreign(store: Store, filters: Filters) -> bool:
    """Whether none of the documents asked is in English, as far as can be told."""
    names = sorted(set(filters.document))
    count = len(names) if names else store.document_count
    if not 0 < count <= _MOST_DOCUMENTS:
        return False
    if names:
        languages = ((name, store.document(name).metadata.language) for name in names)
    else:
        languages = ((entry.id, entry.metadata.language) for entry in store.listed())
    return all(_is_foreign(store, name, language) for name, language in languages)


def _is_foreign(store: Store, name: str, language: str | None) -> bool:
    tag = (language or "").partition("-")[0].lower()
    if tag in _UNTOLD:
        return script_language(store.document(name).text[:_HEAD]) is not None
    return tag not in _ENGLISH
