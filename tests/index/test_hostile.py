"""Whatever stands in an index's files, opening it ends in an error that says what mends it.

Every value of the real files is replaced by each of a set of wrong ones, once as damage and once
as another version might have written it, with all hashes made to fit.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.filters import Filters
from rag.document.model import Document
from rag.engine import Engine
from rag.errors import IndexDamaged, IndexMissing, UnknownFilter
from rag.reading.structure import parse_document
from tests.index.tiny_embedder import tiny_embedder
from tests.platforms import posix_only
from tests.wrong_values import WRONG, edits

pytestmark = pytest.mark.long

TEXT = (
    "A Title\n\nThe first paragraph of it (Xinhua, May 9, 2015).[1]\n\nA Heading\n\n"
    "The second one is here. It has two sentences.\n\nNotes\n\n[1] A note of it.\n"
)


QUESTIONS = ("What is the first paragraph?", "Which claims rest on Xinhua?", "note 1", "headin")


@dataclass(frozen=True)
class Index:
    """An index that is altered, opened, and put back."""

    folder: Path
    documents: list[Document]

    @property
    def manifest(self) -> Path:
        name = (self.folder / "CURRENT").read_text().strip()
        return self.folder / "generations" / f"{name}.json"

    @property
    def segment(self) -> Path:
        (used,) = json.loads(self.manifest.read_bytes())["segments"]
        return self.folder / "segments" / str(used["name"])

    def open(self) -> bool:
        """Whether it opens and can be asked; False after an error that names what mends it."""
        try:
            store = load_store(self.folder)
            engine = Engine(store, replace(tiny_embedder(), identity=store.embedders[0]))
            for question in QUESTIONS:
                engine.ask(question)
            engine.ask("the first one", filters=Filters(source=("xinhua",), date_from="2015"))
            engine.ask("the second", filters=Filters(section=("a heading",), document=("one",)))
        except UnknownFilter:
            return True
        except IndexDamaged as error:
            assert "run `brief-rag index`" in str(error) and str(self.folder) in str(error)
            assert len(str(error)) < 1000 and str(error).isprintable()
            return False
        return True

    def publish(self, content: bytes) -> None:
        """Write a manifest under the name that fits it, and point to it."""
        shutil.rmtree(self.folder / "generations")
        (self.folder / "generations").mkdir()
        name = hashlib.sha256(content).hexdigest()[:16]
        (self.folder / "generations" / f"{name}.json").write_bytes(content)
        (self.folder / "CURRENT").write_text(f"{name}\n")

    def publish_segment(self, content: bytes) -> None:
        """Write the segment's manifest, and make its name and the generation fit it."""
        segment = self.segment
        (segment / "segment.json").write_bytes(content)
        target = segment.with_name(hashlib.sha256(content).hexdigest()[:16])
        manifest = json.loads(self.manifest.read_bytes())
        segment.rename(target)
        manifest["segments"][0]["name"] = target.name
        self.publish(json.dumps(manifest).encode())

    def rehash(self, name: str) -> None:
        """Make the manifests fit a file of the segment that was altered."""
        manifest = json.loads((self.segment / "segment.json").read_bytes())
        digest = hashlib.sha256((self.segment / name).read_bytes()).hexdigest()
        manifest["files"][name] = digest
        self.publish_segment(json.dumps(manifest).encode())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    documents = [parse_document(TEXT, "one"), parse_document(TEXT.replace("first", "only"), "two")]
    build_index(folder, documents, [tiny_embedder()], Limits(30))
    return folder


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Index:
    shutil.copytree(built, tmp_path / "index")
    return Index(tmp_path / "index", list(load_store(built).documents()))


def test_a_damaged_manifest_is_never_loaded(index: Index) -> None:
    assert index.open()
    for path in (index.manifest, index.segment / "segment.json"):
        good = path.read_bytes()
        for what, content in edits(good, WRONG[::3]):
            path.write_bytes(content)
            assert not index.open(), what
        path.write_bytes(good)
    assert index.open()


def test_a_manifest_of_another_version_is_refused_or_loads_the_same(index: Index) -> None:
    good = index.manifest.read_bytes()
    refused = 0
    for what, content in edits(good):
        index.publish(content)
        if index.open():
            assert load_store(index.folder).documents() == index.documents, what
        else:
            refused += 1
    assert refused > 300


