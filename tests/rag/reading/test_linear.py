"""Reading takes time and memory that grow with the text alone, whatever the text is.

What is repeated here are the marks that the rules of reading look for, one by one and mixed.
"""

from __future__ import annotations

from itertools import islice, product
from string import ascii_uppercase

import pytest
import sentencex
from hypothesis import given, settings
from hypothesis import strategies as st

from index.contents import DOCUMENTS
from rag.chunking import chunk_document
from rag.document.citations import cite, cite_sentence
from rag.document.model import Document, Span
from rag.reading.author_year import MAX_PARENTHESIS
from rag.reading.dates import find_dates
from rag.reading.references import find_references
from rag.reading.sentences import split_sentences
from rag.reading.structure import parse_document
from rag.search.passage_views import views
from tests.growth import assert_linear

PROSE = "Some prose stands here (AP, May 9, 2015). It was said by Aa Bb (AB) of AB.[1] "
UNITS = [
    *"=#([{.“”‘»\"'*_-•|`~aA1[，。😀",
    *[" ", "\t", "\u00a0", "\u2028", "\u200b", "\u0301", "\r", "\n", "\r\n", "\n\n", "\n\n\n"],
    *["= ", "# ", "(a", "(a(b)", "(x(a)(b)", "[1]", "[1] ", "[1", "[^1]: ", "1.", "A. ", "Dr. "],
    *["- a\n", "- a\n\n", "# a\n\n", "A Title\n\n", "ALL CAPS\n\n", "1.1 Ab\n\nIt is so.\n\n"],
    *["a\n===\n", "= a =\n", "~~~\n\n", "[1] Note.\n", "[1] Note.\n\n", "Aa bb.\n\n\n"],
    *["Word. ", "他说。", "”。", "？“", "“A.” ", "A.” ", "'a ", "Said (AP, May 9, 2015). "],
    *["(AP, May 9, 2015; ", "(AB) ", "Aa Bb (AB) ", "May 2015 ", ", p. 1", "(,1", ", accessed x"],
    *["Smith (2019) ", "(Smith 2019; ", "and Smith, ", "[1, 2] ", "[@a2019; ", "@a2019 "],
    *["# References\n\n", "[1] Smith, J. (2019). A.\n", "J. Smith, ", "https://a.example/(b"],
    *["](https://a.example/) ", "- id: a\n", "@book{a, author={A and ", "（李明 2021）"],
    *["see: A. (2020). B. ", "See: A. “B.” C. ", " (; Aa. ", "J. R. Smith, (2020). "],
    *["\f", "- 1 -\n\n", "A  B\n", "| a |\n", "> a\n", "From: A\n", "Q. a?\n", "By A B\n", "it.1 "],
    *["。", "。（他。）", "1. A ", "J. ", "“A?” Bo ", "*A.* "],
]


