"""What adding documents changes in a library, whichever store holds it, before any is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index.builder import Limits, Tell, cut_documents
from index.segment_writing import CutDocument, document_sha256
from rag.document.model import Document
from rag.errors import EmptyIndex, UnreadableDocument
from rag.models.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Plan:
    """The documents to write, ``cut``, whose ids are ``added`` and ``updated``; the ids to remove,
    and those that stay as they are of those given; and what could not be cut.

    ``left`` counts the documents that there are afterwards.
    """

    cut: Sequence[CutDocument]
    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    left_out: tuple[UnreadableDocument, ...]
    left: int


def plan_change(
    documents: Sequence[Document],
    held: Mapping[str, str],
    keep: Collection[str] | None,
    embedder: Embedder,
    limits: Limits,
    tell: Tell,
) -> Plan:
    """What adding documents to a library changes that holds others, by id and hash.

    With ``keep``, those are removed that are neither given nor among these ids.

    Raises EmptyIndex where no document would be left.
    """
    changed = [d for d in documents if held.get(d.id) != document_sha256(d)]
    cut, left_out = cut_documents(changed, embedder, limits, None, tell)
    written = {each.document.id for each in cut}
    given = {document.id for document in documents}
    removed = set() if keep is None else held.keys() - given - set(keep)
    left = (held.keys() - removed) | written
    if not left:
        raise EmptyIndex("no document with a passage would be left; nothing is changed")
    return Plan(
        cut=cut,
        added=tuple(sorted(written - held.keys())),
        updated=tuple(sorted(written & held.keys())),
        removed=tuple(sorted(removed)),
        unchanged=tuple(sorted(given - {document.id for document in changed})),
        left_out=left_out,
        left=len(left),
    )
