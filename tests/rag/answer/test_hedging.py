"""What is only found is called found, as far as the words of its language are known."""

from __future__ import annotations

import pytest

from rag.answer.answer import Answer, AnswerSentence
from rag.answer.hedging import hedged
from rag.document.citations import cite_sentence
from rag.question.records import record_question
from rag.reading.structure import parse_document


def answer_of(sentence: str) -> Answer:
    document = parse_document(f"# Keepers\n\n{sentence}\n", "keepers")
    span = next(document.paragraphs())[1].sentences[0]
    return Answer(True, 0.8, (AnswerSentence(cite_sentence(document, span), None, (), False),))


@pytest.mark.parametrize(
    ("sentence", "is_hedged"),
    [
        ("Ann Lee kept the light with the most visitors.", False),  # says so itself
        ("Ann Lee kept the light, and many came.", True),
        ("Ann Lee hütete das Licht, und viele kamen.", True),
        ("Annelies was de vrouw die het meeste bezoek kreeg.", False),  # Dutch may say so
    ],
)
def test_of_the_most(sentence: str, is_hedged: bool) -> None:
    asked = record_question("Who had the most visitors?")
    assert bool(hedged(answer_of(sentence), asked).statement) is is_hedged


def test_all_may_be_more_in_any_language() -> None:
    asked = record_question("List all keepers")
    assert hedged(answer_of("Zij was de vrouw die het licht bewaakte."), asked).statement
