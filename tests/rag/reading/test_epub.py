"""Books: their chapters in order, their notes, nothing of what only leads through them."""

from __future__ import annotations

import io
import random
import zipfile
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from rag.document.citations import cite
from rag.errors import UnreadableDocument
from rag.reading.apart import ReaderProcess
from rag.reading.epub import read
from rag.reading.formats import Format, NotReadable
from rag.reading.loading import load_document
from rag.reading.markdown import read_markdown
from tests.rag.reading.made_epub import document, made, reading
from tests.rag.reading.made_html import blocks, left_out

PUBLIC = Path("../shared/data/files/epub")
ONE = "<h1>One</h1><p>It broke.</p>"
TWO = "<h1>Two</h1><p>It held.</p>"


def test_chapters_come_in_the_order_of_the_spine_each_once() -> None:
    found = reading({"b.xhtml": TWO, "a.xhtml": ONE}, ["a.xhtml", "b.xhtml", "a.xhtml", "gone"])
    assert found.text == "One\n\nIt broke.\n\nTwo\n\nIt held."
    assert [anchor.chapter for _, anchor in found.anchors] == [
        *["book/a.xhtml"] * 2,
        *["book/b.xhtml"] * 2,
    ]


def test_the_book_says_its_metadata() -> None:
    found = reading({"a.xhtml": ONE}).metadata
    assert (found.title, found.authors, found.date) == ("Tides", ("Ada Ash",), "1954-03-01")
    assert (found.publication, found.language) == ("Board", "en-GB")
    assert found.description == "On dykes."


def test_translators_and_designers_are_no_authors() -> None:
    said = (
        '<dc:title>Tides</dc:title><dc:creator id="a">Ada Ash</dc:creator>'
        '<dc:creator id="b">Bo Birk</dc:creator><meta refines="#b" property="role">trl</meta>'
    )
    assert read(made({"a.xhtml": ONE}, said=said)).metadata.authors == ("Ada Ash",)


def test_what_leads_through_the_book_is_left_out() -> None:
    listed = '<nav epub:type="toc"><ol><li><a href="a.xhtml">One</a></li></ol></nav>'
    book = {"nav.xhtml": listed, "a.xhtml": f"{ONE}{listed}", "b.xhtml": TWO}
    found = read(made(book, navigation="nav.xhtml"))
    assert found.text == "One\n\nIt broke.\n\nTwo\n\nIt held."
    assert left_out(found)[:1] == [("navigation", "One")]
    assert {kind for kind, _ in left_out(found)} == {"navigation", "page title"}


def test_notes_in_a_chapter_of_their_own_are_linked() -> None:
    book = {
        "text/a.xhtml": '<h1>One</h1><p>It broke.<a id="r1" href="../notes.xhtml#n1" '
        'epub:type="noteref">1</a></p>',
        "text/b.xhtml": '<h1>Two</h1><p>It held.<a id="r2" href="../notes.xhtml#n2" '
        'epub:type="noteref">2</a></p>',
        "notes.xhtml": '<h1>Notes</h1><ol><li id="n1"><p>Board, 1954. <a href="text/a.xhtml#r1" '
        'role="doc-backlink">↩</a></p></li><li id="n2"><p>Ash. <a href="text/b.xhtml#r2">↩</a></p>'
        "</li></ol>",
    }
    found = document(book)
    assert [(n.number, n.span.of(found.text), len(n.pointers)) for n in found.notes] == [
        (1, "Board, 1954.", 1),
        (2, "Ash.", 1),
    ]
    assert [section.title for section in found.sections] == ["One", "Two", "Notes"]
    anchor = cite(found, found.notes[1].span).anchor
    assert anchor and (anchor.chapter, anchor.element) == (
        "book/notes.xhtml",
        "#n2 > p:nth-child(1)",
    )


def test_a_note_is_read_without_the_number_that_the_book_calls_a_pointer() -> None:
    note = (
        '<p>Text.<a epub:type="noteref" href="#n">1</a></p>'
        '<aside id="n" epub:type="footnote"><p>1. {}</p></aside>'
    )
    found = document({"a.xhtml": note.format("First."), "b.xhtml": note.format("Second.")})
    assert [(n.number, n.span.of(found.text)) for n in found.notes] == [
        (1, "First."),
        (2, "Second."),
    ]


def test_notes_that_begin_anew_in_each_chapter_are_numbered_through_the_book() -> None:
    note = (
        '<p>Text.<sup><a href="#n">1</a></sup></p>'
        '<aside id="n" epub:type="footnote"><p>{}</p></aside>'
    )
    found = document(
        {
            "a.xhtml": "<h1>One</h1>" + note.format("First."),
            "b.xhtml": "<h1>Two</h1>" + note.format("Second."),
        }
    )
    assert "[1]" in found.text and "Text.[2]" in found.text
    assert [(n.number, n.span.of(found.text)) for n in found.notes] == [
        (1, "First."),
        (2, "Second."),
    ]


def test_a_note_that_a_reader_shows_on_demand_is_read() -> None:
    found = reading(
        {
            "a.xhtml": '<p>Text.<a href="notes.xhtml#n" epub:type="noteref">1</a></p>',
            "notes.xhtml": '<div hidden="hidden"><p>Unseen.</p>'
            '<aside id="n" epub:type="footnote" hidden="hidden"><p>Board, 1954.</p></aside></div>',
        }
    )
    assert found.text == "Text.[1]\n\n[1] Board, 1954."
    assert ("hidden", "Unseen.") in [(each.kind, each.text) for each in found.left_out]


