"""A text beyond the window is cut into parts, and each is read a bounded number of times."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.models.embedder import Embedder
from rag.models.long_texts import window_spans
from tests.generated import texts

FIXTURES_ARE_SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
UNITS = [
    "pact ",
    "The pact is signed. ",
    "他说你好。",
    "(",
    "pact",
    "a\u0301",
    "\ue000",
    " ",
    "“A.” ",
]


@settings(max_examples=60, deadline=None, suppress_health_check=FIXTURES_ARE_SHARED)
@given(text=texts(), window=st.integers(4, 60))
def test_parts_cover_the_text_and_fit_the_window(
    embedder: Embedder, multilingual: Embedder, text: str, window: int
) -> None:
    for model in (embedder, multilingual):
        spans = window_spans(text, model.tokenizer, window)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        covered = "".join(span.of(text) for span in spans)
        assert "".join(covered.split()) == "".join(text.split())
        for span in spans:
            assert model.count_tokens(span.of(text)) <= window or len(span) == 1


def test_parts_of_a_long_text_end_with_sentences_and_are_even(embedder: Embedder) -> None:
    sentence = "The pact on the rivers of the north was signed in the spring. "
    text = sentence * 1000
    parts = [span.of(text) for span in window_spans(text, embedder.tokenizer, 200)]
    assert all(part.endswith("spring. ") for part in parts)
    lengths = [embedder.count_tokens(part) for part in parts]
    assert max(lengths) <= 200 and sum(length < 150 for length in lengths) <= 1


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_characters_that_are_read_grow_with_the_text_alone(embedder: Embedder, unit: str) -> None:
    class Counting:
        characters = 0

        def encode(self, text: str, add_special_tokens: bool) -> object:
            self.characters += len(text) + 1
            return embedder.tokenizer.encode(text, add_special_tokens=add_special_tokens)

    def read(size: int) -> int:
        tokenizer = Counting()
        window_spans(unit * (size // len(unit)), tokenizer, 254)  # type: ignore[arg-type]
        return tokenizer.characters

    least, most = read(8000), read(64_000)
    assert most < 12 * least and most < 10 * 64_000
