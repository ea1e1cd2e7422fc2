"""Word documents: what a person reads of them, block by block, each with its paragraph."""

from __future__ import annotations

import re
import zipfile
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rag.document.citations import cite
from rag.document.model import BlockKind, SectionKind
from rag.reading.docx import read
from rag.reading.formats import NotReadable
from rag.reading.loading import load_document
from rag.reading.markdown import read_markdown
from tests.rag.reading.made_docx import (
    STYLES,
    document,
    item,
    made,
    numbering,
    p,
    reading,
    t,
    table,
    tc,
    tr,
)
from tests.rag.reading.made_html import blocks, left_out

PUBLIC = Path("../shared/data/files/docx")
PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'


def test_headings_are_told_by_style_and_outline_level() -> None:
    found = reading(
        p("Tides", "Title")
        + p("First", "H1")
        + p("Second", "H2")
        + p("Own", "Own")
        + p("Level", properties='<w:outlineLvl w:val="2"/>')
        + p("Text", "H1", '<w:outlineLvl w:val="9"/>')
        + p("word " * 100, "H1")
    )
    levels = [(b.heading.level if b.heading else None) for b in found.blocks]
    assert levels == [0, 1, 2, 1, 3, None, None]
    assert found.metadata.title == "Tides"


def test_the_title_stands_over_the_sections() -> None:
    found = document(p("Tides", "Title") + p("One", "H1") + p("A.") + p("Two", "H1") + p("B."))
    assert found.title == "Tides"
    assert [(s.title, s.depth) for s in found.sections] == [("One", 1), ("Two", 1)]


def test_kinds_follow_the_names_of_styles() -> None:
    found = reading(
        p("Said.", "Quote")
        + p("Figure 1: a map", "Caption")
        + p("a  = 1", "Code")
        + p("  b = 2", "Code")
        + p("One 1", "Toc1")
        + p("round", "Loop")
    )
    assert blocks(found) == [
        ("quotation", "Said."),
        ("caption", "Figure 1: a map"),
        ("code", "a  = 1\n  b = 2"),
        ("paragraph", "round"),
    ]
    assert left_out(found) == [("table of contents", "One 1")]


def test_numbers_are_those_that_word_prints() -> None:
    levels = numbering(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))
    found = reading(
        item("Scope", style="H1")
        + item("one", 1)
        + item("a", 2)
        + item("b", 2)
        + item("two", 1)
        + item("a again", 2)
        + item("Terms", style="H1")
        + item("under nothing", 2)
        + item("next", 1),
        {"numbering": levels},
    )
    assert [words for _, words in blocks(found)] == [
        "1. Scope",
        "1.1 one",
        "(a) a",
        "(b) b",
        "1.2 two",
        "(a) a again",
        "2. Terms",
        "(a) under nothing",
        "2.2 next",
    ]
    heading = found.blocks[0].heading
    assert heading and heading.title == "1. Scope"


@pytest.mark.parametrize(
    ("form", "text", "printed"),
    [
        ("upperRoman", "%1)", "IV) x"),
        ("lowerRoman", "%1.", "iv. x"),
        ("upperLetter", "Annex %1:", "Annex D: x"),
        ("decimalZero", "%1", "04 x"),
        ("bullet", "\uf0b7", "• x"),
        ("none", "", "x"),
    ],
)
def test_the_form_of_a_number_is_that_of_its_level(form: str, text: str, printed: str) -> None:
    found = reading(item("x"), {"numbering": numbering((form, text), start=4)})
    assert found.text == printed


def test_bullets_tell_how_deep_an_item_stands() -> None:
    bullets = numbering(("bullet", "\uf0b7"), ("bullet", "o"), ("bullet", "\uf0a7"))
    styles = STYLES + (
        '<w:style w:type="paragraph" w:styleId="B2"><w:name w:val="List Bullet 2"/></w:style>'
    )
    listed = [item("a"), item("b", 1), item("c", 2), item("d"), item("e", style="B2")]
    found = read(made("".join(listed), {"numbering": bullets}, styles))
    assert found.text.splitlines() == ["• a", "◦ b", "▪ c", "• d", "◦ e"]


def test_lists_count_on_and_begin_anew_as_they_say() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="3">'
        '<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    found = reading(
        item("a") + p("between") + item("b") + item("c", list=2) + item("d", list=3) + item("e"),
        {"numbering": numbering(("decimal", "%1.")) + more},
    )
    assert [words for kind, words in blocks(found) if kind == "item"] == [
        "1. a",
        "2. b",
        "3. c",
        "5. d",
        "6. e",
    ]


