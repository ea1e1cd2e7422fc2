"""Questions on whole documents: what is asked, and how an answer to one is judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from evals.datasets import GoldSpan
from evals.read_whole import Expects, WholeQuestion
from evals.systems import AnswerRecord, Hit, System
from rag.document.model import Span

Places = Sequence[tuple[str, Span]]

STRUCTURAL = tuple(Expects)[: tuple(Expects).index(Expects.LIST)]
"""The kinds that a document's structure answers: all but lists, comparisons and the like."""
_BY_PASSAGE = frozenset({Expects.ABOUT, Expects.SUMMARY, Expects.POINTS, Expects.SECTION})
_BESIDE = 4  # sentences that may be shown beside a unit
_FIGURES = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


@dataclass(frozen=True, slots=True)
class JudgedWhole:
    """One question, and whether its answer was right.

    ``quoted`` is the share of its documents' characters that the answer quotes. ``baselines`` says,
    by system, whether its first passage answers; where a passage cannot, it is empty.
    """

    question: WholeQuestion
    held_out: bool
    record: AnswerRecord
    right: bool
    quoted: float
    baselines: Mapping[str, bool]


def judge_whole(
    questions: Sequence[WholeQuestion],
    texts: Mapping[str, str],
    held_out: frozenset[str],
    ask: Callable[[str, Sequence[str]], AnswerRecord],
    baselines: Sequence[System] = (),
) -> list[JudgedWhole]:
    """Ask the questions, and judge what is said; ``texts`` holds the documents by id."""
    firsts = {system.name: _first_hits(system, questions) for system in baselines}
    judged = []
    for question in questions:
        record = ask(question.text, question.documents)
        length = sum(len(texts[document]) for document in question.documents)
        held = frozenset(question.documents) <= held_out
        found = {name: _answers(question, hits[question.id]) for name, hits in firsts.items()}
        judged.append(
            JudgedWhole(
                question,
                held,
                record,
                is_right(question, record),
                sum(len(span) for _, span in record.spans) / length,
                found if question.expects in _BY_PASSAGE and question.evidence else {},
            )
        )
    return judged


def is_right(question: WholeQuestion, record: AnswerRecord) -> bool:
    """Whether an answer holds all that its label asks for, or where nothing is told, is none.

    A unit is to be shown whole, and not by showing everything.
    """
    if question.expects is Expects.UNIT and len(record.spans) > len(question.evidence) + _BESIDE:
        return False
    if question.absent:
        return not record.answerable
    return (
        record.answerable
        and all(_holds(record.text, wordings) for wordings in question.values)
        and (not question.numbers or _counts(question, record.text))
        and _quoted(question.evidence, record.spans) >= question.at_least
        and (question.expects is not Expects.YES_NO or _begins_with(question.evidence, record))
    )


def _begins_with(evidence: Sequence[Sequence[GoldSpan]], record: AnswerRecord) -> bool:
    """Whether the first thing that is quoted holds one of the quotes."""
    return _quoted(evidence, record.spans[:1]) > 0


def share_right(judged: Sequence[JudgedWhole], kind: Expects | None = None) -> float | None:
    """The share of right answers, of one kind or of all; None where there is no question."""
    asked = [each.right for each in judged if kind in (None, each.question.expects)]
    return fmean(asked) if asked else None


def _holds(text: str, wordings: Sequence[str]) -> bool:
    """Whether the text holds a wording; a number is no part of a longer one."""
    folded = text.casefold()
    return any(
        re.search(rf"(?<!\d){re.escape(wording.casefold())}(?!\d)", folded) for wording in wordings
    )


def _counts(question: WholeQuestion, text: str) -> bool:
    """Whether a number of the label is in the text; how many words, within a tenth."""
    said = [int(number.replace(",", "")) for number in _FIGURES.findall(text)]
    tolerance = 0.1 if question.unit == "words" else 0.0
    return any(abs(n - wanted) <= tolerance * wanted for n in said for wanted in question.numbers)


def _quoted(evidence: Sequence[Sequence[GoldSpan]], spans: Places) -> int:
    """How many of the quotes stand whole in the spans, at any place where the document has them."""
    return sum(any(_covers(spans, place) for place in places) for places in evidence)


def _covers(spans: Places, gold: GoldSpan) -> bool:
    """Whether the spans hold all of a quote; a space may stand between two of them."""
    reached = gold.span.start
    for _, span in sorted((at, span) for at, span in spans if at == gold.document):
        gap = 1 if reached > gold.span.start else 0
        if span.start <= reached + gap:
            reached = max(reached, span.end)
    return reached >= gold.span.end


def _first_hits(system: System, questions: Sequence[WholeQuestion]) -> dict[str, Hit | None]:
    """By question, the first passage of its documents that a system finds."""
    found = system.search_many([q.text for q in questions], len(system.units))
    return {
        question.id: next((hit for hit in hits if hit.document in question.documents), None)
        for question, hits in zip(questions, found, strict=True)
    }


def _answers(question: WholeQuestion, hit: Hit | None) -> bool:
    """Whether a passage alone holds the evidence that is asked for."""
    spans = [(hit.document, hit.span)] if hit else []
    return _quoted(question.evidence, spans) >= question.at_least
