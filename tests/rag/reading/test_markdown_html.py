"""HTML inside Markdown: its text, and nothing lost, however it is written."""

from __future__ import annotations

import pytest

from rag.document.model import BlockKind, Document, Metadata
from rag.reading.markdown import read_markdown
from rag.reading.markdown_html import html_blocks
from rag.reading.structure import document_of
from tests.growth import assert_linear


def document(source: str) -> Document:
    return document_of(read_markdown(source), "x", Metadata())


def kinds(source: str) -> list[tuple[BlockKind, str]]:
    found = document(source)
    return [(p.kind, p.span.of(found.text)) for _, p in found.paragraphs()]


UNITS = ["<a ", "</", "<!", "<!--", "<?", "<![CDATA[", '<a b="', "<a b='", "= ", "<script>", "&#1"]
UNITS += ["<p", "<a b='\"", "<sup>", "<td>", "<tr><td>a<td>b", "<li>", "<table>", "<a href=b>c"]
UNITS += ["<ul>", "<pre>", "<h1>", "<!-->", "</a", "<img alt=", "<td><p>"]


@pytest.mark.parametrize("end", ["", ">", '">', "'>"])
@pytest.mark.parametrize("unit", UNITS)
def test_reading_takes_time_that_grows_with_the_text(unit: str, end: str) -> None:
    assert_linear(lambda n: f"<div>\n{unit * (n // len(unit))}{end}", html_blocks, 2000, 0.004)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<div>\nIt rose <a in\n", ["It rose <a in"]),
        (
            "<div>\nIt rose &#99999999999; &amp; fell &#x41;.\n",
            ["It rose &#99999999999; & fell A."],
        ),
        ("<div>\n<a title='x > y' b=\"q\">It</a> is <i b=it's>so</i>.\n", ["It is so."]),
        ('<div>\n<a b="x>It</a> is <i>so</i>.\n', ["It is so."]),
        ("<div>\n<SCRIPT>if (a < b) <p></Script >It rose.\n", ["It rose."]),
        ("<div>\nIf 1 < 2, it is.</3>\n", ["If 1 < 2, it is."]),
        ("<div>\n<![x y]>It rose.\n", ["It rose."]),
        ('<div>\n<img alt="a &quot;map&quot;"> shows it.\n', ['a "map" shows it.']),
        ("<div>\nIt rose.<!--> So it was.\n", ["It rose. So it was."]),
    ],
)
def test_tags_end_where_browsers_end_them(source: str, words: list[str]) -> None:
    assert [text for _, text in kinds(source)] == words


def test_what_is_left_out_is_counted() -> None:
    source = "<div>\n<style>p { }\n</style>It rose.<!-- a -->\n<!-- b\n"
    found = document(source)
    left = [(each.kind, each.line, each.text) for each in found.left_out]
    assert left == [("style", 2, "p { }"), ("comment", 3, "a"), ("comment", 4, "b")]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>The dyke broke.<sup>1</sup> It rose.</p>\n", "The dyke broke.[1] It rose."),
        ("<p>It broke.<sup><a href='#n1'>[1]</a></sup></p>\n", "It broke.[1]"),
        ("<p>There are 10<sup>6</sup> of 5 km<sup>2</sup>.</p>\n", "There are 10⁶ of 5 km²."),
        ("<p>The 5<sup>th</sup> gate</p>\n", "The 5th gate"),
    ],
)
def test_superscripts_are_read_as_in_a_paragraph(source: str, words: str) -> None:
    assert kinds(source) == [(BlockKind.PARAGRAPH, words)]


def test_headings_items_and_code_are_what_they_are() -> None:
    source = (
        "<p>It is so.</p><h2>The <i>Tolls</i></h2>\n<p>They rose:</p>\n"
        "<ol start=3><li>in May<li><p>in June</p>\n"
        "<p>again</p></ol>\n<ul>\n<li>boats</li>\n<li>carts</li>\n</ul>\n"
        "<blockquote>So it was.</blockquote>\n\n<pre>\nrun  it\n\n  now\n</pre>\n<p>End.</p>\n"
    )
    found = document(source)
    assert [section.title for section in found.sections] == ["Introduction", "The Tolls"]
    assert kinds(source) == [
        (BlockKind.PARAGRAPH, "It is so."),
        (BlockKind.PARAGRAPH, "They rose:"),
        (BlockKind.ITEM, "3. in May"),
        (BlockKind.ITEM, "4. in June"),
        (BlockKind.ITEM, "again"),
        (BlockKind.ITEM, "• boats"),
        (BlockKind.ITEM, "• carts"),
        (BlockKind.QUOTATION, "So it was."),
        (BlockKind.CODE, "run  it\n\n  now"),
        (BlockKind.PARAGRAPH, "End."),
    ]
    lines = [found.lines_of(p.span)[0] for _, p in found.paragraphs()]
    assert lines == [1, 2, 3, 3, 4, 6, 7, 9, 12, 16]


def test_links_are_sources() -> None:
    source = (
        "<p>It rose, says\n<a href='https://a.example/2019/x'>the  Board</a>.</p>\n\n"
        'It fell, says <a class="b" href="https://b.example/">*the* Mill</a>.\n'
    )
    found = document(source)
    links = [(r.span.of(found.text), r.outlet, r.link) for r in found.references]
    assert links == [
        ("the Board", "a.example", "https://a.example/2019/x"),
        ("the Mill", "b.example", "https://b.example/"),
    ]


def test_a_row_of_several_cells_is_one_block_whatever_they_hold() -> None:
    source = (
        "<table><tr><th><p>Port</p></th><th><h3>Boats</h3></th></tr>\n"
        "<tr><td><p>Arle</p>\n<p>North</p></td><td><ul><li>12</li><li>14</li></ul></td></tr></table>\n"
    )
    assert kinds(source) == [
        (BlockKind.ROW, "Port | Boats"),
        (BlockKind.ROW, "Arle North | 12 14"),
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1. one\n1. two\n1. three\n", "1. one|2. two|3. three"),
        ("4) one\n4) two\n", "4) one|5) two"),
        ("0. one\n0. two\n", "0. one|1. two"),
        ("3. one\n5. two\n", "3. one|5. two"),  # the writer's own
    ],
)
def test_items_with_one_number_are_counted(source: str, words: str) -> None:
    assert "|".join(text for _, text in kinds(source)) == words
