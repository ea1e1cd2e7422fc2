"""Which reader judges: that of the question's language, and another where it is missing."""

from __future__ import annotations

import pytest

from rag.models.embedder import MULTILINGUAL_MODEL
from rag.models.languages import reader_for
from rag.models.reader import ReaderIdentity, _of_words
from rag.settings import DEFAULT_MODEL

ENGLISH = ReaderIdentity(DEFAULT_MODEL, "a", "openvino")
MULTILINGUAL = ReaderIdentity(MULTILINGUAL_MODEL, "b", "openvino")
BOTH = (ENGLISH, MULTILINGUAL)


def test_english_is_read_by_the_reader_of_the_model_that_found_it() -> None:
    assert reader_for(BOTH, DEFAULT_MODEL, is_english=True) == ENGLISH
    assert reader_for(BOTH[::-1], DEFAULT_MODEL, is_english=True) == ENGLISH


@pytest.mark.parametrize("embedder", [DEFAULT_MODEL, MULTILINGUAL_MODEL])
def test_other_languages_are_read_by_the_multilingual_one(embedder: str) -> None:
    assert reader_for(BOTH, embedder, is_english=False) == MULTILINGUAL


def test_another_stands_in_for_one_that_is_missing() -> None:
    assert reader_for([ENGLISH], DEFAULT_MODEL, is_english=False) == ENGLISH
    assert reader_for([], DEFAULT_MODEL, is_english=False) is None


@pytest.mark.parametrize(
    ("text", "token", "word"),
    [
        ("Die Mannschaft blieb.", (6, 9), "Mannschaft"),
        ("Sie zahlte 3.240 Euro.", (13, 16), "240"),
        (" Sie", (0, 4), "Sie"),  # a token may take in the space before it
        ("厂长罗桂芬2015年调来", (2, 4), "罗桂"),  # no spaces: as it is
        ("厂长罗桂芬2015年调来", (6, 7), "2015"),
        ("それは1951年のこと", (4, 5), "1951"),
        ("부산으로 갔다", (0, 2), "부산으로"),
        ("It cost €50 million", (9, 11), "€50"),
        ("cafe\u0301 au lait", (0, 2), "cafe\u0301"),
        ("a, b", (1, 2), ","),
        ("a b", (1, 2), " "),
        ("", (0, 0), ""),
    ],
)
def test_an_answer_is_of_whole_words(text: str, token: tuple[int, int], word: str) -> None:
    ((start, end),) = _of_words([token], text)
    assert text[start:end] == word
