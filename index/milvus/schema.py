"""The collections of a library on Milvus, and what each row of them is.

    NAME_journal      changes, and what the library is made with: few rows, read whole
    NAME_documents    by version of a document: its head, and the document itself, in parts
    NAME_passages_N   by passage: its vector by the N-th embedder, its terms, what filters ask for
    NAME_tokens_N     by passage: the codes of its tokens, in parts

A version is one state of one document; its rows are written once and never altered. Its name begins
with that of the change that wrote it, and the key of a passage with its version. An alias of the
journal for each change tells every process that there is one, at the price of a look at the
server's catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index.milvus.connection import Connection
from index.milvus.fields import DUMMY, MOST_CHARACTERS, Field
from rag.models.embedder import EmbedderIdentity

SCHEMA_VERSION = 1
MOST_KEY = 64
HEAD, TEXT = 0, 1
"""What a row of documents is: what is known of the document, or a part of it."""
LEXICAL = "lexical"
SPARSE = "sparse"
TERMS = "terms"
VECTOR = "vector"

_KEY = Field("key", "key", MOST_KEY)
_VERSION = Field("version", "text", MOST_KEY, indexed=True)
_CONTENT = Field("content", "text", MOST_CHARACTERS)
_JOURNAL = (_KEY, _CONTENT, DUMMY)
_DOCUMENTS = (
    _KEY,
    _VERSION,
    Field("kind", "number", indexed=True),
    _CONTENT,
    DUMMY,
)
_TOKENS = (_KEY, _VERSION, _CONTENT, DUMMY)
_PASSAGES = (
    _KEY,
    _VERSION,
    Field("section", "number", indexed=True),
    Field("start", "number"),
    Field("behind", "number"),
    Field("cited", "numbers"),
    Field("held", "text", MOST_CHARACTERS),
    _CONTENT,
)
_COUNTED_THERE = (Field(LEXICAL, "words", MOST_CHARACTERS), Field(SPARSE, "sparse"))
_COUNTED_HERE = (Field(TERMS, "numbers"),)


@dataclass(frozen=True, slots=True)
class Collections:
    """The names of a library's collections."""

    name: str

    @property
    def journal(self) -> str:
        return f"{self.name}_journal"

    @property
    def documents(self) -> str:
        return f"{self.name}_documents"

    def passages(self, embedder: int) -> str:
        return f"{self.name}_passages_{embedder}"

    def tokens(self, embedder: int) -> str:
        return f"{self.name}_tokens_{embedder}"

    def all(self, embedders: int) -> list[str]:
        """All of them, the journal last: who finds it finds the others."""
        own = [(self.passages(n), self.tokens(n)) for n in range(embedders)]
        return [self.documents, *(name for pair in own for name in pair), self.journal]


def create_collections(
    connection: Connection, names: Collections, embedders: Sequence[EmbedderIdentity]
) -> None:
    """Create what is not there of a library's collections, all at the same time: a server takes
    some seconds for each."""
    wanted: list[tuple[str, Sequence[Field]]] = [
        (names.documents, _DOCUMENTS),
        (names.journal, _JOURNAL),
    ]
    for number, embedder in enumerate(embedders):
        lexical: Sequence[Field] = ()
        if number == 0:
            lexical = _COUNTED_THERE if connection.has_bm25 else _COUNTED_HERE
        vector = Field(VECTOR, "vector", embedder.dimension)
        wanted.append((names.passages(number), (*_PASSAGES, vector, *lexical)))
        wanted.append((names.tokens(number), _TOKENS))
    with ThreadPoolExecutor(len(wanted)) as threads:
        made = [threads.submit(connection.create, *each) for each in wanted]
        for each in made:
            each.result()


def version_name(change: str, place: int) -> str:
    """The name of the version that a change writes of its document at a place."""
    return f"{change}-{place:05d}"


def of_change(change: str) -> str:
    """The condition that rows of a change's versions meet."""
    return f'version like "{change}-%"'


def quoted(keys: Sequence[str]) -> str:
    """Keys as an expression's list; they are of letters, digits, dots and dashes alone."""
    return "[" + ",".join(f'"{key}"' for key in keys) + "]"
