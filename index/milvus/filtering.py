"""Filters as a condition that the engine looks passages up by."""

from __future__ import annotations

from collections.abc import Iterable

from index.milvus.catalogue import Catalogue
from index.milvus.cited import asked_numbers
from index.milvus.journal import Journal
from index.milvus.packing import number_of
from index.milvus.schema import of_change, quoted
from rag.document.filters import Filters

_ALL = 'key >= ""'


def live(journal: Journal) -> list[str]:
    """What rows must meet to be live, as far as the journal tells."""
    conditions = [f"not ({of_change(change)})" for change in sorted(journal.under_way)]
    if journal.dead:
        conditions.append(f"version not in {quoted(sorted(journal.dead))}")
    return conditions


def condition(catalogue: Catalogue, journal: Journal, filters: Filters) -> str | None:
    """What passages must meet to be live and pass; None where none can."""
    conditions = live(journal)
    if filters.document:
        versions = _versions(catalogue, filters.document)
        if not versions:
            return None
        conditions.append(f"version in {quoted(versions)}")
    if filters.section:
        titles = sorted({number_of(title.casefold()) for title in filters.section})
        conditions.append(f"section in {titles}")
    if filters.of_sources:
        conditions.append(f"array_contains_any(cited, {asked_numbers(filters)})")
    if filters.within:
        spans = [
            f'(version == "{held.version}" and behind > {span.start} and start < {span.end})'
            for name, span in filters.within
            if (held := catalogue.documents.get(name))
        ]
        if not spans:
            return None
        conditions.append(f"({' or '.join(spans)})")
    return all_of(conditions)


def all_of(conditions: Iterable[str]) -> str:
    """A condition that all hold; one that every row meets where there is none."""
    return " and ".join(conditions) or _ALL


def _versions(catalogue: Catalogue, ids: Iterable[str]) -> list[str]:
    found = (catalogue.documents.get(name) for name in set(ids))
    return sorted(held.version for held in found if held)