def test_a_list_is_read_with_what_leads_in_to_it() -> None:
    found = reading(
        p("Needed are:") + item("sand") + item("clay"), {"numbering": numbering(("bullet", "-"))}
    )
    assert [b.context for b in found.blocks] == [None, *[found.blocks[0].span] * 2]


NOTES = {
    "footnotes": '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    f'<w:footnote w:id="7">{p("Board, 1954.", runs="<w:r><w:footnoteRef/></w:r>")}</w:footnote>'
    f'<w:footnote w:id="3">{p(" Ash, 1960.")}{p("More.")}</w:footnote>'
    f'<w:footnote w:id="9">{p("Lost.")}</w:footnote>',
    "endnotes": f'<w:endnote w:id="7">{p("Birk, 1970.")}</w:endnote>',
}


def pointer(id: int, kind: str = "footnote") -> str:
    reference = f'<w:{kind}Reference w:id="{id}"/>'
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>{reference}</w:r>'


def test_notes_are_linked_both_ways_and_numbered_by_their_pointers() -> None:
    body = p("Tides", "H1") + p(
        runs=t("It broke") + pointer(3) + t(". It held") + pointer(7) + t(".")
    )
    found = document(body + p(runs=t("So") + pointer(7, "endnote") + t(".")), NOTES)
    assert "It broke[1]. It held[2]." in found.text and found.text.endswith("[3] Birk, 1970.")
    notes = [(n.number, n.span.of(found.text), len(n.pointers)) for n in found.notes]
    assert notes == [(1, "Ash, 1960.\n\nMore.", 1), (2, "Board, 1954.", 1), (3, "Birk, 1970.", 1)]
    assert found.sections[-1].kind is SectionKind.NOTES
    assert [(each.kind, each.text) for each in found.left_out] == [
        ("note without a pointer", "Lost.")
    ]
    anchor = cite(found, found.notes[2].span).anchor
    assert anchor and anchor.paragraph == 3  # that of what points to it


def test_notes_that_are_typed_are_told_by_their_form() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    found = document(
        p("One", "H1")
        + p(runs=t("It broke.") + t("1", raised) + t(" It held.[2]"))
        + p("Notes", "H1")
        + p(runs=t("1", raised) + t(" Board, 1954."))
        + p("[2] Ash, 1960.")
    )
    assert [(n.number, n.span.of(found.text), len(n.pointers)) for n in found.notes] == [
        (1, "Board, 1954.", 1),
        (2, "Ash, 1960.", 1),
    ]


def test_a_heading_over_endnotes_goes_with_them() -> None:
    body = p("One", "H1") + p(runs=t("So") + pointer(7, "endnote")) + p("Endnotes", "H1")
    found = document(body, NOTES)
    assert [(s.title, s.kind) for s in found.sections] == [
        ("One", SectionKind.BODY),
        ("Endnotes", SectionKind.NOTES),
    ]


def test_changes_are_read_as_accepted() -> None:
    found = reading(
        p(
            runs=t("The dyke ")
            + f'<w:ins w:id="1">{t("never ")}</w:ins>'
            + '<w:del w:id="2"><w:r><w:delText>al</w:delText></w:r>'
            "<w:r><w:delText>ways</w:delText></w:r></w:del>"
            + t("broke.")
            + f'<w:moveFrom w:id="3">{t("Away.")}</w:moveFrom>'
        )
        + f'<w:moveTo w:id="4">{p("Here.")}</w:moveTo>'
        + p("Joined ", properties='<w:rPr><w:del w:id="5"/></w:rPr>')
        + p("lines.")
    )
    assert [words for _, words in blocks(found)] == [
        "The dyke never broke.",
        "Here.",
        "Joined lines.",
    ]
    assert left_out(found) == [("deleted", "always"), ("moved away", "Away.")]


DELETED_END = '<w:rPr><w:del w:id="9"/></w:rPr>'


def test_what_stands_before_a_table_is_read_though_its_end_is_deleted() -> None:
    rows = table(tr(tc("a"), tc("b"))), table(tr(tc("alone")))
    for rows_of_one in rows:
        found = reading(p("Boats pay:", properties=DELETED_END) + rows_of_one + p("So."))
        assert [words for _, words in blocks(found)][::2] == ["Boats pay:", "So."]
        assert [place.paragraph for _, place in found.anchors][:2] == [1, 2]


