"""Changes of a library on Milvus: visible as a whole, at once, none lost, nothing left behind."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from index.builder import Limits, Models
from index.changing import Change
from index.milvus import changing, writing
from index.milvus.connection import NEWEST
from index.milvus.library import SWEEP_AFTER, OpenLibrary, open_library
from index.milvus.store import MilvusStore
from rag.document.anchors import Original
from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document
from rag.errors import EmptyIndex, LibraryChanged, OtherSettings, StoreUnavailable, UnknownDocument
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.reading.structure import parse_document
from rag.search.signals import encode_query
from rag.settings import Settings
from tests.index.milvus.conftest import NewSettings
from tests.index.tiny_embedder import tiny_embedder

pytestmark = pytest.mark.long

LIMITS = Limits(30, 10**6)


def town(number: int, said: str = "built the mill") -> Document:
    text = (
        f"Town {number}\n\nAda of town {number} {said}. Herring was sold there (Sea Times, 1961).\n"
    )
    return parse_document(text, f"town-{number}")


def add(settings: Settings, documents: Sequence[Document], embedder: Embedder) -> Change:
    return changing.add_documents(settings, documents, Models([embedder]), LIMITS, tell=print)


def store_of(settings: Settings) -> MilvusStore:
    library = open_library(settings)
    return MilvusStore(library, library.state())


def found(store: MilvusStore, embedder: Embedder, filters: Filters = NO_FILTERS) -> list[str]:
    """The documents whose passages a search proposes, as often as it does."""
    query = encode_query(Query.of("Who built the mill?"), embedder, 0.5)
    candidates = store.search(query, filters, 50)
    assert len(store.match_tokens(query, candidates).layout) == len(candidates.passages)
    return [passage.document for passage in candidates.passages]


def rows(library: OpenLibrary, condition: str = 'key >= ""') -> list[int]:
    names = library.names.all(len(library.library.embedders))[:-1]
    return [library.connection.count(name, condition, NEWEST) for name in names]


def test_what_is_added_changed_and_removed_is_seen_at_once(
    new_settings: NewSettings, tiny: Embedder
) -> None:
    writer, reader = new_settings(), new_settings()
    first = add(writer, [town(1), town(2)], tiny)
    assert (first.added, first.documents) == (("town-1", "town-2"), 2)
    store = store_of(reader)
    assert found(store, tiny) == ["town-1", "town-2"]
    for text in ("burnt the mill", "sold the mill"):
        changed = add(writer, [town(1, text), town(2)], tiny)
        assert (changed.updated, changed.unchanged_ids) == (("town-1",), ("town-2",))
        now = store.present()
        assert text in now.document("town-1").text
        assert found(now, tiny) == ["town-1", "town-2"] and now.passage_count == 2
        assert store.name != now.name
    removed = changing.remove_documents(writer, ["town-1"], print)
    now = store.present()
    assert now.name == removed.name and found(now, tiny) == ["town-2"]
    assert [e.id for e in now.listed()] == ["town-2"] and now.count_listed("town") == 1
    assert [t.idf for t in now.query_terms("sold mill")] == [
        t.idf for t in now.query_terms("herring built")
    ]
    again = add(writer, [town(2)], tiny)
    assert again.name == removed.name and again.embedded == 0


def test_a_question_under_way_is_answered_from_the_state_it_began_with(
    new_settings: NewSettings, tiny: Embedder
) -> None:
    writer = new_settings()
    add(writer, [town(1), town(2)], tiny)
    before = store_of(new_settings())
    add(writer, [town(1, "burnt the mill"), town(3)], tiny)
    changing.remove_documents(writer, ["town-2"], print)
    # Whatever was written since is not proposed, and what was removed can still be read.
    assert found(before, tiny) == ["town-1", "town-2"]
    assert "built the mill" in before.document("town-1").text
    assert [d.id for d in before.documents()] == ["town-1", "town-2"]


def test_writers_at_once_lose_nothing(new_settings: NewSettings, tiny: Embedder) -> None:
    add(new_settings(), [town(0)], tiny)
    together = Barrier(3)

    def write(number: int) -> None:
        settings = new_settings()
        for step in range(3):
            together.wait()
            own = town(10 * number + step)
            add(settings, [own, town(0, f"was seen by {number} at {step}")], tiny)

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(write, number) for number in (1, 2, 3)]:
            done.result()
    store = store_of(new_settings())
    expected = ["town-0", *(f"town-{10 * n + s}" for n in (1, 2, 3) for s in range(3))]
    assert [entry.id for entry in store.listed()] == sorted(expected)
    assert sorted(found(store, tiny)) == sorted(expected)
    assert store.passage_count == len(expected)
    assert "at 2" in store.document("town-0").text
    # A process that starts anew concludes the same, before and after the dead are swept away.
    library = open_library(new_settings())
    writing.sweep(library, time.time() + 2 * SWEEP_AFTER)
    fresh = store_of(new_settings())
    assert [d.text for d in fresh.documents()] == [d.text for d in store.documents()]
    assert sorted(found(fresh, tiny)) == sorted(expected)


def test_a_writer_that_dies_leaves_the_library_as_it_was(
    new_settings: NewSettings, tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(new_settings(), [town(1), town(2)], tiny)
    store = store_of(new_settings())
    whole = rows(store.library)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writing, "commit_row", die)
        with pytest.raises(KeyboardInterrupt):
            add(new_settings(), [town(1, "burnt the mill"), town(3)], tiny)
    assert rows(store.library) != whole  # its rows are there, and nobody sees them
    for now in (store.present(), store_of(new_settings())):
        assert found(now, tiny) == ["town-1", "town-2"] and now.name == store.name
        assert "built the mill" in now.document("town-1").text
    writing.sweep(store.library, time.time() + 24 * 3600)
    assert rows(store.library) == whole
    assert add(new_settings(), [town(3)], tiny).added == ("town-3",)


def test_a_change_that_was_given_up_is_not_committed(
    new_settings: NewSettings, tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(new_settings(), [town(1)], tiny)
    write_rows = writing._rows

    def slowly(library: OpenLibrary, *rest: object) -> object:
        yield from write_rows(library, *rest)  # type: ignore[arg-type]
        writing.sweep(library, time.time() + 24 * 3600)

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_rows", slowly)
        with pytest.raises(StoreUnavailable, match="given up"):
            add(new_settings(), [town(2)], tiny)
    assert found(store_of(new_settings()), tiny) == ["town-1"]


def test_the_dead_are_swept_once_nobody_reads_them(
    new_settings: NewSettings, tiny: Embedder
) -> None:
    writer = new_settings()
    add(writer, [town(1), town(2)], tiny)
    before = store_of(new_settings())
    whole = rows(before.library)
    for text in ("burnt the mill", "sold the mill", "built the mill"):
        add(writer, [town(1, text)], tiny)
    assert rows(before.library)[0] > whole[0]
    changing.remove_documents(writer, ["town-2"], print)
    add(writer, [town(2)], tiny)
    writing.sweep(before.library, time.time() + 2 * SWEEP_AFTER)
    add(writer, [town(3)], tiny)
    writing.sweep(before.library, time.time() + 2 * SWEEP_AFTER)
    changing.remove_documents(writer, ["town-3"], print)
    assert found(before.present(), tiny) == ["town-1", "town-2"]
    with pytest.raises(LibraryChanged, match="ask again"):
        before.document("town-2")
    writing.sweep(before.library, time.time() + 2 * SWEEP_AFTER)
    assert len(before.library.refreshed().journal.commits) == 1


def test_many_dead_are_swept_at_once(
    new_settings: NewSettings, tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_DEAD", 3)
    writer = new_settings()
    for step in range(6):
        add(writer, [town(n, f"built the mill {step}") for n in range(2)], tiny)
    store = store_of(new_settings())
    assert len(store.state.journal.dead) <= 5
    assert found(store, tiny) == ["town-0", "town-1"]


def test_several_changes_make_one_addition(
    new_settings: NewSettings, tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "MOST_DOCUMENTS", 2)
    told: list[tuple[int, int]] = []
    change = changing.add_documents(
        new_settings(),
        [town(number) for number in range(5)],
        Models([tiny]),
        LIMITS,
        progress=lambda done, total: told.append((done, total)),
        tell=print,
    )
    assert len(change.added) == 5 and told[-1] == (change.embedded, change.embedded)
    kept = changing.add_documents(
        new_settings(), [town(7)], Models([tiny]), LIMITS, keep=["town-1"], tell=print
    )
    assert kept.added == ("town-7",) and kept.removed == ("town-0", "town-2", "town-3", "town-4")
    assert [e.id for e in store_of(new_settings()).listed()] == ["town-1", "town-7"]


def test_the_files_of_documents_that_are_gone_are_dropped(
    new_settings: NewSettings, tiny: Embedder
) -> None:
    settings = new_settings()
    hashes = [hashlib.sha256(bytes([number])).hexdigest() for number in range(2)]
    documents = [
        replace(town(number), original=Original("text", "1", sha256))
        for number, sha256 in enumerate(hashes)
    ]
    folder = settings.index_dir / "originals"
    folder.mkdir(parents=True)
    for number, sha256 in enumerate(hashes):
        (folder / sha256).write_bytes(bytes([number]))
    add(settings, documents, tiny)
    assert sorted(path.name for path in folder.iterdir()) == sorted(hashes)
    changing.remove_documents(settings, ["town-0"], print)
    assert [path.name for path in folder.iterdir()] == [hashes[1]]


def test_what_cannot_be_done_is_refused(new_settings: NewSettings, tiny: Embedder) -> None:
    writer = new_settings()
    add(writer, [town(1)], tiny)
    with pytest.raises(UnknownDocument, match="town-1"):
        changing.remove_documents(writer, ["town-9"], print)
    with pytest.raises(EmptyIndex):
        changing.remove_documents(writer, ["town-1"], print)
    with pytest.raises(EmptyIndex):
        changing.add_documents(writer, [], Models([tiny]), LIMITS, keep=[], tell=print)
    with pytest.raises(OtherSettings, match="lengths of passages"):
        changing.add_documents(writer, [town(2)], Models([tiny]), Limits(8, 99), tell=print)
    with pytest.raises(OtherSettings, match="other models"):
        add(writer, [town(2)], tiny_embedder("another"))
