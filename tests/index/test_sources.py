"""What a build keeps of the files that it reads: copies of them, and what was read."""

from __future__ import annotations

import ast
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index import cache_files, sources
from index.builder import Build, Limits, build_index
from index.changing import remove_documents
from index.generation import KEPT_GENERATIONS
from index.loading import load_store
from index.originals import FOLDER, OriginalsBeingRead, open_original, read_original
from index.reading_cache import FILE, source_key
from index.sources import open_sources
from rag.document.model import Document
from rag.errors import NotWritten, OriginalMissing, UnreadableDocument
from rag.reading import fingerprint, library
from rag.reading.library import load_documents, read_documents
from rag.reading.loading import read_source
from tests.full_disk import small_disk
from tests.index.tiny_embedder import tiny_embedder
from tests.made_pdf import lines, made_pdf
from tests.platforms import posix_only
from tests.rag.reading import made_docx, made_epub

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "data" / "files"


def corpus(folder: Path) -> Path:
    """A document of every format that is read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bridge.txt").write_bytes(
        "Die Brücke von York wurde 1880 verkauft.\r\n".encode("cp1252")
    )
    (folder / "tides.md").write_text("# Tides\n\nThe dyke broke in 1953 (Xinhua, May 9, 2015).\n")
    (folder / "tides.toml").write_text('authors = ["Ann Lee"]\nyear = 2016\n')
    (folder / "page.html").write_text("<!doctype html><h1>Ports</h1><p>Garth was closed in 1954.")
    (folder / "mill.docx").write_bytes(made_docx.made(made_docx.p("The mill was burnt in 1872.")))
    chapter = "<h1>Ports</h1><p>The harbour of Garth was closed.</p>"
    (folder / "ports.epub").write_bytes(made_epub.made({"one.xhtml": chapter}))
    (folder / "grain.pdf").write_bytes(made_pdf([lines(72, 72, ["The grain was sold in 1901."])]))
    return folder


def build(index_dir: Path, *paths: Path) -> tuple[Build, list[Document], list[str]]:
    told: list[str] = []
    with open_sources(index_dir, told.append) as kept:
        found = read_documents(list(paths), lambda error: told.append(str(error)), keeper=kept)
        done = build_index(
            index_dir, found.documents, [tiny_embedder()], Limits(8), tell=told.append, sources=kept
        )
    return done, found.documents, told


def kept_files(index_dir: Path) -> set[str]:
    return {path.name for path in (index_dir / FOLDER).iterdir() if len(path.name) == 64}


def hashes(folder: Path) -> set[str]:
    files = (path for path in folder.iterdir() if path.suffix != ".toml")
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called, to read a file is a failure."""

    def refuse(*_: object) -> Document:
        raise AssertionError("a file was read")

    return lambda: monkeypatch.setattr(library, "document_from", refuse)


def test_every_file_is_kept_as_it_is_and_found_by_its_hash(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "texts")
    _, documents, told = build(tmp_path / "index", folder)
    assert not told and len(documents) == 6
    assert kept_files(tmp_path / "index") == hashes(folder)
    for document in load_store(tmp_path / "index").documents():
        assert document.original is not None
        (file,) = (
            folder.glob(f"{document.id}.*[!l]") if document.id != "page" else [folder / "page.html"]
        )
        assert read_original(tmp_path / "index", document.original.sha256) == file.read_bytes()
        with open_original(tmp_path / "index", document.original.sha256) as handle:
            assert handle.read() == file.read_bytes()


def test_a_kept_file_is_no_second_name_of_the_users(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "texts")
    build(tmp_path / "index", folder)
    before = kept_files(tmp_path / "index")
    for path in folder.iterdir():
        with open(path, "r+b") as handle:  # in place, as some editors write
            handle.write(b"####")
    for sha256 in before:
        assert hashlib.sha256(read_original(tmp_path / "index", sha256)).hexdigest() == sha256


def test_what_no_generation_needs_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    seen = []
    for number in range(5):
        file.write_text(f"This is the state of number {number}.")
        seen.append(hashlib.sha256(file.read_bytes()).hexdigest())
        build(tmp_path / "index", file)
        assert kept_files(tmp_path / "index") == set(seen[-KEPT_GENERATIONS:])
    names = {path.name for path in (tmp_path / "index" / FOLDER).iterdir()}
    assert names == set(seen[-2:])


def test_what_is_removed_from_the_index_is_kept_nowhere(tmp_path: Path) -> None:
    index_dir, folder = tmp_path / "index", corpus(tmp_path / "texts")
    build(index_dir, folder)
    removed = hashlib.sha256((folder / "bridge.txt").read_bytes()).hexdigest()
    remove_documents(index_dir, ["bridge"], print)
    assert removed in kept_files(index_dir)  # the generation before needs it
    remove_documents(index_dir, ["grain"], print)
    assert removed not in kept_files(index_dir)
    with closing(sqlite3.connect(index_dir / FILE)) as database:
        originals = {original for (original,) in database.execute("SELECT original FROM readings")}
    assert originals == kept_files(index_dir)


