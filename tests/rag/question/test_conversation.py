"""Which questions need the turn before, and what they take from it."""

from __future__ import annotations

import pytest

from rag.question.bare import Bare, bare
from rag.question.conversation import REFUSAL, Interpretation, Turn, interpretations, restated
from rag.question.follow_up import asks_again, corrected, depends
from rag.question.frame import without_frame
from rag.question.understanding import understand

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


def searched(question: str, *history: Turn) -> Interpretation:
    """The meaning that is looked for in the documents with the turns before it."""
    return next(m for m in interpretations(question, history) if not m.near and m.query.background)


def test_a_question_that_stands_by_itself_takes_nothing() -> None:
    (meaning,) = interpretations("Who is Fang Bingxing?", [PACT])
    assert meaning.query.background == ""
    (first,) = interpretations("And in 2017?", [])
    assert first.query.background == ""


def test_another_year_replaces_the_year() -> None:
    meaning = searched("And in 2017?", PACT)
    assert meaning.query.text == "And in 2017?"
    assert "Russia and the PRC sign" in meaning.query.background
    assert "2015" not in meaning.query.background
    again = [m.query.text for m in interpretations("And in 2017?", [PACT]) if m.instead]
    assert again == ["What did Russia and the PRC sign in 2017?"]


def test_what_was_shown_is_passed_over_but_for_what_is_new() -> None:
    meaning = searched("And in 2017?", PACT)
    assert meaning.passed_over == PACT.said
    assert meaning.new == {"2017"}
    more = searched("What else did they sign?", PACT)
    assert (more.passed_over, more.new) == (PACT.said, frozenset())


def test_a_pronoun_takes_the_answer_too_but_not_its_sources() -> None:
    meaning = searched("Which countries joined it?", PACT)
    assert meaning.query.background.endswith("In 2015, Russia and the PRC signed a pact.")
    assert not meaning.passed_over


def test_a_follow_up_is_looked_for_near_the_last_answer() -> None:
    near = interpretations("Which countries joined it?", [PACT])[0]
    assert near.near == PACT.said
    refused = Turn("How many are they?", REFUSAL)
    assert interpretations("Which countries joined it?", [PACT, refused])[0].near == PACT.said


def test_a_question_word_alone_asks_of_what_was_said_last() -> None:
    (meaning,) = interpretations("Why?", [PACT])
    assert (meaning.bare, meaning.near) == (Bare.REASON, PACT.said)
    (of_nothing,) = interpretations("Why?", [PACT, Turn("How many are they?", REFUSAL)])
    assert of_nothing.near == ""


def test_how_long_it_takes_is_asked_of_what_was_spoken_of() -> None:
    assert understand("How long is it?", [PACT]).whole is None
    assert understand("How long is it?").whole
    assert understand("How long is the document?", [PACT]).whole
    assert understand("And in which language?", [PACT]).whole is None
    assert understand("What is it about?", [PACT]).whole


def test_what_says_nothing_of_its_own_is_looked_for_near_the_answer_alone() -> None:
    (meaning,) = interpretations("Of what?", [PACT])
    assert meaning.near == PACT.said


def test_small_talk_is_no_background() -> None:
    said = interpretations("And in 2017?", [PACT, Turn("thanks!", "You are welcome.")])
    assert said == interpretations("And in 2017?", [PACT])


def test_what_asks_of_the_answer_itself_asks_the_question_again() -> None:
    for question in ("Who says so?", "Are you sure?", "Really?"):
        (meaning,) = interpretations(question, [PACT])
        assert meaning.query.text == PACT.question


def test_a_chain_of_follow_ups_goes_back_to_what_stood_by_itself() -> None:
    background = searched("Which countries joined it?", PACT, Turn("And in 2017?", "It did. [1]"))
    assert PACT.question in background.query.background
    assert "And in 2017?" in background.query.background


def test_in_doubt_it_may_mean_either() -> None:
    alone, near, with_before = interpretations("What did the pact say?", [PACT])
    assert alone.query.background == ""
    assert near.in_doubt
    assert PACT.question in with_before.query.background


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("No, I mean the protocol", "the protocol"),
        ("I meant Serbia", "Serbia"),
        ("Sorry, I was asking about Serbia.", "Serbia."),
        ("No, the protocol", "the protocol"),
        ("No, I mean not Serbia, but Laos", "Laos"),
        ("Nein, ich meine Serbien", "Serbien"),
        ("No country signed?", None),
        ("What does it mean?", None),
        ("I mean", None),
    ],
)
def test_corrections(question: str, meant: str | None) -> None:
    assert corrected(question) == meant


def test_a_correction_asks_the_question_before_of_something_else() -> None:
    texts = [m.query.text for m in interpretations("No, I mean Laos", [PACT])]
    assert "What did Laos sign in 2015?" in texts or "Laos" in texts
    assert all(PACT.said not in m.query.whole for m in interpretations("No, I mean Laos", [PACT]))
    meanings = interpretations("No, I mean Laos. When did it sign?", [PACT])
    assert [m.query.text for m in meanings] == ["Laos. When did it sign?", "When did Laos sign?"]


def test_a_section_is_asked_for_after_another() -> None:
    history = [Turn("What does the section on tolls say?", "They are high.")]
    assert restated("And the one on cars?", history) == "What does the section on cars say?"
    assert restated("No, I mean cars", history) is not None
    assert restated("And why?", history) is None


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


@pytest.mark.parametrize(
    ("question", "again"),
    [
        ("Are you sure?", True),
        ("Bist du sicher?", True),
        ("你确定吗？", True),
        ("Did he say so?", True),
        ("What did he say?", False),
        ("Tell me more", False),
    ],
)
def test_what_asks_of_the_last_answer_again(question: str, again: bool) -> None:
    assert asks_again(question) is again


def test_whose_it_is_may_be_said_in_the_question() -> None:
    assert not depends("How does the ministry pay its staff?")
    assert depends("Who paid its staff?")


def test_somebody_spoken_of_may_be_told_of_elsewhere() -> None:
    before = [Turn("Who designed it?", "Klara Weiss designed it.")]
    near, elsewhere = interpretations("Where is she from?", before)
    assert near.bare and not elsewhere.near and "Klara Weiss" in elsewhere.query.background
    assert bare("How long is it?") is None and bare("For how long?") is Bare.DURATION
