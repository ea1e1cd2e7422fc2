"""What a process keeps in memory of a library: its documents' heads, counted.

It is drawn from the engine and brought up to date by the journal, never written: a process that
starts anew has the same. What the whole corpus is needed for (how rare a term is, how long passages
are, which outlets and sections there are) is counted here, so that it is the same for every engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from sys import intern

from index.milvus.connection import Connection, Row
from index.milvus.journal import Journal, read_journal
from index.milvus.rows import Head, head_of
from index.milvus.schema import HEAD, Collections, quoted
from rag.document.model import Metadata
from rag.errors import IndexDamaged
from rag.question.outlets import OutletIndex

_AT_ONCE = 500  # heads that are asked for by name at once
_FIELDS = ("key", "version", "content")


@dataclass(frozen=True, slots=True)
class Held:
    """A live document, without what is counted of it."""

    version: str
    id: str
    sha256: str
    title: str
    metadata: Metadata
    characters: int
    passages: int
    parts: int
    tokens: tuple[int, ...]
    original: str | None
    outlets: frozenset[str]
    notes: int


@dataclass(frozen=True)
class Catalogue:
    """The live documents of a library, by id, and what is counted over all.

    ``terms`` says how many passages hold each term; ``over``, ``sections`` and ``outlets`` how many
    documents have each; ``length`` is the number of terms of all passages.
    """

    documents: Mapping[str, Held]
    terms: Mapping[str, int]
    over: Mapping[str, int]
    sections: Mapping[str, int]
    outlets: Mapping[str, int]
    length: int

    @cached_property
    def passages(self) -> int:
        return sum(held.passages for held in self.documents.values())

    @cached_property
    def ids(self) -> list[str]:
        """The ids of the documents, in order."""
        return sorted(self.documents)

    @cached_property
    def by_version(self) -> dict[str, str]:
        """The id of the document that each live version is of."""
        return {held.version: held.id for held in self.documents.values()}

    def holding(self, terms: Collection[str]) -> dict[str, int]:
        """How many passages hold each of some terms, 0 for one that headings alone hold."""
        known = (term for term in terms if term in self.terms or term in self.over)
        return {term: self.terms.get(term, 0) for term in known}

    def terms_like(self, beginning: str, end: str, shortest: int, longest: int) -> set[str]:
        """The terms of so many letters that begin with a text, and those that end with another."""
        return {
            term
            for term in self.terms
            if shortest <= len(term) <= longest
            and (term.startswith(beginning) or term.endswith(end))
        }

    @cached_property
    def outlet_index(self) -> OutletIndex:
        return OutletIndex.of(self.outlets)

    def tokens(self, embedder: int) -> int:
        return sum(held.tokens[embedder] for held in self.documents.values())


EMPTY = Catalogue({}, {}, {}, {}, {}, 0)


def load_catalogue(
    connection: Connection, names: Collections, journal: Journal
) -> tuple[Catalogue, Journal]:
    """All live documents, and the journal that says which they are.

    Raises IndexDamaged where a head cannot be read, StoreUnavailable and IndexMissing.
    """
    while True:
        rows = list(connection.every(names.documents, f"kind == {HEAD}", _FIELDS))
        after = read_journal(connection, names)
        # A change that began meanwhile may have been read in part; one that ended, too.
        if after.name == journal.name:
            break
        journal = after
    known = journal.under_way | after.under_way
    live = [
        row
        for row in rows
        if row["version"] not in journal.dead and row["version"].rpartition("-")[0] not in known
    ]
    return _changed(EMPTY, _heads(connection, live), {}), journal


def follow(
    connection: Connection,
    names: Collections,
    before: Catalogue,
    known: Journal,
    journal: Journal,
) -> Catalogue | None:
    """The catalogue after the commits that ``journal`` has and ``known`` lacks.

    None where a head that is needed for it is there no more, or the library is another: all must
    be loaded.
    """
    if known.commits and known.commits[-1] not in journal.commits:  # the last one always stays
        return None
    done = {commit.change for commit in known.commits}
    new = [commit for commit in journal.commits if commit.change not in done]
    added = {v for commit in new for v in commit.added.values()} - journal.dead
    gone = {v for v in journal.dead if v in before.by_version}
    if not added | gone:
        return before
    wanted = sorted(added | gone)
    rows: list[Row] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = quoted(wanted[start : start + _AT_ONCE])
        condition = f"version in {some} and kind == {HEAD}"
        rows += connection.query(names.documents, condition, _FIELDS, journal.written)
    heads = _heads(connection, rows)
    if heads.keys() != set(wanted):
        return None
    return _changed(
        before,
        {version: heads[version] for version in added},
        {version: heads[version] for version in gone},
    )


def _heads(connection: Connection, rows: Iterable[Row]) -> dict[str, Head]:
    """The heads that rows hold, by version."""
    heads: dict[str, Head] = {}
    ordered = sorted(rows, key=lambda row: row["key"])
    for version, parts in groupby(ordered, key=lambda row: row["version"]):
        try:
            heads[version] = head_of([row["content"] for row in parts])
        except ValueError as error:
            raise IndexDamaged(
                f"{connection.address.text} holds a document that cannot be read ({version}); "
                "build the library anew under another name"
            ) from error
    return heads


def _changed(before: Catalogue, added: Mapping[str, Head], gone: Mapping[str, Head]) -> Catalogue:
    documents = {held.id: held for held in before.documents.values() if held.version not in gone}
    documents.update((head.id, _held(version, head)) for version, head in added.items())
    new, old = list(added.values()), list(gone.values())
    return Catalogue(
        documents,
        _counted(before.terms, [h.terms for h in new], [h.terms for h in old]),
        _counted(before.over, [h.over for h in new], [h.over for h in old]),
        _counted(before.sections, [h.sections for h in new], [h.sections for h in old]),
        _counted(before.outlets, [h.outlets for h in new], [h.outlets for h in old]),
        before.length + sum(h.length for h in new) - sum(h.length for h in old),
    )


_Counts = Mapping[str, int] | Collection[str]


def _counted(
    before: Mapping[str, int], more: Sequence[_Counts], fewer: Sequence[_Counts]
) -> Mapping[str, int]:
    counts = Counter(before)
    for each in more:
        counts.update(each)
    for each in fewer:
        counts.subtract(each if isinstance(each, Mapping) else Counter(each))
        for name in each:
            if not counts[name]:
                del counts[name]
    return counts


def _held(version: str, head: Head) -> Held:
    return Held(
        version,
        head.id,
        head.sha256,
        head.title,
        head.metadata,
        head.characters,
        head.passages,
        head.parts,
        head.tokens,
        head.original,
        frozenset(map(intern, head.outlets)),
        head.notes,
    )
