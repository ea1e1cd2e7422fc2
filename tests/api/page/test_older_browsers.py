"""The page in the oldest browsers that docs/guide.md names: Chromium without what came later."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from rag.document.model import Document
from tests.api.page.conftest import MARKED, ask, expect_marked, marked
from tests.api.page.test_chat import visit_every_citation

Open = Callable[..., Page]

# What Chrome 98, Safari 15.4 or Firefox 97 lacks, of what a page like this may come to use.
OLDER = """
const lacking = [
    [CSS, ["highlights"]],
    [window, ["Highlight", "HighlightRegistry", "TextDecoderStream", "Iterator"]],
    [Map, ["groupBy"]],
    [Object, ["groupBy"]],
    [Promise, ["withResolvers", "try"]],
    [Array, ["fromAsync"]],
    [Array.prototype, ["findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with"]],
    [Set.prototype, ["union", "intersection", "difference", "symmetricDifference", "isSubsetOf",
        "isSupersetOf", "isDisjointFrom"]],
    [String.prototype, ["isWellFormed", "toWellFormed"]],
    [RegExp, ["escape"]],
    [Object.getPrototypeOf(Object.getPrototypeOf([].values())), ["map", "filter", "take", "drop",
        "flatMap", "reduce", "toArray", "forEach", "some", "every", "find"]],
    [URL, ["canParse", "parse"]],
    [AbortSignal, ["any", "timeout"]],
    [ReadableStream, ["from"]],
    [ReadableStream.prototype, ["pipeThrough", "values", Symbol.asyncIterator]],
    [Response.prototype, ["bytes"]],
    [Element.prototype, ["checkVisibility", "setHTML", "setHTMLUnsafe", "moveBefore"]],
    [HTMLElement.prototype, ["showPopover", "hidePopover", "togglePopover"]],
];
for (const [owner, names] of lacking) for (const name of names) delete owner[name];
const supports = CSS.supports.bind(CSS);
CSS.supports = (name, value) => name !== "field-sizing" && supports(name, value);
"""
NEWER_STYLES = re.compile(r"^.*(\bdvh|field-sizing|text-wrap|:has\(|::highlight).*$", re.MULTILINE)


def without_newer_styles(route: Route) -> None:
    response = route.fetch()
    sheet = NEWER_STYLES.sub("", response.text())
    route.fulfill(response=response, body=sheet)


def test_the_whole_way_without_what_came_later(open_page: Open, url: str, brief: Document) -> None:
    page = open_page(url, script=OLDER)
    assert page.evaluate("[typeof Highlight, typeof Map.groupBy]") == ["undefined", "undefined"]
    page.locator("#examples button").first.wait_for()
    ask(page, "What is “sovereign AI”, and who advanced it?")
    visit_every_citation(page)
    assert len(page.evaluate(MARKED, "near-1")) > 0
    background = "mark => getComputedStyle(mark).backgroundColor"
    assert page.locator(".mark-quote").first.evaluate(background) == "rgb(255, 224, 138)"
    page.fill("#find", "“sovereign")
    expect(page.locator("#found")).to_contain_text(" of 8")
    assert marked(page, "found-current").lower() == "“sovereign"
    page.locator("#text .reference a", has_text="Global Times").first.click()
    expect(page.locator(".taken li")).to_have_count(4)
    page.get_by_role("link", name="All sources").click()
    outlets = {r.outlet for r in brief.references if r.outlet}
    expect(page.locator(".outlets li")).to_have_count(len(outlets))
    assert page.locator("#text").evaluate("text => text.textContent") == brief.text


def test_marks_that_overlap_are_shown_and_go_again(
    open_page: Open, url: str, brief: Document
) -> None:
    page = open_page(url, script=OLDER)
    pieces = "document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT)"
    count = f"() => {{ const all = {pieces}; let n = 0; while (all.nextNode()) n += 1; return n; }}"
    unmarked = page.evaluate(count)
    height = page.locator("#text").evaluate("text => text.offsetHeight")
    ask(page, "How many more AI researchers does the PRC need?")
    page.locator(".cite").click()
    (citation,) = page.evaluate("JSON.parse(localStorage['brief-rag.turns.1'])[0].citations")
    expect_marked(page, citation["quote"])
    answers = [brief.text[h["start"] : h["end"]] for h in citation["highlights"]]
    assert answers and page.evaluate(MARKED, "answer") == answers
    page.fill("#find", "least 300,000 more AI")
    assert marked(page, "found") == marked(page, "found-current") == "least 300,000 more AI"
    both = page.locator(".mark-quote.mark-answer.mark-found.mark-found-current").first
    expect(both).to_contain_text("300,000")
    assert both.evaluate("mark => getComputedStyle(mark).backgroundColor") == "rgb(146, 211, 110)"
    assert page.locator("#text").evaluate("text => text.offsetHeight") == height
    styles = "({ font, padding }) => [font, padding]"
    own = both.evaluate(f"mark => ({styles})(getComputedStyle(mark))")
    around = both.evaluate(f"mark => ({styles})(getComputedStyle(mark.parentElement))")
    assert own == [around[0], "0px"]
    assert marked(page) == citation["quote"]
    assert page.locator("mark mark").count() == 0
    page.fill("#find", "")
    assert page.locator(".mark-found, .mark-found-current").count() == 0
    assert marked(page) == citation["quote"]
    page.evaluate("location.hash = '#china-brief-24-8'")
    page.click("#clear")
    expect(page.locator("#text mark")).to_have_count(0)
    assert page.evaluate(count) == unmarked


def test_marking_leaves_the_selection(open_page: Open, url: str, brief: Document) -> None:
    page = open_page(url, script=OLDER)
    select = """([forwards, words]) => {
        const leaves = document.createTreeWalker(document.getElementById("text"), 4);
        while (!leaves.nextNode().data.includes(words));
        const node = leaves.currentNode;
        const [start, end] = [node.data.indexOf(words), node.data.indexOf(words) + words.length];
        const ends = forwards ? [node, start, node, end] : [node, end, node, start];
        getSelection().setBaseAndExtent(...ends);
    }"""
    words = "Academy of Labor and Social Security Sciences calculating"
    for forwards in (True, False):
        page.evaluate("location.hash = '#china-brief-24-8'")
        expect(page.locator(".mark-quote")).to_have_count(0)
        page.evaluate(select, [forwards, words])
        start = brief.text.index("Social Security")
        address = f"#china-brief-24-8/{start}-{start + 100 + forwards}"
        page.evaluate("address => { location.hash = address }", address)
        expect_marked(page, brief.text[start : start + 100 + forwards])
        assert page.evaluate("getSelection().toString()") == words
        selected = "({ anchorNode: a, focusNode: f }) => a.compareDocumentPosition(f)"
        order = page.evaluate(f"({selected})(getSelection())")
        assert order == (4 if forwards else 2)  # the focus follows the anchor, or precedes it


def test_the_styles_hold_without_what_came_later(open_page: Open, url: str) -> None:
    page = open_page(url, script=OLDER)
    page.route("**/*.css", without_newer_styles)
    page.reload()
    page.locator("#text section").first.wait_for()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.locator("#page").evaluate("pane => pane.scrollHeight > pane.clientHeight")
    height = "box => box.clientHeight"
    low = page.locator("#question").evaluate(height)
    page.fill("#question", "one\ntwo\nthree\nfour\nfive")
    assert page.locator("#question").evaluate("box => box.scrollHeight <= box.clientHeight")
    page.fill("#question", "one")
    assert page.locator("#question").evaluate(height) == low
