"""What questions ask of a whole document, and which only look as if they did."""

from __future__ import annotations

import pytest

from rag.question.section_numbers import heading_number, section_number
from rag.question.terms import fold
from rag.question.whole import Counted, Part, whole_question
from rag.question.whole_cues import Cue


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("What is the brief about?", Part.ABOUT),
        ("what is this document", Part.ABOUT),
        ("Wovon handelt der Artikel?", Part.ABOUT),
        ("这份报告的主题是什么？", Part.ABOUT),
        ("Could you please summarise the article for me?", Part.SUMMARY),
        ("tl;dr", Part.SUMMARY),
        ("I need to know what it says in short", Part.SUMMARY),
        ("Gib mir einen kurzen Überblick", Part.SUMMARY),
        ("概括一下这篇文章", Part.SUMMARY),
        ("key takeaways", Part.POINTS),
        ("Was sind die wichtigsten Aussagen?", Part.POINTS),
        ("主要观点有哪些？", Part.POINTS),
        ("What is the title of the paper?", Part.TITLE),
        ("标题是什么？", Part.TITLE),
        ("Who wrote this?", Part.AUTHORS),
        ("Wer hat das geschrieben?", Part.AUTHORS),
        ("作者是谁", Part.AUTHORS),
        ("When was it published?", Part.DATE),
        ("Wann ist der Text erschienen?", Part.DATE),
        ("这篇文章是什么时候发表的？", Part.DATE),
        ("Where was it published?", Part.PUBLICATION),
        ("In welcher Zeitschrift ist es erschienen?", Part.PUBLICATION),
        ("What language is it written in?", Part.LANGUAGE),
        ("In welcher Sprache ist der Bericht?", Part.LANGUAGE),
        ("How long is the document?", Part.LENGTH),
        ("这篇文章有多少字？", Part.LENGTH),
        ("Which sources does it cite most?", Part.SOURCES),
        ("Welche Quellen werden zitiert?", Part.SOURCES),
        ("它引用了哪些来源？", Part.SOURCES),
    ],
)
def test_nothing_is_left_of_a_question_about_the_whole(question: str, part: Part) -> None:
    asked = whole_question(question)
    assert asked is not None
    assert asked.parts == (part,)
    assert asked.rest == ()


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What is the report of the committee about?", ("committe",)),
        ("Who wrote the letter to the board?", ("board",)),
        ("What does the mayor say about the summary trial?", ("mayor", "trial")),
        ("How long is the bridge?", ("bridg",)),
        ("What language do the islanders speak?", ("island", "speak")),
        ("When was the treaty published?", ("treati",)),
        ("What does the author want?", ("want",)),
    ],
)
def test_something_is_left_of_a_question_about_something_else(
    question: str, left: tuple[str, ...]
) -> None:
    asked = whole_question(question)
    assert asked is not None
    assert asked.rest == left


@pytest.mark.parametrize(
    "question",
    [
        "When was the harbour built?",
        "Why was it written?",
        "What is it?",
        "Where does it end?",
        "How many?",
        "Who is Fang Bingxing?",
        "summary " * 100,
    ],
)
def test_other_questions_ask_nothing_of_the_whole(question: str) -> None:
    assert whole_question(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "How long does it take?",
        "How long do I have?",
        "How long does the agreement last?",
        "How long was the meeting?",
        "How long may an article be?",
        "How many words may an article have?",
        "What is the page size?",
        "Wie lange dauert es?",
        "需要多长时间？",
        "What documents do I need?",
        "Welche Dokumente brauche ich?",
        "我需要什么文件？",
        "What is my reference number?",
        "What materials are used?",
        "What data do you use?",
        "What does version 2.0 include?",
        "What is in version 1.2?",
        "How long was she off work?",
        "When was he released?",
        "Wann wurde er veröffentlicht?",
    ],
)
def test_some_only_look_as_if_they_asked_of_the_whole(question: str) -> None:
    assert whole_question(question) is None


def test_what_only_a_text_has_still_asks_of_the_whole() -> None:
    for question in ("How long does it take to read?", "How many words does it have?"):
        asked = whole_question(question)
        assert asked is not None and asked.parts == (Part.LENGTH,)
    asked = whole_question("What information does the report use?")
    assert asked is not None and asked.parts == (Part.SOURCES,)


def test_a_sentence_may_tell_when_something_came_into_force() -> None:
    for question in ("When was the agreement signed?", "When does this act come into force?"):
        asked = whole_question(question)
        assert asked is not None and asked.parts == (Part.DATE,) and asked.text_may_tell
    for question in ("When was it published?", "Who wrote this agreement?"):
        asked = whole_question(question)
        assert asked is not None and not asked.text_may_tell


