"""Generations: deterministic, verified, and whole whenever the builder dies."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.generation import current_generation, roll_back
from index.loading import load_store
from index.opening import open_store
from rag.document.filters import NO_FILTERS
from rag.document.model import Document
from rag.errors import IndexDamaged, IndexMissing
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.reading.structure import parse_document
from rag.search.signals import encode_query
from rag.settings import Settings
from tests.index.tiny_embedder import tiny_embedder
from tests.patience import SECONDS

TEXT = (
    "A Title\n\nFirst paragraph of it.\n\nA Heading\n\nSecond paragraph of it.\n\n"
    "Third one here as well.\n"
)


@pytest.fixture
def document() -> Document:
    return parse_document(TEXT, "made-up")


def test_the_same_corpus_gives_the_same_manifest(
    tmp_path: Path, brief: Document, document: Document, embedder: Embedder
) -> None:
    first = build_index(tmp_path / "a", [brief, document], [embedder], Limits(200))
    second = build_index(tmp_path / "b", [document, brief], [embedder], Limits(200))
    assert first.generation.read_bytes() == second.generation.read_bytes()
    assert first.name == second.name


def test_a_rebuild_embeds_only_what_is_new(
    tmp_path: Path, document: Document, embedder: Embedder
) -> None:
    first = build_index(tmp_path, [document], [embedder], Limits(8))
    assert (first.passages, first.embedded) == (3, 4)  # and the heading
    again = build_index(tmp_path, [document], [embedder], Limits(8))
    assert again.embedded == 0 and again.name == first.name
    changed = parse_document(TEXT.replace("Third", "Another"), "made-up")
    rebuilt = build_index(tmp_path, [changed], [embedder], Limits(8))
    assert (rebuilt.passages, rebuilt.embedded) == (3, 1)
    assert load_store(tmp_path).document("made-up").text == changed.text


def test_the_generation_before_is_that_whatever_the_clock_said(tmp_path: Path) -> None:
    first, second, third = (parse_document(f"Text {n}.", "text") for n in range(3))
    ahead = build_index(tmp_path, [first], [tiny_embedder()], Limits(50)).generation
    os.utime(ahead, (4e9, 4e9))  # the clock was wrong, and is set back now
    before = build_index(tmp_path, [second], [tiny_embedder()], Limits(50)).generation
    after = build_index(tmp_path, [third], [tiny_embedder()], Limits(50)).generation
    assert set((tmp_path / "generations").iterdir()) == {before, after}
    assert roll_back(tmp_path) == before and roll_back(tmp_path) == after


def test_the_index_does_not_depend_on_what_was_built_before(
    tmp_path: Path, brief: Document, document: Document, embedder: Embedder
) -> None:
    build_index(tmp_path / "a", [document], [embedder], Limits(200))
    after = build_index(tmp_path / "a", [brief, document], [embedder], Limits(200))
    at_once = build_index(tmp_path / "b", [brief, document], [embedder], Limits(200))
    assert after.name == at_once.name


def test_a_cached_vector_that_was_altered_is_computed_again(
    tmp_path: Path, document: Document, embedder: Embedder
) -> None:
    before = build_index(tmp_path, [document], [embedder], Limits(8))
    with closing(sqlite3.connect(tmp_path / "encodings.sqlite")) as database, database:
        database.execute("UPDATE encodings SET pooled = x'00000000' WHERE rowid = 1")
    again = build_index(tmp_path, [document], [embedder], Limits(8))
    assert again.embedded == 1 and again.name == before.name


def test_only_the_last_generations_are_kept(tmp_path: Path, embedder: Embedder) -> None:
    for number in range(4):
        build_index(
            tmp_path, [parse_document(f"Number {number} is here.", "n")], [embedder], Limits(50)
        )
    assert len(list((tmp_path / "generations").iterdir())) == 2
    assert len(list((tmp_path / "segments").iterdir())) == 2
    assert len(list((tmp_path / "carried").iterdir())) == 1  # the model is there once


def test_what_is_loaded_is_what_was_built(
    tmp_path: Path, document: Document, embedder: Embedder
) -> None:
    build_index(tmp_path, [document], [embedder], Limits(8))
    store = load_store(tmp_path)
    assert store.documents() == [document]
    assert [p.span.of(TEXT) for p in store.passages_of("made-up")] == [
        "First paragraph of it.",
        "Second paragraph of it.",
        "Third one here as well.",
    ]
    query = encode_query(Query.of("Third one here as well."), embedder, 1.0)
    candidates = store.search(query, NO_FILTERS, 3)
    assert candidates.dense.argmax() == 2 and candidates.dense[2] == pytest.approx(1, abs=1e-4)


def test_a_missing_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run `brief-rag index`"):
        load_store(tmp_path)


SEGMENT_FILES = [
    "contents.sqlite",
    "posting_rows.npy",
    "posting_counts.npy",
    "heading_runs.npy",
    "lengths.npy",
    "vectors-0/dense/vectors.f16",
    "vectors-0/tokens/codes.u8",
]


def damaged(path: Path, damage: str) -> None:
    content = path.read_bytes()
    path.unlink()  # and not written over: a model's file is also the cache's
    if damage == "flip":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize("name", [*SEGMENT_FILES, "model.bin"])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_damaged_file_is_found_before_it_is_used(
    tmp_path: Path, document: Document, embedder: Embedder, name: str, damage: str
) -> None:
    build_index(tmp_path, [document], [embedder], Limits(50))
    (segment,), (carried,) = ((tmp_path / f).iterdir() for f in ("segments", "carried"))
    damaged(carried / "model" / name if name == "model.bin" else segment / name, damage)
    with pytest.raises(IndexDamaged, match=rf"{name}.*run `brief-rag index`"):
        store = load_store(tmp_path)
        store.verified_model(store.embedders[0])  # as whoever loads the model does
    build_index(tmp_path, [document], [embedder], Limits(50))  # the command that the message names
    assert load_store(tmp_path).passage_count == 2


def test_an_altered_manifest_is_found(
    tmp_path: Path, document: Document, embedder: Embedder
) -> None:
    path = build_index(tmp_path, [document], [embedder], Limits(50)).generation
    values = json.loads(path.read_bytes())
    path.write_text(json.dumps({**values, "chunking": {}}))
    with pytest.raises(IndexDamaged, match="was altered"):
        load_store(tmp_path)
    path.write_text(json.dumps({**values, "schema_version": 0}))
    with pytest.raises(IndexDamaged, match="schema version 0"):
        load_store(tmp_path)


@pytest.mark.parametrize("name", SEGMENT_FILES[:1])
def test_where_the_current_generation_is_damaged_the_one_before_answers(
    tmp_path: Path, document: Document, embedder: Embedder, name: str
) -> None:
    before = build_index(tmp_path, [document], [embedder], Limits(50))
    old = set((tmp_path / "segments").iterdir())
    build_index(tmp_path, [parse_document("Another text.", "new")], [embedder], Limits(50))
    (new,) = set((tmp_path / "segments").iterdir()) - old
    assert load_store(tmp_path).fallback is None
    damaged(new / name, "flip")
    store = load_store(tmp_path)
    assert store.name == before.name and store.documents() == [document]
    assert store.fallback and f"{new / name} does not match" in store.fallback


def test_a_pointer_to_nothing_is_found(
    tmp_path: Path, document: Document, embedder: Embedder
) -> None:
    build_index(tmp_path, [document], [embedder], Limits(50))
    for name in ("", "..", "../..", "0123456789abcdef"):
        (tmp_path / "CURRENT").write_text(name)
        with pytest.raises(IndexDamaged, match="points to no generation"):
            load_store(tmp_path)


def test_another_model_than_the_index_was_built_with_is_refused(
    tmp_path: Path, document: Document, embedder: Embedder
) -> None:
    build_index(tmp_path, [document], [embedder], Limits(50))
    with pytest.raises(IndexDamaged, match="set BRIEF_RAG_MODEL back"):
        open_store(Settings(index_dir=tmp_path, model="another"))


def test_a_damaged_embedding_cache_is_made_anew(
    tmp_path: Path, document: Document, embedder: Embedder
) -> None:
    build_index(tmp_path, [document], [embedder], Limits(50))
    cache = tmp_path / "encodings.sqlite"
    for damage in ("not a database", "malformed", "another table"):
        if damage == "not a database":
            cache.write_bytes(b"this is no database, it is damaged" * 100)
        elif damage == "malformed":
            cache.write_bytes(cache.read_bytes()[:4096] + b"\xff" * 8192)
        else:
            cache.unlink()
            with closing(sqlite3.connect(cache)) as database:
                database.execute("CREATE TABLE encodings (other TEXT)")
        assert build_index(tmp_path, [document], [embedder], Limits(50)).embedded == 3


# The child builds a second generation and is killed with SIGKILL at the call that is named: while
# a file is written, before and after the folder is renamed, before the pointer is swapped.
CHILD = """
import os, signal, sys
from pathlib import Path
from index.builder import Limits, build_index
from rag.settings import DEFAULT_MODEL
from rag.models.catalogue import open_embedder
from rag.reading.structure import parse_document