def test_a_deleted_paragraph_has_no_number() -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    moved = listed + '<w:rPr><w:moveFrom w:id="2"/></w:rPr>'
    found = reading(
        item("one")
        + p(properties=listed + DELETED_END, runs=gone)
        + p(
            properties=moved,
            runs=gone.replace("w:del ", "w:moveFrom ").replace("/w:del>", "/w:moveFrom>"),
        )
        + item("two"),
        {"numbering": numbering(("decimal", "%1."))},
    )
    assert [words for _, words in blocks(found)] == ["1. one", "2. two"]


@pytest.mark.parametrize("kind", ["page", "column"])
def test_words_on_two_pages_are_two(kind: str) -> None:
    found = reading(p(runs=t("one") + PAGE_BREAK.replace("page", kind) + t("two")))
    assert [words for _, words in blocks(found)] == ["one two"]


def test_a_row_that_is_said_to_be_no_header_is_none() -> None:
    off = '<w:tblHeader w:val="0"/>'
    found = document(table(tr(tc("Arle"), tc("12"), properties=off), tr(tc("Brey"), tc("14"))))
    assert [row.context for _, row in found.paragraphs()] == [None, None]


def field_(code: str, *printed: str) -> str:
    marks = [
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    ]
    instruction = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return f"{marks[0]}{instruction}{marks[1]}{''.join(printed)}{marks[2]}"


def test_fields_are_read_as_they_print() -> None:
    found = reading(
        p(
            runs=t("Figure ")
            + field_(" SEQ Figure ", t("3"))
            + t(" on page ")
            + field_("PAGE", t("9"))
        )
        + p(
            runs=field_(
                'HYPERLINK "https://a.example/x" ', t("A "), field_("REF b", t("link")), t("!")
            )
        )
        + f'<w:p><w:fldSimple w:instr="DATE">{t("1 May")}</w:fldSimple></w:p>'
    )
    assert [words for _, words in blocks(found)] == ["Figure 3 on page", "A link!", "1 May"]
    assert [(span.of(found.text), url) for span, url in found.links] == [
        ("A link!", "https://a.example/x")
    ]
    assert left_out(found) == [("field", "9")]


def test_a_table_of_contents_is_left_out() -> None:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    contents = (
        p(runs=begin + "<w:r><w:instrText>TOC \\o</w:instrText></w:r>" + separate + t("One 1"))
        + p(runs=t("Two 2"))
        + p(runs=end + t("After."))
    )
    found = reading(contents + p("One", "H1") + p("Text."))
    assert [words for _, words in blocks(found)] == ["After.", "One", "Text."]
    assert left_out(found) == [("table of contents", "One 1"), ("table of contents", "Two 2")]
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    control = (
        f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('One 1')}</w:sdtContent></w:sdt>"
    )
    found = reading(control + p("Text."))
    assert found.text == "Text." and left_out(found) == [("table of contents", "One 1")]
    assert found.anchors[0][1].paragraph == 2


def test_controls_links_breaks_and_signs_are_read() -> None:
    link = '<Relationship Id="x" Type="h" TargetMode="External" Target="https://a.example/"/>'
    found = reading(
        f"<w:sdt><w:sdtContent>{p('In a control.')}</w:sdtContent></w:sdt>"
        + p(runs=f'<w:hyperlink r:id="x">{t("linked")}</w:hyperlink>' + t(" words"))
        + p(runs=t("one") + "<w:r><w:br/></w:r>" + t("two") + PAGE_BREAK + t(" three"))
        + p(runs=t("a") + "<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/></w:r>" + t("b"))
        + p(runs=t("5 km") + t("2", '<w:vertAlign w:val="superscript"/>'))
        + p(
            runs='<w:r><w:sym w:font="Webdings" w:char="F0E0"/>'
            '<w:sym w:font="Arial" w:char="2192"/></w:r>'
        )
        + p(runs=t("seen") + t("unseen", "<w:vanish/>")),
        {"links": link},
    )
    assert [words for _, words in blocks(found)] == [
        "In a control.",
        "linked words",
        "one\ntwo three",
        "a \u2011b",
        "5 km²",
        "→",
        "seen",
    ]
    assert [(span.of(found.text), url) for span, url in found.links] == [
        ("linked", "https://a.example/")
    ]
    assert left_out(found) == [("symbol", "F0E0 of Webdings"), ("hidden", "unseen")]


