"""Filters that name what a store does not hold: an error, and not an answer of nothing."""

from __future__ import annotations

from rag.document.filters import Filters
from rag.errors import UnknownFilter
from rag.search.store import Store


def check_filters(store: Store, filters: Filters) -> None:
    """Raise UnknownFilter for the first document or section that the store does not hold."""
    for document in filters.document:
        try:
            store.document(document)
        except KeyError:
            raise UnknownFilter("document", document) from None
    for title in filters.section:
        if not store.has_section(title):
            raise UnknownFilter("section", title)
