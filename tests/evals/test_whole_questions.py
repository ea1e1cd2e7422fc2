"""How answers to questions on whole documents are judged, and what is told of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from evals.datasets import GoldSpan
from evals.read_whole import Expects, WholeQuestion
from evals.systems import AnswerRecord, Chunk, Hit
from evals.whole_questions import is_right, judge_whole
from evals.whole_report import figures, print_whole, write_whole
from rag.document.model import Span

TEXTS = {"rain": "It rained. It snowed. It froze.", "sun": "It shone."}


def question(**fields: object) -> WholeQuestion:
    given = {
        "id": "1",
        "text": "summary?",
        "language": "en",
        "documents": ("rain",),
        "expects": Expects.SUMMARY,
        "values": (),
        "numbers": (),
        "unit": None,
        "evidence": (),
        "at_least": 0,
        "absent": False,
    }
    return WholeQuestion(**(given | fields))  # type: ignore[arg-type]


def record(text: str, *spans: tuple[int, int]) -> AnswerRecord:
    return AnswerRecord(True, 0.9, text, tuple(("rain", Span(*span)) for span in spans))


REFUSED = AnswerRecord(False, 0.1, "The brief does not answer this.", ())
EVIDENCE = tuple((GoldSpan("rain", Span(*s)),) for s in ((0, 10), (11, 21), (22, 31)))


def _yes_no() -> WholeQuestion:
    """A question that the second sentence decides."""
    return question(expects=Expects.YES_NO, evidence=EVIDENCE[1:2], at_least=1)


@pytest.mark.parametrize(
    ("asked", "said", "right"),
    [
        (question(absent=True), REFUSED, True),
        (question(absent=True), record("By Ann Lee."), False),
        (question(values=(("Lee", "Li"), ("Day",))), record("by bo day and A. Lee"), True),
        (question(values=(("Lee",), ("Day",))), record("by A. Lee"), False),
        (question(values=(("24",),)), record("Volume 24."), True),
        (question(values=(("24",),)), record("In 2024."), False),
        (question(numbers=(7, 9)), record("It has 9 sections."), True),
        (question(numbers=(3363,)), record("It has 3,363 words."), True),
        (question(numbers=(7,)), record("It has 17 notes."), False),
        (question(numbers=(100,), unit="words"), record("About 109 words."), True),
        (question(numbers=(100,), unit="words"), record("About 111 words."), False),
        (question(evidence=EVIDENCE, at_least=2), record("", (0, 10), (11, 21)), True),
        (_yes_no(), record("", (11, 21), (0, 10)), True),
        (_yes_no(), record("", (0, 10), (11, 21)), False),
        (_yes_no(), REFUSED, False),
        (question(evidence=EVIDENCE, at_least=2), record("", (0, 21)), True),
        (question(evidence=EVIDENCE, at_least=2), record("", (0, 10), (12, 21)), False),
        (question(values=(("rained",),)), REFUSED, False),
    ],
)
def test_an_answer_is_judged_by_its_label(
    asked: WholeQuestion, said: AnswerRecord, right: bool
) -> None:
    assert is_right(asked, said) is right


class First:
    """A system that finds one passage for everything."""

    name = "First"
    units = (Chunk("a", "rain", Span(0, 21)),)

    def search_many(self, questions: list[str], top_k: int) -> list[list[Hit]]:
        return [[Hit("sun", Span(0, 9), 2.0, "b"), Hit("rain", Span(0, 21), 1.0, "a")]] * len(
            questions
        )


def test_figures_are_given_by_kind_and_half(tmp_path: Path) -> None:
    questions = [
        question(evidence=EVIDENCE, at_least=2),
        question(id="2", documents=("sun",), expects=Expects.AUTHORS, absent=True),
        question(id="3", expects=Expects.LIST, evidence=EVIDENCE, at_least=3),
    ]
    judged = judge_whole(
        questions,
        TEXTS,
        frozenset({"sun"}),
        lambda text, documents: record("It rained.", (0, 10), (11, 21)),
        [First()],
    )
    found = figures(judged)
    assert (found["right"], found["right_of_all"]) == (0.5, 1 / 3)
    assert (found["right_summary"], found["right_authors"], found["right_list"]) == (1, 0, 0)
    assert (found["right_looked_at"], found["right_held_out"]) == (1, 0)
    assert [dict(each.baselines) for each in judged] == [{"First": True}, {}, {}]
    assert judged[0].quoted == 20 / 31
    console = Console(record=True, width=120)
    print_whole(judged, console)
    assert "summary" in console.export_text()
    write_whole(tmp_path, judged)
    report = json.loads((tmp_path / "report.json").read_text())
    assert [each["id"] for each in report["wrong"]] == ["3"]  # the second is held out
