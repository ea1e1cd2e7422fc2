"""Rows to what the reader is trained on: the right tokens of the right sentences."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from tokenizers import Tokenizer

from evals.training.rows import OWN, TrainingRow, own_rows, read_rows
from evals.training.swapped import swapped, vocabulary_of
from evals.training.windows import (
    LONGEST_WINDOW,
    Example,
    answering,
    silent,
    tokenize,
)
from rag.models.embedder import Embedder

TEXT = (
    "The mill at Orra was built in 1902 by Ada Lund. It burned down in 1930. "
    "The town rebuilt it within two years, and paid 40,000 crowns. Flour was ground there until "
    "1977. Today it is a museum of local history, open on Sundays from May to September."
)


def row(question: str, answer: str = "", answerable: bool = True, text: str = TEXT) -> TrainingRow:
    start = text.index(answer) if answer else 0
    spans = ((start, start + len(answer)),) if answer else ()
    return TrainingRow("set", "mill", question, text, spans, answerable)


def said(example: Example, tokenizer: Tokenizer) -> set[str]:
    """The words that the right tokens mark."""
    pairs = zip(example.starts, example.ends, strict=True)
    return {tokenizer.decode(list(example.ids[a : b + 1])) for a, b in pairs}


@pytest.fixture(scope="module")
def tokenizer(embedder: Embedder) -> Tokenizer:
    return embedder.tokenizer


def test_a_window_holds_the_answer_where_the_labels_say(tokenizer: Tokenizer) -> None:
    tokenized = tokenize(row("Who built the mill?", "Ada Lund"), tokenizer)
    assert tokenized
    for seed in range(40):
        example = answering(tokenized, Random(seed))
        assert example and said(example, tokenizer) == {"ada lund"}
        assert len(example.ids) - example.window - 1 <= LONGEST_WINDOW


def test_a_silent_window_does_not_hold_the_answer(tokenizer: Tokenizer) -> None:
    tokenized = tokenize(row("When did it burn down?", "1930"), tokenizer)
    assert tokenized
    windows = {silent(tokenized, Random(seed)) for seed in range(40)}
    for example in windows:
        assert example and not example.starts
        assert "1930" not in tokenizer.decode(list(example.ids[example.window :]))
    assert len(windows) > 1


def test_no_window_is_silent_where_every_sentence_holds_the_answer(tokenizer: Tokenizer) -> None:
    tokenized = tokenize(row("Where?", "Orra", text="It is in Orra. Orra it is."), tokenizer)
    assert tokenized and silent(tokenized, Random(1)) is None


def test_an_unanswerable_row_is_read_at_its_likeliest_sentence(tokenizer: Tokenizer) -> None:
    tokenized = tokenize(row("Who paid for the museum of local history?", "", False), tokenizer)
    assert tokenized
    example = answering(tokenized, Random(3))
    assert example and not example.starts
    assert "museum" in tokenizer.decode(list(example.ids[example.window :]))


def test_an_answer_in_a_sentence_longer_than_a_window_is_kept(tokenizer: Tokenizer) -> None:
    text = "It " + "very " * 200 + "slowly reached Tarn " + "and then " * 100 + "stopped."
    tokenized = tokenize(row("What did it reach?", "Tarn", text=text), tokenizer)
    assert tokenized
    example = answering(tokenized, Random(1))
    assert example and said(example, tokenizer) == {"tarn"}
    assert len(example.ids) - example.window - 1 <= LONGEST_WINDOW


def test_a_changed_question_has_another_word_and_no_answer(tokenizer: Tokenizer) -> None:
    rows = [row("How many crowns were paid?", "40,000"), row("How many guilders were lost?")]
    vocabulary = vocabulary_of(rows)
    found = {swapped(rows[0], vocabulary, Random(seed)) for seed in range(20)}
    assert "How many guilders were paid?" in found
    tokenized = tokenize(rows[0], tokenizer, "How many guilders were paid?")
    assert tokenized and not tokenized.answerable and not tokenized.answers


def test_a_word_that_the_context_holds_is_put_in_no_place() -> None:
    rows = [row("When was the mill built?", "1902"), row("When was the museum built?")]
    assert swapped(rows[0], vocabulary_of(rows), Random(1)) is None


def test_an_answer_that_is_not_at_its_place_is_refused(tmp_path: Path) -> None:
    line = {
        "source": "s",
        "group": "g",
        "question": "q",
        "context": "abc",
        "answers": [{"text": "b", "start": 2}],
        "answerable": True,
    }
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(line))
    with pytest.raises(ValueError, match=r"rows.jsonl:1: 'b' does not stand at 2"):
        list(read_rows(path, tmp_path))


def test_a_context_may_stand_in_a_file_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("One  two\nthree four.")
    line = {
        "source": "s",
        "group": "g",
        "question": "q",
        "context": {"file": "text.md", "part": 0, "start": 5, "end": 14},
        "answers": [{"text": "three", "start": 4}],
        "answerable": True,
    }
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(line))
    (found,) = read_rows(path, tmp_path)
    assert found.context == "two three" and found.spans == ((4, 9),)


def test_our_own_rows_are_of_both_kinds_and_none_is_asked_twice() -> None:
    data = Path("../shared/data")
    names = OWN if data.exists() else [n for n in OWN if n.endswith("-own.jsonl")]
    for name in names:
        rows = own_rows(data, [name])
        answerable = sum(r.answerable for r in rows)
        assert 0.4 < answerable / len(rows) < 0.6, name
        assert len({(r.question, r.context) for r in rows}) == len(rows), name
        assert all(bool(r.spans) == r.answerable for r in rows), name
