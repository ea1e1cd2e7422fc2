"""Reading takes time and memory that grow with the text alone, whatever the text is."""

from __future__ import annotations

import pytest
import sentencex

from rag.document.model import Span
from rag.reading.sentences import split_sentences
from tests.growth import assert_linear


@pytest.mark.parametrize(
    "unit", ["“", "他说。", "”。", "[1]", "(,1", "He met ( Bo. ", "See: A. “B.” "]
)
def test_sentences_of_a_long_paragraph(unit: str) -> None:
    assert_linear(
        lambda n: "It is so. " + unit * (n // len(unit)),
        lambda text: split_sentences(text, Span(0, len(text))),
    )


def test_sentencex_is_given_windows_and_finds_what_it_finds_in_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "He met Dr. Bo at 5 p.m. in Rome (AP, May 9, 2015). “Is it?” she asked. " * 400
    segment = sentencex.segment
    whole = segment("en", text)
    lengths = []

    def counted(language: str, part: str) -> list[str]:
        lengths.append(len(part))
        return list(segment(language, part))

    monkeypatch.setattr(sentencex, "segment", counted)
    found = split_sentences(text, Span(0, len(text)))
    assert [s.of(text) for s in found] == [sentence.strip() for sentence in whole]
    assert max(lengths) <= 4000 and sum(lengths) < 2 * len(text)


def test_a_sentence_longer_than_a_window_stays_whole() -> None:
    long = "The list holds " + "apples and pears and " * 600 + "plums."
    text = f"It is short. {long} It is over."
    assert [s.of(text) for s in split_sentences(text, Span(0, len(text)))] == [
        "It is short.",
        long,
        "It is over.",
    ]
