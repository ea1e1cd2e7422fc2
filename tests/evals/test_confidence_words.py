"""What the words of the page are worth: counted by what was said, each set alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.confidence_words import WORDS, Asked, ask, reliability, words_of
from evals.datasets import Dataset, GoldSpan, Question
from rag.document.model import Span
from rag.reading.structure import parse_document
from rag.settings import Settings

TEXT = "The mill at Orra was built in 1902 by Ada Lund. It burned down in 1930."


def test_words_follow_the_confidence() -> None:
    assert words_of(True, 0.95) == words_of(True, 0.9) != words_of(True, 0.89)
    assert words_of(True, 0.41) == WORDS[True, 0.0]
    assert words_of(False, 0.02) == WORDS[False, 0.0] != words_of(False, 0.4)


def test_sets_count_alike_and_three_in_four_are_answerable() -> None:
    # One set of 100 questions, and one of 2 that was judged the other way round.
    large = [Asked("large", n < 50, n < 50, 0.95 if n < 50 else 0.1) for n in range(100)]
    small = [Asked("small", True, False, 0.1), Asked("small", False, True, 0.95)]
    very_likely, nothing = reliability([*large, *small])
    assert (very_likely.words, very_likely.count) == (WORDS[True, 0.9], 51)
    assert very_likely.share == pytest.approx(0.75)
    assert nothing.share == pytest.approx(0.75)
    assert nothing.confidence == pytest.approx(0.1)
    assert reliability(large)[0].share == pytest.approx(1.0)


def test_questions_on_documents_held_out_are_asked(tmp_path: Path, models_dir: Path) -> None:
    document = parse_document(TEXT, "mill")
    other = parse_document(TEXT.replace("mill", "inn"), "inn")
    gold = (GoldSpan("mill", Span(0, 47)),)
    questions = (
        Question("1", "Who built the mill at Orra?", "plain", "en", True, (gold,), document="mill"),
        Question("2", "Who rules Uganda?", "absent", "en", False, (), document="mill"),
        Question("3", "Who built the inn?", "plain", "en", True, (gold,), document="inn"),
        Question("4", "Wer baute die Mühle?", "plain", "de", True, (gold,), document="mill"),
    )
    dataset = Dataset("held", (document, other), questions, None, True, frozenset({"mill"}))
    built, absent = ask(dataset, Settings(index_dir=tmp_path, models_dir=models_dir))
    assert built.answerable and built.answered and built.confidence > 0.5
    assert not absent.answerable and not absent.answered and absent.confidence < 0.33