def test_a_damaged_or_missing_file_is_named_and_kept_again(tmp_path: Path) -> None:
    index_dir, file = tmp_path / "index", tmp_path / "text.txt"
    file.write_text("This is the text.")
    build(index_dir, file)
    (name,) = kept_files(index_dir)
    path = index_dir / FOLDER / name
    for damage in ("altered", "missing", "a folder"):
        path.unlink()
        if damage == "altered":
            path.write_text("This is that text.")
        elif damage == "a folder":
            path.mkdir()
        for use in (read_original, open_original):
            with pytest.raises(OriginalMissing, match="brief-rag index"):
                use(index_dir, name)
        if path.is_dir():
            path.rmdir()
        build(index_dir, file)
        assert read_original(index_dir, name) == file.read_bytes()


def test_what_another_build_removes_meanwhile_is_kept_all_the_same(tmp_path: Path) -> None:
    index_dir, file, other = tmp_path / "index", tmp_path / "text.txt", tmp_path / "other.txt"
    file.write_text("This is the text.")
    build(index_dir, file)
    told: list[str] = []
    with open_sources(index_dir, told.append) as kept:
        found = read_documents([file], lambda error: None, keeper=kept)
        for number in range(3):  # another process builds while this one reads
            other.write_text(f"This is the other text, {number}.")
            build(index_dir, other)
        sha256 = found.documents[0].original.sha256  # type: ignore[union-attr]
        assert sha256 not in kept_files(index_dir)
        build_index(
            index_dir, found.documents, [tiny_embedder()], Limits(8), tell=print, sources=kept
        )
    assert read_original(index_dir, sha256) == file.read_bytes()
    assert not list((index_dir / FOLDER).glob(".reading-*"))