def test_a_sentence_may_tell_who_signed() -> None:
    asked = whole_question("Who signed this agreement?")
    assert asked is not None and asked.parts == (Part.AUTHORS,) and asked.text_may_tell


def test_a_bare_number_may_be_another_thing() -> None:
    asked = whole_question("What does 3.2 say?")
    assert asked is not None and asked.number is not None and asked.number.is_bare
    named = whole_question("What does section 3.2 say?")
    assert named is not None and named.number is not None and not named.number.is_bare


def test_several_things_may_be_asked_at_once() -> None:
    asked = whole_question("Who wrote it, when, and in which language was it written?")
    assert asked is not None
    assert asked.parts == (Part.AUTHORS, Part.DATE, Part.LANGUAGE)


def test_a_kind_of_text_names_the_document_where_it_is_one() -> None:
    the, this = whole_question("Who wrote the letter?"), whole_question("Who wrote this letter?")
    assert the is not None and the.genre == ("letter",)
    assert this is not None and this.genre == ()


@pytest.mark.parametrize(
    "question", ["By whom?", "How many words?", "Which paper is cited for that?"]
)
def test_a_question_that_names_no_document_needs_the_turn_before(question: str) -> None:
    asked = whole_question(question)
    assert asked is not None
    assert not asked.stands_alone


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many notes are there?", Counted.NOTES),
        ("Number of footnotes?", Counted.NOTES),
        ("Wie viele Abschnitte hat der Text?", Counted.SECTIONS),
        ("有多少个章节？", Counted.SECTIONS),
        ("How many sources does it cite?", Counted.SOURCES),
        ("How many questions does it answer?", Counted.QUESTIONS),
    ],
)
def test_what_is_counted(question: str, counted: Counted) -> None:
    asked = whole_question(question)
    assert asked is not None
    assert asked.parts == (Part.COUNT,)
    assert asked.counted is counted


@pytest.mark.parametrize(
    ("question", "number", "place"),
    [
        ("What does section 3 say?", "3", None),
        ("what's in 3.2?", "3.2", None),
        ("§ 7", "7", None),
        ("Was steht in § 12a?", "12a", None),
        ("What is chapter II about?", "2", None),
        ("Summarise part two", "2", None),
        ("What does the third section say?", None, 3),
        ("the last chapter", None, -1),
        ("Was steht im zweiten Kapitel?", None, 2),
        ("第三章讲了什么？", "3", None),
        ("第十二节", "12", None),
    ],
)
def test_a_section_is_named_by_number(question: str, number: str | None, place: int | None) -> None:
    asked = whole_question(question)
    assert asked is not None and asked.number is not None
    assert asked.parts == (Part.SECTION,)
    assert (asked.number.number, asked.number.place) == (number, place)


@pytest.mark.parametrize(
    "question",
    [
        "Why does section 3 forbid dogs?",
        "When was article 5 of the treaty signed?",
        "What is 3.5?5",
    ],
)
def test_more_than_a_section_is_asked(question: str) -> None:
    asked = whole_question(question)
    assert asked is None or asked.rest


@pytest.mark.parametrize(
    ("question", "heading", "names_section"),
    [
        ("What does it say about tolls?", ("toll",), False),
        ("What is in the collection?", ("collect",), False),
        ("What is the part on tolls and fees about?", ("toll", "fee"), True),
        ("What is said under Rent?", ("rent",), True),
        ("关于关税的部分说了什么？", ("关税",), True),
    ],
)
def test_a_section_is_named_by_its_heading(
    question: str, heading: tuple[str, ...], names_section: bool
) -> None:
    asked = whole_question(question)
    assert asked is not None
    assert (asked.heading, asked.names_section) == (heading, names_section)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the conclusion?", Cue.CONCLUSION),
        ("Was steht im Fazit?", Cue.CONCLUSION),
        ("引言说了什么？", Cue.INTRODUCTION),
    ],
)
def test_a_section_is_named_by_what_it_is_for(question: str, kind: Cue) -> None:
    asked = whole_question(question)
    assert asked is not None
    assert asked.kind is kind


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("3 Results", (None, "3")),
        ("3.2. Distance", (None, "3.2")),
        ("§ 7 Bäume", ("§", "7")),
        ("Chapter IV: Rain", ("section", "4")),
        ("II. The War", (None, "2")),
        ("第二章 港口", ("section", "2")),
        ("Article 5", ("article", "5")),
        ("I remember", None),
        ("2015 in short", None),
        ("Results", None),
    ],
)
def test_headings_begin_with_a_number(heading: str, number: tuple[str | None, str] | None) -> None:
    assert heading_number(fold(heading)) == number


def test_no_number_is_read_into_other_words() -> None:
    for words in ("participate", "12 articles", "a section of the road"):
        assert section_number(words) is None, words
