"""What the form of a question asks of records, whatever documents hold."""

from __future__ import annotations

import pytest

from rag.question.bounds import Comparison
from rag.question.extremes import find_extremes
from rag.question.properties import Property
from rag.question.records import RecordQuestion, record_question


def read(question: str) -> RecordQuestion:
    asked = record_question(question)
    assert asked is not None, question
    return asked


@pytest.mark.parametrize(
    ("question", "sign", "at", "count"),
    [
        ("Who earns the most?", 1, 1, None),
        ("Who is paid least?", -1, 1, None),
        ("Wer verdient am meisten?", 1, 1, None),
        ("谁的工资最高？", 1, 1, None),
        ("Which is the second largest lake?", 1, 2, None),
        ("Which three stations have the most trains?", 1, 1, 3),
        ("What are the top 5 prices?", 1, 1, 5),
    ],
)
def test_extremes(question: str, sign: int, at: int, count: int | None) -> None:
    extreme = read(question).extreme
    assert extreme is not None
    assert (extreme.sign, extreme.at, extreme.count) == (sign, at, count)


@pytest.mark.parametrize(
    "question",
    [
        "What is new in version 3.10.2?",
        "What does section 3.2.1 say?",
        "Which server has the address 192.168.0.1?",
        "Is 1.1.1.1 or more a DNS server?",
        "Who introduced the first zero-emission bus?",
        "Which company reached net zero first?",
        "Which are the top 0 items?",
    ],
)
def test_what_only_looks_like_a_number_is_none(question: str) -> None:
    asked = record_question(question)
    assert asked is None or asked.extreme is None or asked.extreme.count is None


def test_an_adjective_says_what_is_compared() -> None:
    oldest = read("Who is the oldest?").extreme
    dearest = read("Which is the least expensive model?").extreme
    assert oldest is not None
    assert oldest.senses[Property.AGE] == 1
    assert oldest.senses[Property.BIRTH] == -1
    assert dearest is not None
    assert dearest.senses == {Property.PRICE: -1}


@pytest.mark.parametrize(
    ("question", "sentence", "says_it"),
    [
        ("Who gave the most hours?", "the volunteers gave 1,240 hours last year.", False),
        ("Who gave the most hours?", "most hours were given by ann lee.", True),
        ("Which was the cheapest offer?", "the lowest came from aldous and sons.", True),
        ("Which was the cheapest offer?", "the oldest came from aldous and sons.", False),
    ],
)
def test_a_superlative_is_said_by_one_of_its_own_kind(
    question: str, sentence: str, says_it: bool
) -> None:
    extreme = read(question).extreme
    assert extreme is not None
    assert any(extreme.is_said_by(each) for each in find_extremes(sentence)) == says_it


@pytest.mark.parametrize(
    ("question", "comparison", "printed"),
    [
        ("How many earn more than 45,000?", Comparison.OVER, "45,000"),
        ("Who works fewer than 25 hours?", Comparison.UNDER, "25"),
        ("Who earns no more than 30,000?", Comparison.AT_MOST, "30,000"),
        ("Which cost 200 euros or less?", Comparison.AT_MOST, "200"),
        ("Which stations opened before 1900?", Comparison.UNDER, "1900"),
        ("Which stations opened between 1890 and 1900?", Comparison.BETWEEN, "1890 and 1900"),
        ("Which flights leave after 9:30?", Comparison.OVER, "9:30"),
        ("Wie viele haben mindestens 10.000 Einwohner?", Comparison.AT_LEAST, "10.000"),
        ("哪些车站在1900年以前开通？", Comparison.UNDER, "1900"),
    ],
)
def test_bounds(question: str, comparison: Comparison, printed: str) -> None:
    bound = read(question).bound
    assert bound is not None
    assert bound.comparison is comparison
    assert bound.printed.startswith(printed)


