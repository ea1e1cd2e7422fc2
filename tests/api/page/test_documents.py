"""The list of documents: a shelf of more than a thousand, and one that is changed from the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.http import schemas
from api.http.app import create_app
from api.http.page_files import PAGE
from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.model import Metadata
from rag.engine import Engine
from rag.reading.structure import parse_document
from rag.settings import Settings
from tests.api.page.conftest import TIMEOUT, ask, expect_marked
from tests.api.page.test_accessibility import assert_no_violation
from tests.index.tiny_embedder import tiny_embedder
from tests.serving import serving

Open = Callable[..., Page]
SHELF = 1250
PORT = "# Ports\n\nThe harbour of Norrvik was closed to ships in 1954.\n"
QUESTION = "When was the harbour of Norrvik closed to ships?"


@pytest.fixture(scope="module")
def shelf_url(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    """More documents than one response lists; nothing is changed here."""
    folder = tmp_path_factory.mktemp("shelf")
    documents = [
        parse_document(
            f"The weir number {n} was built in 1790.\n",
            f"shelf/{n:04}",
            Metadata(title=f"Report {n}"),
        )
        for n in range(SHELF)
    ]
    embedder = tiny_embedder()
    build_index(folder, documents, [embedder], Limits())
    app = create_app(Settings(index_dir=folder))
    app.state.service.answer_with(Engine(load_store(folder), embedder))
    with serving(app) as address:
        yield address


@pytest.fixture
def editable_url(index_dir: Path, tmp_path: Path, browser: Browser) -> Iterator[str]:
    folder = shutil.copytree(index_dir, tmp_path / "index")
    with serving(create_app(Settings(index_dir=folder, editable=True)), lifespan="on") as address:
        yield address


def expect_told(page: Page, words: str) -> None:
    """The page says so once a job has ended, however long that takes."""
    expect(page.locator("#job-status")).to_have_text(words, timeout=TIMEOUT)


def rows(page: Page) -> list[str]:
    return page.locator("#library-list .name").all_inner_texts()


def upload(page: Page, **files: str) -> None:
    page.set_input_files(
        "#files",
        [
            {"name": name.replace("_", "."), "mimeType": "text/plain", "buffer": text.encode()}
            for name, text in files.items()
        ],
    )


def test_a_long_list_is_paged_searched_and_opened(open_page: Open, shelf_url: str) -> None:
    page = open_page(shelf_url)
    expect(page.locator("#library-open")).to_have_text("Documents (1,250)")
    page.click("#library-open")
    expect(page.locator("#library-count")).to_have_text("1,250 documents")
    expect(page.locator("#library-list li")).to_have_count(100)
    page.locator("#library-rows").evaluate("rows => rows.scrollTo(0, rows.scrollHeight)")
    expect(page.locator("#library-list li")).to_have_count(200)
    assert rows(page) == [f"Report {n}" for n in range(200)]
    page.fill("#library-search", "REPORT 124")
    expect(page.locator("#library-count")).to_have_text("11 documents")
    assert rows(page) == [f"Report {n}" for n in (124, *range(1240, 1250))]
    page.get_by_role("link", name="Open “Report 1249”").click()  # none of the first thousand
    expect(page.locator("#library")).not_to_be_visible()
    expect(page.locator("#text")).to_contain_text("weir number 1249")
    page.click("#library-open")
    page.fill("#library-search", "none of them")
    expect(page.locator("#library-count")).to_have_text("0 documents")
    expect(page.get_by_role("button", name="Add files")).not_to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)


def test_only_the_chosen_documents_are_asked(open_page: Open, shelf_url: str) -> None:
    page = open_page(shelf_url)
    page.click("#library-open")
    page.fill("#library-search", "report 7")
    page.get_by_role("checkbox", name="Report 77 shelf/0077").check()
    page.get_by_role("checkbox", name="Report 78 shelf/0078").check()
    page.keyboard.press("Escape")
    expect(page.locator("#chosen .name")).to_have_text(["Report 77", "Report 78"])
    page.reload()  # the choice outlives it
    page.locator("#text section").first.wait_for(state="attached")
    page.get_by_role("button", name="Take “Report 78” out of the choice").click()
    expect(page.locator("#chosen .name")).to_have_text(["Report 77"])
    with page.expect_request("**/v1/answer") as sent:
        page.fill("#question", "Which weir was built?")
        page.press("#question", "Enter")
    assert sent.value.post_data_json["filters"] == {"document": ["shelf/0077"]}
    expect(page.locator(".asked-of")).to_have_text("Asked of “Report 77”")
    page.click("#library-open")
    page.click("#ask-all")
    page.click("#library-close")
    expect(page.locator("#chosen li")).to_have_count(0)
    expect(page.locator("#scope-words")).to_have_text("Asking all documents")


def test_no_more_are_chosen_than_a_filter_takes(open_page: Open, shelf_url: str) -> None:
    told = re.search(r"MOST_CHOSEN = (\d+)", (PAGE / "choice.js").read_text("utf-8"))
    (bound,) = schemas.FiltersModel.model_fields["document"].metadata
    assert told is not None and int(told[1]) == bound.max_length
    page = open_page(shelf_url)
    page.click("#library-open")
    boxes = page.locator("#library-list input")
    expect(boxes).to_have_count(100)
    page.evaluate(
        "n => [...document.querySelectorAll('#library-list input')].slice(0, n)"
        ".forEach(box => box.click())",
        int(told[1]),
    )
    expect(boxes.nth(int(told[1]))).to_be_disabled()
    expect(page.locator("#chosen li")).to_have_count(5)
    expect(page.locator("#chosen .more")).to_have_text("and 46 more")


def test_one_document_that_is_not_changed_needs_no_list(open_page: Open, url: str) -> None:
    expect(open_page(url).locator("#scope")).not_to_be_visible()


def test_a_file_is_added_asked_and_removed(open_page: Open, editable_url: str) -> None:
    page = open_page(editable_url)
    page.click("#library-open")
    upload(page, port_md=PORT, empty_txt="", table_xlsx="no document")
    expect_told(page, "1 added, 2 left out.")
    expect(page.locator("#outcomes li")).to_have_text(
        [
            "port.md added",
            re.compile("empty.txt left out: it is empty"),
            re.compile("table.xlsx left out: it .xlsx is not read"),
        ]
    )
    expect(page.locator("#library-list .name")).to_have_count(2)
    page.get_by_role("checkbox", name="Ports port").check()
    page.keyboard.press("Escape")
    ask(page, QUESTION)
    page.locator(".cite").first.click()
    expect(page.locator("#text")).to_contain_text("Norrvik was closed")
    expect_marked(page, "The harbour of Norrvik was closed to ships in 1954.")

    page.click("#library-open")
    page.get_by_role("button", name="Remove “Ports”").click()
    expect(page.locator("#keep")).to_be_focused()
    page.keyboard.press("Enter")  # it is kept
    expect(page.locator("#library-list .name")).to_have_count(2)
    page.get_by_role("button", name="Remove “Ports”").click()
    page.click("#remove")
    expect(page.locator("#library-count")).to_contain_text("“Ports” is removed", timeout=TIMEOUT)
    expect(page.locator("#library-list .name")).to_have_count(1)
    expect(page.locator("#chosen li")).to_have_count(0)  # nobody asks what is not there
    page.get_by_role("button", name="Remove “CCP").click()
    page.click("#remove")
    expect(page.locator("#library-count")).to_contain_text("is the last document", timeout=TIMEOUT)
    page.keyboard.press("Escape")
    expect(page.locator("#notice")).to_contain_text("“Ports” is not here any more")
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    expect(page.locator(".refusal")).to_have_count(1, timeout=TIMEOUT)


DROP = """([names, text]) => {
    const dropped = new DataTransfer();
    for (const name of names) dropped.items.add(new File([text], name));
    const event = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
    document.querySelector("#library-rows").dispatchEvent(event);
    return event.defaultPrevented;
}"""


def test_files_are_dropped_while_a_question_is_answered(open_page: Open, editable_url: str) -> None:
    page = open_page(editable_url)
    page.fill("#question", "What is “sovereign AI”, and who advanced it?")
    page.press("#question", "Enter")
    page.click("#library-open")
    assert page.evaluate(DROP, [["<b>one.txt", "one.md", "two.md"], PORT])
    expect_told(page, "3 added.")
    expect(page.locator("#outcomes .name")).to_have_text(["<b>one.txt", "one.md", "two.md"])
    page.keyboard.press("Escape")
    page.locator(".confidence").first.wait_for()
    expect(page.locator(".turn .answer")).not_to_have_count(0)


def test_everything_is_reached_by_key_and_named(open_page: Open, editable_url: str) -> None:
    page = open_page(editable_url)
    page.focus("#library-open")
    page.keyboard.press("Enter")
    expect(page.locator("#library-search")).to_be_focused()
    page.locator("#library-list li").first.wait_for()
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"add-files", "library-close", "library-rows", "INPUT", "A", "BUTTON"} <= reached
    page.keyboard.press("Escape")
    expect(page.locator("#library-open")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation(open_page: Open, editable_url: str, scheme: str) -> None:
    page = open_page(editable_url, color_scheme=scheme)
    page.click("#library-open")
    upload(page, port_md=PORT, empty_txt="")
    expect_told(page, "1 added, 1 left out.")
    page.get_by_role("checkbox", name="Ports port").check()
    assert_no_violation(page)
    page.set_viewport_size({"width": 360, "height": 640})
    assert_no_violation(page)
    page.get_by_role("button", name="Remove “Ports”").click()
    assert_no_violation(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert_no_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
