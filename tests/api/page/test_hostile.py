"""What users, their browsers and a changing index can do to the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from api.http.app import create_app
from api.http.document_schemas import DocumentResponse
from index.builder import Limits, build_index
from index.loading import load_store
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.loading import load_document
from rag.settings import Settings
from tests.api.page.conftest import ANSWER, QUESTION, ask, expect_marked, marked, send
from tests.api.page.faulty import Faulty, event, response, stream
from tests.api.page.test_chat import visit_every_citation
from tests.api.page.test_older_browsers import OLDER
from tests.serving import serving

Open = Callable[..., Page]
BRIEF = "/v1/documents/china-brief-24-8"
HARBOUR = "When was the harbour closed?"


def test_events_that_nobody_knows_change_nothing(
    open_page: Open, faulty: Faulty, faulty_url: str, answer: dict[str, Any]
) -> None:
    unknown = {"question": "Another?", "state": "refused", "sentences": None}
    names = ("message", "later", "constructor", "__proto__", "toString")
    parts = [event(name, unknown) for name in names]
    faulty.instead[ANSWER] = stream(*parts, event("done", answer), *parts)
    page = open_page(faulty_url)
    send(page)
    expect(page.locator(".confidence")).to_be_visible()
    expect(page.locator(".question")).to_have_text(QUESTION)
    visit_every_citation(page)


def test_a_whole_answer_needs_no_end_of_the_connection(
    open_page: Open, faulty: Faulty, faulty_url: str, answer: dict[str, Any]
) -> None:
    faulty.instead[ANSWER] = stream(event("done", answer), Event())
    page = open_page(faulty_url)
    with page.expect_event("requestfailed") as ended:  # by the page
        send(page)
        expect(page.locator("#ask")).to_be_visible()
        visit_every_citation(page)
    assert ended.value.failure == "net::ERR_ABORTED"


DENIED = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("denied", "SecurityError"); } });"""


def test_the_page_works_without_storage(open_page: Open, url: str) -> None:
    page = open_page(url, script=DENIED)
    ask(page, QUESTION)
    page.locator(".cite").click()
    expect_marked(page, page.locator(".answer .sentence").inner_text().removesuffix("1"))
    page.reload()
    expect(page.locator("#text")).to_contain_text("Executive Summary")


def test_the_page_works_with_full_storage(open_page: Open, url: str) -> None:
    page = open_page(url)
    page.evaluate("""() => {
        for (let size = 1 << 23; size; size >>= 1) {
            try { localStorage.setItem(`full ${size}`, "x".repeat(size)); } catch {}
        }
    }""")
    ask(page, QUESTION)
    page.locator(".cite").click()
    expect_marked(page, page.locator(".answer .sentence").inner_text().removesuffix("1"))
    page.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('full')).forEach("
        "k => localStorage.removeItem(k))"
    )
    ask(page, "What does note 1 say?")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)


TURN = {"question": "?", "state": "done", "warnings": [], "passages": [], "sentences": []}


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "null",
        "{}",
        '"text"',
        "[null, 1, []]",
        '[{"question": "?"}]',
        json.dumps([TURN]),
        json.dumps([{**TURN, "citations": [], "response": {}}]),
        json.dumps([{**TURN, "citations": [{}], "response": None}]),
    ],
)
def test_what_the_browser_kept_cannot_break_the_page(open_page: Open, url: str, kept: str) -> None:
    script = """kept => {
        if (kept !== null && !sessionStorage.spoilt) localStorage["brief-rag.turns.1"] = kept;
        sessionStorage.spoilt = "once";
    }"""
    page = open_page(url, script=f"({script})({json.dumps(kept)})")
    ask(page, QUESTION)
    expect(page.locator(".turn")).to_have_count(1)
    visit_every_citation(page)
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)


def test_back_and_forward_during_an_answer(
    open_page: Open, faulty: Faulty, faulty_url: str, answer: dict[str, Any]
) -> None:
    page = open_page(faulty_url)
    ask(page, "What is “sovereign AI”, and who advanced it?")
    first = visit_every_citation(page)
    released = Event()
    last = event("done", answer)
    faulty.instead[ANSWER] = stream(event("passages", answer), released, last)
    send(page)
    expect(page.locator(".progress")).to_be_visible()
    if len(first) > 1:
        page.go_back()
        expect_marked(page, first[-2])
        page.go_forward()
    expect_marked(page, first[-1])
    released.set()
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("300,000 more AI")
    expect_marked(page, first[-1])
    visit_every_citation(page)


def test_leaving_during_an_answer_leaves_a_question_to_ask_again(
    open_page: Open, faulty: Faulty, faulty_url: str, answer: dict[str, Any]
) -> None:
    page = open_page(faulty_url)
    released = Event()
    faulty.instead[ANSWER] = stream(event("passages", answer), released)
    send(page)
    expect(page.locator(".progress")).to_be_visible()
    page.goto("about:blank")
    faulty.instead.clear()
    page.go_back()
    released.set()
    expect(page.locator(".unfinished")).to_contain_text("Stopped before the answer was whole.")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".answer")).to_contain_text("300,000 more AI")


def test_one_question_is_asked_at_a_time(
    open_page: Open, faulty: Faulty, faulty_url: str, answer: dict[str, Any]
) -> None:
    page = open_page(faulty_url)
    faulty.instead[ANSWER] = response(500, "Oops", "text/plain")
    send(page)
    again = page.get_by_role("button", name="Ask again")
    expect(again).to_be_visible()
    released = Event()
    faulty.instead[ANSWER] = stream(event("passages", answer), released, event("done", answer))
    send(page)
    expect(page.locator(".progress")).to_be_visible()
    expect(again).to_be_hidden()
    page.click("#clear")  # ends the question that is asked
    page.click("#undo")
    expect(page.locator(".unfinished")).to_have_count(2)
    expect(again).to_have_count(2)
    released.set()
    again.last.click()
    expect(page.locator(".answer")).to_contain_text("300,000 more AI")


