"""Pictures of the page for the README, from the real server: ``make screenshots``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from api.http.app import create_app
from index.builder import Limits, build_index
from index.sources import open_sources
from rag.models.opening import open_embedders, open_readers
from rag.reading.library import read_documents
from rag.settings import Settings
from tests.api.page.conftest import FLAGS, TIMEOUT, ask
from tests.patience import wait_until
from tests.printed import print_brief
from tests.serving import serving

DOCS = Path(__file__).parents[3] / "docs"
PAPER = (
    "body{font:11pt/1.4 serif;columns:2;text-align:justify} h1{column-span:all} h2{font-size:13pt}"
)
DRAWN = "image => Boolean(image.getAttribute('src')) && image.complete && image.naturalWidth > 0"
ANSWERED = "What is “sovereign AI”, and who advanced it?"
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}


def main(folder: Path = DOCS) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing; apt-get install chromium")
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with serving(create_app(), lifespan="on") as url:
            take_all(browser, url, folder)
        with (
            tempfile.TemporaryDirectory() as beside,
            serving(create_app(of_a_pdf(Path(beside))), lifespan="on") as url,
        ):
            take_page(browser, url, folder)


def take_all(browser: Browser, url: str, folder: Path) -> None:
    page = opened(browser, url)
    evidence(page)
    take(page, folder / "answer.png")
    page = opened(browser, url)
    ask(page, "What did the EU decide about AI sovereignty in 2025?")
    take(page, folder / "refusal.png")
    page = opened(browser, url, color_scheme="dark")
    evidence(page)
    take(page, folder / "dark.png")
    page = opened(browser, url, viewport=NARROW, device_scale_factor=2)
    evidence(page)
    take(page, folder / "narrow.png")


def of_a_pdf(folder: Path) -> Settings:
    """The settings of an index of the brief as a PDF, in a folder."""
    print_brief(folder / "china-brief-24-8.pdf", PAPER)
    usual = Settings()
    models_dir = usual.models_dir or usual.index_dir / "models"
    settings = Settings(index_dir=folder / "index", models_dir=models_dir)
    with open_sources(settings.index_dir, print) as kept:
        documents = read_documents([folder / "china-brief-24-8.pdf"], print, keeper=kept).documents
        embedders = open_embedders(settings, print)
        readers = open_readers(embedders, settings, print)
        limits = Limits.of(settings)
        build_index(settings.index_dir, documents, embedders, limits, readers=readers, sources=kept)
    return settings


def take_page(browser: Browser, url: str, folder: Path) -> None:
    """An answer, and its first citation marked on the page that it is printed on."""
    page = opened(browser, url)
    evidence(page)
    page.click("#view-page")
    image = page.locator("#print-image")
    image.wait_for()
    wait_until(lambda: image.evaluate(DRAWN))
    take(page, folder / "page.png")


def opened(browser: Browser, url: str, **options: Any) -> Page:
    context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    page.goto(url)
    page.locator("#text section").first.wait_for(state="attached")
    return page


def evidence(page: Page) -> None:
    """An answer, and its first citation marked in the text."""
    ask(page, ANSWERED)
    page.locator(".cite").first.click()
    page.locator("#place").wait_for()


def take(page: Page, path: Path) -> None:
    page.screenshot(path=path)
    Image.open(path).quantize(256).save(path, optimize=True)  # a third of the size, by eye the same
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
