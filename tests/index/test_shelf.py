"""Documents on their way into an index: kept in a file, read and written some at a time."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index import builder
from index.builder import SETTING, Limits, Models, build_index
from index.changing import add_documents
from index.cut_documents import CutDocuments
from index.loading import load_store
from index.shelf import Shelf
from rag.document.model import Document
from rag.errors import NotWritten
from rag.reading.library import load_documents, read_documents
from rag.reading.structure import parse_document
from tests.full_disk import small_disk
from tests.index.tiny_embedder import tiny_embedder
from tests.platforms import posix_only

LIMITS = Limits(8)


def town(number: int) -> Document:
    text = f"Town {number} has {number} bridges.\n\nIts mayor opened number {number}.\n"
    return parse_document(text, f"town-{number}")


def put_on(shelf: Shelf, documents: list[Document]) -> Shelf:
    for document in documents:
        shelf.append(document)
    return shelf


def test_documents_come_back_as_they_were(tmp_path: Path) -> None:
    documents = [town(0), *load_documents([Path("corpus/china-brief-24-8.txt")]), town(1)]
    with closing(Shelf(tmp_path / "new", SETTING)) as shelf:
        assert list(shelf) == [] and not (tmp_path / "new").exists()
        put_on(shelf, documents)
        assert len(shelf) == 3 and list(shelf) == documents and shelf[-1] == documents[2]
        assert shelf[1:] == documents[1:] and shelf[1] is not shelf[1]
        with pytest.raises(IndexError):
            shelf[3]


@posix_only
def test_nothing_is_seen_of_the_file(tmp_path: Path) -> None:
    with closing(put_on(Shelf(tmp_path, SETTING), [town(0)])):
        assert list(tmp_path.iterdir()) == []


def test_what_is_no_text_is_kept_for_who_says_so(tmp_path: Path) -> None:
    marks = replace(town(0), text="No text: \ud800.")
    with closing(put_on(Shelf(tmp_path, SETTING), [town(1), marks, town(2)])) as shelf:
        assert list(shelf) == [town(1), marks, town(2)]


def test_an_index_is_the_same_from_a_shelf(tmp_path: Path) -> None:
    towns = [town(number) for number in range(7)]
    at_once = build_index(tmp_path / "list", towns, [tiny_embedder()], LIMITS)
    with closing(put_on(Shelf(tmp_path / "shelf", SETTING), towns[::-1])) as shelf:
        built = build_index(tmp_path / "shelf", shelf, [tiny_embedder()], LIMITS)
    assert built.name == at_once.name and built.embedded == at_once.embedded
    with closing(put_on(Shelf(tmp_path / "shelf", SETTING), [town(1), town(8)])) as shelf:
        models = Models([tiny_embedder()])
        change = add_documents(tmp_path / "shelf", shelf, models, LIMITS, tell=print)
    assert change.added == ("town-8",) and change.unchanged_ids == ("town-1",)
    assert len(load_store(tmp_path / "shelf").documents()) == 8


@contextmanager
def new_documents() -> Iterator[Callable[[], int]]:
    """Counts the documents in memory that were not there before."""
    gc.freeze()  # what is there is looked at no more, which would take a second in a large process

    def count() -> int:
        gc.collect()
        return sum(type(each) is Document for each in gc.get_objects())

    try:
        yield count
    finally:
        gc.unfreeze()


@pytest.mark.parametrize("count", [12, 48])
def test_few_documents_are_in_memory_however_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(builder, "SEGMENT_PASSAGES", 6)  # those of three documents
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(count):
        (texts / f"town-{number:02}.txt").write_text(town(number).text)
    most = 0

    def look(*_: object) -> None:
        nonlocal most
        most = max(most, in_memory())

    with new_documents() as in_memory, closing(Shelf(tmp_path / "index", SETTING)) as shelf:
        read_documents([texts], print, look, shelf=shelf)
        built = build_index(tmp_path / "index", shelf, [tiny_embedder()], LIMITS, progress=look)
    assert built.documents == count and 3 <= most <= 4


def test_what_is_told_of_the_progress_ends_with_all(tmp_path: Path) -> None:
    """Texts that several documents have are encoded once."""
    told: list[tuple[int, int]] = []
    documents = [replace(town(1), id=name) for name in ("a", "b")]
    build_index(
        tmp_path,
        documents,
        [tiny_embedder()],
        LIMITS,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1][0] == told[-1][1] == 4


def test_passages_are_cut_once_and_kept(tmp_path: Path) -> None:
    documents = [town(number) for number in (2, 0, 1)]
    with closing(CutDocuments(documents, tmp_path, SETTING)) as cut:
        builder.cut_documents(cut, tiny_embedder(), LIMITS, print, places=[0, 1])
        assert [entry.id for entry in cut.entries] == ["town-0", "town-2"]
        ((first,), (second,)) = (cut.read(group) for group in cut.groups(2))
        assert [first.document, second.document] == [town(0), town(2)]
        assert [p.span.of(first.document.text) for p in first.passages] == [
            "Town 0 has 0 bridges.",
            "Its mayor opened number 0.",
        ]


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    told = "free some space there, or set BRIEF_RAG_INDEX_DIR"
    with (
        small_disk(100_000) as folder,
        closing(Shelf(folder, SETTING)) as shelf,
        pytest.raises(NotWritten, match=told),
    ):
        for _ in range(1_000):
            shelf.append(town(0))
