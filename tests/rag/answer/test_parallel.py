"""Sentences of one form: which make a run, what differs in them, and what it costs to look."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.enumerated import enumerated
from rag.answer.parallel import _shared, _shared_count, runs_of_sentences
from rag.document.model import Span
from rag.reading.sentences import split_sentences
from tests.growth import assert_linear


def sentences(text: str) -> tuple[Span, ...]:
    return split_sentences(text, Span(0, len(text)))


def test_a_run_has_a_field_for_each_thing_that_differs() -> None:
    text = (
        "The office opens at eight. Ann Lee, head of rail, earns 41,000 crowns. Bo Kent, head of "
        "ports and ferries, earns 39,500 crowns. Cem Aydin, head of law, earns 47,200 crowns. "
        "Dogs may come in."
    )
    (run,) = runs_of_sentences(text, sentences(text))
    assert len(run.spans) == 3
    fields = [[cell.of(text) for cell in slot.cells] for slot in run.slots]
    assert fields == [
        ["Ann Lee", "Bo Kent", "Cem Aydin"],
        ["rail", "ports and ferries", "law"],
        ["41,000 crowns", "39,500 crowns", "47,200 crowns"],
    ]
    assert run.slots[2].name == "earns … crowns"


@pytest.mark.parametrize(
    "text",
    [
        "Ann earns 5 crowns. Bo earns 6 crowns.",
        "Ann earns 5 crowns. Bo earns 6 crowns. Cem no longer earns 7 crowns.",
        "It is warm. It is cold. It is wet.",
        "The council met in May. It sold the mill. Nobody bought the tower.",
    ],
)
def test_too_few_or_unlike_sentences_are_no_run(text: str) -> None:
    assert not list(runs_of_sentences(text, sentences(text)))


def test_an_enumeration_is_nothing_but_names() -> None:
    text = "Present were Ann Lee, Bo Kent and Cem Aydin."
    found = enumerated(text, Span(0, len(text)))
    assert found is not None
    assert found[0] == "Present were "
    assert [name.of(text) for name in found[1]] == ["Ann Lee", "Bo Kent", "Cem Aydin"]
    for other in ("Ann Lee, who was ill, and Bo Kent came.", "Ann Lee and Bo Kent."):
        assert enumerated(other, Span(0, len(other))) is None


@given(st.text("abcd", max_size=14), st.text("abcd", max_size=14))
def test_the_longest_sequence_in_both_is_found(a: str, b: str) -> None:
    shared = _shared(tuple(a), tuple(b))
    for whole in (a, b):
        rest = iter(whole)
        assert all(sign in rest for sign in shared)
    lengths = {(i, j): 0 for i in range(len(a) + 1) for j in range(len(b) + 1)}
    for i, j in product(range(1, len(a) + 1), range(1, len(b) + 1)):
        same = lengths[i - 1, j - 1] + (a[i - 1] == b[j - 1])
        lengths[i, j] = max(same, lengths[i - 1, j], lengths[i, j - 1])
    assert len(shared) == lengths[len(a), len(b)] == _shared_count(tuple(a), tuple(b))


@pytest.mark.parametrize("unit", ["Ann earns 5 crowns. ", "A a b c d e f g 5. ", "He said no. "])
def test_runs_are_found_in_linear_time(unit: str) -> None:
    def spans(text: str) -> list[Span]:
        return [Span(at, at + len(unit) - 1) for at in range(0, len(text), len(unit))]

    assert_linear(
        lambda n: unit * (n // len(unit)), lambda text: list(runs_of_sentences(text, spans(text)))
    )


@pytest.mark.parametrize("unit", ["A, ", "Ann ", "a ", "Ann and ", "- "])
def test_enumerations_are_found_in_linear_time(unit: str) -> None:
    assert_linear(lambda n: unit * (n // len(unit)), lambda t: enumerated(t, Span(0, len(t))), 500)