def test_text_boxes_stand_once_behind_their_paragraph() -> None:
    box = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    found = reading(
        p(runs=t("Before") + f"<w:r>{both}</mc:AlternateContent></w:r>" + t(" after."))
        + p(runs=f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>")
    )
    assert [words for _, words in blocks(found)] == ["Before after.", "In the box.", "In the box."]


def test_a_picture_is_read_as_what_is_said_of_it() -> None:
    found = reading(p(runs='<w:r><w:drawing><wp:docPr id="1" descr="A map"/></w:drawing></w:r>'))
    assert blocks(found) == [("caption", "A map")]


def test_tables_have_their_header_and_merged_cells_in_each_row() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    heads = "<w:tblHeader/>"
    found = reading(
        table(
            tr(tc("Year"), tc("Place"), tc("Metres"), properties=heads),
            tr(tc("1953", restart), tc("Delfzijl"), tc("3.8")),
            tr(tc("", goes_on), tc("Emden"), tc("4.1")),
            tr(tc("Sum", '<w:gridSpan w:val="2"/>'), tc("7.9")),
            tr(tc("Deleted"), tc("x"), tc("y"), properties='<w:del w:id="1"/>'),
            tr(tc("Late"), tc("5"), properties='<w:gridBefore w:val="1"/>'),
        )
        + p("after")
    )
    assert [words for _, words in blocks(found)] == [
        "Year | Place | Metres",
        "1953 | Delfzijl | 3.8",
        "1953 | Emden | 4.1",
        "Sum | Sum | 7.9",
        "| Late | 5",
        "after",
    ]
    header = found.blocks[0].span
    assert [b.context for b in found.blocks] == [None, *[header] * 4, None]
    assert left_out(found) == [("deleted", "Deleted x y")]
    assert [anchor.paragraph for _, anchor in found.anchors] == [1, 4, 8, 10, 15, 17]


def test_the_first_row_is_a_header_where_it_is_printed_as_one() -> None:
    bold = "<w:b/>"
    rows = (
        tr(tc(p(runs=t("Place", bold))), tc(p(runs=t("Keeper", bold)))),
        tr(tc("Emden"), tc("Ash")),
    )
    assert reading(table(*rows)).blocks[1].context is not None
    plain = (tr(tc("Place"), tc("Keeper")), tr(tc("Emden"), tc("Ash")))
    assert reading(table(*plain)).blocks[1].context is None
    style = (
        '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid 5"/>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
    )
    look = '<w:tblStyle w:val="Grid"/><w:tblLook w:val="04A0" w:firstRow="1"/>'
    found = read(made(table(*plain, properties=look), styles=style))
    assert found.blocks[1].context is not None


def test_cells_hold_paragraphs_lists_and_tables_on_one_line() -> None:
    inner = table(tr(tc("1"), tc("2")))
    found = reading(
        table(tr(tc(p("a") + p("b")), tc(item("c") + item("d"))), tr(tc(inner + p()), tc("e"))),
        {"numbering": numbering(("decimal", "%1."))},
    )
    assert [words for _, words in blocks(found)] == ["a b | 1. c 2. d", "1 2 | e"]


def test_a_table_of_one_column_or_with_headings_lays_out() -> None:
    found = reading(table(tr(tc("A box.")), tr(tc("Another."))))
    assert blocks(found) == [("paragraph", "A box."), ("paragraph", "Another.")]
    found = reading(table(tr(tc(p("One", "H1")), tc("Text."))))
    assert blocks(found) == [("heading", "One"), ("paragraph", "Text.")]


def test_formulas_are_read_on_one_line() -> None:
    square = (
        "<m:sSup><m:e><m:r><m:t>r</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    )
    half = (
        "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    )
    found = reading(
        p(runs=t("A = π") + f"<m:oMath>{square}</m:oMath>" + t(", ") + f"<m:oMath>{half}</m:oMath>")
    )
    assert found.text == "A = πr², (a+b)/2"


def math(words: str, *parts: str) -> str:
    """A run of a formula, or what has parts: "m:f", and the name and words of each."""
    if not parts:
        return f"<m:r><m:t>{words}</m:t></m:r>"
    named = zip(parts[::2], parts[1::2], strict=True)
    return f"<{words}>" + "".join(f"<{n}>{said}</{n}>" for n, said in named) + f"</{words}>"


def test_what_follows_a_fraction_or_index_is_no_part_of_it() -> None:
    over = math("m:f", "m:num", math("1"), "m:den", math("z"))
    power = math("m:sSup", "m:e", math("x"), "m:sup", math("k"))
    index = math("m:sSub", "m:e", math("P"), "m:sub", math(" n"))
    square = math("m:sSup", "m:e", math("m"), "m:sup", math("2"))
    formula = over + math("dz+") + power + math("a+") + index + math("=") + square + math("c")
    assert reading(p(runs=f"<m:oMath>{formula}</m:oMath>")).text == "1/z dz+x^k a+P_n=m²c"


def test_a_binomial_is_no_fraction() -> None:
    stacked = '<m:fPr><m:type m:val="noBar"/></m:fPr>'
    choose = f"<m:f>{stacked}<m:num>{math('n')}</m:num><m:den>{math('k')}</m:den></m:f>"
    around = math("m:d", "m:e", choose)
    found = reading(p(runs=f"<m:oMath>{choose + math('x=') + around}</m:oMath>"))
    assert found.text == "(n¦k)x=(n¦k)"


def test_comments_and_the_heads_of_pages_are_counted() -> None:
    found = reading(
        p(runs=t("Text.") + '<w:r><w:commentReference w:id="0"/></w:r>'),
        {
            "comments": f'<w:comment w:id="0">{p("Really?")}</w:comment>',
            "header1": p("Secret"),
            "header2": p("Secret"),
            "footer1": p(runs=t("Page ") + field_("PAGE", t("1"))),
        },
    )
    assert found.text == "Text."
    assert left_out(found) == [
        ("comment", "Really?"),
        ("page head", "Secret"),
        ("page foot", "Page 1"),
    ]
    assert found.left_out[0].anchor == found.anchors[0][1]


def test_the_file_says_its_title_and_authors() -> None:
    core = (
        '<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Tides</dc:title>'
        "<dc:creator>Ada Ash; Bo Birk</dc:creator></p>"
    )
    found = reading(p("Text."), {"core": core}).metadata
    assert (found.title, found.authors) == ("Tides", ("Ada Ash", "Bo Birk"))
    assert reading(p("Waves", "Title") + p("x"), {"core": core}).metadata.title == "Waves"
    nobody = core.replace("Ada Ash; Bo Birk", "python-docx")
    assert reading(p("Text."), {"core": nobody}).metadata.authors == ()


def test_an_empty_document_says_so() -> None:
    with pytest.raises(NotReadable, match="holds no text"):
        read(made(p()))


def test_a_file_is_loaded_in_its_process(tmp_path: Path) -> None:
    path = tmp_path / "tides.docx"
    path.write_bytes(made(p("One", "H1") + p("It broke. It held.") + p("Two", "H1") + p("More.")))
    found = load_document(path)
    assert found.original and found.original.reader == "docx 4"
    _, paragraph = next(found.paragraphs())
    citation = cite(found, paragraph.sentences[1])
    assert citation.quote == "It held." and citation.anchor
    assert citation.anchor.paragraph == 2 and citation.section == "One"


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public files are not at hand")
@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PUBLIC.glob("docling-*.docx")) if "equations" not in path.stem],
    ids=lambda path: path.stem,
)
def test_public_documents_say_what_others_expect(path: Path) -> None:
    found = read(path.read_bytes())
    expected = read_markdown(path.with_suffix(".expected.md").read_text("utf-8"))
    pair = _words(found.text), _words(expected.text)
    assert SequenceMatcher(None, *pair, autojunk=False).ratio() >= 0.9, pair
    heads = {_words(b.span.of(found.text)) for b in found.blocks if b.kind is BlockKind.HEADING}
    theirs = {_words(b.span.of(expected.text)) for b in expected.blocks if b.heading}
    assert heads == theirs


def _words(text: str) -> str:
    """The letters and digits of a text: what readers write between them is their own."""
    return "".join(sign for sign in text if sign.isalnum())


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public files are not at hand")
@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PUBLIC.glob("*.docx")) if path.stem != "empty"],
    ids=lambda path: path.stem,
)
def test_every_run_of_a_public_document_is_read_or_left_out(path: Path) -> None:
    found = read(path.read_bytes())
    known = _words(found.text + " ".join(each.text for each in found.left_out))
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if re.fullmatch(r"word/\w+notes?\.xml", n)]
        parts = [archive.read(name) for name in ["word/document.xml", *names]]
    for part in parts:
        for element in ElementTree.fromstring(part).iter():
            if element.tag.endswith("}t"):
                assert _words(element.text or "") in known, element.text
