"""Which passages may answer: the nearest by vector, and the best by words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.milvus.connection import Connection, Row
from index.milvus.packing import HeldTerms
from index.milvus.rows import passage_of, words_of
from index.milvus.schema import SPARSE, TERMS, VECTOR, quoted
from index.milvus.words import AskedTerm, HeldWords
from rag.document.model import Passage
from rag.models.embedder import Vectors

FIELDS = ("key", "version", "start", "behind", "content", "held")
MOST_LOOKED_AT = 2_000
"""Passages whose words are compared here for one question, where the engine counts none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that the engine proposes, and the cosine of its vector and the question's."""

    key: str
    version: str
    passage: Passage
    parts: int
    held: HeldTerms
    dense: float


def found_of(row: Row, dense: float) -> Found:
    """Raises ValueError for a row of another shape."""
    passage, parts = passage_of(row)
    return Found(row["key"], row["version"], passage, parts, HeldTerms.of_text(row["held"]), dense)


def by_vector(
    connection: Connection,
    collection: str,
    vector: Vectors,
    condition: str,
    count: int,
    since: int,
    *,
    filtered: bool,
) -> list[Found]:
    """The nearest passages; where a filter leaves no more than are wanted, all that it leaves.

    HNSW walks over what it leaves out, and may lose the few among them: on a server of 2.3 one of
    10,000 was not found.
    """
    if filtered:
        rows = connection.query(collection, condition, [*FIELDS, VECTOR], since, count + 1)
        if len(rows) <= count:
            return [_compared(row, vector) for row in rows]
    found = connection.nearest(collection, vector, VECTOR, condition, FIELDS, count, since)
    return [found_of(row, score) for score, row in found]


def by_key(
    connection: Connection, collection: str, keys: Sequence[str], vector: Vectors, since: int
) -> list[Found]:
    """Passages by their keys."""
    if not keys:
        return []
    condition = f"key in {quoted(keys)}"
    rows = connection.query(collection, condition, [*FIELDS, VECTOR], since)
    return [_compared(row, vector) for row in rows]


def _compared(row: Row, vector: Vectors) -> Found:
    return found_of(row, float(np.vecdot(np.asarray(row[VECTOR], np.float32), vector)))


def keys_by_words(
    connection: Connection,
    collection: str,
    asked: Sequence[AskedTerm],
    condition: str,
    count: int,
    since: int,
    score: Callable[[HeldWords], Vectors] | None,
) -> list[str]:
    """The keys of the passages with the highest BM25, the best first.

    ``score`` is the BM25 of passages, to be compared here; without it the engine compares.
    """
    held = [term for term in asked if term.holding]
    if not held:
        return []
    if score is None:
        words = words_of(term.number for term in held)
        found = connection.nearest(collection, words, SPARSE, condition, ["key"], count, since)
        return [row["key"] for _, row in found]
    rows = _rows_with(connection, collection, held, condition, since)
    scores = score(HeldWords.of([HeldTerms.of_text(row["held"]) for row in rows]))
    order = sorted(range(len(rows)), key=lambda place: (-scores[place], rows[place]["key"]))
    return [rows[place]["key"] for place in order[:count]]


def _rows_with(
    connection: Connection,
    collection: str,
    held: Sequence[AskedTerm],
    condition: str,
    since: int,
) -> list[Row]:
    """Passages with one of the question's rarest terms, as many terms as a bound allows.

    A passage that holds none of these could be among the best by many common terms alone; it is
    left to be found by its vector.
    """
    chosen: list[int] = []
    left = MOST_LOOKED_AT
    for term in sorted(held, key=lambda term: (-term.weight * term.idf, term.number)):
        if chosen and term.holding > left:
            break
        chosen.append(term.number)
        left -= term.holding
    condition = f"{condition} and array_contains_any({TERMS}, {chosen})"
    return connection.query(collection, condition, ["key", "held"], since, MOST_LOOKED_AT)
