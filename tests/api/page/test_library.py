"""A library of several folders on the page: names, ids with slashes, what is known of a brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.http.app import create_app
from index.builder import Limits, build_index
from index.loading import load_store
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.library import load_documents
from rag.settings import Settings
from tests.api.page.conftest import ask, expect_marked
from tests.serving import serving

Open = Callable[..., Page]
FILES = {
    "a/report.md": "# Harbours\n\nThe harbour of Garth was closed to ships in 1954.\n",
    "b/report.md": "# Harbours\n\nThe harbour of Selby was opened to ships in 1961.\n",
    "c/#1?.md": "# Mills\n\nThe mill of Leeds was burnt in 1872.\n",
}
KNOWN = """
authors = ["Ann <b>Lee</b>", "Bo Chen"]
date = 2024-05-09
publication = "Water"
language = "de"
description = "Of harbours."
"""


@pytest.fixture(scope="module")
def library_url(
    tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, browser: Browser
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("library")
    for name, text in FILES.items():
        (folder / "texts" / name).parent.mkdir(parents=True)
        (folder / "texts" / name).write_text(text)
    (folder / "texts" / "a" / "report.toml").write_text(KNOWN)
    build_index(folder / "index", load_documents([folder / "texts"]), [embedder], Limits())
    app = create_app(Settings(index_dir=folder / "index"))
    app.state.service.answer_with(Engine(load_store(folder / "index"), embedder))
    with serving(app) as address:
        yield address


def test_briefs_of_one_title_are_told_apart(open_page: Open, library_url: str) -> None:
    page = open_page(library_url)
    names = ["Harbours (a/report)", "Harbours (b/report)", "Mills"]
    assert page.locator("#document option").all_inner_texts() == names
    page.select_option("#document", label="Mills")
    expect(page.locator("#text")).to_contain_text("burnt in 1872")
    page.reload()  # the address leads there, whatever signs the id has
    expect(page.locator("#text")).to_contain_text("burnt in 1872")


def test_every_citation_names_its_brief(open_page: Open, library_url: str) -> None:
    page = open_page(library_url)
    ask(page, "When was the harbour of Selby opened to ships?")
    place = "Harbours (b/report) · Introduction, paragraph 1"
    expect(page.locator(".evidence .where").first).to_have_text(place)
    cite = page.locator(".cite").first
    expect(cite).to_have_attribute("aria-label", f"1: {place}")
    cite.click()
    expect(page.locator("#place-text")).to_have_text(place)
    expect_marked(page, "The harbour of Selby was opened to ships in 1961.")
    assert "#b%2Freport/" in page.url


def test_what_is_known_of_a_brief_is_shown_and_exported(
    open_page: Open, library_url: str, url: str
) -> None:
    page = open_page(library_url)
    expect(page.locator("#about p")).to_have_text(
        ["Ann <b>Lee</b>, Bo Chen · Water, 9 May 2024 · German", "Of harbours."]
    )
    expect(page.locator("#text")).to_have_attribute("lang", "de")
    ask(page, "When was the harbour of Garth closed to ships?")
    with page.expect_download() as download:
        page.click("#save")
    saved = Path(download.value.path()).read_text("utf-8")
    assert "Ann \\<b\\>Lee\\</b\\>, Bo Chen, “Harbours”, Water, 9 May 2024, Introduction" in saved
    page.select_option("#document", label="Mills")
    expect(page.locator("#about")).to_be_empty()  # nothing is known, and two lines are too few
    page = open_page(url)
    expect(page.locator("#about")).to_have_text("China Brief, vol. 24, no. 8, 2024 · English")
