"""Questions with words misspelt: one slip each, the same each time, and what they cost."""

from __future__ import annotations

import random

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from evals.datasets import Dataset, GoldSpan, Question
from evals.misspelt import asked, misspelt, read_otherwise
from evals.product import Product
from rag.document.model import Span
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.structure import parse_document
from tests.index.memory_store import MemoryStore

TEXT = "The lighthouse at Orra was opened in 1902 by Ada Lindgren. It burned down in 1930."
QUESTION = "When was the lighthouse opened by Lindgren?"


@pytest.mark.parametrize("words", [0, 1, 2, 3, 9])
def test_each_word_has_one_slip_behind_its_first_letter(words: int) -> None:
    for seed in range(40):
        changed = misspelt(QUESTION, words, random.Random(seed))
        pairs = list(zip(QUESTION.split(), changed.split(), strict=True))
        distances = [DamerauLevenshtein.distance(*pair) for pair in pairs]
        assert max(distances) <= 1 and 0 <= sum(distances) <= min(words, 3)
        assert all(before[0] == after[0] for before, after in pairs)
        assert changed == misspelt(QUESTION, words, random.Random(seed))


def test_questions_are_asked_with_words_misspelt(embedder: Embedder) -> None:
    document = parse_document(TEXT, "mill")
    gold = ((GoldSpan("mill", Span(0, 58)),),)
    questions = (
        Question("a", QUESTION, "plain", "en", True, gold, ("1902",)),
        Question("b", "Who sold the brewery of Carcassonne?", "absent", "en", False, ()),
        Question("c", "Wer war der Leuchtturmwärter?", "plain", "de", True, gold, ("1902",)),
        Question("d", "When was the lighthuose opened?", "plain", "en", True, gold, ("1902",)),
    )
    dataset = Dataset("mills", (document,), questions)
    product = Product(Engine(MemoryStore.of([document], embedder), embedder), "product")
    for words in (0, 2):
        figures = asked(product, dataset, words)
        assert (figures.refused, figures.held, figures.absent_refused) == (0, 1, 1)
    read = [(question.id, text) for question, text in read_otherwise(product, dataset)]
    assert read == [("d", "When was the lighthouse opened?")]
