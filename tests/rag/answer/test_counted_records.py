"""What is counted: records by one of several things in a cell, items of one list, no totals."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.engine import Engine
from rag.reading.library import load_documents
from tests.rag.answer.computing_store import engine_of, engine_over, marks, statement

TASKS = ["Plan the budget", "Elect a chair", "Meet the mayor"]


def table(*rows: str) -> str:
    head, *body = (f"| {row} |\n" for row in rows)
    return head + "|" + " --- |" * (head.count("|") - 1) + "\n" + "".join(body)


def articles(of_lamp: str, head: str = "Article | Made in | Price") -> Engine:
    rows = [f"Lamp | {of_lamp} | 90", "Bulb | Spain | 3", "Cord | Spain | 5", "Shade | France | 40"]
    return engine_over({"articles": f"# Articles\n\n{table(head, *rows)}"})


@pytest.mark.parametrize("cell", ["Italy, Spain", "Spain; Italy", "Italy / Spain"])
def test_a_record_with_several_things_in_a_cell_has_each_of_them(cell: str) -> None:
    engine = articles(cell)
    said = statement(engine, "articles", "How many articles are made in Spain?")
    assert said is not None and said.startswith("3 of the 4")
    question = "Which article made in Spain is the most expensive?"
    assert marks(engine, "articles", question) == ["Lamp"]


@pytest.mark.parametrize("cell", ["Italy and Spain", "Northern Spain", "Spain (for a part)"])
def test_what_may_be_one_of_them_or_not_is_not_counted(cell: str) -> None:
    engine = articles(cell)
    assert statement(engine, "articles", "How many articles are made in Spain?") is None
    said = statement(engine, "articles", "How many articles are made in France?")
    assert said is not None and said.startswith("1 of the 4")


def test_cells_that_hold_several_things_are_not_counted_as_things() -> None:
    engine = articles("Italy, Spain", "Article | Country | Price")
    assert statement(engine, "articles", "How many countries are there?") is None
    assert statement(engine, "articles", "How many articles are there?") is not None


@pytest.mark.parametrize(
    "text",
    [
        "1. Plan the budget\n   - Ask the treasurer\n   - Write it down\n2. Elect a chair\n"
        "3. Meet the mayor\n",
        "- Plan the budget\n  - Ask the treasurer\n\n    - whom\n- Elect a chair\n"
        "- Meet the mayor\n",
        "The tasks are:\n\n1. Plan the budget:\n   a. Ask the treasurer\n   b. Write it down\n"
        "2. Elect a chair\n3. Meet the mayor\n",
        "1. Plan the budget\n(a) Ask the treasurer\n(b) Write it down\n2. Elect a chair\n"
        "3. Meet the mayor\n",
    ],
)
def test_items_of_a_list_in_a_list_are_not_of_it(text: str) -> None:
    engine = engine_over({"tasks": f"# Tasks\n\n{text}"})
    said = statement(engine, "tasks", "How many tasks are there?")
    assert said == "The list in “Tasks” has 3 items."
    assert marks(engine, "tasks", "List all tasks") == TASKS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "tasks.md",
            "# Tasks\n\n1. Plan the budget\n   - Ask the treasurer\n   - Write it down\n"
            "2. Elect a chair\n3. Meet the mayor\n\n   soon, if he has time\n",
        ),
        (
            "tasks.md",
            "# Tasks\n\n1. Plan the budget\n   1. Ask the treasurer\n   2. Write it down\n"
            "2. Elect a chair\n3. Meet the mayor\n",
        ),
        (
            "tasks.html",
            "<h1>Tasks</h1><ul><li>Plan the budget<ul><li>Ask the treasurer</li></ul></li>"
            "<li>Elect a chair</li><li>Meet the mayor</li></ul>",
        ),
    ],
)
def test_items_that_are_not_indented_in_the_text_are_told_by_marks_and_elements(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    engine = engine_of(load_documents([tmp_path]))
    assert marks(engine, "tasks", "List all tasks") == TASKS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.md", "# Tasks\n\n- Plan it\n  - Ask him\n  - Write it\n- Elect a chair\n"),
        ("tasks.md", "# Tasks\n\n1. Plan it\n   1. Ask him\n2. Elect a chair\n"),
        ("tasks.txt", "# Tasks\n\n1. Plan it\n1.1 Ask him\n1.2 Ask her\n2. Elect one\n3. Meet\n"),
    ],
)
def test_a_list_is_not_counted_where_it_cannot_be_told_which_items_are_of_it(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    engine = engine_of(load_documents([tmp_path]))
    assert statement(engine, "tasks", "How many tasks are there?") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.txt", "- Plan it\n- Elect one\n- Meet him\n"),
        ("tasks.txt", "1. Plan it\n2. Elect one\n3. Meet him\n"),
        ("tasks.txt", "a) Plan it\nb) Elect one\nc) Meet him\n"),
        ("tasks.md", "- Plan it\n- Elect one\n- Meet him\n"),
        ("tasks.md", "1. Plan it\n1. Elect one\n1. Meet him\n"),
    ],
)
def test_a_list_without_lists_in_it_is_counted_whole(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(f"# Tasks\n\n{text}", "utf-8")
    engine = engine_of(load_documents([tmp_path]))
    said = statement(engine, "tasks", "How many tasks are there?")
    assert said == "The list in “Tasks” has 3 items."


@pytest.mark.parametrize(
    ("rows", "question", "answer"),
    [
        (
            ["Company | Turnover | Staff", "Aber | 410 | 1,200", "Bolt | 230 | 800",
             "Crow | 90 | 3,100", "All companies | 730 | 5,100"],
            "Which company has the highest turnover?",
            "Aber",
        ),
        (
            ["Company | Turnover", "All the companies | 2,000", "Aber | 410", "Bolt | 230"],
            "Which company has the highest turnover?",
            "Aber",
        ),
        (
            ["Company | Turnover", "Aber | 410", "Bolt | 1,143", "Nationwide | 1,553"],
            "Which company has the highest turnover?",
            "Bolt",
        ),
        (
            ["Town | People", "Kreis Emden | 1,640", "Aber | 410", "Bolt | 1,143", "Crow | 87"],
            "Which town has the most people?",
            "Bolt",
        ),
        (
            ["Town | Share", "Aber | 41.12%", "Bolt | 21.3%", "Crow | 37.5%", "Together | 99.9%"],
            "Which town has the largest share?",
            "Aber",
        ),
        (
            ["城市 | 人口", "东河 | 310", "西林 | 140", "全国 | 450"],
            "哪个城市人口最多？",
            "东河",
        ),
    ],
)  # fmt: skip
def test_a_record_that_stands_for_all_others_is_none(
    rows: list[str], question: str, answer: str
) -> None:
    engine = engine_over({"sums": f"# Figures\n\n{table(*rows)}"})
    assert marks(engine, "sums", question) == [answer]


def test_an_item_that_stands_for_all_others_is_none() -> None:
    stalls = "- Bakery: 45 pounds\n- Cheese: 60 pounds\n- Honey: 30 pounds\n"
    text = f"# Stalls\n\nThe following stalls paid a fee:\n\n{stalls}- All stalls: 135 pounds\n"
    assert marks(engine_over({"stalls": text}), "stalls", "Which stall paid the highest fee?") == [
        "Cheese"
    ]


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        # 31 is 14 and 17, but what has a keeper is a station.
        (["Town | Keeper | Trains", "A | Wei | 31", "B | Li Na | 14", "C | Min | 17"], ["A"]),
        (["Rank | Town | Trains", "1 | A | 30", "2 | B | 12", "3 | C | 9"], ["A"]),
        (["Town | Trains", "A | 30", "B | 12", "Nationwide Hall | 7"], ["A"]),
        (["Town | Trains", "Nationwide | 40", "A | 41", "B | 12", "C | 97"], None),  # its mean?
        (["Town | Trains", "A | 3", "B | 1", "C | 2"], None),  # a total, or by chance?
    ],
)
def test_what_may_be_a_record_or_a_sum_is_left_in_or_left_alone(
    rows: list[str], answer: list[str] | None
) -> None:
    engine = engine_over({"trains": f"# Trains\n\n{table(*rows)}"})
    assert marks(engine, "trains", "Which town has the most trains?") == answer


def test_what_the_heading_says_of_a_kind_is_no_other_thing() -> None:
    rows = ["Code | Meaning", "E1 | No flame", "E2 | Too hot", "E3 | Door open"]
    engine = engine_over({"stove": f"# Stove\n\n## Error codes\n\n{table(*rows)}"})
    said = "The table in “Error codes” has 3 rows."
    assert statement(engine, "stove", "How many error codes are there?") == said
    assert marks(engine, "stove", "List the error codes") == ["E1", "E2", "E3"]
    for question in ("How many bar codes are there?", "How many error meanings are there?"):
        assert statement(engine, "stove", question) is None
