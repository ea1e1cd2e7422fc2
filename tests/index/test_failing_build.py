"""A build that fails says why, leaves the generation before it, and nothing of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index import segment_writing
from index.builder import Limits, build_index
from index.generation import current_generation
from index.loading import load_store
from rag.errors import EmptyIndex, NotWritten
from rag.reading.structure import parse_document
from tests.full_disk import small_disk
from tests.index.tiny_embedder import tiny_embedder
from tests.platforms import posix_only
from tests.users import as_nobody


def build(folder: Path, paragraphs: int = 3) -> Path:
    text = "\n\n".join(f"Paragraph number {n} of a made-up text." for n in range(paragraphs))
    document = parse_document(text, f"made-up-{paragraphs}")
    return build_index(folder, [document], [tiny_embedder()], Limits(8), tell=print).generation


def test_whatever_stops_a_build_its_folder_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(tmp_path)
    monkeypatch.setattr(segment_writing, "describe", lambda *_: 1 / 0)
    segments = set((tmp_path / "segments").iterdir())
    with pytest.raises(ZeroDivisionError):
        build(tmp_path, 4)
    assert list((tmp_path / "generations").iterdir()) == [before]
    assert set((tmp_path / "segments").iterdir()) == segments
    assert current_generation(tmp_path) == before


def room(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_full_disk_is_told_wherever_it_is_met(tmp_path: Path) -> None:
    build(tmp_path / "alone", 60)
    build(tmp_path / "before")
    needed, before_it = room(tmp_path / "alone"), room(tmp_path / "before")
    failed = built = 0
    for share in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 3.0):
        with small_disk(100_000 + 2 * before_it + int(needed * share)) as folder:
            before = build(folder)
            try:
                after = build(folder, 60)
            except NotWritten as error:
                assert "cannot be written" in str(error) and "free some space there" in str(error)
                failed += 1
                after = before
            else:
                built += 1
            assert current_generation(folder) == after and load_store(folder).passage_count
            names = {path.name for path in (folder / "generations").iterdir()}
            assert names <= {before.name, after.name}
            assert not (folder / "CURRENT.new").exists()
    assert failed > 2 and built > 0


@pytest.mark.parametrize("name", ["CURRENT", "generations", "segments", "lock"])
def test_what_stands_in_the_way_is_named(tmp_path: Path, name: str) -> None:
    if name in ("generations", "segments"):
        (tmp_path / name).write_text("no folder")
    else:
        (tmp_path / name).mkdir()
    with pytest.raises(NotWritten, match=rf"{name} cannot be written .*run `brief-rag index`"):
        build(tmp_path)


@posix_only
def test_a_folder_that_may_not_be_written_is_named() -> None:
    with as_nobody() as folder:
        folder.chmod(0o500)
        with pytest.raises(NotWritten, match="make it writable, or set BRIEF_RAG_INDEX_DIR"):
            build(folder / "index")


def test_a_document_that_cannot_be_cut_stops_no_other(tmp_path: Path) -> None:
    good = parse_document("A text that is Unicode.", "good")
    marks = parse_document("A text that is not: X.", "marks")
    marks = replace(marks, text=marks.text.replace("X", "\ud800"))
    told: list[str] = []
    done = build_index(tmp_path, [marks, good], [tiny_embedder()], Limits(8), tell=told.append)
    assert done.documents == 1 and [error.path for error in done.left_out] == ["marks"]
    assert told == [f"{done.left_out[0]}; it is left out"]
    assert load_store(tmp_path).documents() == [good]
    with pytest.raises(EmptyIndex):
        build_index(tmp_path, [marks], [tiny_embedder()], Limits(8), tell=told.append)
