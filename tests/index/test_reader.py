"""An index carries its reader: verified like all of it, used where the settings want it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.generation import current_generation
from index.manifest import read_manifest
from index.opening import open_engine
from rag.errors import IndexDamaged
from rag.models.embedder import Embedder
from rag.models.reader import ConvertedReader
from rag.reading.structure import parse_document
from rag.settings import Settings

TEXT = "The province fields 380 rockets of four types. Its navy, founded in 1951, has one base."


@pytest.fixture
def folder(tmp_path: Path, embedder: Embedder, reader: ConvertedReader) -> Path:
    build_index(tmp_path, [parse_document(TEXT, "a")], [embedder], Limits(), readers=[reader])
    return tmp_path


def test_the_index_says_which_reader_it_carries(folder: Path, reader: ConvertedReader) -> None:
    assert read_manifest(current_generation(folder)).sentence_readers == (reader.identity,)


def test_an_engine_reads_as_the_reader_that_the_index_was_built_with(
    folder: Path, reader: ConvertedReader
) -> None:
    (opened,) = open_engine(Settings(index_dir=folder)).readers
    question = "How many rockets does the province field?"
    assert opened.read(question, TEXT) == reader.read(question, TEXT)


def test_a_setting_switches_it_off(folder: Path) -> None:
    assert open_engine(Settings(index_dir=folder, reader=False)).readers == []


def test_an_index_without_a_reader_answers_without(tmp_path: Path, embedder: Embedder) -> None:
    build_index(tmp_path, [parse_document(TEXT, "a")], [embedder], Limits())
    engine = open_engine(Settings(index_dir=tmp_path))
    assert engine.readers == []
    assert engine.ask("How many rockets does the province field?").answerable


def reader_folder(index_dir: Path) -> Path:
    (model,) = read_manifest(current_generation(index_dir)).reader_models
    assert model is not None
    return index_dir / "carried" / model.folder / "model"


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "tokenizer.json"])
def test_a_damaged_reader_is_not_loaded(folder: Path, name: str) -> None:
    path = reader_folder(folder) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.unlink()  # and not written over: the file is shared with the cache of conversions
    path.write_bytes(content)
    listed_in = current_generation(folder).name
    with pytest.raises(IndexDamaged, match=f"{name} does not match {listed_in}"):
        open_engine(Settings(index_dir=folder))


def test_a_missing_reader_names_the_command(folder: Path) -> None:
    (reader_folder(folder) / "model.bin").unlink()
    with pytest.raises(IndexDamaged, match="run `brief-rag index`"):
        open_engine(Settings(index_dir=folder))


@pytest.fixture
def with_both(
    tmp_path: Path,
    embedder: Embedder,
    multilingual: Embedder,
    reader: ConvertedReader,
    multilingual_reader: ConvertedReader,
) -> Path:
    documents, readers = [parse_document(TEXT, "a")], [reader, multilingual_reader]
    build_index(tmp_path, documents, [embedder, multilingual], Limits(), readers=readers)
    return tmp_path


@pytest.mark.long
def test_a_question_loads_the_reader_of_its_language_alone(
    with_both: Path, reader: ConvertedReader, multilingual_reader: ConvertedReader
) -> None:
    settings = Settings(index_dir=with_both)
    loaded = {
        question: [each.identity for each in open_engine(settings, question).readers]
        for question in ("How many rockets?", "Wie viele Raketen?", "有多少枚火箭？", None)
    }
    english, other = reader.identity, multilingual_reader.identity
    assert list(loaded.values()) == [[english], [other], [other], [english, other]]


@pytest.mark.long
def test_a_damaged_second_reader_stops_only_what_needs_it(with_both: Path) -> None:
    _, second = read_manifest(current_generation(with_both)).reader_models
    assert second is not None
    (with_both / "carried" / second.folder / "model" / "model.bin").unlink()
    settings = Settings(index_dir=with_both)
    assert open_engine(settings, "How many rockets?").readers
    for question in ("Wie viele Raketen?", None):
        with pytest.raises(IndexDamaged, match=rf"{second.folder}.*run `brief-rag index`"):
            open_engine(settings, question)
    assert open_engine(settings.model_copy(update={"reader": False})).readers == []
