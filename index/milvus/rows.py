"""One version of a document as rows: its head, itself, its passages and their tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import TypeAdapter

from index.contents import DOCUMENTS, headings_over
from index.milvus.cited import cited_numbers
from index.milvus.connection import Row
from index.milvus.fields import MOST_CHARACTERS, MOST_NUMBERS, NOTHING
from index.milvus.packing import (
    HeldTerms,
    Numbers,
    in_parts,
    number_of,
    numbers_of,
    pack_tokens,
    pressed,
    unpressed,
)
from index.milvus.schema import HEAD, LEXICAL, TERMS, TEXT, VECTOR
from index.segment_writing import CutDocument, document_sha256
from index.tokens import TokenPart
from rag.document.model import Document, Metadata, Passage, Span
from rag.errors import NotWritten
from rag.models.embedder import Vectors
from rag.question.terms import terms

MOST_BYTES = 1_000_000_000
"""Of one document as it is kept, before it is compressed."""
_MOST_COUNTED = 65_535
_WORD = (1 << 48) - 1


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a version of a document without its text.

    ``parts`` are the rows that hold it; ``tokens`` counts its tokens by embedder. ``sections`` are
    folded titles; ``terms`` says how many of its passages hold each term, ``length`` how many terms
    they have in all, ``over`` the terms of its headings.
    """

    id: str
    sha256: str
    title: str
    metadata: Metadata
    characters: int
    passages: int
    parts: int
    tokens: tuple[int, ...]
    sections: tuple[str, ...]
    outlets: tuple[str, ...]
    terms: dict[str, int]
    length: int
    over: tuple[str, ...]
    notes: int
    original: str | None = None


_HEAD = TypeAdapter(Head)
_PASSAGES = TypeAdapter(tuple[Passage, ...])
_PASSAGE = TypeAdapter(tuple[str, str, int, int, list[int], int])


@dataclass(frozen=True, slots=True)
class Space:
    """What one embedder makes of a document's passages: vectors [p, dimension] and tokens."""

    vectors: Vectors
    tokens: Sequence[TokenPart]


def passage_key(version: str, place: int) -> str:
    return f"{version}-{place:08d}"


def document_rows(version: str, cut: CutDocument, spaces: Sequence[Space]) -> list[Row]:
    """The rows of a document for the collection of documents; the head comes last."""
    document, passages = cut.document, cut.passages
    content = DOCUMENTS.dump_json((document,))
    listed = _PASSAGES.dump_json(tuple(passages))
    size = len(content).to_bytes(8, "little")
    parts = pressed(size + content + listed)
    held: Counter[str] = Counter()
    length = 0
    for passage in passages:
        found = terms(passage.span.of(document.text))
        held.update(set(found))
        length += len(found)
    head = Head(
        id=document.id,
        sha256=document_sha256(document),
        title=document.title,
        metadata=document.metadata,
        characters=len(document.text),
        passages=len(passages),
        parts=len(parts),
        tokens=tuple(sum(len(part.codes) for part in space.tokens) for space in spaces),
        sections=tuple(sorted({section.title.casefold() for section in document.sections})),
        outlets=tuple(sorted({r.outlet for r in document.references if r.outlet})),
        terms=dict(sorted(held.items())),
        length=length,
        over=tuple(sorted(_terms_over(document, passages))),
        notes=len(document.notes),
        original=document.original.sha256 if document.original else None,
    )
    texts = [(f"{version}.t{n:06d}", TEXT, part) for n, part in enumerate(parts)]
    heads = [
        (f"{version}.h{n:06d}", HEAD, part) for n, part in enumerate(pressed(_HEAD.dump_json(head)))
    ]
    return [
        {
            "key": key,
            "version": version,
            "kind": kind,
            "content": part,
            "nothing": NOTHING,
        }
        for key, kind, part in (*texts, *reversed(heads))
    ]


def head_of(parts: Sequence[str]) -> Head:
    """The head that rows hold. Raises ValueError for others."""
    return _HEAD.validate_json(unpressed(parts, MOST_BYTES))


