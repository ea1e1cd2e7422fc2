"""The reader's judgement of the best candidates: which sentence answers, where, and how surely."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answer.sentence_ranking import Sentence
from rag.answer.unit_windows import UnitWindow, unit_windows
from rag.document.model import Span
from rag.models.reader import Reading, SentenceReader

# From which margin and logit on the reader's place of the answer is shown: chosen on questions that
# it was not trained on, where nine of ten such places are right.
_SURE_MARGIN, _SURE_ANSWER = 5.0, 1.0
_FAR = 12.0  # logits beyond which a judgement says no more


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A window and what the reader makes of it.

    ``sentence`` is the one that the answer stands in, the core where it is likelier not there, and
    ``span`` its likeliest place in the document, None where it runs over two pieces.
    """

    window: UnitWindow
    reading: Reading
    sentence: Span
    span: Span | None


def read_units(
    reader: SentenceReader, question: str, sentences: Sequence[Sentence]
) -> tuple[UnitReading, ...]:
    """Read the best of the ranked sentences, each whole, at most four windows."""
    windows = unit_windows(sentences, question, reader.count_tokens)
    return tuple(_placed(window, reader.read(question, window.text)) for window in windows)


def _placed(window: UnitWindow, reading: Reading) -> UnitReading:
    span = reading.span and window.in_document(reading.span)
    is_there = span and reading.margin > 0
    inside = (s for s in window.sentences if span and is_there and s.contains(span))
    return UnitReading(window, reading, next(inside, window.core), span)


def is_sure(read: UnitReading) -> bool:
    """Whether the place of the answer is likely enough right to be marked."""
    sure = read.reading.margin >= _SURE_MARGIN and read.reading.answers >= _SURE_ANSWER
    return read.span is not None and sure


def reranked(
    sentences: Sequence[Sentence], readings: Sequence[UnitReading], weight: float
) -> list[Sentence]:
    """The sentences, those first that the reader holds for the answer.

    To a score it adds ``weight`` at most, less where a sentence shares few words with the question:
    of such pairs the reader has seen few. The scores themselves stay, so that how many sentences
    make an answer does not depend on it.
    """
    # Of two windows that place it in one sentence, the surer counts.
    by_logit = sorted(readings, key=lambda r: r.reading.answers)
    sure = {(r.window.document.id, r.sentence): _probability(r.reading.answers) for r in by_logit}

    def lifted(sentence: Sentence) -> float:
        read = sure.get((sentence.document.id, sentence.span), 0.0)
        return sentence.score + weight * read * sentence.own_coverage

    return sorted(sentences, key=lifted, reverse=True)


def reading_features(
    sentences: Sequence[Sentence], readings: Sequence[UnitReading]
) -> Mapping[str, float]:
    """What the confidence looks at where candidates were read; ``sentences`` are ranked anew."""
    best = sentences[0]
    document = best.document.id
    of_best = [
        r for r in readings if r.window.document.id == document and best.span in r.window.sentences
    ]
    first = max(of_best or readings, key=lambda r: r.reading.answers).reading
    others = [r.reading.answers for r in readings if r.reading is not first]
    return {
        "answers": _bounded(first.answers),
        "others": _bounded(max(others, default=-_FAR)),
        "margin": _bounded(first.margin),
        "in_best": float(any(r.sentence == best.span for r in of_best)),
        "words": best.own_coverage,
    }


def _bounded(logit: float) -> float:
    return max(-_FAR, min(_FAR, logit))


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-_bounded(logit)))
