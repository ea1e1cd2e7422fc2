"""The outlets and dates that a question names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.question.outlets import OutletIndex, initials
from rag.reading.dates import find_dates


def named_by(*outlets: str) -> Callable[[str], list[tuple[str, str]]]:
    """What names which of some outlets in a question, the places as their words."""
    index = OutletIndex.of(outlets)
    return lambda question: [(span.of(question), o) for span, o in index.named_in(question)]


def test_outlets_are_named_in_full_or_by_initials() -> None:
    named = named_by("WSJ", "Global Times", "Times", "New York Times", "Wired")
    assert named("the Wall Street Journal said") == [("Wall Street Journal", "WSJ")]
    assert named("the Global Times said") == [("Global Times", "Global Times")]
    assert named("NYT said") == [("NYT", "New York Times")]
    assert named("Is Beijing wired?") == []
    assert named_by("’s", "C++", "Yahoo!")("China’s C++ or Yahoo! or C++x") == [
        ("Yahoo!", "Yahoo!"),
        ("C++", "C++"),
    ]
    assert named("is it in wired or the new york times") == [
        ("new york times", "New York Times"),
        ("wired", "Wired"),
    ]
    assert initials("Ministry of Foreign Affairs") == "MFA"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("文章引用了Xinhua的哪些报道？", ["Xinhua"]),
        ("根据Wall Street Journal的报道", ["Wall Street Journal"]),
        ("WSJ说了什么", ["WSJ"]),
        ("根据ＷＳＪ的报道", ["ＷＳＪ"]),
        ("Ｘｉｎｈｕａの記事", ["Ｘｉｎｈｕａ"]),
        ("引用了新华社的哪些文章", ["新华社"]),
        ("朝日新聞によると", ["朝日新聞"]),
        ("Tech News의 기사", ["Tech News"]),
        ("Xinhuaใน", ["Xinhua"]),
        ("根据Xinhuanet的报道，wXinhua", []),
        ("АXinhua и Xinhua", ["Xinhua", "Xinhua"]),
    ],
)
def test_outlets_are_named_beside_letters_of_another_script(
    question: str, names: list[str]
) -> None:
    named = named_by("Xinhua", "Wall Street Journal", "新华社", "朝日新聞", "Ｔｅｃｈ　Ｎｅｗｓ")
    assert [words for words, _ in named(question)] == names


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("dated July 2019", ["2019-07"]),
        ("of June 29, 2023, and of 2015-05-09", ["2023-06-29", "2015-05-09"]),
        ("the article of March 23", ["--03-23"]),
        ("in 2017", ["2017"]),
        ("300000 people", []),
    ],
)
def test_dates_in_running_text(text: str, dates: list[str]) -> None:
    assert find_dates(text) == dates
