"""Tables in plain text are rows with their header; what is only spaced widely is text."""

from __future__ import annotations

import pytest

from rag.document.model import BlockKind
from rag.reading.structure import parse_document
from tests.growth import assert_linear

PROSE = "The dyke broke in the winter. Repairs took six years."

Rows = list[tuple[str, str | None]]


def rows(text: str) -> Rows:
    """The rows of a text and what they must be read with, wide spaces as one."""
    document = parse_document(text, "x")
    return [
        (
            " ".join(p.span.of(text).split()),
            " ".join(p.context.of(text).split()) if p.context else None,
        )
        for _, p in document.paragraphs()
        if p.kind is BlockKind.ROW
    ]


@pytest.mark.parametrize(
    ("table", "header", "below"),
    [
        ("Island      Keeper        Since\nGarth       Mina Roux     1931\n"
         "Ode         Karr          1940",
         "Island Keeper Since", ["Garth Mina Roux 1931", "Ode Karr 1940"]),
        ("Name        Pay\n----------  ------\nAnna        41,000\nBo Day       5,500",
         "Name Pay", ["Anna 41,000", "Bo Day 5,500"]),
        ("Name        Pay\n------------------\nAnna        41,000\n"
         "Bo Day       5,500\n------------------",
         "Name Pay", ["Anna 41,000", "Bo Day 5,500"]),
        ("Island\tKeeper\nGarth\tMina Roux\nOde\tKarr", "Island Keeper",
         ["Garth Mina Roux", "Ode Karr"]),
        ("| Island | Keeper |\n|---|---|\n| Garth | Mina Roux |\n| Ode | Karr |",
         "Island | Keeper", ["Garth | Mina Roux", "Ode | Karr"]),
        ("Island | Keeper\n---|---\nGarth | Mina Roux", "Island | Keeper", ["Garth | Mina Roux"]),
        ("+-------+--------+\n| Isle  | Keeper |\n+-------+--------+\n| Garth | Roux   |\n"
         "| Ode   | Karr   |\n+-------+--------+", "Isle | Keeper", ["Garth | Roux", "Ode | Karr"]),
        ("+-------+--------+\n| Isle  | Keeper |\n+=======+========+\n| Garth | Mina   |\n"
         "|       | Roux   |\n+-------+--------+\n| Ode   | Karr   |\n+-------+--------+",
         "Isle | Keeper", ["Garth | Mina | | | Roux", "Ode | Karr"]),
        ("Island        2018     2019\nGarth         1,200       4\nOde               3   5,000",
         "Island 2018 2019", ["Garth 1,200 4", "Ode 3 5,000"]),
        ("Isle    Of what it is known\n------  ---------------------\n"
         "Garth   Its sheep, which are\n"
         "        counted by night.\nOde     Its quarry.", "Isle Of what it is known",
         ["Garth Its sheep, which are counted by night.", "Ode Its quarry."]),
        ("Insel      Höhe      Ort\nGarth      12 m      Nord\n"
         "Ode        7 m       Süd\nSumme      19 m",
         "Insel Höhe Ort", ["Garth 12 m Nord", "Ode 7 m Süd", "Summe 19 m"]),
        ("岛屿    守护人    年份\n加斯    米娜      1931\n"
         "奥德    卡尔      1940", "岛屿 守护人 年份",
         ["加斯 米娜 1931", "奥德 卡尔 1940"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("indent", ["", "    "])
def test_rows_have_their_header(table: str, header: str, below: list[str], indent: str) -> None:
    lines = "\n".join(indent + line for line in table.split("\n"))
    expected: Rows = [(header, None), *((row, header) for row in below)]
    text = f"The Isles\n\n{PROSE}\n\n{lines}\n\n{PROSE}\n"
    assert rows(text) == expected
    document = parse_document(text, "x")
    assert [section.title for section in document.sections] == ["Introduction"]
    assert [s.of(text) for _, p in document.paragraphs() for s in p.sentences if p.kind is
            BlockKind.ROW] == [p.span.of(text) for _, p in document.paragraphs()
                               if p.kind is BlockKind.ROW]  # fmt: skip
    assert rows(text.replace("\n", "\r\n")) == expected


def test_a_caption_and_a_source_about_a_table_are_text() -> None:
    table = "Isle     Keeper\nGarth    Roux\nOde      Karr"
    text = f"{PROSE}\n\nTable 1. The keepers of the isles\n{table}\nSource: the dyke board.\n"
    document = parse_document(text, "x")
    assert [p.span.of(text) for _, p in document.paragraphs()] == [
        PROSE, "Table 1. The keepers of the isles", *table.split("\n"), "Source: the dyke board."
    ]  # fmt: skip


def test_numbers_alone_have_no_header() -> None:
    text = f"{PROSE}\n\nGarth    12    1,200\nOde       7      300\nMoor      9       40\n"
    assert [context for _, context in rows(text)] == [None, None, None]


@pytest.mark.parametrize(
    "text",
    [
        # Wide spaces behind full stops, and lines filled to the same length.
        "The dyke broke.  Repairs took six years.\nThe board paid.  Two towns gave boats.\n"
        "It was cold.  Nobody was paid twice.",
        "The dyke  broke in the  winter of\n"
        "that year,  and  repairs took  six\nyears and cost  much of  what was",
        # A table of contents with leaders.
        "1   Introduction ....... 7\n1.1 Purpose ............ 7\n1.2 Requirements ....... 8",
        "Introduction . . . . .   7\nThe Flood . . . . . .   12\nRepairs . . . . . . .   20",
        # Lists and forms.
        "1.  Reopen the line.\n2.  Share charts.\n3.  Count the sheep.",
        "-   Reopen the line\n-   Share charts\n-   Count the sheep",
        "Name:    Anna\nIsle:    Garth\nSince:   1931",
        # Code.
        "int     count;\nfloat   height;\nchar    name[8];",
        "x       = 1\nlength  = 12\nname    = 'a'",
        "ls      -l\ncd      garth\nmv      a b",
        "```\nName    Pay\nAnna    41\nBo      55\n```",
        "a || b\nc || d\ne || f",
        # Verse.
        "The wind blew,      the water rose,\nThe dyke stood,     the dyke fell,\n"
        "The sheep ran,      the men slept;",
        "    So it goes\n  the wind  blows\nso it  goes",
        # A list in columns.
        "These have written it:\nGary Adams     Ross Moor\n"
        "Keith Ball     Cy Fox\nBo Day         Al Roe",
        # Two columns of prose.
        "The dyke broke in the winter of     The board paid for most of the stones\n"
        "that year, and repairs took six     and two towns gave their boats for it\n"
        "years and cost much of what the     without asking for anything in return",
        # Two lines are no table without a rule, nor is a heading with a rule.
        "Island      Keeper\nGarth       Mina Roux",
        "The Keepers of Garth\n--------------------\nMina Roux kept it first.",
        "He paid 3 | 4 of it, as he said,\nand that was that.",
    ],
)  # fmt: skip
def test_what_is_only_spaced_is_no_table(text: str) -> None:
    assert rows(f"{PROSE}\n\n{text}\n\n{PROSE}\n") == []


@pytest.mark.parametrize(
    "unit",
    [
        "A  B\n",
        "A\tB\n",
        "|a|b|\n",
        "+--+--+\n",
        "--  --\n",
        "A  B\n        c\n",
        "A  ",
        "a | ",
        "- -",
    ],
)
def test_tables_take_time_that_grows_with_the_text(unit: str) -> None:
    assert_linear(lambda n: unit * (n // len(unit)), lambda text: parse_document(text, "x"))
    assert_linear(
        lambda n: f"{PROSE}\n\nA  B\n{unit * (n // len(unit))}", lambda t: parse_document(t, "x")
    )
