"""PDFs that are made to take long, to fill the memory, or to say nothing."""

from __future__ import annotations

import random
import time

import pytest

from rag.reading.formats import NotReadable
from rag.reading.pdf import read
from rag.reading.pdf.glyphs import MOST_CHARACTERS
from tests.made_pdf import line, made_pdf, paragraph, text

MOST_SECONDS = 60
WORDS = "The quick brown fox jumps over the lazy dog near the river bank while it rains. "


def in_time(raw: bytes) -> str:
    """The text of a file, which is read within MOST_SECONDS of the processor."""
    start = time.process_time()
    try:
        words = read(raw).text
    except NotReadable as error:
        words = str(error)
    assert time.process_time() - start < MOST_SECONDS
    return words


def test_a_page_of_a_million_characters_is_left_out() -> None:
    full = [text(9, 9 + n, "a b c d e " * 100, 1) for n in range(MOST_CHARACTERS // 600)]
    reading = read(made_pdf([full, paragraph(72, 72, WORDS)]))
    assert reading.text == WORDS.strip()
    (told,) = [each for each in reading.left_out if each.kind == "page that is too full"]
    assert "page 1" in told.text


def test_words_at_random_places() -> None:
    chance = random.Random(1)
    words = [
        text(chance.uniform(0, 600), chance.uniform(0, 790), "word", chance.choice([1, 2, 9, 40]))
        for _ in range(20_000)
    ]
    assert in_time(made_pdf([words])).count("word") > 19_980  # pdfium drops what covers its like


def test_many_thin_lines_and_columns() -> None:
    thin = [text((20, 200, 400)[n % 3], n * 0.039, "w", 1) for n in range(20_000)]
    assert in_time(made_pdf([thin]))
    grid = [text(5 + n % 100 * 6, 3 + n // 100 * 4, "a", 3) for n in range(19_000)]
    assert in_time(made_pdf([grid])).count("a") == 19_000


def test_many_drawn_lines() -> None:
    drawn = [line(x, 0, x, 790) for x in range(590)]
    drawn += [line(0, y * 1.3, 600, y * 1.3) for y in range(590)]
    drawn += [line(n % 600, n / 70, n % 600 + 9, n / 70) for n in range(50_000)]
    assert "The quick brown fox" in in_time(made_pdf([[*drawn, *paragraph(72, 72, WORDS)]]))


@pytest.mark.parametrize("words", ["\xb4a" * 40_000, "a" * 90_000, ". " * 40_000, "- " * 40_000])
def test_long_runs_of_one_sign(words: str) -> None:
    in_time(made_pdf([[text(72, 72, words)]]))


def test_damaged_files_raise_nothing_but_what_a_user_can_read() -> None:
    chance = random.Random(7)
    whole = made_pdf(
        [[*paragraph(72, 72, WORDS * 4), line(72, 300, 300, 300), text(72, 330, "1", 6)]] * 2,
        outline=[("Fox", 1)],
        labels="0 << /S /r >>",
    )
    for _ in range(150):
        raw = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20])):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        cut = chance.randrange(len(raw)) if chance.random() < 0.3 else len(raw)
        in_time(bytes(raw[:cut]))
