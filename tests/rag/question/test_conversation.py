"""Which questions need the turn before, and what they take from it."""

from __future__ import annotations

import pytest

from rag.question.conversation import Turn, depends, interpretations
from rag.question.frame import without_frame

PACT = Turn(
    "What did Russia and the PRC sign in 2015?",
    "In 2015, Russia and the PRC signed a pact (Xinhua, May 9, 2015). [1]",
)


@pytest.mark.parametrize(
    "question",
    [
        "And in 2017?",
        "What about Elon Musk?",
        "Why?",
        "Who said that?",
        "Says who?",
        "Which companies did he meet?",
        "Which journal is cited for that definition?",
        "What came of it?",
        "那2017年呢?",
    ],
)
def test_what_says_too_little_by_itself(question: str) -> None:
    assert depends(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Fang Bingxing?",
        "What did Xi Jinping say when he visited?",
        "How long does it take to boil an egg?",
        "Is it true that Russia signed the pact?",
        "Which source is cited for the claim that China lacks engineers?",
        "Are there any sources on Zimbabwe?",
    ],
)
def test_what_stands_by_itself(question: str) -> None:
    assert not depends(question)


def test_a_question_that_stands_by_itself_takes_nothing() -> None:
    (meaning,) = interpretations("Who is Fang Bingxing?", [PACT])
    assert meaning.query.background == ""
    (first,) = interpretations("And in 2017?", [])
    assert first.query.background == ""


def test_another_year_replaces_the_year_and_wants_another_answer() -> None:
    (meaning,) = interpretations("And in 2017?", [PACT])
    assert meaning.query.text == "And in 2017?"
    assert "Russia and the PRC sign" in meaning.query.background
    assert "2015" not in meaning.query.background
    assert meaning.asks_for_more


def test_a_pronoun_takes_the_answer_too_but_not_its_sources() -> None:
    (meaning,) = interpretations("Which countries joined it?", [PACT])
    assert meaning.query.background.endswith("In 2015, Russia and the PRC signed a pact.")
    assert not meaning.asks_for_more


def test_what_asks_of_the_answer_itself_asks_the_question_again() -> None:
    (meaning,) = interpretations("Who says so?", [PACT])
    assert meaning.query.text == PACT.question


def test_a_chain_of_follow_ups_goes_back_to_what_stood_by_itself() -> None:
    chain = [PACT, Turn("And in 2017?", "It signed another. [1]")]
    (meaning,) = interpretations("Which countries joined it?", chain)
    assert PACT.question in meaning.query.background
    assert "And in 2017?" in meaning.query.background


def test_in_doubt_it_may_mean_either() -> None:
    alone, with_before = interpretations("What did the pact say?", [PACT])
    assert alone.query.background == ""
    assert PACT.question in with_before.query.background


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("What does the brief say about cyber sovereignty?", "cyber sovereignty?"),
        ("Tell me about semiconductors", "semiconductors"),
        ("According to the article, who signed the pact?", "who signed the pact?"),
        ("Who signed the pact, according to this report?", "Who signed the pact?"),
        ("Does the document mention Serbia?", "Serbia?"),
        ("What does the brief say about?", "What does the brief say about?"),
        ("What does note 5 say?", "What does note 5 say?"),
        ("What did the paper ask for?", "What did the paper ask for?"),
        ("What does prompt mean?", "prompt?"),
        ("what does the term cyber sovereignty mean", "cyber sovereignty"),
        ("What does GGE stand for?", "GGE?"),
        ("What is meant by data sovereignty?", "data sovereignty?"),
        ("Define sovereignty", "sovereignty"),
        ("What is the definition of the word toll?", "toll?"),
        ("What does it mean?", "What does it mean?"),
        ("What does the minister mean?", "What does the minister mean?"),
        ("What does Xi mean by community?", "What does Xi mean by community?"),
    ],
)
def test_words_that_only_ask_the_document_are_left_out(question: str, bare: str) -> None:
    assert without_frame(question) == bare


def test_a_framed_question_is_no_follow_up() -> None:
    (meaning,) = interpretations(without_frame("What does the brief say about Elon Musk?"), [PACT])
    assert meaning.query.background == ""


def test_a_conversation_may_be_long() -> None:
    history = [PACT, *[Turn("Who says so?", "Xinhua. [1]")] * 5000]
    (meaning,) = interpretations("Says who?", history)
    assert meaning.query.text == PACT.question
