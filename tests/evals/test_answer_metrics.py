"""Answers, citations, refusals and calibration."""

from __future__ import annotations

import pytest

from evals.answer_metrics import answer_metrics, holds_answer, normalise
from evals.datasets import AnswersMode, GoldSpan, Question
from evals.refusal_metrics import auroc, calibration_error, refusal_scores, reliability
from evals.systems import AnswerRecord
from rag.document.model import Span


def question(*answers: str, mode: AnswersMode = AnswersMode.ANY) -> Question:
    gold = ((GoldSpan("d", Span(10, 20)),),)
    return Question("q", "?", "fact", "en", True, gold, answers, mode)


def test_normalising_forgives_quotes_dashes_case_width_and_space() -> None:
    assert normalise("“Small  Courtyards”\n– it’s ＡＩ") == normalise("'small courtyards' - its ai")


@pytest.mark.parametrize(
    ("answer", "text", "held"),
    [
        ("Historic mistakes", "called them “historic mistakes” (MFA)", True),
        ("3", "in 1835, it was 3.", True),
        ("3", "in 1835", False),
        ("art", "a party", False),
        ("王毅", "与王毅外长会谈", True),
        ("AI", "发展AI技术", True),
        ("US-China", "the US‑China talks", True),
        ("", "anything", False),
    ],
)
def test_an_answer_is_held_as_whole_words(answer: str, text: str, held: bool) -> None:
    assert holds_answer(question(answer), text) is held


def test_any_or_all_answers() -> None:
    text = "Ada and Charles"
    assert holds_answer(question("Ada", "Grace"), text)
    assert not holds_answer(question("Ada", "Grace", mode=AnswersMode.ALL), text)
    assert holds_answer(question("Ada", "Charles", mode=AnswersMode.ALL), text)


def test_citations_are_compared_in_characters() -> None:
    record = AnswerRecord(True, 0.9, "Ada", (("d", Span(15, 25)),))
    assert answer_metrics(question("Ada"), record) == pytest.approx(
        {
            "answer_correct": 1.0,
            "citation_recall": 0.5,
            "citation_precision": 0.5,
            "citation_iou": 5 / 15,
        }
    )


def test_a_refusal_scores_nothing() -> None:
    record = AnswerRecord(False, 0.1, "Ada is not mentioned", (("d", Span(10, 20)),))
    assert set(answer_metrics(question("Ada"), record).values()) == {0.0}


def test_auroc() -> None:
    assert auroc([True, True, False], [0.9, 0.4, 0.6]) == 0.5
    assert auroc([True, True], [0.9, 0.4]) is None


def test_refusals_at_the_threshold() -> None:
    answerable, answered = [True, True, True, False, False], [True, False, True, False, True]
    assert refusal_scores(answerable, answered) == {
        "refusal_precision": 0.5,
        "refusal_recall": 0.5,
    }
    assert refusal_scores([True], [True]) == {}


def test_calibration_error_by_hand() -> None:
    # Two bins: 0.8 and 0.85 of which one came true, and 0.1 which did not.
    bins = reliability([True, False, False], [0.8, 0.85, 0.1])
    assert [b.count for b in bins] == [1, 2]
    assert calibration_error(bins) == pytest.approx((0.1 + 2 * abs(0.825 - 0.5)) / 3)
    assert reliability([True], [1.0])[0].share == 1.0
