"""Questions that ask several things, and those that only seem to."""

from __future__ import annotations

import pytest

from rag.question.parts import question_parts
from rag.question.sub_questions import MOST_PARTS


def texts(question: str) -> list[str]:
    parts = question_parts(question)
    return [part.text for part in parts.questions] if parts else []


def labels(question: str) -> list[str]:
    parts = question_parts(question)
    return [part.label for part in parts.questions] if parts else []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was it built and by whom?", ["When was it built?", "by whom was it built?"]),
        (
            "When was the weir built, by whom and why?",
            ["When was the weir built?", "by whom was the weir built?", "why was the weir built?"],
        ),
        ("When and where was she born?", ["When was she born?", "where was she born?"]),
        (
            "What does a locker cost and how long may it be kept?",
            ["What does a locker cost?", "how long may it be kept?"],
        ),
        ("Did it sink, and why?", ["Did it sink?", "why Did it sink?"]),
        (
            "Where is the mill and is it open on Sundays?",
            ["Where is the mill?", "is it open on Sundays?"],
        ),
        ("When did it open? Who paid for it?", ["When did it open?", "Who paid for it?"]),
        ("When did it open? Why?", ["When did it open?", "Why did it open?"]),
        (
            "Could you tell me when the mill opened and who paid for it?",
            ["when the mill opened?", "who paid for it?"],
        ),
        (
            "What did Ada Byrne plant, and when did she leave?",
            ["What did Ada Byrne plant?", "when did Ada Byrne leave?"],
        ),
        (
            "How many lived there in 1998 and in 2015?",
            ["How many lived there in 1998?", "How many lived there in 2015?"],
        ),
        ("And in 1998 and in 2015?", ["And in 1998?", "And in 2015?"]),
    ],
)
def test_each_thing_asked_is_a_question_of_its_own(question: str, expected: list[str]) -> None:
    assert texts(question) == expected
    parts = question_parts(question)
    assert parts and parts.certain and not parts.left_out


@pytest.mark.parametrize(
    "question",
    [
        "What did Norland and Sudland sign?",
        "Who built and paid for the bridge?",
        "What is the area of Trinidad and Tobago?",
        "What does Trinidad and Tobago say about fishing?",
        "Who runs research and development?",
        "What happened between 1990 and 2000?",
        "How did prices change from 1990 and 2000 on?",
        "Who wrote “War and Peace and When”?",
        "What is the name of the man who built the mill and who sold it?",
        "Which treaty and which working group show them acting together?",
        "Who agreed to sign the charter and was exempt from it?",
        "Are there more than 40 members and guests?",
        "Can a member bring more than two guests?",
        "Does it take longer than a week?",
        "Has the company lost more than a million dollars?",
        "Did the fee rise by more than inflation?",
        "What state do Ann Frost and Ben Aydin live in?",
        "What report did Smith and Jones publish?",
        "How did sales change between the years 1998 and 2015?",
        "Really? When did it open?",
        "I was there and saw it. When did it open?",
        "Who? What?",
        "and and and",
        "?",
        "、",
    ],
)
def test_what_is_one_question_stays_whole(question: str) -> None:
    parts = question_parts(question)
    assert parts is None or len(parts.questions) < 2 or question == "Who? What?"


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare Gorse and Pell", ["Gorse", "Pell"]),
        ("Compare Trinidad and Tobago with Jamaica", ["Trinidad and Tobago", "Jamaica"]),
        ("Compare the pay of Ann Frost and Ben Aydin", ["Ann Frost", "Ben Aydin"]),
        ("Compare the hours in summer and in winter", ["in summer", "in winter"]),
        ("Compare the University of Lund and Uppsala", ["the University of Lund", "Uppsala"]),
        ("What is the difference in noise between A1 and B2?", ["A1", "B2"]),
        ("How do Gorse, Pell and Eastham differ in size?", ["Gorse", "Pell", "Eastham"]),
        ("How does Gorse differ from Pell?", ["Gorse", "Pell"]),
        ("Is the water tower taller than the church?", ["the water tower", "the church"]),
        ("Which is cheaper, the museum or the library?", ["the museum", "the library"]),
        ("Distance or fear: which matters more?", ["Distance", "fear"]),
        ("What do Barker and Ferro say about distance?", ["Barker", "Ferro"]),
        ("What have Barker and Ferro said?", ["Barker", "Ferro"]),
        ("Who are Ada Byrne and Bo Lund?", ["Ada Byrne", "Bo Lund"]),
        ("Vergleiche die Zeiten im Sommer und im Winter", ["im Sommer", "im Winter"]),
        ("Was sagen Barker und Ferro über den Park?", ["Barker", "Ferro"]),
        ("网络主权和人工智能主权有什么区别？", ["网络主权", "人工智能主权"]),
    ],
)
def test_each_side_has_a_part(question: str, sides: list[str]) -> None:
    assert labels(question) == sides


def test_what_is_said_of_all_sides_is_asked_of_each() -> None:
    parts = question_parts("What is the difference between Ann's and Ben's view of the sea?")
    assert parts
    assert [part.topic and part.topic.about for part in parts.questions] == ["view of the sea"] * 2


@pytest.mark.parametrize(
    "question",
    [
        "When were Norland and Sudland founded?",
        "How much do the boat and the oars cost?",
        "What are the length and width of the boat?",
        "What does it say about bread and cheese?",
    ],
)
def test_what_may_be_one_question_is_in_doubt(question: str) -> None:
    parts = question_parts(question)
    assert parts and len(parts.questions) == 2
    assert not parts.certain


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What does the report say about homework?", "homework"),
        ("What does this contract say about rent?", "rent"),
        ("What does Xi say about Taiwan?", None),
        ("What do parents say about homework?", None),
        ("What does the mayor say about homework?", None),
    ],
)
def test_who_says_it_is_left_out_only_where_that_is_the_text(
    question: str, topic: str | None
) -> None:
    parts = question_parts(question)
    assert (parts and [part.text for part in parts.questions]) == (topic and [topic])


def test_parts_have_a_bound_and_what_is_beyond_it_is_counted() -> None:
    parts = question_parts("Compare Ann, Ben, Carl, Dora, Emil, Fritz and Gerd")
    assert parts and len(parts.questions) == MOST_PARTS
    assert parts.left_out == 2


def test_a_long_text_is_no_question_to_split() -> None:
    assert question_parts("When did it open? " * 3)
    assert question_parts("When did it open? " * 100) is None
