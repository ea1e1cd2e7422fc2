"""Questions of the longest, the largest, the most: which column ranks, and which cell answers."""

from __future__ import annotations

import pytest

from rag.engine import Engine
from tests.rag.answer.computing_store import engine_over, marks

TEXTS = {
    "bridges": """# Bridges of the county

| Bridge | Built | Length (m) | Cost |
| --- | --- | --- | --- |
| Long | 1871 | 320 | 3.2 million |
| High | 1902 | 210 | 900,000 |
| Rail | 1888 | 510 | 1.1 million |
| New | 2019 | 90 | 12 million |
""",
    "stations": """# Stations

| Station | Opened | Closed | Keeper |
| --- | --- | --- | --- |
| Arn | 1891 | 1950 | Ann Lee |
| Bel | 1894 | 1968 | Bo Day |
| Cor | 1899 | 1961 | Cy Fox |
""",
    "cities": """# Cities

| City | Population | Area (km²) | Mayor | Founded |
| --- | --- | --- | --- | --- |
| Ann | 41,000 | 300 | Al Dor | 1201 |
| Bel | 120,000 | 95 | Bo Fay | 1432 |
| Cor | 8,700 | 410 | Cy Lux | 1107 |
""",
    "masts": """# Masts

| Mast | Height (m) | Width (m) |
| --- | --- | --- |
| North | 61 | 7 |
| South | 40 | 9 |
| Gate | 75 | 5 |
""",
    "rooms": """# Rooms

| Floor | Room number | Area (m²) | Rent |
| --- | --- | --- | --- |
| First | 101 | 30 | 700 |
| Second | 207 | 45 | 900 |
| Third | 305 | 20 | 500 |
""",
    "pools": """# Pools

| Pool | Depth (m) | Width (m) |
| --- | --- | --- |
| Elm | -3.5 | 4 |
| Oak | -1.2 | 9 |
| Ash | 0.4 | 6 |
""",
    "wells": """# Wells

| Well | Depth (m) |
| --- | --- |
| Birch | -48 |
| Fern | -112 |
| Iris | -31 |
""",
    "costs": """# Bridges

| Bridge | Length (m) | Cost 2001 | Cost 2010 |
| --- | --- | --- | --- |
| Long | 320 | 5 | 9 |
| High | 210 | 8 | 7 |
| Rail | 510 | 3 | 12 |
""",
    "peaks": """# Peaks

| Peak | Height (m) | Guide fee |
| --- | --- | --- |
| Grey | 2,410 | 30 |
| Pale | 2,385 | 55 |
| Hoar | 1,999 | – |
""",
    "staff": """# Staff

| Name | Age | Salary | Joined |
| --- | --- | --- | --- |
| Al Dor | 34 | 41,000 | 2011 |
| Bo Fay | 51 | 39,000 | 2018 |
| Cy Lux | 27 | 47,000 | 2003 |
""",
    "towers": """# Türme der Stadt

| Turm | Höhe (m) | Gebaut | Kosten |
| --- | --- | --- | --- |
| Rathausturm | 61 | 1903 | 4.000 |
| Wasserturm | 40 | 1911 | 9.500 |
| Kirchturm | 75 | 1702 | 2.100 |
""",
    "chengshi": """# 城市

| 城市 | 人口 | 工人 |
| --- | --- | --- |
| 东河 | 3100 | 41 |
| 西林 | 900 | 77 |
| 南山 | 2700 | 12 |
""",
    "qiao": """# 桥梁

| 桥 | 长度 | 建成年份 | 造价 |
| --- | --- | --- | --- |
| 东桥 | 310 | 1903 | 45 |
| 西桥 | 140 | 1950 | 77 |
| 南桥 | 520 | 1931 | 12 |
""",
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engine_over(TEXTS)


@pytest.mark.parametrize(
    ("document", "question", "answer"),
    [
        ("bridges", "When was the longest bridge built?", "1888"),
        ("bridges", "When was the shortest bridge built?", "2019"),
        ("bridges", "How much did the longest bridge cost?", "1.1 million"),
        ("bridges", "How much did the second longest bridge cost?", "3.2 million"),
        ("bridges", "What was the cost of the shortest bridge?", "12 million"),
        ("bridges", "What did the oldest bridge cost?", "3.2 million"),
        ("bridges", "How long is the most expensive bridge?", "90"),
        ("bridges", "How long is the longest bridge?", "510"),
        ("bridges", "Which bridge built before 1900 is the longest?", "Rail"),
        ("masts", "How high is the widest mast?", "40"),
        ("masts", "How wide is the highest mast?", "5"),
        ("stations", "When did the oldest station close?", "1950"),
        ("cities", "What is the area of the oldest city?", "410"),
        ("cities", "When was the city with the largest area founded?", "1107"),
        ("cities", "Which city is the largest by population?", "Bel"),
        ("rooms", "Which room is the largest?", "Second"),
        ("rooms", "How much is the rent of the smallest room?", "500"),
        ("costs", "How much did the longest bridge cost in 2010?", "12"),
        ("peaks", "What is the guide fee of the highest peak?", "30"),
        ("staff", "What is the salary of the youngest?", "47,000"),
        ("towers", "Wann wurde der höchste Turm gebaut?", "1702"),
        ("qiao", "最长的桥的造价是多少？", "12"),
        ("qiao", "最长的桥是哪一年建成的？", "1931"),
    ],
)
def test_the_superlative_ranks_and_what_else_is_named_is_the_value_asked_for(
    engine: Engine, document: str, question: str, answer: str
) -> None:
    assert marks(engine, document, question) == [answer]


@pytest.mark.parametrize(
    ("document", "question", "answer"),
    [
        ("bridges", "Which bridge has the highest cost?", "New"),
        ("bridges", "Whose cost is the highest?", "New"),
        ("bridges", "What is the highest cost?", "12 million"),
        ("bridges", "Which bridge cost the most?", "New"),
        ("bridges", "Which bridge was built last?", "New"),
        ("cities", "Which city has the largest population?", "Bel"),
        ("cities", "Which city has the highest number of inhabitants?", "Bel"),
        ("rooms", "Which floor has the highest rent?", "Second"),
    ],
)
def test_a_column_that_is_named_next_to_the_superlative_ranks(
    engine: Engine, document: str, question: str, answer: str
) -> None:
    assert marks(engine, document, question) == [answer]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("哪个城市人口最多？", ["东河"]),
        ("工人最多的城市是哪个？", ["西林"]),
        ("哪些城市人口超过1000？", ["东河", "南山"]),
    ],
)
def test_a_chinese_column_of_people_is_named_whole(
    engine: Engine, question: str, answer: list[str]
) -> None:
    assert marks(engine, "chengshi", question) == answer


