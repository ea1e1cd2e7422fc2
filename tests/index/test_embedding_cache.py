"""The cache of encodings is only a cache: whatever becomes of it, the index is the same."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import cache_files, embedding_cache
from index.builder import Build, Limits, build_index
from index.embedding_cache import Encoder, EncodingCache, open_cache
from index.loading import load_store
from rag.models.token_codebook import sample_tokens, train_codebook
from rag.reading.structure import parse_document
from tests.full_disk import small_disk
from tests.index.tiny_embedder import tiny_embedder
from tests.platforms import posix_only
from tests.users import as_nobody

TINY = Encoder(tiny_embedder(), train_codebook(sample_tokens(tiny_embedder())))
TEXT = "First paragraph of it.\n\nSecond paragraph of it.\n\nThird one here as well.\n"


def build(folder: Path, text: str = TEXT) -> tuple[Build, list[str]]:
    told: list[str] = []
    document = parse_document(text, "made-up")
    return build_index(folder, [document], [tiny_embedder()], Limits(8), tell=told.append), told


def rows(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "encodings.sqlite")) as database:
        return int(database.execute("SELECT count(*) FROM encodings").fetchone()[0])


def garbage(cache: Path) -> None:
    cache.write_bytes(b"this is no database, it is damaged" * 100)


def malformed(cache: Path) -> None:
    cache.write_bytes(cache.read_bytes()[:4096] + b"\xff" * 16384)


def a_page_lost(cache: Path) -> None:
    content = cache.read_bytes()
    cache.write_bytes(content[:-4096])


def tables(*statements: str) -> Callable[[Path], None]:
    def make(cache: Path) -> None:
        cache.unlink()
        with closing(sqlite3.connect(cache)) as database, database:
            for statement in statements:
                database.execute(statement)

    return make


DAMAGES = [
    garbage,
    malformed,
    a_page_lost,
    tables("CREATE TABLE encodings (other TEXT)"),
    tables("CREATE TABLE uses (other TEXT)"),
    tables("CREATE VIEW encodings AS SELECT 1"),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    first, told = build(tmp_path)
    assert not told
    damage(tmp_path / "encodings.sqlite")
    again, told = build(tmp_path)
    assert again.generation == first.generation and again.embedded == 3
    assert len(told) == 1 and "is damaged" in told[0] and "made anew" in told[0]
    assert build(tmp_path) == (replace(again, embedded=0), [])


def a_folder(cache: Path) -> None:
    cache.mkdir()


def a_pipe(cache: Path) -> None:
    os.mkfifo(cache)


def endless(cache: Path) -> None:
    cache.symlink_to("/dev/zero")


def full(cache: Path) -> None:
    cache.symlink_to("/dev/full")


@posix_only
@pytest.mark.parametrize("make", [a_folder, a_pipe, endless, full])
def test_what_is_no_file_is_done_without(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "encodings.sqlite")
    done, told = build(tmp_path)
    assert done.embedded == 3 and load_store(tmp_path).passage_count == 3
    assert len(told) == 1 and "encodings.sqlite cannot be used (not a regular file)" in told[0]


def test_a_locked_cache_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = build(tmp_path)
    monkeypatch.setattr(cache_files, "PATIENCE", 0.01)
    with closing(sqlite3.connect(tmp_path / "encodings.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        again, told = build(tmp_path)
        assert again.generation == first.generation and again.embedded == 3
        assert len(told) == 1 and "database is locked" in told[0]
        other.rollback()
        other.execute("BEGIN IMMEDIATE")  # it can be read, but not written
        changed, told = build(tmp_path, TEXT.replace("Third", "Another"))
        assert changed.embedded == 1 and load_store(tmp_path).passage_count == 3
        assert len(told) == 1 and "database is locked" in told[0]


@posix_only
def test_a_cache_that_may_not_be_written_is_read_all_the_same() -> None:
    with as_nobody() as folder:
        build(folder)
        (folder / "encodings.sqlite").chmod(0o400)
        again, _ = build(folder)
        assert again.embedded == 0
        changed, told = build(folder, TEXT.replace("Third", "Another"))
        assert changed.embedded == 1
        assert any("readonly database" in line for line in told)


def test_a_cache_that_is_damaged_meanwhile_is_done_without(tmp_path: Path) -> None:
    texts, told = [f"Text {n} of many." for n in range(500)], []
    with open_cache(tmp_path / "encodings.sqlite", told.append) as cache:
        assert cache.encode_missing(TINY, texts) == 500
        (tmp_path / "encodings.sqlite").write_bytes(b"\xff" * 4096)
        found = [e.pooled.tobytes() for e in cache.read(TINY, texts)]
    assert found == [pooled for pooled, _, _ in TINY.encode(texts)]
    assert told


def corpus(number: int) -> str:
    return "\n\n".join(f"Line {number} {n} of quite another corpus." for n in range(60))


def test_the_cache_holds_what_the_kept_segments_need_and_no_more(tmp_path: Path) -> None:
    sizes, counts = [], []
    for number in range(8):
        done, told = build(tmp_path, corpus(number))
        assert not told and done.embedded >= 60
        sizes.append((tmp_path / "encodings.sqlite").stat().st_size)
        counts.append(rows(tmp_path))
    assert counts[0] < counts[1] == counts[2] == counts[7]
    assert max(sizes) <= 2 * sizes[1]
    assert build(tmp_path, corpus(6))[0].embedded == 0
    for _ in range(3):  # the same generation again and again drives nothing of the other's out
        build(tmp_path, corpus(7))
    assert rows(tmp_path) == counts[7]


def test_what_was_built_for_nothing_goes_with_the_next_build(tmp_path: Path) -> None:
    build(tmp_path)
    with open_cache(tmp_path / "encodings.sqlite", print) as cache:
        cache.encode_missing(TINY, ["A text of a build that was killed."])
    assert rows(tmp_path) == 4
    build(tmp_path)
    assert rows(tmp_path) == 3


def test_a_full_disk_stops_no_embedding() -> None:
    texts = [f"Text {n} of many." for n in range(2000)]
    with small_disk(200_000) as folder:
        told: list[str] = []
        with open_cache(folder / "encodings.sqlite", told.append) as cache:
            assert cache.encode_missing(TINY, texts) == 2000
            found = list(cache.read(TINY, texts))
        assert len(found) == 2000 and all(len(e.tokens) for e in found)
        assert len(told) == 1 and "full" in told[0]


def test_beyond_its_bound_what_was_made_first_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, corpus(0))
    size = (tmp_path / "encodings.sqlite").stat().st_size
    monkeypatch.setattr(embedding_cache, "MOST_BYTES", size // 2)
    build(tmp_path, corpus(0) + "\n\n" + corpus(1))
    assert (tmp_path / "encodings.sqlite").stat().st_size <= 2 * size
    assert 0 < rows(tmp_path) <= 60
    assert build(tmp_path, corpus(0))[0].embedded > 0 and load_store(tmp_path).passage_count == 60


def test_dropping_a_segment_costs_what_it_holds_not_what_is_kept(tmp_path: Path) -> None:
    steps = []
    for kept in (500, 4000):
        with open_cache(tmp_path / f"{kept}.sqlite", print) as cache:
            for segment, count in (("kept", kept), ("dropped", 50)):
                cache.encode_missing(TINY, [f"Text {n} of {segment}." for n in range(count)])
                cache.keep_for(segment)
            cache.drop_unused(["kept", "dropped"])
            steps.append(_steps(cache, lambda: cache.drop_unused(["kept"])))
            assert cache.encode_missing(TINY, ["Text 1 of kept."]) == 0
            assert cache.encode_missing(TINY, ["Text 1 of dropped."]) == 1
    assert steps[1] < 2 * steps[0]


def _steps(cache: EncodingCache, call: Callable[[], None]) -> int:
    """How many hundreds of instructions SQLite runs for a call."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    assert cache._file is not None
    cache._file.set_progress_handler(step, 100)
    call()
    cache._file.set_progress_handler(None, 0)
    return count
