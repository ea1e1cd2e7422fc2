"""The page of a PDF beside its text: its marks, turning, addresses, names, and what goes wrong."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.api.conftest import index_with_originals
from tests.api.http.test_pages import app_of as app_over
from tests.api.page.conftest import IN_VIEW, marked
from tests.api.page.faulty import Faulty, response
from tests.api.page.test_accessibility import assert_no_violation
from tests.made_pdf import lines, made_pdf
from tests.patience import wait_until
from tests.printed import letters, printed_in_box
from tests.serving import serving

Open = Callable[..., Page]
WIDE = {"width": 1700, "height": 900}
NARROW = {"width": 360, "height": 740}
DRAWN = "image => Boolean(image.getAttribute('src')) && image.complete && image.naturalWidth > 0"
# The marked lines, each as left, top, right and bottom in shares of the image.
LINES = """() => {
    const sheet = document.getElementById('print-image').getBoundingClientRect();
    return [...document.querySelectorAll('#lines .line')].map(line => {
        const box = line.getBoundingClientRect();
        return [(box.left - sheet.left) / sheet.width, (box.top - sheet.top) / sheet.height,
            (box.right - sheet.left) / sheet.width, (box.bottom - sheet.top) / sheet.height];
    });
}"""
SEEN = """() => {
    const pane = document.getElementById('print').getBoundingClientRect();
    const line = document.querySelector('#lines .line').getBoundingClientRect();
    return line.top >= pane.top && line.bottom <= pane.bottom;
}"""


@pytest.fixture(scope="module")
def printed_app(printed_index: Path) -> FastAPI:
    return app_over(printed_index)


@pytest.fixture(scope="module")
def printed_url(printed_app: FastAPI, browser: Browser) -> Iterator[str]:
    with serving(printed_app) as address:
        yield address
    printed_app.state.service.close()


def sentences(url: str, name: str) -> list[dict[str, Any]]:
    """The sentences of a document, each with its words and its place in the original."""
    found = httpx.get(f"{url}v1/documents/{name}").json()
    paragraphs = [p for section in found["sections"] for p in section["paragraphs"]]
    spans = [span for paragraph in paragraphs for span in paragraph["sentences"]]
    return [{**span, "words": found["text"][span["start"] : span["end"]]} for span in spans]


def expect_drawn(page: Page) -> None:
    wait_until(lambda: page.locator("#print-image").evaluate(DRAWN))


def opened(open_page: Open, url: str, name: str, span: dict[str, Any], **options: Any) -> Page:
    page = open_page(f"{url}#{name}/{span['start']}-{span['end']}/page", **options)
    expect_drawn(page)
    return page


@pytest.mark.parametrize("name", ["one", "two", "turned", "turned-left"])
def test_the_marked_lines_hold_the_quoted_words(
    open_page: Open, printed_url: str, printed: Path, name: str
) -> None:
    file = pypdfium2.PdfDocument(printed / f"{name}.pdf")
    all_of_them = sentences(printed_url, name)
    page = opened(open_page, printed_url, name, all_of_them[0], viewport=WIDE)
    for span in all_of_them[2::40]:
        page.evaluate(
            "address => { location.hash = address }", f"#{name}/{span['start']}-{span['end']}"
        )
        wait_until(lambda quote=span["words"]: marked(page) == quote)
        start = f"{name}/{span['start']}-{span['end']}/page"
        wait_until(lambda start=start: start in page.url)
        expect(page.locator("#print-image")).to_have_attribute(
            "alt", _describing(span["words"]), timeout=60_000
        )
        expect_drawn(page)
        assert page.evaluate(IN_VIEW) and page.evaluate(SEEN)
        words = ""
        number = int(page.locator("#page-number").inner_text().split()[1])
        for here in (number, number + 1):  # a sentence may go on on the next page
            if here > number:
                if letters(span["words"]) in letters(words):
                    break
                page.click("#page-next")
                expect(page.locator("#page-number")).to_contain_text(f"Page {here} of")
            width, height = _displayed(file, here)
            for left, top, right, bottom in page.evaluate(LINES):
                edges = (left * width, top * height, right * width, bottom * height)
                words += printed_in_box(file, here, *edges)
        assert letters(span["words"]) in letters(words)


def _describing(words: str) -> Any:
    return re.compile(re.escape(f"Marked: “{words[:60]}"))


def _displayed(file: pypdfium2.PdfDocument, number: int) -> tuple[float, float]:
    left, bottom, right, top = file[number - 1].get_cropbox()
    size = (right - left, top - bottom)
    return size if file[number - 1].get_rotation() % 180 == 0 else size[::-1]


def test_the_image_is_the_page_and_is_not_distorted(open_page: Open, printed_url: str) -> None:
    span = sentences(printed_url, "turned")[0]
    page = opened(open_page, printed_url, "turned", span, viewport=NARROW, device_scale_factor=2)
    source = page.locator("#print-image").get_attribute("src")
    drawn = Image.open(io.BytesIO(httpx.get(f"{printed_url}{source}").content))
    box = page.locator("#print-image").bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(drawn.width / drawn.height, rel=0.01)
    assert drawn.width >= 2 * box["width"] and box["width"] <= 360


@pytest.fixture(scope="module")
def report_url(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    """Twelve pages, the first three of which have Roman numbers."""
    folder = tmp_path_factory.mktemp("report")
    pages = [lines(72, 72 + 40 * n, [f"The dyke broke in 19{40 + n}."]) for n in range(12)]
    made = made_pdf(pages, labels="0 << /S /r >> 3 << /S /D /St 1 >>")
    (folder / "report.pdf").write_bytes(made)
    app = app_over(index_with_originals(folder / "index", folder / "report.pdf"))
    with serving(app) as address:
        yield address
    app.state.service.close()


def test_pages_are_turned_by_buttons_and_keys_and_kept_in_the_address(
    open_page: Open, report_url: str
) -> None:
    page = open_page(report_url)
    expect(page.locator("#view-text")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Page", exact=True).click()
    number = page.locator("#page-number")
    expect(number).to_have_text("Page 1 (printed: i) of 12")
    expect(page.locator("#page-previous")).to_be_disabled()
    page.get_by_role("button", name="Next page").click()
    page.get_by_role("button", name="Next page").click()
    expect(number).to_have_text("Page 3 (printed: iii) of 12")
    assert page.url.endswith("#report/page/3")
    page.focus("#print")
    for key, words in (
        ("ArrowRight", "Page 4 (printed: 1) of 12"),
        ("End", "Page 12 (printed: 9) of 12"),
        ("ArrowRight", "Page 12 (printed: 9) of 12"),
        ("ArrowLeft", "Page 11 (printed: 8) of 12"),
        ("Home", "Page 1 (printed: i) of 12"),
        ("ArrowLeft", "Page 1 (printed: i) of 12"),
    ):
        page.keyboard.press(key)
        expect(number).to_have_text(words)
    page.click("#page-next")
    page.keyboard.press("End")
    expect(page.locator("#page-next")).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    page.click("#page-next")  # which is disabled then: the keys go on turning
    page.keyboard.press("ArrowLeft")
    expect(number).to_have_text("Page 11 (printed: 8) of 12")
    page.keyboard.press("ArrowRight")
    expect(number).to_have_text("Page 12 (printed: 9) of 12")
    page.reload()
    expect(number).to_have_text("Page 12 (printed: 9) of 12")
    expect_drawn(page)
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("#text")).to_be_visible()
    expect(page.locator("#sheet")).to_be_hidden()
    assert page.url.endswith("#report")


def test_a_shared_address_opens_text_and_page(open_page: Open, report_url: str) -> None:
    span = sentences(report_url, "report")[6]
    for viewport, both in ((WIDE, True), (NARROW, False)):
        page = opened(open_page, report_url, "report", span, viewport=viewport)
        expect(page.locator("#page-number")).to_have_text("Page 7 (printed: 4) of 12")
        expect(page.locator("#place-text")).to_contain_text("page 7 (printed: 4)")
        assert page.locator("#lines .line").count() == 1 and marked(page) == span["words"]
        assert page.locator("#text").is_visible() is both
        expect(page.locator("#text" if both else "#print")).to_be_attached()
        page.click("#page-next")
        assert page.locator("#lines .line").count() == 0
        assert page.url.endswith(f"#report/{span['start']}-{span['end']}/page/8")
        page.reload()
        expect(page.locator("#page-number")).to_have_text("Page 8 (printed: 5) of 12")
        page.get_by_role("button", name="To the cited page").click()
        expect(page.locator("#page-number")).to_have_text("Page 7 (printed: 4) of 12")
        expect(page.locator("#page-cited")).to_be_hidden()
        page.click("#view-text")
        wait_until(lambda page=page: page.evaluate(IN_VIEW))
        assert page.url.endswith(f"#report/{span['start']}-{span['end']}")


@pytest.mark.parametrize(
    "address", ["report/page/99", "report/page/0", "report/0-5/page/999999999"]
)
def test_an_address_of_a_page_that_is_not_there_shows_the_nearest(
    open_page: Open, report_url: str, address: str
) -> None:
    page = open_page(f"{report_url}#{address}")
    nearest = "Page 1 (" if address.endswith("/0") else "Page 12 ("
    expect(page.locator("#page-number")).to_contain_text(nearest)


def test_other_formats_have_no_pages_and_name_their_places(
    open_page: Open, printed_url: str
) -> None:
    for name, words, place in (
        ("book", "The mill of Leeds", "Of wind, paragraph 1 · chapter “Mills”"),
        ("dykes", "The dyke of Emden", "Dykes, paragraph 1"),
        ("bridges", "The bridge was sold", "Bridges, paragraph 1"),
    ):
        (span,) = (s for s in sentences(printed_url, name) if s["words"].startswith(words))
        page = open_page(f"{printed_url}#{name}/{span['start']}-{span['end']}/page")
        expect(page.locator("#place-text")).to_contain_text(place)
        assert marked(page) == span["words"]
        expect(page.locator("#views")).to_be_hidden()
        expect(page.locator("#sheet")).to_be_hidden()


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_with_a_page(
    open_page: Open, report_url: str, scheme: str, viewport: dict[str, int]
) -> None:
    span = sentences(report_url, "report")[6]
    page = opened(open_page, report_url, "report", span, viewport=viewport, color_scheme=scheme)
    assert_no_violation(page)
    region = page.get_by_role("region", name="The page as printed")
    expect(region).to_be_visible()
    expect(region.get_by_role("img")).to_have_attribute(
        "alt",
        "Page 7 (printed: 4) of 12, as printed; its words stand in the text. "
        f"Marked: “{span['words']}”",
    )


def test_a_page_that_cannot_be_drawn_is_told_and_the_next_is_shown(
    open_page: Open, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "dyke.pdf").write_bytes(made_pdf([lines(72, 72, ["The dyke broke in 1953."])] * 2))
    app = app_over(index_with_originals(tmp_path / "index", tmp_path / "dyke.pdf"))
    faulty = Faulty(app)
    path = "/v1/documents/dyke/pages/1"
    problem = '{"detail": "The page cannot be drawn: it takes more than 20 seconds to draw."}'
    faulty.instead[path] = response(503, problem, "application/problem+json")
    with serving(faulty) as url:
        page = open_page(f"{url}#dyke/page")
        expect(page.locator("#print-notice")).to_contain_text("it takes more than 20 seconds")
        page.click("#page-next")
        expect_drawn(page)
        expect(page.locator("#print-notice")).to_be_empty()
        page.click("#page-previous")
        expect(page.locator("#print-notice")).to_contain_text("it takes more than 20 seconds")
        del faulty.instead[path]
        page.get_by_role("button", name="Try again").click()
        expect_drawn(page)
        expect(page.locator("#print-notice")).to_be_empty()
    app.state.service.close()


def test_a_file_that_is_not_kept_is_told_and_the_text_is_there(
    open_page: Open, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "dyke.pdf").write_bytes(made_pdf([lines(72, 72, ["The dyke broke in 1953."])]))
    index_dir = index_with_originals(tmp_path / "index", tmp_path / "dyke.pdf")
    for kept in (index_dir / "originals").iterdir():
        kept.unlink()
    app = app_over(index_dir)
    with serving(app) as url:
        page = open_page(f"{url}#dyke/page", viewport=WIDE)
        expect(page.locator("#print-notice")).to_contain_text("the original is not kept")
        expect(page.locator("#text")).to_contain_text("The dyke broke")
    app.state.service.close()