def test_what_a_killed_build_left_is_swept_away_and_a_living_ones_is_not(tmp_path: Path) -> None:
    living = OriginalsBeingRead(tmp_path)
    living.keep("a" * 64, b"of the one that lives")
    program = (
        "import os, sys; from pathlib import Path; from index.originals import OriginalsBeingRead\n"
        "killed = OriginalsBeingRead(Path(sys.argv[1]))\n"
        "killed.keep('b' * 64, b'of the killed one'); os._exit(1)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=environment)
    assert len(list((tmp_path / FOLDER).glob(".reading-*/*"))) == 2
    another = OriginalsBeingRead(tmp_path)
    another.keep("c" * 64, b"of a third")
    names = {path.name[0] for path in (tmp_path / FOLDER).glob(".reading-*/*")}
    assert names == {"a", "c"}
    living.close()
    another.close()
    assert not list((tmp_path / FOLDER).iterdir())


def test_a_build_that_fails_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "text.txt"
    file.write_text("This is the text.")
    monkeypatch.setattr(sources.Sources, "settle", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(tmp_path / "index", file)
    assert not list((tmp_path / "index" / FOLDER).iterdir())


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("This is a sentence. " * 20_000)
    with small_disk(200_000) as folder, pytest.raises(NotWritten, match="free some space"):
        build(folder, file)


@pytest.mark.parametrize("change", ["nothing", "moved"])
def test_an_unchanged_file_is_not_read_again(
    tmp_path: Path, nothing_is_read: Callable[[], None], change: str
) -> None:
    folder = corpus(tmp_path / "texts")
    first, documents, _ = build(tmp_path / "index", folder)
    if change == "moved":
        folder = folder.rename(tmp_path / "elsewhere")
        os.utime(folder / "grain.pdf", (0, 0))
    nothing_is_read()
    again, same, told = build(tmp_path / "index", folder)
    assert not told and again.name == first.name and same == documents


@pytest.mark.parametrize("name", ["bridge.txt", "tides.toml", "grain.pdf", "ending", "id"])
def test_whatever_decides_what_is_read_has_it_read_again(tmp_path: Path, name: str) -> None:
    folder = corpus(tmp_path / "texts")
    build(tmp_path / "index", folder)
    if name == "bridge.txt":
        (folder / name).write_text("Die Brücke von Leeds wurde 1881 verkauft.")
    elif name == "tides.toml":
        (folder / name).write_text("year = 1999\n")
    elif name == "grain.pdf":
        (folder / name).write_bytes(made_pdf([lines(72, 72, ["The grain was sold in 1902."])]))
    elif name == "ending":
        (folder / "tides.md").rename(folder / "tides.txt")
    else:
        (folder / "page.html").rename(folder / "other-page.html")
    _, documents, _ = build(tmp_path / "index", folder)
    assert documents == load_documents([folder])


def test_another_version_of_the_code_reads_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = read_source(corpus(tmp_path) / "bridge.txt")
    before = source_key(source)
    monkeypatch.setattr(fingerprint, "version", lambda name: "0.0")
    fingerprint.reading_fingerprint.cache_clear()
    try:
        assert source_key(source) != before
    finally:
        monkeypatch.undo()
        fingerprint.reading_fingerprint.cache_clear()
    assert source_key(source) == before


def test_the_fingerprint_names_all_that_reading_stands_on() -> None:
    imported = set()
    for part in ("reading", "document"):
        for file in (ROOT / "rag" / part).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    imported.add(str(node.module).split(".")[0])
    others = imported - set(sys.stdlib_module_names) - {"rag"}
    called = {"markdown_it": "markdown-it-py", "yaml": "pyyaml", "Stemmer": "pystemmer"}
    named = {called.get(name, name.replace("_", "-")) for name in others}
    assert named - {"pydantic"} == set(fingerprint.READ_WITH)  # which hands on what it is given


@pytest.mark.skipif(not SAMPLES.exists(), reason=f"{SAMPLES} is not there")
def test_the_cache_gives_exactly_what_reading_does(
    tmp_path: Path, nothing_is_read: Callable[[], None]
) -> None:
    folders = [SAMPLES / name for name in ("pdf", "docx", "epub", "html", "markdown")]
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if _is_read(file)]
    chosen = files[::3]
    told: list[str] = []
    with open_sources(tmp_path, told.append) as kept:
        first = read_documents(chosen, lambda error: None, keeper=kept).documents
    read = {document.original.sha256 for document in first if document.original}
    readable = [f for f in chosen if hashlib.sha256(f.read_bytes()).hexdigest() in read]
    nothing_is_read()
    with open_sources(tmp_path, told.append) as kept:
        again = read_documents(readable, lambda error: None, keeper=kept).documents
    assert len(first) > 10 and not told
    assert again == first


def _is_read(file: Path) -> bool:
    return (
        file.suffix in (".pdf", ".docx", ".epub", ".html", ".md") and ".expected" not in file.name
    )


def damaged_row(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE readings SET document = replace(document, '19', '20')")


def other_rows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        wrong = hashlib.sha256(b"{}").hexdigest()
        database.execute("UPDATE readings SET document = ?, sha256 = ?", (b"{}", wrong))


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database" * 500)


def other_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE readings (other TEXT)")


@pytest.mark.parametrize("damage", [damaged_row, other_rows, garbage, other_tables])
def test_a_damaged_cache_is_thrown_away(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = corpus(tmp_path / "texts")
    first, documents, _ = build(tmp_path / "index", folder)
    damage(tmp_path / "index" / FILE)
    again, same, told = build(tmp_path / "index", folder)
    assert same == documents and again.name == first.name
    assert all("made anew" in line for line in told)


@posix_only
def test_a_cache_that_cannot_be_used_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus(tmp_path / "texts")
    (tmp_path / "index").mkdir()
    os.mkfifo(tmp_path / "index" / FILE)
    done, documents, told = build(tmp_path / "index", folder)
    assert documents == load_documents([folder]) and done.documents == 6
    assert len(told) == 1 and "cannot be used (not a regular file); files are read" in told[0]
    (tmp_path / "index" / FILE).unlink()
    build(tmp_path / "index", folder)
    monkeypatch.setattr(cache_files, "PATIENCE", 0.01)
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as other:
        other.execute("BEGIN EXCLUSIVE")
        _, same, told = build(tmp_path / "index", folder)
    assert same == documents and len(told) == 1 and "locked" in told[0]


def test_the_cache_holds_what_the_kept_generations_need_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    for number in range(4):
        file.write_text(f"This is the state of number {number}.")
        build(tmp_path / "index", file)
        with closing(sqlite3.connect(tmp_path / "index" / FILE)) as database:
            ((count,),) = database.execute("SELECT count(*) FROM readings")
        assert count == min(number + 1, KEPT_GENERATIONS)


def test_a_file_that_cannot_be_read_is_told_each_time(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "texts")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 and no more")
    (folder / "headings.md").write_text("# Only\n\n## Headings\n")
    for _ in range(2):
        _, documents, told = build(tmp_path / "index", folder)
        assert len(documents) == 6 and len(told) == 2
    assert kept_files(tmp_path / "index") == hashes(folder) - {
        hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("bad.pdf", "headings.md")
    }
    with pytest.raises(UnreadableDocument):
        build(tmp_path / "index", folder / "bad.pdf")
