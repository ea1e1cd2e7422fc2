"""The server gone, busy, or asked too much; stopping; narrow screens; the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from api.http.app import create_app
from rag.settings import Settings
from tests.api.page.conftest import QUESTION, ask, expect_marked, send
from tests.serving import serving

Open = Callable[..., Page]


@pytest.fixture
def loading_app(app: FastAPI, url: str) -> Iterator[FastAPI]:
    """A server that has no index yet, so that it answers 503; the loaded one is in its state."""
    loading = create_app(Settings())
    loading.state.loaded = app.state.service.engine
    yield loading


def test_a_server_that_is_gone_is_waited_for(
    open_page: Open, url: str, loading_app: FastAPI
) -> None:
    loading_app.state.service.engine = loading_app.state.loaded
    with serving(loading_app) as address:
        page = open_page(address)
        ask(page, "What does note 1 say?")
    send(page)
    expect(page.locator(".waiting")).to_contain_text("The server does not answer.")
    page.fill("#question", "And the next one?")
    expect(page.locator(".question").last).to_have_text(QUESTION)
    with serving(loading_app, port=urlsplit(address).port or 0):
        page.locator(".retry").click()
        expect(page.locator(".answer").last).to_contain_text("300,000 more AI researchers")
        expect(page.locator(".waiting")).to_have_count(0)
        expect(page.locator("#question")).to_have_value("And the next one?")


def test_a_busy_server_is_waited_out(open_page: Open, loading_app: FastAPI) -> None:
    loading_app.state.service.engine = loading_app.state.loaded
    with serving(loading_app) as address:
        page = open_page(address)
        loading_app.state.service.engine = None
        send(page)
        expect(page.locator(".waiting")).to_contain_text("The server is busy.")
        with page.expect_response("**/v1/answer") as refused:
            pass
        assert refused.value.status == 503
        loading_app.state.service.engine = loading_app.state.loaded
        expect(page.locator(".answer")).to_contain_text("300,000 more AI researchers")


def test_the_brief_appears_once_the_server_is_ready(
    open_page: Open, url: str, loading_app: FastAPI
) -> None:
    page = open_page(url)
    with serving(loading_app) as address:
        page.goto(address)
        expect(page.locator("#notice")).to_contain_text("The server is busy.")
        loading_app.state.service.engine = loading_app.state.loaded
        expect(page.locator("#text")).to_contain_text("Executive Summary")
        expect(page.locator("#notice")).to_be_empty()


def test_a_question_can_be_stopped_and_asked_again(open_page: Open, loading_app: FastAPI) -> None:
    loading_app.state.service.engine = loading_app.state.loaded
    with serving(loading_app) as address:
        page = open_page(address)
        loading_app.state.service.engine = None
        send(page)
        expect(page.locator(".waiting")).to_be_visible()
        expect(page.locator("#ask")).to_be_hidden()
        page.click("#stop")
        expect(page.locator(".unfinished")).to_contain_text("Stopped")
        expect(page.locator("#question")).to_be_focused()
        loading_app.state.service.engine = loading_app.state.loaded
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".answer")).to_contain_text("300,000 more AI researchers")
        expect(page.locator(".turn")).to_have_count(1)


def test_too_long_a_question_names_the_bound(open_page: Open, url: str) -> None:
    page = open_page(url)
    page.fill("#question", "😀" * 1900)
    expect(page.locator("#limit")).to_have_text("1,900 of 2,000 characters")
    expect(page.locator("#ask")).to_be_enabled()
    page.fill("#question", "x" * 2013)
    expect(page.locator("#limit")).to_contain_text("shorten the question by 13")
    expect(page.locator("#ask")).to_be_disabled()
    page.press("#question", "Enter")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question")).to_have_value("x" * 2013)


def test_what_the_server_refuses_is_told(open_page: Open, url: str) -> None:
    page = open_page(url)
    page.evaluate("""() => {
        const turn = { question: "x".repeat(2001), state: "stopped", warnings: [], passages: [],
            sentences: [], citations: [], response: null, problem: null };
        localStorage.setItem("brief-rag.turns.1", JSON.stringify([turn]));
    }""")
    page.reload()
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".unfinished")).to_contain_text("question: String should have at most 2000")


def test_360_pixels_are_enough(open_page: Open, url: str) -> None:
    page = open_page(url, viewport={"width": 360, "height": 640}, has_touch=True)
    fits = "document.documentElement.scrollWidth <= 360"
    assert page.evaluate(fits)
    ask(page, QUESTION)
    quote = page.locator(".answer .sentence").inner_text().removesuffix("1")
    for button in page.locator("#actions button").all():
        expect(button).to_be_in_viewport(ratio=1)
    page.locator(".cite").tap()
    expect(page.locator(".conversation")).to_be_hidden()
    expect_marked(page, quote)
    assert page.evaluate(fits)
    for panel in ("sources", "contents"):
        page.click(f"#{panel}-toggle")
        expect(page.locator(f"#{panel}")).to_be_in_viewport(ratio=0.9)
        assert page.evaluate(fits)
    page.locator("#contents a").first.click()
    expect(page.locator("#contents")).to_be_hidden()
    page.go_back()
    expect_marked(page, quote)
    page.click("#place-return")
    expect(page.locator(".cite")).to_be_focused()
    expect(page.locator(".cite")).to_be_in_viewport()


def test_the_keyboard_is_enough(open_page: Open, url: str) -> None:
    page = open_page(url)
    page.locator("#question").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".confidence").wait_for()
    expect(page.locator("#announcer")).to_contain_text("300,000 more AI researchers")
    page.locator("#log").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".cite")).to_be_focused()
    page.keyboard.press("Enter")
    paragraph = page.locator("#text p", has_text="300,000 more AI researchers")
    expect(paragraph).to_be_focused()
    assert paragraph.evaluate("p => getComputedStyle(p).outlineStyle") == "solid"
    page.locator("#place-return").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cite")).to_be_focused()
    page.locator("#skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#page")).to_be_focused()
