"""A build that is killed goes on with the segments that it had finished."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import builder
from index.builder import Limits, build_index
from index.generation import current_generation
from index.loading import load_store
from rag.document.model import Document
from rag.reading.structure import parse_document
from tests.index.tiny_embedder import tiny_embedder

DOCUMENTS = [
    parse_document(f"Town {n} has {n} bridges.\n\nIts mayor opened number {n}.\n", f"town-{n}")
    for n in range(6)
]


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "SEGMENT_PASSAGES", 4)


def build(folder: Path, documents: list[Document] = DOCUMENTS, characters: int = 800) -> int:
    limits = Limits(8, characters)
    return build_index(folder, documents, [tiny_embedder()], limits, tell=print).embedded


def killed_before_it_was_published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was written; the cache is gone as well, as if it had been full."""

    def die(*arguments: object) -> Path:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(builder, "publish", die)
        with pytest.raises(Killed):
            build(folder)
    (folder / "encodings.sqlite").unlink()
    return sorted((folder / "segments").iterdir())


def test_what_was_finished_is_not_encoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = killed_before_it_was_published(tmp_path / "killed", monkeypatch)
    assert len(written) == 3
    assert build(tmp_path / "killed") == 0
    assert build(tmp_path / "whole") == 12
    assert (
        current_generation(tmp_path / "killed").name == current_generation(tmp_path / "whole").name
    )
    assert load_store(tmp_path / "killed").documents() == DOCUMENTS


def test_only_what_is_the_same_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed_before_it_was_published(tmp_path, monkeypatch)
    changed = [*DOCUMENTS[:-1], parse_document("Town 5 has none.\n", "town-5")]
    assert build(tmp_path, changed) == 3  # the two documents of one segment
    assert load_store(tmp_path).documents() == changed


def test_otherwise_cut_passages_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_before_it_was_published(tmp_path, monkeypatch)
    assert build(tmp_path, characters=20) > 0


def test_a_damaged_one_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *_ = killed_before_it_was_published(tmp_path, monkeypatch)
    codes = first / "vectors-0" / "tokens" / "codes.u8"
    codes.write_bytes(bytes(len(codes.read_bytes())))
    assert build(tmp_path) == 4
    assert load_store(tmp_path).documents() == DOCUMENTS


def test_what_is_current_is_written_anew_from_nothing(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / "encodings.sqlite").unlink()
    assert build(tmp_path) == 12