def test_lines_of_verse_are_one_paragraph_and_pages_are_as_printed() -> None:
    found = reading(
        {
            "a.xhtml": '<p><span>One,</span><br/><span>two.</span></p><span epub:type="pagebreak" '
            'title="xii"/><p>Three <a id="x"/>four.</p>'
        }
    )
    assert found.text == "One,\ntwo.\n\nThree four."
    assert [anchor.page_label for _, anchor in found.anchors] == [None, "xii"]


def test_a_protected_book_says_so_and_protected_fonts_do_not_matter() -> None:
    encrypted = '<encryption><CipherData><CipherReference URI="{}"/></CipherData></encryption>'
    for uri, protected in (("book/a.xhtml", True), ("book/font.otf", False)):
        raw = made({"a.xhtml": ONE}, parts={"META-INF/encryption.xml": encrypted.format(uri)})
        if protected:
            with pytest.raises(NotReadable, match="is protected against copying"):
                read(raw)
        else:
            assert read(raw).text


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"META-INF/container.xml": "<a"}, "has a damaged part"),
        ({"book/package.opf": "<package/>"}, "holds no chapters"),
        ({"book/package.opf": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "defines entities"),
        ({"book/a.xhtml": "<html><body><img src='a.png'/></body></html>"}, "holds no text, only"),
        ({"book/a.xhtml": "<div>" * 10_000}, "nests more than 5,000 elements"),
        ({"book/a.xhtml": "a" * 70_000_000}, "unpacks to more than"),
    ],
)
def test_damage_and_harm_are_told_with_their_remedy(parts: dict[str, str], reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        read(made({"a.xhtml": ONE}, parts=parts))


def test_a_book_that_does_not_say_where_its_package_is_is_read() -> None:
    assert read(made({"a.xhtml": ONE}, parts={"META-INF/container.xml": "<a/>"})).text


def test_a_chapter_that_is_no_xml_is_read() -> None:
    raw = made({"a.xhtml": ONE}, parts={"book/a.xhtml": "<p>Fish &nbsp;& chips<br>are <b>good"})
    assert read(raw).text == "Fish & chips\nare good"


def test_no_damaged_book_ends_more_than_its_own_reading() -> None:
    whole = made({"a.xhtml": ONE, "b.xhtml": TWO})
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        package = archive.read("book/package.opf")
    chance = random.Random(5)
    with ReaderProcess() as process:
        for number in range(200):
            source = bytearray(whole if number % 2 else package)
            for _ in range(chance.randint(1, 8)):
                at = chance.randrange(len(source))
                source[at : at + chance.randrange(3)] = bytes([chance.randrange(256)])
            raw = bytes(source)
            if not number % 2:
                raw = made({"a.xhtml": ONE}, parts={"book/package.opf": raw})
            try:
                process.read(Format.EPUB, raw, Path("a.epub"))
            except UnreadableDocument as error:
                assert "(" not in error.reason or "damaged part (" in error.reason, error.reason
        assert process.read(Format.EPUB, whole, Path("a.epub"))[1].text


def test_a_book_is_loaded_in_its_process(tmp_path: Path) -> None:
    path = tmp_path / "tides.epub"
    path.write_bytes(made({"a.xhtml": ONE, "b.xhtml": TWO}))
    found = load_document(path)
    assert found.original and found.original.reader.startswith("epub 4, selectolax")
    assert [section.title for section in found.sections] == ["One", "Two"]


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public files are not at hand")
@pytest.mark.parametrize("path", sorted(PUBLIC.glob("*.epub")), ids=lambda path: path.stem)
def test_public_books_say_what_others_expect(path: Path) -> None:
    found = read(path.read_bytes())
    expected = read_markdown(path.with_suffix(".expected.md").read_text("utf-8"))
    pair = _words(found.text), _words(expected.text)
    assert SequenceMatcher(None, *pair, autojunk=False).ratio() >= 0.97
    heads = [_words(words) for kind, words in blocks(found) if kind == "heading"]
    assert heads == [_words(b.span.of(expected.text)) for b in expected.blocks if b.heading]


def _words(text: str) -> list[str]:
    return [word for word in "".join(s if s.isalnum() else " " for s in text).split() if word]


def package(items: str, spine: str) -> dict[str, str]:
    """What takes the place of the book's own list of its parts."""
    listed = f"<manifest>{items}</manifest><spine>{spine}</spine>"
    return {"book/package.opf": f'<package xmlns="http://www.idpf.org/2007/opf">{listed}</package>'}


def test_what_stands_in_for_a_chapter_that_is_no_page_is_read() -> None:
    items = (
        '<item id="a" href="a.pdf" media-type="application/pdf" fallback="b"/>'
        '<item id="b" href="b.svg" media-type="image/svg+xml" fallback="c"/>'
        '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
    )
    parts = package(items, '<itemref idref="a"/>')
    found = read(made({"c.xhtml": "<p>The tide came.</p>"}, parts=parts))
    assert found.text == "The tide came."


def test_chapters_that_are_not_there_or_no_pages_are_listed() -> None:
    items = (
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="c" href="c.svg" media-type="image/svg+xml" fallback="c"/>'
    )
    spine = "".join(f'<itemref idref="{key}"/>' for key in "abcda")
    parts = {**package(items, spine), "book/c.svg": "<svg><text>Drawn</text></svg>"}
    found = read(made({"a.xhtml": "<p>The tide came.</p>"}, parts=parts))
    assert found.text == "The tide came."
    assert [(x.kind, x.text) for x in found.left_out if "chapter" in x.kind] == [
        ("missing chapter", "book/b.xhtml"),
        ("chapter that is no page", "book/c.svg"),
        ("missing chapter", "d"),
    ]
