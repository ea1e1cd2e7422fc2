"""Web pages: what a person reads of them, block by block, each with its element."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from rag.document.citations import cite
from rag.document.model import BlockKind
from rag.reading.formats import NotReadable
from rag.reading.html import read
from rag.reading.loading import load_document
from rag.reading.markdown import read_markdown
from tests.rag.reading.made_html import blocks, document, left_out, reading

PUBLIC = Path("../shared/data/files/html")
# Its expected text is that of the whole page, with what stands around the article.
_WITH_MENUS = "wiki_duck"


def test_the_kinds_of_blocks_are_told() -> None:
    found = reading(
        "<h1>Tides</h1><p>One<br>two.</p><p>A  <b>bold</b>\n\tword.</p><pre><code>\na = 1\n"
        "  b = 2</code></pre><blockquote><p>Said.</p></blockquote>"
        "<figure><img src=x alt='A map'><figcaption>The map.</figcaption></figure>"
        "<img src=y alt='A gauge'>loose text<hr>more"
    )
    assert blocks(found) == [
        ("heading", "Tides"),
        ("paragraph", "One\ntwo."),
        ("paragraph", "A bold word."),
        ("code", "a = 1\n  b = 2"),
        ("quotation", "Said."),
        ("caption", "The map."),
        ("paragraph", "A gauge loose text"),
        ("paragraph", "more"),
    ]
    assert left_out(found) == [("alternative text", "A map")]


def test_the_fields_of_a_memorandum_are_read_one_by_one() -> None:
    found = document(
        "<p>From: Berta Sund<br>To: All pilots<br>Subject: Charts<br>Date: 9 May 2021</p><p>Share."
    )
    assert found.metadata.authors == ("Berta Sund",) and found.metadata.date == "2021-05-09"
    one = "<p>Text: of one line<br>and another.</p>"
    assert [words for _, words in blocks(reading(one))] == ["Text: of one line\nand another."]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "He lived in <st1:City><st1:place>Paris</st1:place></st1:City>, in "
            "<st1:country-region>France</st1:country-region>, until 1953.",
            "He lived in Paris, in France, until 1953.",
        ),
        ("It broke <relative-time>long ago</relative-time>, at night.", None),
        ("The sign <picture><source srcset=a><img src=b alt=stop></picture> is red.", None),
        ("Tick <input type=checkbox> here, then sign.", "Tick here, then sign."),
        ("The <blink>old</blink> dyke, its <frobnicate>gate</frobnicate>.", None),
    ],
)
def test_words_go_on_across_all_that_is_no_block(body: str, text: str | None) -> None:
    expected = text or re.sub("<[^>]*>", "", body.replace("<img", "stop<img"))
    assert blocks(reading(f"<p>{body}</p>")) == [("paragraph", expected)]
    assert reading(f"<h1>{body}</h1><p>Said.").text == f"{expected}\n\nSaid."


def test_what_is_said_to_be_a_heading_is_one() -> None:
    found = reading("<div role=heading aria-level=3>Tides</div><p>One.<div role=heading>Two</div>")
    assert [b.heading.level if b.heading else None for b in found.blocks] == [3, None, 2]


def test_lists_are_marked_as_they_are_printed() -> None:
    found = reading(
        "<p>Needed are:</p><ul><li>sand<ol type=a><li>fine<li>coarse</ol><li><p>clay</p><p>wet</p>"
        "</ul><ol start=3><li>three<li value=7>seven<li>eight</ol>"
        "<ol reversed type=I><li>second<li>first</ol>"
    )
    assert [words for _, words in blocks(found)][1:] == [
        "• sand",
        "a. fine",
        "b. coarse",
        "• clay",
        "wet",
        "3. three",
        "7. seven",
        "8. eight",
        "II. second",
        "I. first",
    ]
    lead_in = found.blocks[0].span
    assert all(block.context == lead_in for block in found.blocks[1:6])


def test_definitions_are_read_with_their_term() -> None:
    found = reading("<dl><dt>Dyke<dd>A wall.<dd>Of earth.<dt>Sluice<dd>A gate.</dl>")
    terms = [b.context.of(found.text) if b.context else None for b in found.blocks]
    assert terms == [None, "Dyke", "Dyke", None, "Sluice"]


def test_tables_are_rows_with_their_header_and_merged_cells_stand_in_each() -> None:
    found = reading(
        "<table><caption>Heights</caption><thead><tr><th>Year<th>Place<th>Metres</thead>"
        "<tr><td rowspan=2>1953<td>Delfzijl<td>3.8<tr><td>Emden<td>4.1"
        "<tr><td colspan=2>Sum<td>7.9<tr><td colspan=3>All by gauge</table>after"
    )
    assert blocks(found) == [
        ("caption", "Heights"),
        ("row", "Year | Place | Metres"),
        ("row", "1953 | Delfzijl | 3.8"),
        ("row", "1953 | Emden | 4.1"),
        ("row", "Sum | Sum | 7.9"),
        ("row", "All by gauge"),
        ("paragraph", "after"),
    ]
    header = found.blocks[1].span
    assert [block.context for block in found.blocks[1:6]] == [None, header, header, header, header]


def test_a_table_without_header_cells_has_a_header_where_its_form_shows_one() -> None:
    rows = "<tr><td>Place<td>Metres<tr><td>Emden<td>4.1<tr><td>Delfzijl<td>3.8"
    found = reading(f"<table>{rows}</table>")
    assert [bool(block.context) for block in found.blocks] == [False, True, True]
    found = reading("<table><tr><td>a<td>b<tr><td>c<td>d<tr><td>e<td>f</table>")
    assert not any(block.context for block in found.blocks)


def test_a_row_of_header_cells_is_the_header_of_the_rows_below_it() -> None:
    found = reading(
        "<table><tr><th>Place<th>Metres<tr><td>Emden<td>4.1<tr><th>Total<th>4.1"
        "<tr><td>Norden<td>3.9<tr><th>Part<th>Length<tr><td>Gate<td>3.8"
        "<tr><th>Ship<th>2019<tr><td>Ada<td>7<tr><th>All<th>Seven</table>"
    )
    rows = {b.span.of(found.text): b.context and b.context.of(found.text) for b in found.blocks}
    assert rows == {
        "Place | Metres": None,
        "Emden | 4.1": "Place | Metres",
        "Total | 4.1": "Place | Metres",
        "Norden | 3.9": "Place | Metres",
        "Part | Length": None,
        "Gate | 3.8": "Part | Length",
        "Ship | 2019": None,
        "Ada | 7": "Ship | 2019",
        "All | Seven": "Ship | 2019",  # nothing stands below it
    }


def test_a_table_that_lays_out_a_page_is_no_table() -> None:
    long = "word " * 120
    found = reading(f"<table><tr><td><h1>Tides</h1><p>{long}<td><p>Two.</table>")
    assert [kind for kind, _ in blocks(found)] == ["heading", "paragraph", "paragraph"]
    found = reading("<table><tr><td><h1>Tides</h1><td>1<tr><td>a<td>2</table>")
    assert [kind for kind, _ in blocks(found)] == ["row", "row"]
    found = reading("<table role=presentation><tr><td>One.<td>Two.</table>")
    assert blocks(found) == [("paragraph", "One."), ("paragraph", "Two.")]


def test_cells_hold_lists_lines_and_tables_on_one_line() -> None:
    found = reading(
        "<table><tr><th>What<th>How<tr><td><ul><li>a<li>b</ul><td>x<br>y<p>z</p>"
        "<table><tr><td>1<td>2</table></table>"
    )
    assert blocks(found)[1] == ("row", "• a • b | x y z 1 2")


def test_numbers_above_the_line_stay_above_it() -> None:
    found = reading("<p>5 km<sup>2</sup>, 10<sup>-6</sup>, H<sub>2</sub>O, the 20<sup>th</sup>.")
    assert found.text == "5 km², 10⁻⁶, H2O, the 20th."


def test_signs_that_are_not_printed_are_dropped() -> None:
    assert (
        reading("<p>Was&shy;ser&zwnj;bau&nbsp;amt\u200b \x01ok").text
        == "Was" + "ser\u200cbau amt ok"
    )


def test_links_to_other_sites_are_sources_and_the_page_s_own_are_not() -> None:
    head = '<link rel=canonical href="https://www.dyke.example/a">'
    found = document(
        '<h1>Tides</h1><p>The <a href="https://water.example/2021/05/09/x">board</a>, '
        '<a href="/b">b</a>, <a href="https://www.dyke.example/c">c</a>, '
        '<a href="javascript:x()">d</a> and <a href="//sea.example/">the sea</a>.',
        head,
    )
    assert [(s.outlet, s.date, s.raw) for s in found.references] == [
        ("water.example", "2021-05-09", "board"),
        ("sea.example", "", "the sea"),
    ]


def test_the_page_says_its_metadata() -> None:
    found = reading(
        "<header><h1>The Dyke</h1></header><p>It broke.",
        "<title>The Dyke – Water News</title><meta property=og:site_name content='Water News'>"
        "<meta name=author content='Ada Ash'><meta name=description content='On a dyke.'>"
        "<meta property=article:published_time content='2021-05-09T08:00:00+02:00'>"
        "<link rel=canonical href='https://water.example/dyke'>",
        lang="en-GB",
    ).metadata
    assert (found.title, found.authors, found.date) == ("The Dyke", ("Ada Ash",), "2021-05-09")
    assert (found.publication, found.language) == ("Water News", "en-GB")
    assert (found.description, found.address) == ("On a dyke.", "https://water.example/dyke")


def test_linked_data_says_what_meta_elements_do_not() -> None:
    found = reading(
        "<p>It broke.",
        '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle", {}], "headline":'
        '"The Dyke", "author": [{"name": "Ada Ash"}, "Bo Birk"], "datePublished": "2021-05-09",'
        '"publisher": {"name": "Water News"}}]}</script>'
        '<script type="application/ld+json">{"@type": "Article", </script>',
    ).metadata
    assert (found.title, found.authors) == ("The Dyke", ("Ada Ash", "Bo Birk"))
    assert (found.date, found.publication) == ("2021-05-09", "Water News")


def test_the_day_of_a_page_is_that_of_the_only_time() -> None:
    assert reading("<p>Of <time datetime=2020-03-01>March</time>.").metadata.date == "2020-03-01"
    two = "<p><time datetime=2020-03-01>a</time><time datetime=2021-03-01>b</time>"
    assert reading(two).metadata.date is None
    assert reading(two.replace("<time ", "<time pubdate ", 1)).metadata.date == "2020-03-01"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", "iso-8859-1"),  # what is valid UTF-8 is taken for that
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("iso-8859-2", "iso-8859-2"),
        ("cp1252", "nonsense"),
    ],
)
def test_the_character_set_is_as_declared_or_told(encoding: str, declared: str) -> None:
    words = (
        "Für die Deiche zahlt das Wasseramt, außer dort, wo Höfe näher liegen. Die Größe der Höfe "
        "ändert daran nichts, und über die Mündung hinaus gilt die Regel für jeden Bürger."
    )
    meta = f"<meta charset={declared}>" if declared else ""
    page = f"<!doctype html><html><head>{meta}</head><body><p>{words}</p>"
    assert read(page.encode(encoding)).text == words


@pytest.mark.parametrize("meta", ["", "<meta charset=utf-8>", "<meta charset=iso-8859-1>"])
def test_a_byte_that_is_no_utf_8_is_all_that_a_page_loses(meta: str) -> None:
    page = f"<!doctype html>{meta}<p>It’s a long story. The board didn’t act. The caf".encode()
    read_ = read(page + b"\xe9 is shut.").text
    assert read_ == "It’s a long story. The board didn’t act. The caf\ufffd is shut."


def test_a_page_that_only_says_it_is_utf_8_is_not_taken_for_that() -> None:
    page = b"<!doctype html><meta charset=utf-8><p>The caf\xe9 is shut; na\xefve guests stay."
    assert read(page).text == "The café is shut; naïve guests stay."


def test_the_character_set_of_chinese_and_japanese_is_as_declared() -> None:
    page = "<meta http-equiv=Content-Type content='text/html; charset=gb2312'><p>堤壩於1953年決口。"
    assert read(page.encode("gb18030")).text == "堤壩於1953年決口。"
    page = "<meta charset=shift_jis><p>堤防が決壊した。"
    assert read(page.encode("shift_jis")).text == "堤防が決壊した。"


def test_xhtml_is_read_as_xml_where_it_says_so() -> None:
    page = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
        '<body><script/><p><a id="x"/>One <![CDATA[<two>]]>.</p></body></html>'
    )
    assert read(page.encode()).text == "One <two>."


def test_a_page_without_text_says_why() -> None:
    with pytest.raises(NotReadable, match="its scripts make the page; print it to a PDF"):
        read(b"<html><body><div id=app></div><script>start()</script>")
    with pytest.raises(NotReadable, match="holds no text"):
        read(b"<html><body><hr></body></html>")


PAGE = """<h1>Tides</h1><div id="main"><p>One.</p><p>Two <b>bold</b>.</p>
<ul><li>a<ul><li>b</li></ul></li></ul>
<table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>
<section id="a b"><p>Three.</p></section><div id="twice">Four.</div><div id="twice">Five.</div>
</div>"""


def test_the_selector_of_a_block_leads_to_its_element() -> None:
    found = document(PAGE)
    tree = LexborHTMLParser(
        f"<!DOCTYPE html><html lang='en'><head></head><body>{PAGE}</body></html>"
    )
    for section, paragraph in found.paragraphs():
        anchor = cite(found, paragraph.span).anchor
        assert section and anchor and anchor.element
        (element,) = tree.css(anchor.element)
        words = paragraph.span.of(found.text).lstrip("• ").replace(" | ", "")
        assert "".join(words.split()) in "".join(element.text().split())
    selectors = [anchor.element for _, anchor in found.anchors]
    assert '[id="a b"] > p:nth-child(1)' in selectors
    assert "#main > p:nth-child(2)" in selectors and "#twice" not in selectors


def test_a_page_is_loaded_in_its_process_and_names_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "tides.html"
    path.write_text(f"<!doctype html>{PAGE}")
    found = load_document(path)
    assert found.title == "Tides" and found.original is not None
    assert (found.original.format, found.original.reader[:6]) == ("html", "html 4")
    assert load_document(path) == found


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public files are not at hand")
@pytest.mark.parametrize("path", sorted(PUBLIC.glob("*.html")), ids=lambda path: path.stem)
def test_public_pages_say_what_others_expect(path: Path) -> None:
    found = read(path.read_bytes())
    expected = read_markdown(path.with_suffix(".expected.md").read_text("utf-8"))
    if path.stem == _WITH_MENUS:
        ours, theirs = re.findall(r"\w+", found.text), set(re.findall(r"\w+", expected.text))
        assert sum(word in theirs for word in ours) > 0.99 * len(ours)
        return
    pair = _words(found.text), _words(expected.text)
    assert SequenceMatcher(None, *pair, autojunk=False).ratio() >= 0.9, pair
    kinds = {BlockKind.HEADING}
    heads = [b.span.of(found.text) for b in found.blocks if b.kind in kinds]
    assert set(heads) >= {b.span.of(expected.text) for b in expected.blocks if b.kind in kinds}


def _words(text: str) -> str:
    """The letters and digits of a text: what readers write between them is their own."""
    return "".join(sign for sign in text if sign.isalnum())


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public files are not at hand")
@pytest.mark.parametrize("path", sorted(PUBLIC.glob("*.html")), ids=lambda path: path.stem)
def test_every_word_of_a_public_page_is_read_or_left_out(path: Path) -> None:
    found = read(path.read_bytes())
    tree = LexborHTMLParser(path.read_bytes())
    # Scripts are listed in part; the links from notes to the text are marks; "H2O" is one word.
    for element in tree.css("script, style, sub, sup, .mw-cite-backlink"):
        element.decompose()
    known = _words(found.text + " ".join(each.text for each in found.left_out))
    said = (tree.root.text(separator=" ") if tree.root else "").split()
    assert [word for word in said if _words(word) not in known] == []
