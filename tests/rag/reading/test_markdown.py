"""Markdown: what a person reads of it, block by block, and nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.document.model import BlockKind, Document, Metadata, SectionKind
from rag.document.units import led_in_by
from rag.reading.loading import load_document
from rag.reading.markdown import read_markdown
from rag.reading.structure import document_of
from tests.growth import assert_linear

CASES = Path(__file__).parents[2] / "cases"


def document(source: str) -> Document:
    return document_of(read_markdown(source), "x", Metadata())


def sentences(found: Document) -> list[str]:
    return [s.of(found.text) for _, paragraph in found.paragraphs() for s in paragraph.sentences]


def kinds(source: str) -> list[tuple[BlockKind, str]]:
    found = document(source)
    return [(p.kind, p.span.of(found.text)) for _, p in found.paragraphs()]


def test_code_is_kept_as_it_is_and_heads_nothing() -> None:
    found = load_document(CASES / "g05-code-comments.md")
    assert found.title == "Restore Guide"
    assert [section.title for section in found.sections] == ["Introduction", "Rollback"]
    code = [p.span.of(found.text) for _, p in found.paragraphs() if p.kind is BlockKind.CODE]
    assert code[0].startswith("# stop the collector first\n") and "\n\n## then copy" in code[0]
    assert code[1] == "# indented comment, not a heading\nrestart collector"
    assert all(len(p.sentences) == 1 for _, p in found.paragraphs())


def test_front_matter_and_comments_are_left_out_and_counted() -> None:
    found = load_document(CASES / "g06-front-matter.md")
    assert found.title == "Ferry Tariffs After the Merger"
    assert "layout" not in found.text and found.left_out[0].kind == "front matter"
    rules = load_document(CASES / "g07-comment.md")
    assert "90 crowns" not in rules.text and "Paula Stein." in rules.text
    assert [(each.kind, each.line, each.text) for each in rules.left_out] == [
        ("comment", 5, "draft: the permit used to cost 90 crowns")
    ]
    inside = document("It costs 12 <!-- once 90 --> crowns.\n\n<div>\nA\n<!-- b -->\n</div>\n")
    assert "90" not in inside.text and sentences(inside) == ["It costs 12  crowns.", "A"]
    assert [(each.kind, each.line) for each in inside.left_out] == [("comment", 1), ("comment", 5)]


@pytest.mark.parametrize(
    ("broken", "title", "date"),
    [
        ("title: Tides: a history\nauthor: Ida Storm", "Tides: a history", None),
        ("title: Tides\nauthor: Ida Storm\ndate: 2020-13-30", "Tides", None),
    ],
)
def test_a_broken_line_of_front_matter_spoils_no_other(
    broken: str, title: str, date: str | None
) -> None:
    found = document(f"---\n{broken}\ntags: [a\n---\n\nIt rose.\n")
    assert (found.title, found.metadata.authors) == (title, ("Ida Storm",))
    assert found.metadata.date == date


@pytest.mark.parametrize("line", ["draft: !!bool maybe", "updated: !!timestamp foo", "n: !!int x"])
def test_a_value_that_is_not_of_its_kind_spoils_no_other(line: str) -> None:
    found = document(f"---\ntitle: Tides\n{line}\nauthor: Ida Storm\n---\n\nIt rose.\n")
    assert (found.title, found.metadata.authors) == ("Tides", ("Ida Storm",))


def test_an_image_and_its_caption_are_one_sentence() -> None:
    found = load_document(CASES / "g08-image.md")
    assert sentences(found)[1].endswith("Figure 7: Share of grain in port stores (2010–2020)")
    assert "example.org" not in found.text


def test_a_label_belongs_to_what_it_labels() -> None:
    found = sentences(load_document(CASES / "g09-run-in-label.md"))
    assert "Prompt. Charts go out soon enough to be of use." in found
    assert sentences(document("**Fees.** They rose. Twice.\n")) == ["Fees. They rose.", "Twice."]


def test_speakers_are_no_headings() -> None:
    found = load_document(CASES / "g11-minutes.md")
    assert [section.title for section in found.sections] == [
        "Lock gates: request for stage 2",
        "Conclusion",
    ]
    assert "PT: That works in steel but not in oak" in sentences(found)


def test_items_and_rows_know_what_they_must_be_read_with() -> None:
    for name, context, items in (
        ("g12-list-lead-in.md", "agreed to several steps:", 4),
        ("g12-list-lead-in.md", "The harbour board opposes:", 3),
        ("g21-table.md", "Station | Opened | Keeper | Trains a day", 10),
    ):
        found = load_document(CASES / name)
        contexts = [p.context.of(found.text) for _, p in found.paragraphs() if p.context]
        assert sum(context in each for each in contexts) == items
    garth = "Garth | 1911 | Mina Roux | 17"
    assert garth in sentences(load_document(CASES / "g21-table.md"))


def test_code_inside_a_list_does_not_end_it() -> None:
    found = document("Do this:\n\n1. Stop:\n\n   ```\n   stop\n   ```\n\n2. Start.\n\nDone.\n")
    lead_in = next(found.paragraphs())[1].sentences[0]
    led_in = [span.of(found.text) for span in led_in_by(found, lead_in)]
    assert led_in == ["Stop:", "stop", "Start."]


def test_a_list_behind_code_is_not_what_led_in_to_the_code() -> None:
    found = document("Run this:\n\n```\nrun\n```\n\n- one\n- two\n")
    contexts = [p.context and p.context.of(found.text) for _, p in found.paragraphs()]
    assert contexts == [None, "Run this:", None, None]


def test_what_stands_in_brackets_in_code_points_to_no_note() -> None:
    found = document("Take the row.[^1]\n\n```\nrow[1] = 5\n```\n\n[^1]: The first.\n")
    (note,) = found.notes
    assert [found.text[p.start - 1] for p in note.pointers] == ["."]


def test_notes_have_numbers_whatever_they_are_called() -> None:
    found = load_document(CASES / "g14-named-footnotes.md")
    notes = [(note.number, note.span.of(found.text)) for note in found.notes]
    assert [number for number, _ in notes] == [1, 2, 3, 4]
    assert notes[1][1] == (
        "The toll was two pence a bushel.\n\n"
        "It doubled in 1802, as the chapter minutes of that year record."
    )
    assert "and again in the report" in notes[2][1]
    for note in found.notes:
        (pointer,) = note.pointers
        assert pointer.of(found.text) == f"[{note.number}]"
    assert found.sections[-1].kind is SectionKind.NOTES


@pytest.mark.parametrize(
    ("source", "notes"),
    [
        ("A.[^9] B.[^7]\n\n[^7]: Seven.\n\n[^9]: Nine.\n", [(7, "Seven.", 1), (9, "Nine.", 1)]),
        ("A.\n\n[^lost]: Nothing points here.\n\nB.\n", [(1, "Nothing points here.", 0)]),
        ("A.<sup>1</sup> B.\n\n## Notes\n\n<sup>1</sup> One.\n", [(1, "One.", 1)]),
        ("A.\\[1\\] B.\n\n## Notes\n\n[1] One.\n", [(1, "One.", 1)]),
        ("A.[1]\n\n[1] One\nline.\n[2] Two.\n", [(1, "One line.", 1), (2, "Two.", 0)]),
        ("A.[^1]\n\n## Notes\n\n[^1]: One.\n", [(1, "One.", 1)]),
        ("A.[^1]\n\n[^1]:\n    - a\n    - b\n", [(1, "• a\n• b", 1)]),
        ("A.[^1]\n\n[^1]: ```\n    a\n    ```\n", [(1, "a", 1)]),
        (
            "A.[^1]\n\n[^1]: See:\n\n    | a |\n    | - |\n    | b |\n    | c |\n    | d |\n",
            [(1, "See:\n\na\nb\nc\nd", 1)],
        ),
        ("A. " * 9 + "[^1]\n\nB.\n\nC.\n\n[^1]: One.\n", [(1, "One.", 1)]),
    ],
)
def test_notes_of_many_kinds(source: str, notes: list[tuple[int, str, int]]) -> None:
    found = document(source)
    assert [
        (note.number, note.span.of(found.text), len(note.pointers)) for note in found.notes
    ] == notes


def test_marks_are_no_text() -> None:
    source = (
        'A *b* **c** ~~d~~ `e` [f](https://g.example "h") <b>i</b> &mdash; \\*j\\* \n'
        "k  \nl<br>m{: .class}\n"
    )
    assert kinds(source) == [(BlockKind.PARAGRAPH, "A b c d e f i — *j* k\nl\nm")]


def test_blocks_of_many_kinds() -> None:
    source = (
        "> said *she*\n> again\n\n- one\n\n  more\n- two\n  1. inner\n\nTerm\n: What it means\n\n"
        "![alt](a.png)\n\n***\n\n<table><tr><td>x</td><td>y</td></tr></table>\n"
    )
    assert kinds(source) == [
        (BlockKind.QUOTATION, "said she again"),
        (BlockKind.ITEM, "• one"),
        (BlockKind.ITEM, "more"),
        (BlockKind.ITEM, "• two"),
        (BlockKind.ITEM, "1. inner"),
        (BlockKind.ITEM, "Term"),
        (BlockKind.ITEM, "What it means"),
        (BlockKind.CAPTION, "alt"),
        (BlockKind.ROW, "x | y"),
    ]


def test_a_row_of_html_is_read_with_its_header() -> None:
    source = (
        "<table>\n<tr><th>Port</th><th>Boats</th></tr>\n<tr><td>Arle</td><td>12</td></tr>\n"
        "<tr><td><p>A long text.</p><p>It goes on.</p></td></tr>\n</table>\n"
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</table>\n"
    )
    found = document(source)
    rows = [
        (p.kind, p.span.of(found.text), p.context and p.context.of(found.text))
        for _, p in found.paragraphs()
    ]
    assert rows == [
        (BlockKind.ROW, "Port | Boats", None),
        (BlockKind.ROW, "Arle | 12", "Port | Boats"),
        (BlockKind.PARAGRAPH, "A long text.", None),
        (BlockKind.PARAGRAPH, "It goes on.", None),
        (BlockKind.ROW, "a | b", None),
        (BlockKind.ROW, "c | d", None),
    ]
    assert [found.lines_of(p.span)[0] for _, p in found.paragraphs()] == [2, 3, 4, 4, 6, 6]


@pytest.mark.parametrize("before", ["", "> ", "- x\n\n  "])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_cells_without_a_column_are_read(before: str, line_end: str) -> None:
    lines = ["| a | b |", "| - | - |", "| `c|d` | *e* | [f](g) |", "| h | i \\| j | k", "| l |"]
    indent = before.rpartition("\n")[2]
    indent = indent if ">" in indent else " " * len(indent)
    found = document(before + f"\n{indent}".join(lines).replace("\n", line_end) + line_end)
    rows = [p.span.of(found.text) for _, p in found.paragraphs() if p.kind is BlockKind.ROW]
    assert rows == ["a | b", "`c | d` | e | f", "h | i | j | k", "l |"]


def test_words_in_tags_that_part_them_are_not_joined() -> None:
    source = "| a |\n| - |\n| <ul><li>one</li><li>two</li></ul> |\n\nA<b>b</b>c<p>d</p>e\n"
    found = [" ".join(words.split()) for _, words in kinds(source)]
    assert found == ["a", "one two", "Abc d e"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("It has 5 km<sup>2</sup> of clay, 3m<sup>3</sup>.", "It has 5 km² of clay, 3m³."),
        ("There are 10<sup>6</sup>.", "There are 10⁶."),
        ("Here x<sup>2</sup> is the area<sup>4</sup>.", "Here x² is the area[4]."),
        ("The Act<sup>3</sup> of 1910<sup>6</sup>", "The Act[3] of 1910[6]"),
        ("On 4 May<sup>2</sup>, by 12 men<sup>3</sup>", "On 4 May[2], by 12 men[3]"),
    ],
)
def test_a_power_in_html_points_to_no_note(source: str, words: str) -> None:
    assert [text for _, text in kinds(source + "\n")] == [words]


@pytest.mark.parametrize(
    ("source", "title", "words"),
    [
        ("---\ntitle: T\n---\n\nA.\n", "T", ["A."]),
        ("---\r\n# a remark\r\n'date': 2019\r\ntitle: T\r\n---\r\nA.\r\n", "T", ["A."]),
        ("---\ntitle: [T\n---\nA.\n", "x", ["A."]),
        ("---\nIt stands between rules.\n\n---\n\nA.\n", "x", ["It stands between rules.", "A."]),
        ("---\n\nOne: it is.\n\n---\n\nA.\n", "x", ["One: it is.", "A."]),
        ("---\ntitle: T\n\nA.\n", "x", ["title: T", "A."]),
    ],
)
def test_text_between_rules_is_no_front_matter(source: str, title: str, words: list[str]) -> None:
    found = document(source)
    assert (found.title, [text for _, text in kinds(source)]) == (title, words)


@pytest.mark.parametrize(
    ("source", "title", "words"),
    [
        ('+++\ntitle = "T"\ndate = 2019-03-14\n+++\n\nA.\n', "T", ["A."]),
        ("+++\r\n[extra]\r\nx = 1\r\n+++\r\nA.\r\n", "x", ["A."]),
        ("+++\ntitle = T\n+++\nA.\n", "x", ["A."]),
        ("+++\nIt stands between signs.\n\n+++\n", "x", ["+++ It stands between signs.", "+++"]),
        ('+++\ntitle = "T"\n\nA.\n', "x", ['+++ title = "T"', "A."]),
    ],
)
def test_front_matter_may_be_toml(source: str, title: str, words: list[str]) -> None:
    found = document(source)
    assert (found.title, [text for _, text in kinds(source)]) == (title, words)
    if words == ["A."]:
        assert [(each.kind, each.line) for each in found.left_out] == [("front matter", 1)]
        last = source.splitlines().index("A.") + 1
        assert found.lines == ((0, last),)


def test_what_is_set_off_as_a_note_is_read_without_its_mark() -> None:
    source = (
        "> [!NOTE]\n> The quota is 5 GB. Do not pass it.\n\n"
        "> [!warning]- Take care\n> It is hot.\n\n"
        '!!! tip "On salt"\n    Salt is dear.\n\n    Buy less.\n\n'
        "::: danger Deep *water*\nDo not swim.\n:::\n\n::: {.box}\nThe end.\n:::\n"
    )
    assert kinds(source) == [
        (BlockKind.QUOTATION, "The quota is 5 GB. Do not pass it."),
        (BlockKind.QUOTATION, "Take care"),
        (BlockKind.QUOTATION, "It is hot."),
        (BlockKind.PARAGRAPH, "On salt"),
        (BlockKind.PARAGRAPH, "Salt is dear."),
        (BlockKind.PARAGRAPH, "Buy less."),
        (BlockKind.PARAGRAPH, "Deep water"),
        (BlockKind.PARAGRAPH, "Do not swim."),
        (BlockKind.PARAGRAPH, "The end."),
    ]
    found = document(source)
    assert [each.text for each in found.left_out] == [
        "[!NOTE]", "[!warning]-", '!!! tip "On salt"', "::: danger Deep *water*", "::: {.box}"
    ]  # fmt: skip
    assert found.left_out[2].line == 7


@pytest.mark.parametrize(
    "text",
    [
        "!!! Never open the valve while the boiler is hot.",
        "!!! WARNING !!!",
        "!!! never open it",
        "??? Who knows",
        "::: Chapter One :::",
        "Stop.\n!!! Do not enter.",
    ],
)
def test_a_cry_is_no_mark_of_a_block(text: str) -> None:
    assert kinds(text) == [(BlockKind.PARAGRAPH, text.replace("\n", " "))]


def test_a_last_heading_without_text_heads_no_notes() -> None:
    found = document("# T\n\n## A\n\nText.\n\n## B\n")
    assert [section.kind for section in found.sections] == [SectionKind.BODY, SectionKind.BODY]


def test_every_sentence_knows_the_lines_that_it_came_from() -> None:
    source = (
        "# T\n\nOne\ntwo. Three\nfour.\n\n```\na\n\nb\n```\n\n- x\n- y\n\n"
        "End.[^1]\n\n[^1]: N\n  n.\n"
    )
    found = document(source)
    lines = {
        s.of(found.text): found.lines_of(s) for _, p in found.paragraphs() for s in p.sentences
    }
    assert lines == {
        "One two.": (3, 4),
        "Three four.": (4, 5),
        "a\n\nb": (8, 10),
        "x": (13, 13),
        "y": (14, 14),
        "End.": (16, 16),
        "N n.": (18, 19),
    }


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*"#>-+*_`~|[]()!\\:^&<1.\n\n  ", "\n\n", "a{}z", "q{}z"])))
def test_no_word_of_a_wild_text_is_lost(parts: list[str]) -> None:
    source = "".join(part.format(number) for number, part in enumerate(parts) if part.strip() or 1)
    reading = read_markdown(source)
    left = " ".join(each.text for each in reading.left_out)
    for word in set(re.findall(r"[aq]\d+z", source)):
        kept = word in reading.text or word in left
        # What is no text: where a link leads, what a code block is written in, an HTML tag.
        assert kept or re.search(rf"[\](:<`~!\[][^\n]*\n?[^\n]*{word}", source), source


@pytest.mark.parametrize("mark", ["> ", "- ", "1. "])
def test_what_is_nested_beyond_the_parser_is_not_lost(mark: str) -> None:
    for depth in (5, 60, 98, 99, 100, 101, 2000):
        reading = read_markdown("Start.\n\n" + mark * depth + "the end\n")
        assert reading.text.count("the end") == 1
        assert any("the end" in block.span.of(reading.text) for block in reading.blocks)


UNITS = ["*a ", "_", "[", "![", "[a](", "`", "<", "<!--", "<a>", "> ", "- ", "|", "&", "\\", "a\n"]
UNITS += [
    "[^a]",
    "[^a]: b\n\n",
    "1. a\n",
    "| a |\n",
    "a\n: b\n\n",
    "~",
    "{: a",
    "<sup>1",
    "a<b>",
    "<p>a<b>",
    "<tr><td>a<td>b",
    "#",
    "***",
    "!!! a\n",
    ":::a\n",
    ":::\n",
    "> [!a]\n",
    '+++\na = "',
]


@pytest.mark.parametrize("unit", UNITS)
def test_reading_takes_time_that_grows_with_the_text(unit: str) -> None:
    assert_linear(lambda n: "a\n\n" + unit * (n // len(unit)), read_markdown, 2000, 0)
    assert_linear(lambda n: f"a\n\n{unit}" * (n // len(unit)), read_markdown, 2000, 0)