def test_the_record_answers_where_several_columns_may_hold_the_value(engine: Engine) -> None:
    assert marks(engine, "costs", "How much did the longest bridge cost?") == ["Rail"]


@pytest.mark.parametrize(
    ("document", "question"),
    [
        ("stations", "When did the largest station close?"),  # no column says how large
        ("stations", "When did the highest station open?"),
        ("bridges", "When was the longest built?"),
        ("stations", "Which station was open longest?"),  # for how long, and not until when
        ("stations", "When did the first station close?"),  # that opened, or that closed first?
        ("cities", "What is the population of the largest city?"),  # by area, or by population?
        ("peaks", "What is the guide fee of the lowest peak?"),  # the cell says nothing
        ("staff", "Who earns the most per hour?"),
        ("towers", "Welcher Turm hat die höchsten Kosten?"),  # 9.500 may be nine and a half
    ],
)
def test_what_no_column_tells_is_not_computed(engine: Engine, document: str, question: str) -> None:
    assert marks(engine, document, question) is None


@pytest.mark.parametrize("question", ["Which pool is deepest?", "Which pool has the most depth?"])
def test_depths_on_both_sides_of_zero_do_not_tell_the_deepest(
    engine: Engine, question: str
) -> None:
    assert marks(engine, "pools", question) is None
    assert marks(engine, "pools", "Which pool is widest?") == ["Oak"]


def test_of_depths_below_zero_the_lowest_is_the_deepest(engine: Engine) -> None:
    assert marks(engine, "wells", "Which well is deepest?") == ["Fern"]
    assert marks(engine, "wells", "Which well is shallowest?") == ["Iris"]
    assert marks(engine, "wells", "Which well has the lowest depth?") is None
