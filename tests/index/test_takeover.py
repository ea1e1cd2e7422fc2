"""Indexes taken over into another: all that is theirs, and nothing that is damaged."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index.builder import Limits, Models, build_index
from index.changing import add_documents, remove_documents
from index.generation import current_generation
from index.loading import load_store
from index.originals import FOLDER, read_original
from index.sources import open_sources
from index.takeover import take_over
from rag.errors import IndexDamaged
from rag.models.embedder import Embedder
from rag.models.runtime import FILES as MODEL_FILES
from rag.reading.library import read_documents
from tests.index.tiny_embedder import tiny_embedder

TEXTS = {name: f"The {name} of Garth was sold in 1880.\n" for name in ("mill", "port", "weir")}


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def indexed(folder: Path, *paths: Path, embedder: Embedder | None = None) -> Path:
    """An index to which the files are added, as the command does it."""
    with open_sources(folder, print) as sources:
        documents = read_documents(list(paths), print, keeper=sources).documents
        models = Models([embedder or tiny_embedder()])
        add_documents(folder, documents, models, Limits(30), tell=print, sources=sources)
    return folder


def ids(folder: Path) -> list[str]:
    return [entry.id for entry in load_store(folder).listed()]


def kept(folder: Path) -> set[str]:
    return {path.name for path in (folder / FOLDER).glob("?" * 64)}


def sha256(name: str) -> str:
    return hashlib.sha256(TEXTS[name].encode()).hexdigest()


def test_a_segment_that_is_damaged_here_is_taken_again(tmp_path: Path, texts: Path) -> None:
    ours = indexed(tmp_path / "ours", texts / "mill.txt")
    theirs = indexed(tmp_path / "theirs", texts / "mill.txt")
    (segment,) = (ours / "segments").iterdir()
    (segment / "contents.sqlite").write_bytes(b"damaged")
    take_over(ours, [theirs], print)
    assert ids(ours) == ["mill"] and load_store(ours).fallback is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [([], ["mill"]), (["mill"], []), (["mill"], ["mill"]), (["mill"], ["port"]), ([], [])],
)
def test_a_segment_that_both_have_is_there_once(
    tmp_path: Path, texts: Path, ours: list[str], theirs: list[str]
) -> None:
    index = indexed(tmp_path / "index", texts)
    other = Path(shutil.copytree(index, tmp_path / "other"))
    for folder, gone in ((index, ours), (other, theirs)):
        if gone:
            remove_documents(folder, gone, print)
    left = sorted({*ids(index), *ids(other)})
    done = take_over(index, [other], print)
    assert ids(index) == left and done.documents == len(left)
    assert [load_store(index).document(name).text for name in left] == [TEXTS[n] for n in left]


def test_a_document_that_changed_in_one_is_the_others(tmp_path: Path, texts: Path) -> None:
    index = indexed(tmp_path / "index", texts)
    other = Path(shutil.copytree(index, tmp_path / "other"))
    (texts / "mill.txt").write_text("The mill of Garth was burnt in 1901.\n")
    indexed(other, texts / "mill.txt")
    for _ in range(2):  # in two as in one
        take_over(index, [other, other], print)
        assert ids(index) == sorted(TEXTS)
        assert "burnt" in load_store(index).document("mill").text


def test_the_files_that_documents_were_read_from_are_taken_over(
    tmp_path: Path, texts: Path
) -> None:
    index = indexed(tmp_path / "index", texts / "mill.txt")
    first = indexed(tmp_path / "first", texts / "port.txt", texts / "mill.txt")
    second = indexed(tmp_path / "second", texts)
    remove_documents(second, ["port"], print)
    told: list[str] = []
    take_over(index, [first, second], told.append)
    assert not [line for line in told if FOLDER in line]
    for part in (first, second):
        shutil.rmtree(part)
    assert kept(index) == {sha256(name) for name in TEXTS}
    assert read_original(index, sha256("port")) == TEXTS["port"].encode()
    assert not list((index / FOLDER).glob(".reading-*"))


def test_of_files_that_are_not_kept_whole_a_person_is_told_once(
    tmp_path: Path, texts: Path
) -> None:
    other = indexed(tmp_path / "other", texts)
    (other / FOLDER / sha256("port")).unlink()
    (other / FOLDER / sha256("weir")).write_text("altered")
    told: list[str] = []
    take_over(tmp_path / "index", [other], told.append)
    assert ids(tmp_path / "index") == sorted(TEXTS)
    assert kept(tmp_path / "index") == {sha256("mill")}
    (line,) = (line for line in told if FOLDER in line)
    assert f"{other / FOLDER} lacks 2 of the files" in line and "'port'" in line
    indexed(tmp_path / "index", texts)  # as the message says
    assert len(kept(tmp_path / "index")) == 3


def with_model(folder: Path) -> Embedder:
    """An embedder whose index carries a model."""
    folder.mkdir()
    for name in MODEL_FILES:
        (folder / name).write_text(f"the model's {name}")
    return replace(tiny_embedder(), files=[folder / name for name in MODEL_FILES])


@pytest.mark.parametrize("damage", ["missing", "altered", "a folder"])
@pytest.mark.parametrize("name", ["segments/*/lengths.npy", "carried/*/model/model.bin"])
def test_what_is_damaged_in_the_other_index_is_named(
    tmp_path: Path, texts: Path, name: str, damage: str
) -> None:
    embedder = with_model(tmp_path / "model")
    other = indexed(tmp_path / "other", texts / "mill.txt", embedder=embedder)
    index = indexed(tmp_path / "index", texts / "port.txt", embedder=embedder)
    for folder in (index / "carried").iterdir():
        shutil.rmtree(folder)  # or it would not be taken over
    before = current_generation(index)
    (file,) = other.glob(name)
    file.unlink()
    if damage == "altered":
        file.write_text("altered")
    elif damage == "a folder":
        file.mkdir()
    said = "does not match" if damage == "altered" else "cannot be read"
    with pytest.raises(
        IndexDamaged, match=rf"{re.escape(str(file))} {said}.*run `brief-rag index`"
    ):
        take_over(index, [other], print)
    assert current_generation(index) == before
    assert not list(index.glob("*/.building-*"))


def test_what_is_taken_over_is_whole(tmp_path: Path, texts: Path) -> None:
    embedder = with_model(tmp_path / "model")
    documents = read_documents([texts], print).documents
    build_index(tmp_path / "other", documents, [embedder], Limits(30))
    take_over(tmp_path / "index", [tmp_path / "other"], print)
    shutil.rmtree(tmp_path / "other")
    store = load_store(tmp_path / "index")
    assert store.documents() == documents
    assert (store.verified_model(embedder.identity) / "model.bin").is_file()
