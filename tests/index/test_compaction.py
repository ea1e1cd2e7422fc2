"""What is merged after a change is the change's: it can be undone, and never fails it."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import builder, compaction
from index.builder import Limits, Models, build_index
from index.changing import LocalChange, add_documents, remove_documents
from index.compaction import FAN_OUT
from index.generation import current_generation, roll_back
from index.loading import load_store
from index.manifest import read_manifest
from index.segment import LiveSegment
from index.takeover import take_over
from rag.document.model import Document
from rag.errors import NoGeneration
from rag.reading.structure import parse_document
from tests.index.tiny_embedder import tiny_embedder


def town(number: int, builder: str = "Ada Berg") -> Document:
    text = f"The town {number}\n\nMills\n\n{builder} built the mill of town {number}.\n"
    return parse_document(text, f"town-{number}")


def added(folder: Path, *documents: Document, told: list[str] | None = None) -> LocalChange:
    tell = (told if told is not None else []).append
    return add_documents(folder, documents, Models([tiny_embedder()]), Limits(30), tell=tell)


def ids(folder: Path) -> list[str]:
    return [entry.id for entry in load_store(folder).listed()]


def segments(folder: Path) -> list[str]:
    return [used.name for used in read_manifest(current_generation(folder)).segments]


def generations(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "generations").iterdir()}


def almost_merged(folder: Path) -> LocalChange:
    """An index of so many segments that they are merged once one more is added."""
    return [added(folder, town(number)) for number in range(FAN_OUT - 1)][-1]


def test_a_change_is_undone_although_segments_were_merged_after_it(tmp_path: Path) -> None:
    before = almost_merged(tmp_path)
    change = added(tmp_path, town(9))
    assert len(segments(tmp_path)) == 1  # they were merged
    assert roll_back(tmp_path) == before.generation
    assert ids(tmp_path) == ["town-0", "town-1", "town-2"]
    assert roll_back(tmp_path) == change.generation
    assert ids(tmp_path) == ["town-0", "town-1", "town-2", "town-9"]
    assert roll_back(tmp_path) == before.generation
    assert generations(tmp_path) == {before.name, change.name}


def test_of_what_is_merged_twice_the_last_is_kept_and_what_was_before_the_change(
    tmp_path: Path,
) -> None:
    added(tmp_path, town(0), town(1))
    added(tmp_path, town(2))
    before = added(tmp_path, town(3))
    told: list[str] = []
    change = added(tmp_path, town(1, "Ole Lund"), told=told)
    assert [line.split(" of ")[0] for line in told] == [
        "merging 1 segment(s)",  # half of it is deleted
        f"merging {FAN_OUT} segment(s)",
    ]
    assert generations(tmp_path) > {before.name, change.name} and len(generations(tmp_path)) == 3
    (merged,) = segments(tmp_path)
    (tmp_path / "segments" / merged / "lengths.npy").unlink()
    store = load_store(tmp_path)  # what it was merged from answers alike
    assert store.fallback and "Ole Lund" in store.document("town-1").text
    assert roll_back(tmp_path) == before.generation
    assert "Ada Berg" in load_store(tmp_path).document("town-1").text


def test_the_next_change_keeps_the_one_before_it_alone(tmp_path: Path) -> None:
    almost_merged(tmp_path)
    merged = added(tmp_path, town(8))
    after = added(tmp_path, town(9))
    assert generations(tmp_path) == {merged.name, after.name}
    assert roll_back(tmp_path) == merged.generation


def test_removing_and_taking_over_are_undone_likewise(tmp_path: Path) -> None:
    folder, other = tmp_path / "index", tmp_path / "other"
    added(other, town(9))
    before = almost_merged(folder)
    take_over(folder, [other], print)
    assert len(segments(folder)) == 1
    assert roll_back(folder) == before.generation
    roll_back(folder)
    whole = current_generation(folder)
    remove_documents(folder, ["town-0", "town-1"], print)
    assert not read_manifest(current_generation(folder)).segments[0].deleted  # written anew
    assert roll_back(folder) == whole


def test_without_another_change_there_is_nothing_to_undo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "SEGMENT_PASSAGES", 1)
    added(tmp_path, *(town(number) for number in range(FAN_OUT)))
    assert len(segments(tmp_path)) == 1 and len(generations(tmp_path)) == 2
    with pytest.raises(NoGeneration, match="no generation before the last change"):
        roll_back(tmp_path)
    assert len(segments(tmp_path)) == 1


def test_an_index_of_other_passages_is_gone_back_to(tmp_path: Path) -> None:
    documents, embedders = [town(1)], [tiny_embedder()]
    before = build_index(tmp_path, documents, embedders, Limits(30)).generation
    build_index(tmp_path, documents, embedders, Limits(8))
    assert roll_back(tmp_path) == before


def test_a_generation_before_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    before = almost_merged(tmp_path)
    names = set(segments(tmp_path))
    added(tmp_path, town(9))
    (new,) = (
        {path.name for path in (tmp_path / "segments").iterdir()} - names - {*segments(tmp_path)}
    )
    (tmp_path / "segments" / new / "segment.json").write_text("{}")  # of the one merged from
    assert roll_back(tmp_path) == before.generation


def test_where_segments_cannot_be_merged_the_change_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(index_dir: Path, _: Sequence[LiveSegment]) -> str:
        raise OSError(errno.ENOSPC, "No space left on device", str(index_dir / "new"))

    almost_merged(tmp_path)
    told: list[str] = []
    with monkeypatch.context() as full:
        full.setattr(compaction, "merge_segments", refuse)
        change = added(tmp_path, town(9), told=told)
    assert change.added == ("town-9",) and change.generation == current_generation(tmp_path)
    assert ids(tmp_path)[-1] == "town-9" and len(segments(tmp_path)) == FAN_OUT
    assert "segments were not merged" in told[-1] and "No space left on device" in told[-1]
    assert str(tmp_path / "new") in told[-1] and "The index answers as it is" in told[-1]
    assert "brief-rag add" in told[-1]
    added(tmp_path, town(10))  # with room again
    assert len(segments(tmp_path)) == 1 and len(ids(tmp_path)) == FAN_OUT + 1


def test_where_an_old_segment_is_damaged_the_change_stands(tmp_path: Path) -> None:
    almost_merged(tmp_path)
    damaged = tmp_path / "segments" / segments(tmp_path)[0] / "lengths.npy"
    damaged.write_bytes(b"")
    told: list[str] = []
    change = added(tmp_path, town(9), told=told)
    assert change.added == ("town-9",) and change.generation == current_generation(tmp_path)
    assert f"segments were not merged: {damaged} does not match" in told[-1]
    assert "run `brief-rag index`" in told[-1]
    assert remove_documents(tmp_path, ["town-9"], told.append).removed == ("town-9",)
