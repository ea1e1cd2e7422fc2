"""What a server can do to the page: errors in a stream, cut and unreadable ones, refusals."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from api.http.app import create_app
from rag.answer.answer import Answer
from rag.answer.finding import Found
from rag.engine import Engine
from rag.settings import Settings
from tests.api.page.conftest import ANSWER, QUESTION, ask, expect_marked, send, stop_the_clock
from tests.api.page.faulty import Faulty, event, response, stream
from tests.patience import wait_until
from tests.serving import serving

Open = Callable[..., Page]
FAILED = "The server failed; its log says why."
UNREADABLE = "The server sent something that this page cannot read."
OPERATION = Path(__file__).parents[3] / "docs" / "operation.md"
ROW = r"(?m)^\| times that the chat page asks again by itself, .*? \| (\d+) \|"
(RETRIES,) = map(int, re.findall(ROW, OPERATION.read_text("utf-8")))


def expect_told(page: Page, words: str) -> None:
    """The words stand in the answer's place, and for a screen reader; nothing is asked any more."""
    expect(page.locator(".turn").last.locator(".unfinished")).to_contain_text(words)
    expect(page.locator("#announcer")).to_contain_text(words)
    expect(page.locator(".turn").last.get_by_role("button", name="Ask again")).to_be_visible()
    expect(page.locator("#ask")).to_be_visible()
    expect(page.locator(".progress, .waiting")).to_have_count(0)


def expect_answered_again(page: Page) -> None:
    page.locator(".turn").last.get_by_role("button", name="Ask again").click()
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("300,000 more AI")
    expect(page.locator(".unfinished")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(1)


def wait_out(page: Page, words: str) -> None:
    """End every pause of the page at once, until it gives up with these words."""

    def has_given_up() -> bool:
        page.clock.fast_forward(60_000)
        return page.get_by_text(words).count() > 0

    wait_until(has_given_up)


def test_an_error_in_the_stream_is_told_and_not_asked_again(
    open_page: Open, app: FastAPI, url: str
) -> None:
    class Failing(Engine):
        def compose(self, found: Found) -> Answer:
            raise RuntimeError("composing fails in this test")

    engine = app.state.service.engine
    failing = create_app(Settings(cached_answers=0))
    failing.state.service.engine = Failing(engine.store, engine.embedder)
    counting = Faulty(failing)
    with serving(counting) as address:
        page = open_page(address)
        page.clock.install()
        send(page)
        expect_told(page, FAILED)
        page.clock.fast_forward(600_000)
        expect_told(page, FAILED)
        assert counting.asked.count(ANSWER) == 1
        page.reload()
        expect(page.locator(".unfinished")).to_contain_text(FAILED)
        failing.state.service.engine = engine
        expect_answered_again(page)
    assert counting.asked.count(ANSWER) == 2


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (event("error", {"detail": FAILED}), FAILED),
        (event("error", {}), "The server answered with an error."),
        (event("error", None), "The server answered with an error."),
        (event("error", {"detail": [1]}), "The server answered with an error."),
        ("event: error\ndata: {\n\n", UNREADABLE),
        ("event: sentence\ndata: {half\n\n", UNREADABLE),
        (event("sentence", None), UNREADABLE),
        (event("sentence", {"sentence": {}, "citations": 3}), UNREADABLE),
        (event("passages", {"passages": None}), UNREADABLE),
        (event("done", {}), UNREADABLE),
    ],
)
def test_what_is_no_answer_is_told_and_not_asked_again(
    open_page: Open,
    faulty: Faulty,
    faulty_url: str,
    answer: dict[str, Any],
    last: str,
    words: str,
) -> None:
    page = open_page(faulty_url)
    faulty.instead[ANSWER] = stream(event("passages", answer), last)
    send(page)
    expect_told(page, words)
    page.reload()
    expect(page.locator(".unfinished")).to_contain_text(words)
    assert faulty.asked.count(ANSWER) == 1
    faulty.instead.clear()
    expect_answered_again(page)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (response(500, "<html><h1>Oops</h1></html>", "text/html"), "The server answered 500."),
        (response(500, "not JSON"), "The server answered 500."),
        (response(500, None), "The server answered 500."),
        (response(422, {"detail": "question: too odd"}), "question: too odd"),
        (response(422, {"detail": [{"msg": "x"}]}), "The server answered 422."),
        (response(503, {"detail": "The index is damaged; run …"}), "The index is damaged; run …"),
        (response(200, "<html>Log in</html>", "text/html"), UNREADABLE),
        (response(200, {}, "application/json"), UNREADABLE),
    ],
)
def test_a_refusal_is_told_and_not_asked_again(
    open_page: Open,
    faulty: Faulty,
    faulty_url: str,
    refusal: Callable[[], Any],
    words: str,
) -> None:
    page = open_page(faulty_url)
    faulty.instead[ANSWER] = refusal
    send(page)
    expect_told(page, words)
    assert faulty.asked.count(ANSWER) == 1
    faulty.instead.clear()
    expect_answered_again(page)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (stream(), "The connection ended before the answer did."),
        (stream("event: passa", cut=True), "The server does not answer."),
        (stream(event("unheard-of", 1)), "The connection ended before the answer did."),
        (response(503, {"detail": "Come again."}, Retry_After="1"), "Come again."),
        (response(503, {"detail": "Come again."}, Retry_After="soon"), "Come again."),
        (response(503, "<html>", "text/html"), "The server answered 503."),
    ],
)
def test_the_page_stops_asking_by_itself(
    open_page: Open, faulty: Faulty, faulty_url: str, fault: Callable[[], Any], words: str
) -> None:
    page = open_page(faulty_url)
    page.clock.install()
    faulty.instead[ANSWER] = fault
    send(page)
    words = f"{words} It was asked {1 + RETRIES} times."
    wait_out(page, words)
    expect_told(page, words)
    page.clock.fast_forward(600_000)
    assert faulty.asked.count(ANSWER) == 1 + RETRIES
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".waiting")).to_be_visible()
    faulty.instead.clear()
    page.locator(".retry").click()
    expect(page.locator(".answer")).to_contain_text("300,000 more AI")


