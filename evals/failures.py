"""The questions that went wrong: what came first, and what should have."""

from __future__ import annotations

from dataclasses import dataclass

from evals.datasets import SMALL_TALK, Question
from evals.excerpts import Place
from evals.rank_metrics import holds
from evals.run import Evaluation
from evals.systems import AnswerRecord


@dataclass(frozen=True, slots=True)
class Failure:
    """One question of which the first hit does not hold the answer.

    ``rank`` is that of the first hit that does, None where none of the ``top_k`` does. ``wanted``
    is the evidence; ``alternatives`` counts the other sets that would have done.
    """

    question: Question
    rank: int | None
    first: Place | None
    score: float
    wanted: tuple[Place, ...]
    alternatives: int


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """One question answered wrongly, refused though answerable, or answered though it is not."""

    question: Question
    fault: str
    record: AnswerRecord
    cited: tuple[Place, ...]
    wanted: tuple[Place, ...]


def failures(evaluation: Evaluation) -> list[Failure]:
    """What the first system missed, the worst first."""
    missed = [_failure(question, evaluation) for question in evaluation.questions()]
    worst = evaluation.top_k + 1
    return sorted((f for f in missed if f.rank != 1), key=lambda f: f.rank or worst, reverse=True)


def _failure(question: Question, evaluation: Evaluation) -> Failure:
    hits = evaluation.systems[0].hits[question.id]
    gold = [g for one in question.gold for g in one]
    ranks = (
        rank
        for rank, hit in enumerate(hits, start=1)
        if any(g.document == hit.document and holds(hit.span, g) for g in gold)
    )
    return Failure(
        question=question,
        rank=next(ranks, None),
        first=Place(hits[0].document, hits[0].span, gold=False) if hits else None,
        score=hits[0].score if hits else 0.0,
        wanted=_wanted(question),
        alternatives=len(question.gold) - 1,
    )


def wrong_answers(evaluation: Evaluation) -> list[WrongAnswer]:
    """What the answerer got wrong, in the order of the questions; empty without an answerer."""
    if not evaluation.answers:
        return []
    wrong = []
    for question in evaluation.dataset.questions:
        record = evaluation.answers.records[question.id]
        fault = _fault(question, record, evaluation.answers.correct[question.id])
        if fault:
            cited = tuple(Place(document, span, gold=False) for document, span in record.spans)
            wrong.append(WrongAnswer(question, fault, record, cited, _wanted(question)))
    return wrong


def _fault(question: Question, record: AnswerRecord, correct: bool) -> str | None:
    if question.type == SMALL_TALK:
        return None if correct else "small talk, taken for a question"
    if not question.answerable:
        return "answered, but the text does not say" if record.answerable else None
    if not record.answerable:
        return "refused, but the text says"
    return None if correct else "answered without the gold answer"


def _wanted(question: Question) -> tuple[Place, ...]:
    evidence = question.gold[0] if question.gold else ()
    return tuple(Place(g.document, g.span, gold=True) for g in evidence)
