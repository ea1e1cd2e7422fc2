"""Questions that name a row of a table and ask for something else: "not", "after", "half"."""

from __future__ import annotations

import pytest

from rag.engine import Engine
from tests.rag.answer.computing_store import engine_over, marks

TEXTS = {
    "articles": """# Articles of the shop

| Article | Made in | Colour | Price |
| --- | --- | --- | --- |
| Reading lamp | Italy | red | €1,249.50 |
| Floor lamp | Spain | blue | €899.00 |
| Bulb | France | white | €3.20 |
""",
    "lights": """# Lighthouses of the Coast

| Name | Built | Keeper | Height (m) | Closed |
| --- | --- | --- | --- | --- |
| Aske Point | 1871 | Ole Brandt | 31 | 1950 |
| Border Rock | 1902 | Sara Lind | 44 | 1961 |
| Cape Tarn | 1888 | Ole Brandt | 27 | 1968 |
| Grey Rock | 1911 | Nils Roe | 39 | – |
| Hook | 1913 | Ida Poe | 38 | unknown |
""",
    "weather": """# Weather

| Place | Temperature | Rain |
| --- | --- | --- |
| Hilltop | -12 | 4 |
| Bay | 3 | 0 |
| Plain | -5 | 7 |
| Moor | -20 | 2 |
""",
    "kreis": """# Gemeinden im Kreis

| Gemeinde | Einwohner | Bürgermeister | Gegründet |
| --- | --- | --- | --- |
| Aldorf | 12.450 | Karl Emmer | 1234 |
| Birkau | 3.980 | Lena Voigt | 1187 |
| Dornheim | 27.300 | Jens Pohl | 1402 |
""",
    "songs": """# Songs

| Song | Writer | First sung |
| --- | --- | --- |
| Over the Hill | Ann Lee | 1931 |
| Half a Moon | Bo Day | 1944 |
| No Regrets | Cy Fox | 1956 |
""",
    "inn": """# The inn

| House | Double room | Breakfast | Rooms |
| --- | --- | --- | --- |
| Old Mill | 90 euros | 8 euros | 12 |
| Quay House | 120 euros | included | 30 |
""",
    "charges": """# Garden charges

| Item | Estimate |
| --- | --- |
| Lawn | £640 |
| Agent's fee | £900 |
| Fund for trees | £310 |
""",
    "tasks": """# Tasks

| Task | Who | By |
| --- | --- | --- |
| Papers for the opening | Ann Lee | 6 October 2023 |
| Cost of the roof | Bo Day | 9 May 2023 |
""",
    "years": """# Ships by year

| Year | Ships | Master |
| --- | --- | --- |
| 1901 | 14 | Al Dor |
| 1902 | 11 | Bo Fay |
""",
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engine_over(TEXTS)


@pytest.mark.parametrize(
    ("document", "question"),
    [
        ("articles", "Which article is not made in Italy?"),
        ("articles", "Which article is not red?"),
        ("articles", "Which article isn’t red?"),
        ("articles", "Which article costs more than the Floor lamp?"),
        ("articles", "How many articles cost more than the Floor lamp?"),
        ("articles", "What is half the price of the Bulb?"),
        ("articles", "What is twice the price of the Bulb?"),
        ("articles", "How much do three Bulbs cost?"),
        ("lights", "Who was not keeper of Cape Tarn?"),
        ("lights", "Who was the previous keeper of Cape Tarn?"),
        ("lights", "Which lighthouse was built after Cape Tarn?"),
        ("lights", "Which lighthouse was built before Border Rock?"),
        ("lights", "How many lighthouses were built after Cape Tarn?"),
        ("weather", "How many places are below 0?"),
        ("kreis", "Wer ist nicht Bürgermeister von Birkau?"),
        ("kreis", "Welche Gemeinde wurde nach Birkau gegründet?"),
        ("kreis", "Welche Gemeinde wurde vor Dornheim gegründet?"),
        ("kreis", "Welche Gemeinde hat mehr Einwohner als Birkau?"),
    ],
)
def test_what_is_turned_round_compared_or_bound_has_no_cell(
    engine: Engine, document: str, question: str
) -> None:
    assert marks(engine, document, question) is None


@pytest.mark.parametrize(
    ("document", "question", "cell"),
    [
        ("articles", "Which article is made in Italy?", "Reading lamp"),
        ("articles", "What is the price of the Bulb?", "€3.20"),
        ("kreis", "Wer ist Bürgermeister von Birkau?", "Lena Voigt"),
        ("kreis", "Wie viele Einwohner hat Birkau?", "3.980"),
        ("songs", "Who is the writer of Over the Hill?", "Ann Lee"),
        ("songs", "When was Half a Moon first sung?", "1944"),
        ("songs", "When was No Regrets first sung?", "1956"),
    ],
)
def test_such_a_word_that_is_part_of_a_name_turns_nothing_round(
    engine: Engine, document: str, question: str, cell: str
) -> None:
    assert marks(engine, document, question) == [cell]


@pytest.mark.parametrize(
    ("document", "question", "found"),
    [
        ("lights", "Who was keeper in 1902?", None),  # what was built then has a keeper, too
        ("lights", "Which lighthouse is 44 m high?", ["Border Rock"]),
        ("weather", "Which place has 0 rain?", ["Bay"]),
        ("years", "Who was master in 1902?", ["Bo Fay"]),
    ],
)
def test_a_number_names_a_row_by_its_key_or_where_its_column_is_named(
    engine: Engine, document: str, question: str, found: list[str] | None
) -> None:
    assert marks(engine, document, question) == found


@pytest.mark.parametrize("house", ["Grey Rock", "Hook"])
def test_a_cell_that_says_nothing_is_no_answer(engine: Engine, house: str) -> None:
    assert marks(engine, "lights", f"When was {house} built?")
    assert marks(engine, "lights", f"When was {house} closed?") is None


@pytest.mark.parametrize(
    ("document", "question", "found"),
    [
        ("inn", "How much is a double room at Old Mill?", ["90 euros"]),
        ("inn", "How much is breakfast at Old Mill?", ["8 euros"]),
        ("inn", "How many rooms does Old Mill have?", ["12"]),
        ("inn", "How much is a single room at Old Mill?", None),  # neither that, nor 12
        ("articles", "How much is the Bulb?", ["€3.20"]),
        ("articles", "How much is the Desk lamp?", None),
        ("weather", "How much is the rain on the Plain?", ["7"]),
        ("inn", "How much is the number of rooms of Old Mill?", ["12"]),  # a column is named
    ],
)
def test_how_much_something_is_asks_for_its_price(
    engine: Engine, document: str, question: str, found: list[str] | None
) -> None:
    assert marks(engine, document, question) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What is the estimate for the agent's fee?", ["£900"]),
        ("What is the estimated garden charge?", None),  # they all are, not the fee alone
        ("What is the estimated total charge?", None),
    ],
)
def test_what_stands_over_a_table_names_none_of_its_rows(
    engine: Engine, question: str, found: list[str] | None
) -> None:
    assert marks(engine, "charges", question) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("When are the papers for the opening?", ["6 October 2023"]),
        ("When was it opened?", None),  # for that are the papers only
        ("What does it cost?", None),
    ],
)
def test_a_row_is_meant_by_what_its_name_is_the_name_of(
    engine: Engine, question: str, found: list[str] | None
) -> None:
    assert marks(engine, "tasks", question) == found