@pytest.fixture
def changing(tmp_path: Path, embedder: Embedder, browser: object) -> Callable[..., Engine]:
    """Makes engines over texts, ``name=text``."""

    def engine(**texts: str) -> Engine:
        files = [tmp_path / f"{name}.txt" for name in texts]
        for file, text in zip(files, texts.values(), strict=True):
            file.write_text(text, "utf-8")
        build_index(tmp_path, [load_document(f) for f in files], [embedder], Limits())
        return Engine(load_store(tmp_path), embedder)

    return engine


@pytest.fixture
def harbour(changing: Callable[..., Engine]) -> Iterator[tuple[FastAPI, str]]:
    """An application with two briefs, and its address."""
    app = create_app(Settings())
    app.state.service.answer_with(changing(harbour=CLOSED, tower=TOWER))
    with serving(app) as address:
        yield app, address


CLOSED = "The harbour\n\nThe old harbour was closed to ships in 1954.\n"
TOWER = "The tower\n\nThe radio tower fell in the storm of 1967.\n"
REOPENED = "The harbour\n\nMuch was added in front. The old harbour was closed to ships in 1955.\n"


def test_an_answer_from_a_newer_text_is_marked_in_it(
    open_page: Open, harbour: tuple[FastAPI, str], changing: Callable[..., Engine]
) -> None:
    app, address = harbour
    page = open_page(address)
    ask(page, HARBOUR)
    (older,) = visit_every_citation(page)
    assert "1954" in older
    app.state.service.answer_with(changing(harbour=REOPENED, tower=TOWER))
    ask(page, HARBOUR)
    assert marked(page, "near-1") in ("", CLOSED)  # nothing of the newer offsets in the older text
    newer = visit_every_citation(page)
    assert "1955" in newer[-1]
    expect(page.locator("#text")).to_contain_text("Much was added in front.")
    page.locator(".turn").first.locator(".cite").click()
    expect(page.locator("#notice")).to_contain_text("The brief has changed since this answer")
    assert marked(page) == ""


def test_a_brief_that_came_or_went_meanwhile(
    open_page: Open, harbour: tuple[FastAPI, str], changing: Callable[..., Engine]
) -> None:
    app, address = harbour
    page = open_page(address)
    ask(page, "When did the radio tower fall?")
    app.state.service.answer_with(changing(harbour=CLOSED, mill="The mill\n\nIt burnt in 1971.\n"))
    page.locator(".cite").click()
    expect(page.locator("#notice")).to_contain_text("The brief “The tower” is not here any more.")
    expect(page.locator("#text")).to_contain_text("closed to ships in 1954")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#notice")).to_contain_text("is not here any more.")
    page.evaluate("location.hash = '#mill'")
    expect(page.locator("#text")).to_contain_text("It burnt in 1971.")
    expect(page.locator("#notice")).to_be_empty()
    titles = page.locator("#document option").all_inner_texts()
    assert sorted(titles) == ["The harbour", "The mill"]
    expect(page.locator("#document")).to_have_value("mill")


def test_a_brief_that_is_waited_for_gives_way_to_another(
    open_page: Open, harbour: tuple[FastAPI, str]
) -> None:
    app, _ = harbour
    faulty = Faulty(app)
    with serving(faulty) as address:
        page = open_page(address)
        page.clock.install()
        # Long enough for the other brief to be asked for before, on any machine.
        faulty.instead["/v1/documents/tower"] = response(503, {}, Retry_After="60")
        page.evaluate("location.hash = '#tower'")
        expect(page.locator("#notice .waiting")).to_be_visible()
        page.evaluate("location.hash = '#harbour'")
        expect(page.locator("#notice")).to_be_empty()
        asked = faulty.asked.count("/v1/documents/tower")
        page.clock.fast_forward(600_000)
        ask(page, HARBOUR)
        visit_every_citation(page)
        expect(page.locator("#notice")).to_be_empty()
        assert faulty.asked.count("/v1/documents/tower") == asked == 1


@pytest.mark.parametrize("script", ["", OLDER], ids=["newer", "older"])
def test_a_very_long_brief(
    open_page: Open, faulty: Faulty, faulty_url: str, tmp_path: Path, script: str
) -> None:
    file = tmp_path / "china-brief-24-8.txt"
    line = "The bees that flee see free trees where we feel the breeze. "
    file.write_text("The bees\n\n" + ("\n\n".join([line * 20] * 350)) + "\n", "utf-8")
    long = DocumentResponse.of(load_document(file))
    faulty.instead[BRIEF] = response(200, long.model_dump_json(), "application/json")
    page = open_page(faulty_url, script=script)
    page.fill("#find", "e")
    count = long.text.lower().count("e")
    assert count > 120_000  # more than a function takes as arguments
    expect(page.locator("#found")).to_have_text(f"1 of {count}")
    page.press("#find", "Shift+Enter")
    expect(page.locator("#found")).to_have_text(f"{count} of {count}")
    assert marked(page, "found-current") == "e"
    assert page.evaluate("document.getElementById('text').textContent") == long.text


def test_a_date_that_no_calendar_has_is_shown_as_it_is(open_page: Open, url: str) -> None:
    page = open_page(url)
    script = "date => import('/page/wording.js').then(m => m.dateInWords({ date }))"
    for date in ("2023-13", "2023-99-99", "--99-99"):
        assert page.evaluate(script, date) == date