def test_a_segments_manifest_of_another_version_likewise(index: Index) -> None:
    good = (index.segment / "segment.json").read_bytes()
    refused = 0
    for what, content in edits(good):
        index.publish_segment(content)
        if index.open():
            assert load_store(index.folder).documents() == index.documents, what
        else:
            refused += 1
    assert refused > 300


VALUES = [
    "NULL",
    "-1",
    "7",
    "1e300",
    "'x'",
    "''",
    "x''",
    "x'00'",
    "x'ffffffff'",
    "9223372036854775807",
]


def test_values_of_another_version_are_refused_or_can_be_asked(index: Index) -> None:
    path = index.segment / "contents.sqlite"
    with closing(sqlite3.connect(path)) as database:
        tables = ["documents", "passages", "sections", "sources", "notes", "terms", "headings"]
        columns = [
            (table, column)
            for table in tables
            for _, column, *_ in database.execute(f"PRAGMA table_info({table})")
        ]
    good = path.read_bytes()
    refused = 0
    for table, column in columns:
        for value in VALUES:
            path = index.segment / "contents.sqlite"
            path.write_bytes(good)
            with closing(sqlite3.connect(path)) as database, suppress(sqlite3.Error), database:
                database.execute(f'UPDATE {table} SET "{column}" = {value}')
            index.rehash("contents.sqlite")
            refused += not index.open()
    assert refused > 50


def test_a_database_of_another_shape_is_refused(index: Index) -> None:
    good = (index.segment / "contents.sqlite").read_bytes()
    for content in (b"", b"x" * 5000, good[:4096], good[:-4096], good[:100] + b"\xff" * len(good)):
        (index.segment / "contents.sqlite").write_bytes(content)
        index.rehash("contents.sqlite")
        assert not index.open()
    for table in ("documents", "passages", "terms", "headings"):
        (index.segment / "contents.sqlite").write_bytes(good)
        with closing(sqlite3.connect(index.segment / "contents.sqlite")) as database, database:
            database.execute(f"DROP TABLE {table}")
        index.rehash("contents.sqlite")
        assert not index.open(), table


ARRAYS: list[Callable[[Any], Any]] = [
    lambda array: array[:-1],
    lambda array: array[:0],
    lambda array: np.concatenate([array, array]),
    lambda array: array[::-1],
    lambda array: array * 0,
    lambda array: array - 1,
    lambda array: array * 1000,
    lambda array: array[None],
    lambda array: array.astype(np.float64) + 0.5,
    lambda array: array.astype(str),
    lambda array: array.astype(complex),
    lambda array: np.asarray(0),
]


def altered(content: bytes) -> Iterator[bytes]:
    """An array with another shape, type or content, and what is none."""
    array = np.load(BytesIO(content))
    for alter in ARRAYS:
        file = BytesIO()
        np.save(file, alter(array))
        yield file.getvalue()
    yield from (b"", content[:50], content[:-1], content + b"0", b"\x93NUMPY" + b"\xff" * 100)
    yield content.replace(b"'fortran_order'", b"'fortran_ordeR'")
    yield re.sub(rb"\((\d+),\)", lambda found: b"(" + b"9" * len(found[1]) + b",)", content)


def test_arrays_of_another_version_are_refused_or_can_be_asked(index: Index) -> None:
    names = [p.relative_to(index.segment).as_posix() for p in index.segment.rglob("*.npy")]
    assert len(names) == 9
    for name in names:
        good = (index.segment / name).read_bytes()
        refused = 0
        for content in altered(good):
            (index.segment / name).write_bytes(content)
            index.rehash(name)
            refused += not index.open()
        assert refused >= 8, name
        (index.segment / name).write_bytes(good)
        index.rehash(name)
        assert index.open()


@pytest.mark.parametrize("name", ["vectors-0/dense/vectors.f16", "vectors-0/tokens/codes.u8"])
def test_vectors_of_another_version_are_refused(index: Index, name: str) -> None:
    good = (index.segment / name).read_bytes()
    for content in (b"", good[:10], good[:-2], b"IxMp" + good, good[8:]):
        (index.segment / name).write_bytes(content)
        index.rehash(name)
        assert not index.open()


