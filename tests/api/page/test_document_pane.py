"""The brief: its structure, notes, sources, and find in the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from api.http.document_schemas import DocumentResponse
from rag.document.model import Document
from rag.reading.structure import parse_document
from tests.api.page.conftest import expect_marked, marked
from tests.api.page.faulty import Faulty, response

Open = Callable[..., Page]


def found(page: Page) -> list[str]:
    return list(page.evaluate("[...CSS.highlights.get('found')].map(range => range.toString())"))


def test_the_text_is_whole_and_in_its_structure(open_page: Open, url: str, brief: Document) -> None:
    page = open_page(url)
    assert page.evaluate("document.getElementById('text').textContent") == brief.text
    page.click("#contents-toggle")
    titles = page.locator("#contents a")
    assert titles.all_inner_texts() == [section.title for section in brief.sections]
    titles.nth(6).click()
    heading = page.locator("#text h3").nth(6)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    numbers = page.locator("#text section").nth(4).locator("p")
    assert numbers.evaluate_all("all => all.map(p => p.dataset.number)") == list("12345")
    label = page.get_by_role("heading", name="Conclusion")
    assert label.evaluate("h => getComputedStyle(h, '::before').content") == '"Conclusion"'


def test_notes_lead_both_ways(open_page: Open, url: str, brief: Document) -> None:
    page = open_page(url)
    for note in brief.notes:
        page.locator("#text .pointer").nth(note.number - 1).click()
        expect_marked(page, note.span.of(brief.text))
    page.locator("#text .back").nth(1).click()
    place = "Betrayal and the Birth of Cyber Sovereignty, paragraph 2"
    expect(page.locator("#place-text")).to_have_text(place)
    start = brief.text.index("Xi Jinping later codified")
    expect_marked(page, brief.text[start : brief.notes[1].pointers[0].start - 1])


def test_an_outlet_lists_all_that_is_taken_from_it(
    open_page: Open, url: str, brief: Document
) -> None:
    page = open_page(url, viewport={"width": 1440, "height": 800})  # room for both side by side
    page.locator("#text .reference a", has_text="Global Times").first.click()
    expect(page.locator("#sources-title")).to_have_text("Global Times")
    cited = [r for r in brief.references if r.outlet == "Global Times"]
    taken = page.locator(".taken li")
    assert len(cited) == 5 and taken.count() == len({r.span for r in cited}) == 4
    expect(taken.nth(2).locator(".when")).to_have_text("28 January [2024]; 29 June 2023")
    expect(taken.first).to_contain_text("10 July 2023")
    sentence = taken.nth(1).locator("a").inner_text()
    taken.nth(1).locator("a").click()
    expect_marked(page, sentence)
    assert "(Financial Times, January 11; Global Times, March 26; 36kr, February 25)" in sentence
    page.get_by_role("link", name="All sources").click()
    outlets = page.locator(".outlets li")
    expect(outlets).to_have_count(len({r.outlet for r in brief.references if r.outlet}))
    page.go_back()
    page.go_back()
    expect(page.locator("#sources-title")).to_have_text("Global Times")


def test_find_in_the_text(open_page: Open, url: str, brief: Document) -> None:
    page = open_page(url)
    page.fill("#find", "Digital Colonialism")
    assert [words.lower() for words in found(page)] == ["digital colonialism"] * 2
    expect(page.locator("#found")).to_have_text("1 of 2")
    page.press("#find", "Enter")
    expect(page.locator("#found")).to_have_text("2 of 2")
    expect(page.locator("#find")).to_be_focused()
    page.click("#find-next")
    expect(page.locator("#found")).to_have_text("1 of 2")
    page.fill("#find", '"nail Jell-O to a wall" (New')  # straight quotation marks
    assert found(page) == ["“nail Jell-O to a wall” (New"]
    page.fill("#find", "主权")
    assert len(found(page)) == brief.text.count("主权")
    page.fill("#find", "no such words")
    expect(page.locator("#found")).to_have_text("none")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("#none/1-2", "There is no brief “none” here."),
        ("#china-brief-24-8/9000000-9000001", "points beyond the text"),
        ("#china-brief-24-8/20-10", "names no place"),
        ("#china-brief-24-8/%", "names no place"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(
    open_page: Open, url: str, address: str, words: str
) -> None:
    page = open_page(url)
    page.evaluate("address => { location.hash = address }", address)
    expect(page.locator("#notice")).to_contain_text(words)


def test_an_answer_to_an_older_text_does_not_mark_the_new_one(open_page: Open, url: str) -> None:
    page = open_page(url)
    page.evaluate("""() => {
        const citation = { number: 1, document: "china-brief-24-8", section: "Introduction",
            paragraph: 1, start: 1000, end: 1010, quote: "other text", sources: [], notes: [],
            highlights: [] };
        const turn = { question: "?", state: "done", warnings: [], passages: [],
            sentences: [{ text: "other text", citations: [1], context: false }],
            citations: [citation],
            response: { answerable: true, confidence: 0.9, answer: "other text [1]" } };
        localStorage.setItem("brief-rag.turns.1", JSON.stringify([turn]));
    }""")
    page.reload()
    page.locator(".cite").click()
    expect(page.locator("#notice")).to_contain_text("The brief has changed since this answer")
    assert marked(page) == ""


def test_one_of_several_briefs_is_chosen(open_page: Open, hostile_url: str) -> None:
    page = open_page(hostile_url)
    page.select_option("#document", label="The harbour")
    expect(page.locator("#text")).to_contain_text("closed to ships in 1954")
    assert page.url.endswith("#other")
    page.go_back()
    expect(page.locator("#text")).to_contain_text("The first station opened")
    expect(page.locator("#document")).to_have_value("hostile-brief")


def test_sources_that_are_printed_in_other_ways(
    open_page: Open, faulty: Faulty, faulty_url: str
) -> None:
    text = (
        "Tran et al. (2018) say so. Bins help [1], says the town (https://town.example/a).\n\n"
        "It rains [@lee2020] in spring.\n\n# References\n\n[1] J. Smith, “Bins,” 2019.\n"
    )
    cited = DocumentResponse.of(parse_document(text, "china-brief-24-8"))
    path = "/v1/documents/china-brief-24-8"
    faulty.instead[path] = response(200, cited.model_dump_json(), "application/json")
    page = open_page(faulty_url, viewport={"width": 1440, "height": 800})
    chips = page.locator("#text .reference a")
    assert chips.all_inner_texts() == ["(2018)", "town.example", "[@lee2020]"]
    assert page.locator("#text a.pointer").all_inner_texts() == ["[1]"]
    chips.nth(1).click()
    expect(page.locator("#sources-title")).to_have_text("town.example")
    expect(page.locator(".taken .when")).to_have_text("undated")
    page.get_by_role("link", name="All sources").click()
    expect(page.locator(".outlets li a")).to_have_text(
        ["Lee", "Smith", "town.example", "Tran et al."]
    )
