"""Ask, read the answer, and see it in the text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from evals.confidence_words import WORDS, words_of
from tests.api.page.conftest import QUESTION, ask, expect_marked, stop_the_clock

Open = Callable[..., Page]


def stored_turns(page: Page) -> list[dict[str, object]]:
    return list(json.loads(page.evaluate("localStorage.getItem('brief-rag.turns.1')")))


def visit_every_citation(page: Page) -> list[str]:
    """Click each citation of the last answer; each must mark its quote, and in view."""
    turn = stored_turns(page)[-1]
    quotes = [citation["quote"] for citation in turn["citations"]]  # type: ignore[attr-defined]
    links = page.locator(".turn").last.locator(".cite")
    assert links.count() == len(quotes) > 0
    for number, quote in enumerate(quotes):
        links.nth(number).click()
        expect(links.nth(number)).to_have_attribute("aria-current", "true")
        expect_marked(page, quote)
    return quotes


def test_an_answer_leads_to_its_evidence(open_page: Open, url: str) -> None:
    page = open_page(url)
    ask(page, "Who advanced the idea of “sovereign AI”?")
    quotes = visit_every_citation(page)
    assert "Jensen Huang (黄仁勋)" in quotes[0]
    evidence = page.locator(".evidence > li").first
    expect(evidence).to_contain_text("Defining AI Sovereignty: Infrastructure and ‘Chinese")
    expect(evidence).to_contain_text("paragraph 2")
    expect(evidence.locator(".chip").nth(1)).to_have_text("Sina, 11 March [2024]")
    expect(evidence.locator(".note")).to_contain_text("Oracle and Nvidia first announced")
    answer = page.locator(".answer [lang=zh]").first
    expect(answer).to_have_text("黄仁勋")


def test_a_sentence_given_as_context_is_quieter(open_page: Open, url: str) -> None:
    page = open_page(url)
    ask(page, "How many nations signed the Bletchley Declaration?")
    context, answer = page.locator(".answer .sentence").all()
    expect(context).to_have_class("sentence context")
    expect(answer).to_contain_text("among 28 to sign the 2023 Bletchley Declaration")
    colour = "sentence => getComputedStyle(sentence).color"
    assert context.evaluate(colour) != answer.evaluate(colour)


def test_back_forward_and_a_shared_address_bring_the_mark(open_page: Open, url: str) -> None:
    page = open_page(url)
    ask(page, "Which claims rest on Xinhua?")
    first, second = visit_every_citation(page)[:2]
    page.locator(".cite").nth(0).click()
    page.locator(".cite").nth(1).click()
    expect_marked(page, second)
    page.go_back()
    expect_marked(page, first)
    page.go_forward()
    expect_marked(page, second)
    expect_marked(open_page(page.url), second)


def test_offsets_hold_with_emoji_chinese_quotes_and_markup(
    open_page: Open, hostile_url: str
) -> None:
    page = open_page(hostile_url)
    text = page.evaluate(
        "fetch('v1/documents/hostile-brief').then(r => r.json()).then(d => d.text)"
    )
    assert page.evaluate("document.getElementById('text').textContent") == text
    for question, evidence in [
        ("What did the keeper 𠮷田 write in the log?", "The keeper 𠮷田 wrote 「海は静か」"),
        ("What did the second station send as its call sign?", "<script>window.ran = "),
        ("What did a clerk copy onto a card?", "<img src=x onerror="),
        ("When did the radio tower fall?", "The radio tower ‘on the hill’ fell"),
    ]:
        ask(page, question)
        assert any(evidence in quote for quote in visit_every_citation(page))
    assert page.evaluate("window.ran") is None
    assert page.locator("#text script, #text img, #turns script, #turns img").count() == 0
    expect(page.locator(".evidence .where").last).to_contain_text("Signals 🚢 and “signals”")


def test_a_refusal_offers_the_nearest_passages(open_page: Open, url: str) -> None:
    page = open_page(url)
    ask(page, "What is the capital of France?")
    expect(page.locator(".refusal .no")).to_have_text("The brief does not answer this.")
    expect(page.locator(".cite")).to_have_count(0)
    nearest = page.locator(".refusal .passages a")
    assert nearest.count() == 5
    nearest.first.click()
    passage = stored_turns(page)[0]["passages"][0]  # type: ignore[index]
    expect_marked(page, passage["text"])
    ask(page, "What does note 12 say?")
    expect(page.locator(".warning")).to_contain_text("The brief has no note 12")


def test_a_follow_up_goes_with_the_conversation(open_page: Open, url: str) -> None:
    page = open_page(url)
    ask(page, "In what year did Jiang Zemin tour the United States?")
    with page.expect_request("**/v1/answer") as asked:
        ask(page, "Which two companies did he meet with there?")
    (turn,) = asked.value.post_data_json["history"]
    assert turn["question"] == "In what year did Jiang Zemin tour the United States?"
    assert "In 1997, Jiang toured the United States" in turn["answer"]
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("Cisco and Apple")


def test_a_conversation_outlives_a_reload_and_can_be_cleared(open_page: Open, url: str) -> None:
    page = open_page(url)
    ask(page, "How many more AI researchers does the PRC need?")
    answer = page.locator(".answer").inner_text()
    page.fill("#question", "Half a quest")
    page.reload()
    expect(page.locator(".answer")).to_have_text(answer)
    expect(page.locator("#question")).to_have_value("Half a quest")
    visit_every_citation(page)
    assert page.evaluate("CSS.highlights.get('near-1').size") > 0
    page.click("#clear")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#examples button").first).to_be_visible()
    page.click("#undo")
    expect(page.locator(".answer")).to_have_text(answer)
    page.click("#clear")
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_conversation_is_saved_and_copied_as_markdown(open_page: Open, url: str) -> None:
    page = open_page(url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "Which newspaper is cited for Clinton’s remark about nailing Jell-O to a wall?")
    ask(page, "What is the capital of France?")
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename.startswith("conversation-")
    text = Path(download.value.path()).read_text("utf-8")
    assert "## Which newspaper is cited for Clinton’s remark" in text
    assert "“nail Jell-O to a wall” (New York Times, April 4, 2000).[^1]" in text
    assert (
        "[^1]: “CCP Cyber Sovereignty Contains Lessons For AI’s Future”, China Brief, vol. 24, "
        "no. 8, 2024, US IT and PRC Democracy: A Failed Gambit, paragraph 1. It cites New York "
        "Times, 4 April 2000."
    ) in text
    assert f"<{url}#china-brief-24-8/" in text
    assert "## What is the capital of France?\n\nThe brief does not answer this." in text
    assert "- New York Times, 4 April 2000" in text
    stop_the_clock(page)
    page.click("#copy")
    expect(page.locator("#copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_markdown_keeps_what_is_quoted_from_being_read_as_markup(
    open_page: Open, hostile_url: str
) -> None:
    page = open_page(hostile_url)
    ask(page, "What did the second station send as its call sign?")
    with page.expect_download() as download:
        page.click("#save")
    assert "sent \\<script\\>window.ran = " in Path(download.value.path()).read_text("utf-8")


def test_examples_are_answered(open_page: Open, url: str) -> None:
    page = open_page(url)
    buttons = page.locator("#examples button")
    buttons.first.wait_for()
    assert buttons.count() == 4
    question = buttons.nth(1).inner_text()
    buttons.nth(1).click()
    page.locator(".confidence").wait_for()
    expect(page.locator(".question")).to_have_text(question)
    visit_every_citation(page)


def test_events_are_read_however_they_are_cut(open_page: Open, url: str) -> None:
    sent = 'event: a\r\ndata: {"text":\r\ndata: "“人😀”"}\r\n\r\n: note\n\n'
    sent += "event: b\ndata:2\n\nevent: lost"
    script = """([bytes, size]) => import('/page/events.js').then(async ({ readEvents }) => {
        const body = new ReadableStream({ start(sink) {
            for (let at = 0; at < bytes.length; at += size)
                sink.enqueue(new Uint8Array(bytes.slice(at, at + size)));
            sink.close();
        } });
        const events = [];
        for await (const event of readEvents(body)) events.push(event);
        return events;
    })"""
    page = open_page(url)
    for size in (1, 2, 3, 7, 1000):
        assert page.evaluate(script, [list(sent.encode()), size]) == [
            {"event": "a", "data": '{"text":\n"“人😀”"}'},
            {"event": "b", "data": "2"},
        ]


def test_code_points_become_units(open_page: Open, url: str) -> None:
    page = open_page(url)
    script = "([text, point]) => import('/page/offsets.js').then(m => m.toUnits(text)(point))"
    for text in ("plain", "a😀b", "😀😀x", "e\u0301𠮷𠮷 “李”"):
        for point in range(len(text) + 1):
            units = len(text[:point].encode("utf-16-le")) // 2
            assert page.evaluate(script, [text, point]) == units


def test_the_page_says_the_words_that_are_measured(open_page: Open, url: str) -> None:
    page = open_page(url)
    script = """([answerable, confidence]) => import('/page/wording.js')
        .then(m => m.confidenceInWords(answerable, confidence).words)"""
    for (answerable, least), words in WORDS.items():
        assert page.evaluate(script, [answerable, least]) == words
        below = words_of(answerable, least - 0.001) if least else words
        assert page.evaluate(script, [answerable, max(least - 0.001, 0)]) == below


def test_a_statement_of_the_service_is_no_quotation(open_page: Open, url: str) -> None:
    page = open_page(url)
    ask(page, "Where was it published?")
    expect(page.locator(".statement")).to_contain_text("appeared in China Brief, volume 24")
    assert visit_every_citation(page) == ["Publication: China Brief Volume: 24 Issue: 8"]
    expect(page.locator(".evidence > li")).to_have_text("Front matter")
    expect(page.locator(".found")).to_have_count(0)


def say(page: Page, text: str, lines: int) -> None:
    """Say something that is answered by a line alone, and wait until there are so many lines."""
    page.fill("#question", text)
    page.press("#question", "Enter")
    expect(page.locator(".statement")).to_have_count(lines)


def test_small_talk_is_shown_as_a_line_without_confidence(open_page: Open, url: str) -> None:
    page = open_page(url)
    say(page, "Hello!", lines=1)
    expect(page.locator(".statement")).to_contain_text("Ask about the documents")
    for shown in (".refusal", ".confidence", ".evidence", ".found"):
        expect(page.locator(shown)).to_have_count(0)
    ask(page, "What did Russia and the PRC sign in 2015?")
    say(page, "thanks", lines=2)
    ask(page, "And in 2017?")
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("Saudi Arabia")
    exported = page.evaluate(
        "import('/page/conversation.js').then(async ({ allTurns }) => "
        "(await import('/page/export.js')).toMarkdown(allTurns(), () => null, () => ''))"
    )
    greeting = exported.split("## ")[1]
    assert "Ask about the documents" in greeting
    assert "confiden" not in greeting and "likely" not in greeting.lower()


def test_the_parts_of_a_question_have_a_heading_each(open_page: Open, url: str) -> None:
    page = open_page(url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "What do Yao Xin and Taylor Swift say about values?")
    expect(page.locator(".statement")).to_have_text("Nothing was found on “Taylor Swift”.")
    expect(page.locator("h4.part")).to_have_text(["Yao Xin"])
    ask(page, "What do Elon Musk and Sam Altman say about cooperation?")
    turn = page.locator(".turn").last
    expect(turn.locator("h4.part")).to_have_text(["Elon Musk", "Sam Altman"])
    expect(turn.locator(".answer").first).to_contain_text("team humanity")
    expect(turn.locator(".answer").last).to_contain_text("nuclear weapons as a precedent")
    visit_every_citation(page)
    page.reload()
    expect(page.locator("h4.part")).to_have_text(["Yao Xin", "Elon Musk", "Sam Altman"])
    stop_the_clock(page)
    page.click("#copy")
    expect(page.locator("#copy")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "\n\nNothing was found on “Taylor Swift”.\n\n### Yao Xin\n\n> " in text
    assert "\n\n### Elon Musk\n\n> " in text and "\n\n### Sam Altman\n\n> " in text


def test_each_tab_keeps_its_own_conversation(open_page: Open, url: str) -> None:
    page = open_page(url)
    other = page.context.new_page()
    other.goto(url)
    ask(page, QUESTION)
    ask(other, "What does note 1 say?")
    for tab, question in ((page, QUESTION), (other, "What does note 1 say?")):
        tab.reload()
        expect(tab.locator(".turn .question")).to_have_text([question])
    third = page.context.new_page()
    third.goto(url)  # begins with the conversation that was the last
    expect(third.locator(".turn .question")).to_have_text(["What does note 1 say?"])


def test_a_long_conversation_goes_on(open_page: Open, url: str) -> None:
    page = open_page(url)
    page.evaluate("""() => {
        const response = { answerable: true, confidence: 0.9, answer: "长".repeat(20000) };
        const turn = { question: "?", state: "done", warnings: [], passages: [], sentences: [],
            citations: [], response: { ...response } };
        localStorage.setItem("brief-rag.turns.1", JSON.stringify(Array(30).fill(turn)));
    }""")
    page.reload()
    expect(page.locator(".turn")).to_have_count(30)
    ask(page, QUESTION)
    expect(page.locator(".turn")).to_have_count(31)
    expect(page.locator(".turn .unfinished")).to_have_count(0)
