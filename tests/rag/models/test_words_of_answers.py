"""Where the words of an answer begin and end, in scripts with spaces and without."""

from __future__ import annotations

import pytest

from rag.models.reader import _of_words


@pytest.mark.parametrize(
    ("text", "token", "word"),
    [
        ("Die Mannschaft blieb.", (6, 9), "Mannschaft"),
        ("Sie zahlte 3.240 Euro.", (13, 16), "3.240"),
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