calls = 0
function, number = sys.argv[2], int(sys.argv[3])
real = getattr(os, function)

def deadly(*arguments):
    global calls
    calls += 1
    if calls == number:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # either kills at once
    return real(*arguments)

embedder = open_embedder(DEFAULT_MODEL, Path(os.environ["BRIEF_RAG_MODELS_DIR"]))
setattr(os, function, deadly)
new = parse_document("Quite another text.", "new")
build_index(Path(sys.argv[1]), [new], [embedder], Limits(50))
"""


@pytest.mark.parametrize(
    ("function", "number"),
    [("fsync", 1), ("fsync", 3), ("replace", 1), ("replace", 2), ("replace", 3)],
)
def test_a_kill_in_the_middle_leaves_the_old_generation_whole(
    tmp_path: Path, document: Document, embedder: Embedder, function: str, number: int
) -> None:
    before = build_index(tmp_path, [document], [embedder], Limits(50)).generation
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), function, str(number)],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        timeout=SECONDS,
    )
    assert child.returncode not in (0, 1), child.stderr.decode()
    assert current_generation(tmp_path) == before
    assert load_store(tmp_path).documents() == [document]
    after = build_index(
        tmp_path, [parse_document("Quite another text.", "new")], [embedder], Limits(50)
    )
    assert [d.id for d in load_store(tmp_path).documents()] == ["new"]
    names = {path.name for path in (tmp_path / "generations").iterdir()}
    assert names == {before.name, after.generation.name}  # nothing half-written is left behind
    assert len(list((tmp_path / "segments").iterdir())) == 2
