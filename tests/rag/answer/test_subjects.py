"""What a sentence speaks of and does not name itself."""

from __future__ import annotations

import pytest

from rag.answer.subjects import LOOKS_BACK, subjects
from rag.reading.structure import parse_document


def named(text: str) -> dict[str, str]:
    """By sentence, the words that name what it speaks of."""
    document = parse_document(f"# Lives\n\n{text}\n", "lives")
    section = document.sections[0]
    sentences = [s for paragraph in section.paragraphs for s in paragraph.sentences]
    found = subjects(document, sentences)
    return {s.of(document.text): each.words.of(document.text) for s, each in found.items()}


@pytest.mark.parametrize(
    ("text", "sentence", "words"),
    [
        ("Oskar Lind was born in 1886. He died in 1952.", "He died in 1952.", "Oskar Lind"),
        (
            "Oskar Lind was born in Malmen. He was a clerk. In 1921, he left.",
            "In 1921, he left.",
            "Oskar Lind",
        ),
        (
            "Oskar Lind was a clerk.\n\nViktor Sand was a captain. In his youth he drew.",
            "In his youth he drew.",
            "Viktor Sand",
        ),
        (
            "The North Coast Treaty is old. The Selby Protocol is new. The treaty was renewed.",
            "The treaty was renewed.",
            "North Coast Treaty",
        ),
        (
            "The Ports Act set tolls. The act was amended. The act was repealed.",
            "The act was repealed.",
            "Ports Act",
        ),
        (
            "Die Eisenbrücke stammt von 1902. Sie wurde gesprengt.",
            "Sie wurde gesprengt.",
            "Die Eisen",
        ),
        (
            "Ann Lee wed in 1919. Her husband was the printer Jan de Vries. There were no "
            "children. He died in 1938.",
            "He died in 1938.",
            "Jan de Vries",
        ),
        (
            "Ann Lee wed in New York. She kept bees. She died in 1961.",
            "She died in 1961.",
            "Ann Lee",
        ),
        (
            "The company, Elder Line, kept silent. It said nothing of the oil.",
            "It said nothing of the oil.",
            "The company, Elder Line",
        ),
        ("铁桥建于1902年。它在1945年被炸毁。", "它在1945年被炸毁。", "铁桥建"),
    ],
)
def test_what_a_sentence_speaks_of(text: str, sentence: str, words: str) -> None:
    assert named(text)[sentence].startswith(words)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Oskar Lind was a clerk. Viktor Sand was a captain.", "Viktor Sand was a captain."),
        ("The mill burnt. It is true that nobody came.", "It is true that nobody came."),
        ("The mill burnt. The owners had left.", "The owners had left."),
        ("Ann Lee came. Italy was far.", "Italy was far."),
        ("The old PRC saw it. In 2017, the PRC signed it.", "In 2017, the PRC signed it."),
    ],
)
def test_a_sentence_that_needs_nothing_before_it(text: str, sentence: str) -> None:
    assert sentence not in named(text)


def test_what_nothing_before_names_the_title_may() -> None:
    assert named("He came. He left.") == {"He came.": "# Lives", "He left.": "# Lives"}


def test_what_stands_too_far_before_is_not_looked_for() -> None:
    between = " ".join(f"Rain fell on day {n}." for n in range(LOOKS_BACK))
    text = f"The Ports Act set tolls. {between} The act was repealed."
    assert "The act was repealed." not in named(text)