def test_the_words_of_matter_are_kept_and_the_target_is_told() -> None:
    asked = read("How many of the stations opened before 1900?")
    assert asked.counts
    assert [word.text for word in asked.words] == ["stations", "opened"]
    assert asked.target[0] == "stations"


def test_all_is_asked_in_so_many_words_or_not() -> None:
    assert read("List all keepers").says_all
    assert read("Name every keeper.").says_all
    assert not read("Name the keepers.").says_all
    assert not read("Which keepers are there?").says_all


@pytest.mark.parametrize(
    "question",
    [
        "What is cyber sovereignty?",
        "Who keeps Garth?",
        "Which database found that most exports go abroad?",
        "Which stations do not have more than 10 trains?",
        "Why is the tallest tower closed?",
        "Where is the oldest boat?",
        "How many more rowers does the club need?",
        "Waarom kreeg hij niet alle eer?",  # Dutch: neither "all" in English nor in German
        "Quando si apre alle visite?",  # Italian: "to the"
        "每天最多接待多少游客？",  # "at most"
        "x " * 1000,
    ],
)
def test_other_questions_ask_nothing_of_records(question: str) -> None:
    assert record_question(question) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("哪个城市人口最多？", ["城市人口"]),
        ("人口超过1000的城市有几个？", ["人口", "城市"]),
        ("工人最多的工厂是哪个？", ["工人", "工厂"]),
        ("收入最高的人是谁？", ["收入"]),
    ],
)
def test_a_chinese_person_is_a_small_word_where_it_stands_by_itself(
    question: str, words: list[str]
) -> None:
    assert [word.text for word in read(question).words] == words


@pytest.mark.parametrize("question", ["哪一年收入最高？", "收入最高的是哪年？"])
def test_a_year_that_is_asked_for_is_no_word_of_matter(question: str) -> None:
    asked = read(question)
    assert [word.text for word in asked.words] == ["收入"]
    assert asked.asks_when


@pytest.mark.parametrize(
    ("question", "behind", "before", "wanted"),
    [
        ("Which bridge has the highest cost?", ["cost"], [], []),
        ("Whose cost is the highest?", [], ["cost"], []),
        ("Who earns the most?", [], ["earns"], []),
        ("Which bridge is the longest by far?", [], ["far", "bridge"], []),
        ("What was the cost of the longest bridge?", ["bridge"], [], ["cost"]),
        ("How much did the longest bridge cost?", ["bridge"], [], ["bridge", "cost"]),
        ("How much did the longest cost?", [], [], ["cost"]),
        ("How long is the oldest bridge?", ["bridge"], [], ["long"]),
        ("Which town has the highest number of inhabitants?", ["inhabitants"], [], []),
        ("Was kostet die längste Brücke?", ["brucke"], [], ["kostet"]),
        ("最长的桥的造价是多少？", ["桥"], [], ["造价"]),
    ],
)
def test_words_next_to_a_superlative(
    question: str, behind: list[str], before: list[str], wanted: list[str]
) -> None:
    ranked = read(question).ranked
    assert (list(ranked.behind), list(ranked.before)) == (behind, before)
    assert list(ranked.wanted) == wanted


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("Which cost less than $1,000?", "$"),
        ("Which cost less than 1,000 €?", "€"),
        ("Which are longer than 20 metres?", "metres"),
        ("Which cost less than 200?", ""),
        ("营业额超过10亿元的公司有几个？", "元"),
    ],
)
def test_what_stands_beside_a_bound(question: str, beside: str) -> None:
    bound = read(question).bound
    assert bound is not None
    assert bound.beside == beside


@pytest.mark.parametrize(
    ("question", "comparing"),
    [
        ("How many were built after Cape Tarn?", ("after",)),
        ("How many were built after 1900?", ()),
        ("How many cost more than 20 euros?", ()),
        ("How many other lamps are there?", ("other",)),
    ],
)
def test_small_words_that_compare_with_no_bound(question: str, comparing: tuple[str, ...]) -> None:
    assert read(question).comparing == comparing
