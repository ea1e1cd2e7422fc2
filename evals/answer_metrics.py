"""Whether an answer holds what was asked, and whether it was taken from the evidence."""

from __future__ import annotations

import re
import unicodedata

from evals.datasets import AnswersMode, Question
from evals.span_metrics import overlap
from evals.systems import AnswerRecord


def normalise(text: str) -> str:
    """NFKC, case folded, without quotation marks and apostrophes, one kind of dash, single spaces.

    Milder than SQuAD's normalisation, which also drops articles and all punctuation: a date or a
    name must be there as it is written.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(map(_plain, folded)).split())


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Pi", "Pf") or character in "'\"`":
        return ""
    return "-" if category == "Pd" else character


def holds_answer(question: Question, text: str) -> bool:
    """Whether the text holds one of the accepted strings, or all of them in mode ALL.

    An accepted string must not be part of a longer word or number: 3 is not in 1835.
    """
    normal = normalise(text)
    found = [_holds(normal, normalise(answer)) for answer in question.answers]
    return all(found) if question.answers_mode is AnswersMode.ALL else any(found)


def _holds(text: str, answer: str) -> bool:
    # Scripts without spaces have no word edges; there a plain search must do.
    before = r"(?<![^\W_])" if answer[:1].isascii() and answer[:1].isalnum() else ""
    after = r"(?![^\W_])" if answer[-1:].isascii() and answer[-1:].isalnum() else ""
    if not answer:
        return False
    return re.search(before + re.escape(answer) + after, text, re.ASCII) is not None


def answer_metrics(question: Question, record: AnswerRecord) -> dict[str, float]:
    """The metrics of one answer to an answerable question, each 0 to 1; a refusal scores 0.

    ``answer_correct`` says whether the text holds the gold answer (left out where the data set
    has no answers), ``mark_correct`` whether what is marked in it does (left out without a mark).
    ``citation_recall``, ``citation_precision`` and ``citation_iou`` compare the
    cited spans with the evidence in characters, as ``span_metrics.overlap`` does.
    """
    cited = overlap(record.spans if record.answerable else (), question.gold)
    metrics = {
        "citation_recall": cited.recall,
        "citation_precision": cited.precision,
        "citation_iou": cited.iou,
    }
    if question.answers:
        correct = record.answerable and holds_answer(question, record.text)
        metrics = {"answer_correct": float(correct)} | metrics
        if record.marks:
            marked = any(holds_answer(question, mark) for mark in record.marks)
            metrics["mark_correct"] = float(marked)
    return metrics
