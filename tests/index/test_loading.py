"""What is opened while changes are made is a generation that is whole, and no false alarm."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index import loading
from index.builder import Limits, build_index
from index.generation import current_generation, earlier_generations, publish
from index.loading import MOST_TRIES, load_store
from index.manifest import Manifest, read_manifest
from rag.errors import IndexDamaged
from rag.models.embedder import Embedder
from rag.models.runtime import FILES as MODEL_FILES
from rag.reading.structure import parse_document
from tests.index.tiny_embedder import tiny_embedder

Build = Callable[[int], str]


@pytest.fixture
def embedder(tmp_path: Path) -> Embedder:
    """One whose index carries a model."""
    files = [tmp_path / name for name in MODEL_FILES]
    for file in files:
        file.write_text(f"the model's {file.name}")
    return replace(tiny_embedder(), files=files)


@pytest.fixture
def build(tmp_path: Path, embedder: Embedder) -> Build:
    """Makes an index of one document, another for each number, current."""

    def build(number: int) -> str:
        document = parse_document(f"The text of number {number}.", "one")
        return build_index(tmp_path / "index", [document], [embedder], Limits(30)).name

    return build


def overtaken(monkeypatch: pytest.MonkeyPatch, build: Build, times: int) -> list[str]:
    """Before a manifest is read, two more generations are made current, which removes it; so many
    times. The names of the last ones."""
    made: list[str] = []

    def late(path: Path) -> Manifest:
        if len(made) < times:
            numbers = (2 * len(made), 2 * len(made) + 1)
            made.append([build(100 + number) for number in numbers][-1])
        return read_manifest(path)

    monkeypatch.setattr(loading, "read_manifest", late)
    return made


@pytest.mark.parametrize("times", [1, MOST_TRIES - 1])
def test_a_generation_that_others_took_the_place_of_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Build, times: int
) -> None:
    build(1)
    made = overtaken(monkeypatch, build, times)
    store = load_store(tmp_path / "index")
    assert store.fallback is None and store.name == made[-1] and len(made) == times


def test_it_is_not_tried_forever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Build
) -> None:
    build(1)
    made = overtaken(monkeypatch, build, 100)
    with pytest.raises(IndexDamaged):
        load_store(tmp_path / "index")
    assert MOST_TRIES <= len(made) < 3 * MOST_TRIES


def test_a_damaged_generation_that_stays_current_is_told(tmp_path: Path, build: Build) -> None:
    before = build(1)
    build(2)
    (segment,) = read_manifest(current_generation(tmp_path / "index")).segments
    shutil.rmtree(tmp_path / "index" / "segments" / segment.name)
    store = load_store(tmp_path / "index")
    assert store.name == before and store.fallback and segment.name in store.fallback


def test_the_model_is_opened_although_other_generations_became_current(
    tmp_path: Path, build: Build, embedder: Embedder
) -> None:
    build(1)
    store = load_store(tmp_path / "index")
    for number in (2, 3):
        build(number)
    assert not (tmp_path / "index" / "generations" / f"{store.name}.json").exists()
    assert (store.verified_model(embedder.identity) / "model.xml").is_file()


def test_what_could_not_be_loaded_is_not_made_current(tmp_path: Path, build: Build) -> None:
    index_dir = tmp_path / "index"
    build(1)
    current = current_generation(index_dir)
    manifest = read_manifest(current)
    for wrong in (
        replace(manifest, segments=manifest.segments * 2),
        replace(manifest, segments=()),
        replace(manifest, models=()),
    ):
        with pytest.raises(IndexDamaged):
            publish(index_dir, wrong)
        assert current_generation(index_dir) == current
        assert list((index_dir / "generations").iterdir()) == [current]
    assert load_store(index_dir).fallback is None


def test_what_is_being_written_is_no_generation(tmp_path: Path, build: Build) -> None:
    before = build(1)
    build(2)
    current = current_generation(tmp_path / "index")
    current.with_name(f".building-{current.name}").write_text("{")
    assert [path.stem for path in earlier_generations(tmp_path / "index", current)] == [before]
