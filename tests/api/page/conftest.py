"""The page in a real Chromium, before the real server, model and index."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.http.app import create_app
from index.builder import Limits, build_index
from index.loading import load_store
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.loading import load_document
from rag.settings import Settings
from tests.api.page.faulty import Faulty
from tests.patience import SECONDS
from tests.serving import serving

# Debian's Chromium, without whatever would look for another host.
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
TIMEOUT = SECONDS * 1000  # milliseconds
expect.set_options(timeout=TIMEOUT)  # by itself it gives up after five seconds, on any machine
QUESTION = "How many more AI researchers does the PRC need?"
ANSWER = "/v1/answer"
HOSTILE = Path(__file__).with_name("hostile-brief.txt")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        absent = "the chat page needs Debian's Chromium to be tested: apt-get install chromium"
        if os.environ.get("BRIEF_RAG_REQUIRE_BROWSER"):
            pytest.fail(absent)
        pytest.skip(absent)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=FLAGS)


@pytest.fixture(scope="package")
def app(index_dir: Path) -> FastAPI:
    return create_app(Settings(index_dir=index_dir))


@pytest.fixture(scope="package")
def url(app: FastAPI, browser: Browser) -> Iterator[str]:
    with serving(app, lifespan="on") as address:
        yield address


@pytest.fixture(scope="package")
def hostile_url(
    tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, browser: Browser
) -> Iterator[str]:
    """A brief of emoji, Chinese, quotation marks and markup, next to a plain one."""
    folder = tmp_path_factory.mktemp("hostile")
    other = folder / "other.txt"
    other.write_text("The harbour\n\nThe old harbour was closed to ships in 1954.\n")
    build_index(folder, [load_document(f) for f in (HOSTILE, other)], [embedder], Limits())
    app = create_app(Settings(index_dir=folder))
    app.state.service.answer_with(Engine(load_store(folder), embedder))
    with serving(app) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens addresses, each in a profile of its own; no page may report an error.

    ``script`` runs before the page's own.
    """
    contexts = []
    reported: list[str] = []

    def open_at(address: str, script: str = "", **options: Any) -> Page:
        size = {"width": 1280, "height": 800}
        context = browser.new_context(**{"viewport": size, "reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.add_init_script(script)
        page.on("pageerror", lambda error: reported.append(str(error)))
        page.on("console", lambda m: reported.append(m.text) if _is_mistake(m) else None)
        page.goto(address)
        page.locator("#text section").first.wait_for(state="attached")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert reported == []


def _is_mistake(message: Any) -> bool:
    # A refused or broken request is reported by the browser itself.
    return message.type in ("error", "warning") and "Failed to load resource" not in message.text


@pytest.fixture
def faulty(app: FastAPI, url: str) -> Faulty:
    return Faulty(app)


@pytest.fixture
def faulty_url(faulty: Faulty) -> Iterator[str]:
    with serving(faulty) as address:
        yield address


@pytest.fixture
def answer(client: TestClient) -> dict[str, Any]:
    """The real answer to ``QUESTION``."""
    return dict(client.post(ANSWER, json={"question": QUESTION}).json())


def send(page: Page) -> None:
    """Send ``QUESTION``, and wait for nothing."""
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the answer is whole."""
    answered = page.locator(".confidence").count()
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.locator(".confidence").nth(answered).wait_for()


def stop_the_clock(page: Page) -> None:
    """Let nothing that the page shows for a while go by itself, however long the test takes."""
    page.clock.install()
    page.clock.pause_at(time.time() + 60)


# The text of each mark of a layer, whether it is a highlight or made of elements.
MARKED = """layer => CSS.highlights
    ? [...(CSS.highlights.get(layer) ?? [])].map(range => range.toString())
    : [...document.querySelectorAll(`.mark-${layer}`)].map(mark => mark.textContent)"""
IN_VIEW = """() => {
    const [range] = CSS.highlights?.get('quote') ?? document.querySelectorAll('.mark-quote');
    const pane = document.getElementById('page').getBoundingClientRect();
    const first = range.getClientRects()[0];
    return first.top >= pane.top && first.bottom <= pane.bottom
        && first.left >= 0 && first.right <= innerWidth;
}"""


def marked(page: Page, layer: str = "quote") -> str:
    return "".join(page.evaluate(MARKED, layer))


def expect_marked(page: Page, quote: str) -> None:
    """The page marks exactly these characters, and the mark begins where it can be seen."""
    deadline = time.monotonic() + SECONDS
    while marked(page) != quote and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    assert marked(page) == quote
    assert page.evaluate(IN_VIEW)