def alone_and_in_prose(unit: str, size: int) -> str:
    run = (unit * (size // len(unit) + 1))[:size]
    return f"{run}\n\n{PROSE}{run} And so on. {PROSE}\n\n# Notes\n\n[1] A note.\n"


def words(text: str) -> int:
    return len(text.split())


def use(document: Document) -> None:
    """Everything that is asked of a document once it is read."""
    passages = chunk_document(document, words, 60, 800)
    for passage in passages:
        views(document, passage)
        cite(document, passage.span)
    for _, paragraph in document.paragraphs():
        for sentence in paragraph.sentences:
            cite_sentence(document, sentence)
            document.sentences_around(sentence)


@pytest.mark.long
@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_a_mark_repeated(unit: str) -> None:
    assert_linear(lambda n: alone_and_in_prose(unit, n), lambda text: parse_document(text, "x"))
    assert_linear(lambda n: parse_document(alone_and_in_prose(unit, n), "x"), use)


@settings(max_examples=10, deadline=None)
@given(unit=st.lists(st.sampled_from(UNITS), min_size=2, max_size=5).map("".join))
def test_marks_mixed_and_repeated(unit: str) -> None:
    assert_linear(lambda n: alone_and_in_prose(unit, n), lambda text: parse_document(text, "x"))
    assert_linear(lambda n: parse_document(alone_and_in_prose(unit, n), "x"), use)


HOSTILE = {
    "a heading's mark and a gap": lambda n: f"It is.\n\n={' ' * n}x\n\nIt was.\n",
    "a gap inside a heading": lambda n: f"It is.\n\n= a{' ' * n}x =\n\nIt was.\n",
    "a gap behind a heading's mark": lambda n: f"# a{' ' * n}b",
    "commas and digits behind a full stop": lambda n: f"Word one is here. ({',1' * (n // 2)} end.",
    "a long word before a date": lambda n: f"Said so ({'a' * n}, May 9, 2015).",
    "a source with commas": lambda n: f"Said so ({'a, ' * (n // 3)}May 2023).",
    "pages behind a date": lambda n: f"Said so (x, May 9, 2015{', p. 1' * (n // 6)}).",
    "a bracket that stays open": lambda n: f"He met ( Bo. {'He left Bo. ' * (n // 12)}",
    "a reference that goes on": lambda n: f"See: Foo. {'Aa bb. ' * (n // 7)}",
    "a reference behind brackets": lambda n: f"A ) (see: {'Aa bb. ' * (n // 7)}",
    "a reference of many titles": lambda n: f"See: {'A. “B.” (C). ' * (n // 13)}",
    "a fence of many marks": lambda n: "`" * (n // 2) + "\n" + "a\n" * (n // 4),
    "many numbers": lambda n: "[1] Ab, C. (2019). D.\n\n" + "It is so [1, 1-1]. " * (n // 18),
    "a name before a year": lambda n: f"{'Aa, and ' * (n // 8)} (2019)",
    "many authors": lambda n: f"# References\n\n{'Aa, B., ' * (n // 8)} (2019). C.\n",
    "blank lines in a list": lambda n: "# References\n\nAa, B. (2019). C." + " \n" * (n // 2) + "x",
    "one section": lambda n: "# H\n\n" + "It is here. It was so.\n\n" * (n // 24),
    "one paragraph": lambda n: "It is here for you to read. " * (n // 28),
    "many sections": lambda n: "".join(f"# H{i}\n\nIt is.\n\n" for i in range(n // 14)),
    "many notes": lambda n: (
        "".join(f"It is.[{i}] " for i in range(n // 30))
        + "\n\n# Notes\n\n"
        + "".join(f"[{i}] A note.\n\n" for i in range(n // 30))
    ),
    "notes that nothing heads": lambda n: "[1] note.\n\nProse.\n\nMore.\n\n" * (n // 26),
    "bullets, then wide gaps": lambda n: (
        "# H\n\n" + "- a b c.\n\n" * (n // 20) + "Aa bb.\n\n" + "Aa bb.\n\n\n" * (n // 20)
    ),
    "many short forms": lambda n: "".join(
        f"{a}a {b}b {c}c {d}d ({a}{b}{c}{d}) is. "
        for a, b, c, d in islice(product(ascii_uppercase, repeat=4), n // 29)
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text(name: str) -> None:
    make = HOSTILE[name]
    assert_linear(make, lambda text: parse_document(text, "x"))
    assert_linear(lambda n: parse_document(make(n), "x"), use)


def test_dates_in_a_long_text() -> None:
    assert_linear(lambda n: "May 2015 " * (n // 9), find_dates)


def test_a_date_may_open_a_line() -> None:
    assert find_dates("He left in\n2015 and in May-2016.") == ["2015"]


def test_pages_are_no_recursion() -> None:
    pages = ", p. 1" * 150
    (reference,) = find_references(f"Said so (Xinhua, May 9, 2015{pages}).")
    assert (reference.outlet, reference.date) == ("Xinhua", "2015-05-09")
    parse_document(f"Said so (x, May 9, 2015{', p. 1' * 5000}).", "x")


def test_pages_and_when_it_was_looked_up_may_both_follow() -> None:
    text = "(Xinhua, May 9, 2015, p. 3, accessed April 3, 2024, p. 4, p. 5)"
    (reference,) = find_references(text)
    assert (reference.outlet, reference.date) == ("Xinhua", "2015-05-09")


def test_what_is_read_is_no_longer_than_the_text_times_a_constant() -> None:
    def dumped(size: int) -> int:
        document = parse_document(f"Said ({'AP, May 2015; ' * (size // 14)}).", "x")
        return len(DOCUMENTS.dump_json((document,)))

    assert dumped(80_000) < 10 * dumped(10_000)
    many = "(" + "AP, May 2015; " * (MAX_PARENTHESIS // 14 - 1) + ")"
    assert len(find_references(many)) == MAX_PARENTHESIS // 14 - 1


@pytest.mark.parametrize("digits", [9, 5000])
def test_a_long_number_in_brackets_is_no_note(digits: int) -> None:
    number = "1" * digits
    document = parse_document(f"It is.[{number}]\n\n# Notes\n\n[1] One.\n\n[{number}] Two.\n", "x")
    assert [note.number for note in document.notes] == [1]


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