def test_a_stream_that_ends_in_mid_event_is_read_anew(
    open_page: Open, faulty: Faulty, faulty_url: str, answer: dict[str, Any]
) -> None:
    first = {"sentence": answer["sentences"][0], "citations": answer["citations"]}
    page = open_page(faulty_url)
    stop_the_clock(page)
    parts = [event("passages", answer), event("sentence", first), "event: done\ndata: {"]
    faulty.instead[ANSWER] = stream(*parts)
    send(page)
    expect(page.locator(".waiting")).to_contain_text("trying again in 1 s")
    expect(page.locator(".answer .sentence")).to_have_count(1)
    faulty.instead.clear()
    page.clock.fast_forward(1000)
    page.clock.resume()
    expect(page.locator(".confidence")).to_be_visible()
    expect(page.locator(".answer .sentence")).to_have_count(1)
    expect(page.locator(".evidence > li")).to_have_count(1)


def test_a_pause_grows_and_is_as_long_as_the_server_asks(
    open_page: Open, faulty: Faulty, faulty_url: str
) -> None:
    page = open_page(faulty_url)
    stop_the_clock(page)
    for told, seconds in [("", 1), ("1", 2), ("-5", 4), ("30", 30), ("9999", 60)]:
        faulty.instead[ANSWER] = response(503, {"detail": "Busy."}, Retry_After=told)
        if seconds == 1:
            send(page)
        else:
            page.clock.fast_forward(60_000)
        expect(page.locator(".waiting")).to_contain_text(f"Trying again in {seconds} s.")


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/documents/china-brief-24-8"])
def test_the_brief_can_be_asked_for_again(
    open_page: Open, faulty: Faulty, faulty_url: str, url: str, path: str
) -> None:
    page = open_page(url)
    page.clock.install()
    faulty.instead[path] = response(503, {"detail": "Come again."}, Retry_After="1")
    page.goto(faulty_url)
    wait_out(page, f"Come again. It was asked {1 + RETRIES} times.")
    page.clock.fast_forward(600_000)
    assert faulty.asked.count(path) == 1 + RETRIES
    faulty.instead[path] = response(200, "<html>", "text/html")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#notice")).to_contain_text(UNREADABLE)
    faulty.instead.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#text")).to_contain_text("Executive Summary")
    expect(page.locator("#notice")).to_be_empty()
    ask(page, QUESTION)


def test_the_page_is_whole_without_examples(
    open_page: Open, faulty: Faulty, faulty_url: str
) -> None:
    faulty.instead["/v1/examples"] = response(500, "Oops", "text/plain")
    page = open_page(faulty_url)
    wait_until(lambda: "/v1/examples" in faulty.asked)
    expect(page.locator("#notice")).to_be_empty()
    expect(page.locator("#examples-title")).to_be_hidden()
    ask(page, QUESTION)
    page.locator(".cite").click()
    expect_marked(page, page.locator(".answer .sentence").inner_text().removesuffix("1"))
