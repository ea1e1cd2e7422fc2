"""The bundled brief as PDFs, indexed, for whatever shows their pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.sources import open_sources
from rag.reading.library import read_documents
from tests.index.tiny_embedder import tiny_embedder
from tests.printed import printed_corpus
from tests.rag.reading import made_docx, made_epub


def index_with_originals(index_dir: Path, *paths: Path) -> Path:
    """An index of the documents that paths name, their files kept, as the command builds it."""
    with open_sources(index_dir, print) as kept:
        found = read_documents(list(paths), lambda error: None, keeper=kept)
        limits = Limits()
        build_index(index_dir, found.documents, [tiny_embedder()], limits, tell=print, sources=kept)
    return index_dir


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with PDFs of the brief, and a book, a web page, a Word file and a text."""
    folder = printed_corpus(tmp_path_factory.mktemp("printed"))
    chapters = {
        "one.xhtml": "<h1>Ports</h1><p>The harbour of Garth was closed in 1954.</p>",
        "two.xhtml": "<h1>Mills</h1><h2>Of wind</h2><p>The mill of Leeds was burnt in 1872.</p>",
    }
    (folder / "book.epub").write_bytes(made_epub.made(chapters))
    heads = made_docx.p("Water", "Title") + made_docx.p("Dykes", "H1")
    words = made_docx.p("The dyke of Emden broke in 1953.")
    (folder / "dykes.docx").write_bytes(made_docx.made(heads + words))
    heads = "<!doctype html><h1>Works</h1><h2>Bridges</h2><script>alert(1)</script>"
    page = f"{heads}<p>The bridge was sold in 1880."
    (folder / "bridges.html").write_text(page, "utf-8")
    (folder / "Tides “of” 水.txt").write_bytes("Die Flut kam 1962 nach Büsum.".encode("cp1252"))
    return folder


@pytest.fixture(scope="session")
def printed_index(tmp_path_factory: pytest.TempPathFactory, printed: Path) -> Path:
    return index_with_originals(tmp_path_factory.mktemp("printed-index"), printed)
