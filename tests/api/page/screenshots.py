"""Pictures of the page for the README, from the real server: ``make screenshots``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from api.http.app import create_app
from tests.api.page.conftest import FLAGS, TIMEOUT, ask
from tests.serving import serving

DOCS = Path(__file__).parents[3] / "docs"
ANSWERED = "What is “sovereign AI”, and who advanced it?"
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}


def main(folder: Path = DOCS) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing; apt-get install chromium")
    folder.mkdir(exist_ok=True)
    with serving(create_app(), lifespan="on") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take_all(browser, url, folder)


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
