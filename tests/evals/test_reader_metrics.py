"""The figures of readers, on texts small enough to count by hand."""

from __future__ import annotations

import pytest

from evals.reader_metrics import figures, score
from rag.reading.markdown import read_markdown


def test_the_same_text_scores_one_however_it_is_marked() -> None:
    one = read_markdown("# Tides\n\nThe *dyke* broke.\n\n| a | b |\n| - | - |\n| 1 | 2 |")
    other = read_markdown("Tides\n=====\n\nThe dyke  broke.\n\n| a | b |\n|---|---|\n| 1 | **2** |")
    found = score("a", one, other)
    assert (found.text, found.headings, found.cells) == (1.0, 1.0, 1.0)


def test_what_is_lost_or_added_is_counted() -> None:
    expected = read_markdown("# Tides\n\n## After\n\none two three four")
    found = score("a", read_markdown("# Tides\n\none two four five"), expected)
    # Of 6 and 5 words, 4 are alike in order; of 2 and 1 headings, one is.
    assert found.text == pytest.approx(1 - (2 + 1) / 11)
    assert found.headings == pytest.approx(2 / 3)
    assert found.cells is None


def test_nothing_read_of_a_text_scores_nothing() -> None:
    found = score("a", read_markdown(""), read_markdown("# Tides\n\n| a | b |\n| - | - |"))
    assert (found.text, found.headings, found.cells) == (0.0, 0.0, 0.0)


def test_figures_are_taken_over_the_files_that_have_them() -> None:
    texts = [read_markdown(words) for words in ("# A\n\none", "two", "three")]
    found = figures(
        [score("a", t, e) for t, e in zip(texts, [texts[0], texts[1], texts[1]], strict=True)]
    )
    assert (found.files, found.text_median, found.text_least) == (3, 1.0, 0.0)
    assert (found.headings, found.cells) == (1.0, 1.0)
