"""What adding documents changes in a library, whichever store holds it, before any is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from index.builder import Limits, Tell, cut_documents
from index.cut_documents import CutDocuments
from index.segment_writing import document_sha256
from rag.errors import EmptyIndex, UnreadableDocument
from rag.models.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Plan:
    """The ids of the documents to write, ``added`` and ``updated``, of those to remove, and of
    those given that stay as they are; and what could not be cut.

    ``originals`` are the hashes of the files that the documents given were read from; ``left``
    counts the documents that there are afterwards.
    """

    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    left_out: tuple[UnreadableDocument, ...]
    originals: frozenset[str]
    left: int


def plan_change(
    cut: CutDocuments,
    held: Mapping[str, str],
    keep: Collection[str] | None,
    embedder: Embedder,
    limits: Limits,
    tell: Tell,
) -> Plan:
    """Cut what adding documents to a library changes that holds others, by id and hash.

    With ``keep``, those are removed that are neither given nor among these ids.

    Raises EmptyIndex where no document would be left, and NotWritten where what was cut cannot be
    kept.
    """
    changed: dict[int, str] = {}
    given: set[str] = set()
    originals: set[str] = set()
    for place, document in enumerate(cut.documents):
        given.add(document.id)
        if document.original:
            originals.add(document.original.sha256)
        if held.get(document.id) != document_sha256(document):
            changed[place] = document.id
    left_out = cut_documents(cut, embedder, limits, tell, places=changed)
    written = {entry.id for entry in cut.entries}
    removed = set() if keep is None else held.keys() - given - set(keep)
    left = (held.keys() - removed) | written
    if not left:
        raise EmptyIndex("no document with a passage would be left; nothing is changed")
    return Plan(
        added=tuple(sorted(written - held.keys())),
        updated=tuple(sorted(written & held.keys())),
        removed=tuple(sorted(removed)),
        unchanged=tuple(sorted(given - set(changed.values()))),
        left_out=left_out,
        originals=frozenset(originals),
        left=len(left),
    )
