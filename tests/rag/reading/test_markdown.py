"""Markdown: what a person reads of it, block by block, and nothing lost."""

from __future__ import annotations

import re
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.document.model import BlockKind, Document, Metadata, SectionKind
from rag.document.units import led_in_by
from rag.reading.markdown import read_markdown
from rag.reading.structure import document_of, load_document
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
    ],
)
def test_notes_of_many_kinds(source: str, notes: list[tuple[int, str, int]]) -> None:
    found = document(source)
    assert [
        (note.number, note.span.of(found.text).strip(), len(note.pointers)) for note in found.notes
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
        (BlockKind.PARAGRAPH, "x | y"),
    ]


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


WORDS = st.sampled_from("sea Straße вода ماء 水 みず 물 jalapeño".split())
INLINE = st.sampled_from(["{}", "*{}*", "**{}**", "`{}`", "[{}](https://a.example)", "~~{}~~"])


@st.composite
def sources(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A Markdown text of many blocks, and its words, each of which stands in it once."""
    numbers = count()
    words: list[str] = []

    def word() -> str:
        words.append(f"{draw(WORDS)}{next(numbers)}q")
        return draw(INLINE).format(words[-1])

    def block() -> str:
        match draw(st.integers(0, 9)):
            case 0:
                return f"{'#' * draw(st.integers(1, 4))} {word()} {word()}"
            case 1:
                return f"- {word()}\n  - {word()}\n\n    {word()}\n- {word()}"
            case 2:
                return f"3. {word()} {word()}\n4. {word()}"
            case 3:
                return f"| {word()} | {word()} |\n|---|:-:|\n| {word()} | {word()} |\n| {word()} |"
            case 4:
                return f"> {word()}\n{word()}\n>\n> > {word()}"
            case 5:
                words.append(f"code{next(numbers)}q")
                return f"```sh\n# {words[-1]}\n```"
            case 6:
                label = draw(st.sampled_from(["n", "7"])) + str(next(numbers))
                pointer = f"[^{label}]" if draw(st.booleans()) else ""
                return f"{word()}.{pointer}\n\n[^{label}]: {word()}\n\n    {word()}"
            case 7:
                return f"<div>\n<p>{word_of_html()}</p>\n</div>"
            case 8:
                return f"{word()}\n: {word()}"
            case _:
                return f"{word()} {word()}. {word()}\n{word()}!"

    def word_of_html() -> str:
        words.append(f"html{next(numbers)}q")
        return words[-1]

    blocks = [block() for _ in range(draw(st.integers(1, 8)))]
    return "\n\n".join(blocks) + "\n", words


@settings(max_examples=300, deadline=None)
@given(made=sources())
def test_every_word_is_in_one_place(made: tuple[str, list[str]]) -> None:
    source, words = made
    found = document(source)
    places = [p.span for _, p in found.paragraphs()] + list(found.front_matter)
    places += [section.heading for section in found.sections if section.heading]
    for word in words:
        assert sum(span.of(found.text).count(word) for span in places) == 1, source
    covered = sorted(places)
    assert all(a.end <= b.start for a, b in pairwise(covered))


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
    "#",
    "***",
]


@pytest.mark.parametrize("unit", UNITS)
def test_reading_takes_time_that_grows_with_the_text(unit: str) -> None:
    assert_linear(lambda n: "a\n\n" + unit * (n // len(unit)), read_markdown, 2000, 0)
    assert_linear(lambda n: f"a\n\n{unit}" * (n // len(unit)), read_markdown, 2000, 0)