def document_of(parts: Sequence[str]) -> tuple[Document, tuple[Passage, ...]]:
    """The document and passages that rows hold. Raises ValueError for others."""
    content = unpressed(parts, MOST_BYTES)
    size = int.from_bytes(content[:8], "little")
    (document,) = DOCUMENTS.validate_json(content[8 : 8 + size])
    return document, _PASSAGES.validate_json(content[8 + size :])


def passage_rows(
    version: str, cut: CutDocument, space: Space, lexical: str | None
) -> Iterator[Row]:
    """The rows of passages; ``lexical`` names the field of words, None where there is none.

    Raises NotWritten for a passage that holds more than a row can.
    """
    over: dict[int, Numbers] = {}
    document = cut.document
    for place, passage in enumerate(cut.passages):
        if passage.section not in over:
            heading = set(terms(headings_over(document, passage)))
            over[passage.section] = np.sort(numbers_of(sorted(heading)))
        found = terms(passage.span.of(document.text))
        held = _held(found, over[passage.section])
        cited = sorted(cited_numbers(document.references_in(passage.span)))
        bounds = [bound for span in passage.sentences for bound in (span.start, span.end)]
        parts = len(in_parts(pack_tokens(space.tokens[place])))
        kept = (passage.id, document.id, passage.section, passage.paragraph, bounds, parts)
        row: Row = {
            "key": passage_key(version, place),
            "version": version,
            "section": number_of(document.sections[passage.section].title.casefold()),
            "start": passage.span.start,
            "behind": passage.span.end,
            "cited": cited,
            "held": held.to_text(),
            "content": _PASSAGE.dump_json(kept).decode(),
            VECTOR: space.vectors[place].astype(np.float16).astype(np.float32).tolist(),
        }
        if lexical == LEXICAL:
            row[LEXICAL] = words_of(map(number_of, found))
        elif lexical == TERMS:
            row[TERMS] = held.terms.tolist()
        _require_room(row, document, passage)
        yield row


def token_rows(version: str, tokens: Sequence[TokenPart]) -> Iterator[Row]:
    """The rows of the tokens of a version's passages."""
    for place, part in enumerate(tokens):
        for number, text in enumerate(in_parts(pack_tokens(part))):
            yield {
                "key": token_key(passage_key(version, place), number),
                "version": version,
                "content": text,
                "nothing": NOTHING,
            }


def token_key(passage: str, part: int) -> str:
    return f"{passage}.{part:04d}"


def words_of(numbers: Iterable[int]) -> str:
    """Terms, by number, as words that every tokenizer of the engine takes as they are."""
    return " ".join(f"{number & _WORD:012x}" for number in numbers)


def passage_of(row: Row) -> tuple[Passage, int]:
    """The passage of a row, and the number of its rows of tokens.

    Raises ValueError for a row of another shape.
    """
    name, document, section, paragraph, bounds, parts = _PASSAGE.validate_json(row["content"])
    spans = tuple(map(Span, bounds[::2], bounds[1::2]))
    span = Span(int(row["start"]), int(row["behind"]))
    return Passage(name, document, section, paragraph, span, spans), parts


def _held(found: Sequence[str], over: Numbers) -> HeldTerms:
    numbers, counts = np.unique(numbers_of(found), return_counts=True)
    return HeldTerms(
        numbers.astype(np.int64),
        np.minimum(counts, _MOST_COUNTED).astype(np.uint16),
        len(found),
        over,
    )


def _terms_over(document: Document, passages: Sequence[Passage]) -> set[str]:
    firsts = {passage.section: passage for passage in passages}
    return {term for each in firsts.values() for term in terms(headings_over(document, each))}


def _require_room(row: Row, document: Document, passage: Passage) -> None:
    """Refuse what Milvus would refuse, with the words of whoever wrote the document."""
    texts = {name: value for name, value in row.items() if isinstance(value, str)}
    long = [name for name, value in texts.items() if len(value.encode()) > MOST_CHARACTERS]
    many = [name for name in ("cited", TERMS) if len(row.get(name, ())) > MOST_NUMBERS]
    if long or many:
        raise NotWritten(
            f"passage {passage.id} of {document.id!r} is too long for a row of Milvus (its "
            f"{', '.join(long + many)}); set BRIEF_RAG_PASSAGE_CHARACTERS lower"
        )