def test_a_manifest_that_lists_no_files_loads_nothing(index: Index) -> None:
    manifest = json.loads((index.segment / "segment.json").read_bytes())
    for name in list(manifest["files"]):
        without = {k: v for k, v in manifest["files"].items() if k != name}
        index.publish_segment(json.dumps({**manifest, "files": without}).encode())
        with pytest.raises(IndexDamaged, match=rf"does not list {name}"):
            load_store(index.folder)
    index.publish_segment(json.dumps({**manifest, "files": {}}).encode())
    assert not index.open()


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/../../x", "a//b", ".hidden", "a\\b", "C:/x", "ü"]
)
def test_a_name_that_leads_elsewhere_is_refused(index: Index, name: str) -> None:
    manifest = json.loads((index.segment / "segment.json").read_bytes())
    manifest["files"][name] = hashlib.sha256(b"").hexdigest()
    (index.folder / "x").write_bytes(b"")
    index.publish_segment(json.dumps(manifest).encode())
    with pytest.raises(IndexDamaged, match="which is no file of an index"):
        load_store(index.folder)


@pytest.mark.parametrize("name", ["../x", "..", "/x", "x", "0123456789ABCDEF"])
def test_a_segment_elsewhere_is_refused(index: Index, name: str) -> None:
    manifest = json.loads(index.manifest.read_bytes())
    manifest["segments"][0]["name"] = name
    index.publish(json.dumps(manifest).encode())
    with pytest.raises(IndexDamaged, match="which is no folder"):
        load_store(index.folder)


def test_a_segment_named_twice_is_refused(index: Index) -> None:
    manifest = json.loads(index.manifest.read_bytes())
    manifest["segments"] *= 2
    index.publish(json.dumps(manifest).encode())
    assert not index.open()


@pytest.mark.parametrize("name", ["contents.sqlite", "vectors-0", "vectors-0/tokens/codes.u8"])
def test_a_link_is_not_followed_though_what_it_leads_to_is_the_same(
    index: Index, name: str
) -> None:
    path = index.segment / name
    path.rename(index.folder / "elsewhere")
    path.symlink_to(index.folder / "elsewhere")
    with pytest.raises(IndexDamaged, match="a symbolic link"):
        load_store(index.folder)


def test_a_pointer_is_a_small_file_that_holds_a_name(index: Index) -> None:
    pointer = index.folder / "CURRENT"
    name = pointer.read_bytes()
    contents = [b"", b"..", b"../..", b"/", b"x" * 16, b"0" * 16, b"\xff\xfe" * 8, b"\0" * 16]
    contents += [name + name, name + b"/..", b"../" + name, "０".encode() * 16, b"x" * 5_000_000]
    for content in contents:
        pointer.write_bytes(content)
        assert not index.open(), content[:20]
    pointer.unlink()
    with pytest.raises(IndexMissing, match="run `brief-rag index` first"):
        load_store(index.folder)
    pointer.mkdir()
    assert not index.open()
    pointer.rmdir()
    pointer.symlink_to("CURRENT")
    assert not index.open()
    pointer.unlink()
    pointer.write_bytes(name)
    assert index.open()


def test_a_missing_or_altered_generation_is_mended_by_the_command(index: Index) -> None:
    for content in (b"", b"{}", b"x" * 100):
        index.manifest.write_bytes(content)
        assert not index.open()
        build_index(index.folder, index.documents, [tiny_embedder()], Limits(30))
        assert index.open()


def nothing(path: Path) -> None:
    pass


def a_file(path: Path) -> None:
    path.write_text("no folder")


def a_link(path: Path) -> None:
    path.symlink_to("elsewhere")


def a_loop(path: Path) -> None:
    path.symlink_to(path.name)


@posix_only
@pytest.mark.parametrize("make", [nothing, a_file, a_link, a_loop, Path.mkdir])
@pytest.mark.parametrize("name", ["", "segment.json", "contents.sqlite", "vectors-0"])
def test_the_command_that_is_named_mends_it(
    index: Index, name: str, make: Callable[[Path], None]
) -> None:
    place = index.segment / name
    place.rename(index.folder / "away")
    make(place)
    assert not index.open()
    build_index(index.folder, index.documents, [tiny_embedder()], Limits(30))
    assert index.open() and load_store(index.folder).documents() == index.documents
