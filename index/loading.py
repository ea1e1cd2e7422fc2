"""From a verified generation to the store that answers from it.

Its hashes tell damage; what is checked besides is what another version may have written otherwise,
so that it is refused here and does not fail where a question is answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from index.dense import dense_files, load_dense
from index.generation import (
    REBUILD,
    Manifest,
    current_generation,
    read_manifest,
    verify,
    what_is_wrong,
)
from index.lexical import LEXICAL_FILES, load_lexical
from index.local_store import DOCUMENTS, MODEL_FOLDER, PASSAGES, LocalStore, VectorSpace
from index.tokens import TOKEN_FILES, load_tokens
from rag.document.model import Document, Passage, Span
from rag.errors import IndexDamaged, printable
from rag.models.embedder import EmbedderIdentity
from rag.search.token_layout import Layout


def load_store(index_dir: Path, threads: int | None = None) -> LocalStore:
    """Load the current generation, verifying every file of it but the models'.

    ``threads`` share the comparison of a question with token vectors, None for one a core.

    Raises IndexMissing or IndexDamaged.
    """
    folder = current_generation(index_dir)
    manifest = read_manifest(folder)
    listed = (name for name in manifest.files if MODEL_FOLDER not in name.split("/"))
    verify(folder, manifest, dict.fromkeys([*_read_here(manifest), *listed]))
    with _reading(folder / "documents.json") as path:
        documents = DOCUMENTS.validate_json(path.read_bytes())
        _check_documents(documents, manifest)
    by_id = {document.id: document for document in documents}
    with _reading(folder / "passages.json") as path:
        passages = PASSAGES.validate_json(path.read_bytes())
        _check_passages(passages, by_id)
    with _reading(folder / "lexical") as path:
        lexical = load_lexical(path, [headings_over(by_id, p) for p in passages])
    spaces = [
        _load_space(folder / f"vectors-{number}", identity, len(passages), threads)
        for number, identity in enumerate(manifest.embedders)
    ]
    if len(passages) != manifest.passages or not all(
        _fits(space.tokens.layout, passages) for space in spaces
    ):
        raise IndexDamaged(f"{folder} holds unequal numbers of passages and vectors; {REBUILD}")
    return LocalStore(folder, manifest, by_id, passages, lexical, spaces)


def headings_over(documents: Mapping[str, Document], passage: Passage) -> str:
    """The title and headings that a passage stands under: their words count for part of its own."""
    document = documents[passage.document]
    over = document.sections_over(passage.section)
    return "\n".join([document.title, *(section.title for section in over)])


def _read_here(manifest: Manifest) -> Iterator[str]:
    """The files of a generation that are read below, by name."""
    yield from ("documents.json", "passages.json")
    yield from (f"lexical/{name}" for name in LEXICAL_FILES)
    for number in range(len(manifest.embedders)):
        yield from (f"vectors-{number}/dense/{name}" for name in dense_files(manifest.passages))
        yield from (f"vectors-{number}/tokens/{name}" for name in TOKEN_FILES)


@contextmanager
def _reading(path: Path) -> Iterator[Path]:
    """Raise IndexDamaged for whatever a file that another version wrote makes of its reader."""
    try:
        yield path
    except IndexDamaged:
        raise
    except Exception as error:
        wrong = what_is_wrong(error) if isinstance(error, ValidationError) else str(error)
        reason = printable(wrong or type(error).__name__)[:200]
        raise IndexDamaged(f"{path} cannot be read ({reason}); {REBUILD}") from error


def _load_space(
    folder: Path, identity: EmbedderIdentity, passages: int, threads: int | None
) -> VectorSpace:
    with _reading(folder / "dense") as path:
        vectors = load_dense(path, identity.dimension, passages)
    with _reading(folder / "tokens") as path:
        tokens = load_tokens(path, identity.token_dimension, threads)
    return VectorSpace(identity, folder, vectors, tokens)


def _fits(layout: Layout, passages: Sequence[Passage]) -> bool:
    """Whether each view of a passage has as many sentences as the passage, and the headings one."""
    lengths = np.asarray([len(passage.sentences) for passage in passages[: len(layout)]], np.int64)
    views = np.diff(layout.passage_views)
    if len(views) != len(lengths):
        return False
    expected = np.repeat(lengths, views)
    expected[layout.passage_views[1:] - 1] = 1
    return np.array_equal(np.diff(layout.view_sentences), expected)


def _check_documents(documents: Sequence[Document], manifest: Manifest) -> None:
    if [d.id for d in documents] != sorted(manifest.documents):
        raise ValueError("not the documents of the manifest, in order")
    for document in documents:
        spans = _spans(document)
        if any(span.end > len(document.text) for span in spans):
            raise ValueError(f"{document.id} holds a span beyond its text")
        for section in document.sections:
            if any(p.number != place for place, p in enumerate(section.paragraphs, 1)):
                raise ValueError(f"{document.id} has paragraphs that are not numbered in order")
        if any(one > other for one, other in pairwise(at for at, _ in document.lines)):
            raise ValueError(f"{document.id} has lines that are not in order")
        if any(one > other for one, other in pairwise(at for at, _ in document.anchors)):
            raise ValueError(f"{document.id} has anchors that are not in order")


def _spans(document: Document) -> Iterator[Span]:
    yield from document.front_matter
    for section in document.sections:
        yield section.span
        if section.heading:
            yield section.heading
        for paragraph in section.paragraphs:
            yield paragraph.span
            yield from paragraph.sentences
            if paragraph.context:
                yield paragraph.context
    yield from (reference.span for reference in document.references)
    for note in document.notes:
        yield note.span
        yield from note.pointers


def _check_passages(passages: Sequence[Passage], documents: Mapping[str, Document]) -> None:
    if any((a.document, a.span) >= (b.document, b.span) for a, b in pairwise(passages)):
        raise ValueError("passages are not in order")
    if len({passage.id for passage in passages}) < len(passages):
        raise ValueError("two passages have one id")
    for passage in passages:
        document = documents[passage.document]
        if not passage.sentences or passage.span.end > len(document.text):
            raise ValueError(f"passage {passage.id} is not of its document's text")
        if not all(map(passage.span.contains, passage.sentences)) or any(
            one.end > other.start for one, other in pairwise(passage.sentences)
        ):
            raise ValueError(f"the sentences of passage {passage.id} are not in order")
        if not 0 <= passage.section < len(document.sections):
            raise ValueError(f"passage {passage.id} is of no section")
        if any(document.paragraph_at(span) is None for span in (passage.span, *passage.sentences)):
            raise ValueError(f"passage {passage.id} is of no paragraph")
