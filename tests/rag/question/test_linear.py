"""What a question, a conversation or a sentence costs grows no faster than it."""

from __future__ import annotations

import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

import api.http.examples
import rag.answer
import rag.question
from rag.answer.marks import answer_spans
from rag.document.model import Span
from rag.question.conversation import Turn, interpretations
from rag.question.frame import without_frame
from rag.question.kinds import asked_for
from rag.question.outlets import OutletIndex
from rag.question.sources import claim_of, note_question, outlet_question, wants_source
from rag.question.terms import terms
from tests.growth import FACTOR, assert_linear

SMALLEST = 2000  # characters: the most that a question may have
NO_TIME = 0.01  # seconds; what grows with the square takes some thirty times as long
SIGNS = [*" \nAa1([“谁\ue000", "A-", "A'", "1,", ", ", ". ", "[1"]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that reads what is asked or answered, by module and name."""
    packages = [rag.question, rag.answer]
    names = [f"{p.__name__}.{m.name}" for p in packages for m in pkgutil.iter_modules(p.__path__)]
    for module in [*map(import_module, names), api.http.examples]:
        for name, value in vars(module).items():
            yield from ((f"{module.__name__}.{name}", found) for found in held(value))


def held(value: object) -> Iterator[re.Pattern[str]]:
    """The patterns in a value, its tuples and dictionaries."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from held(part)


FOUND = {pattern: name for name, pattern in patterns()}


@pytest.mark.parametrize("pattern", FOUND, ids=list(FOUND.values()))
def test_a_pattern_reads_a_text_of_its_own_words_in_linear_time(pattern: re.Pattern[str]) -> None:
    words = {word + " " for word in re.findall(r"[^\W\d_]{2,}", pattern.pattern)}
    assert len(FOUND) > 25
    for unit in [*SIGNS, *sorted(words)]:

        def made(size: int, unit: str = unit) -> str:
            return "what " + unit * (size // len(unit)) + "x"

        def read(text: str) -> int:
            return sum(1 for _ in pattern.finditer(text))

        # Of what is read in next to no time, the growth need not be measured: there are thousands.
        started = time.process_time()
        read(made(FACTOR * SMALLEST))
        if time.process_time() - started > NO_TIME:
            assert_linear(made, read, smallest=SMALLEST, enough=0)


CITED = OutletIndex.of(["Xinhua", "X", "Wall Street Journal", "New York Times", "A A"])
ASKED: dict[str, Callable[[str], object]] = {
    "conversation": lambda text: interpretations(text, [Turn("What is it?", "It is.")]),
    "said before": lambda text: interpretations("And why?", [Turn("What is it?", text)]),
    "asked before": lambda text: interpretations("And why?", [Turn(text, "It is.")]),
    "kind": asked_for,
    "frame": without_frame,
    "note": note_question,
    "source": wants_source,
    "claim": claim_of,
    "outlets": CITED.named_in,
    "outlet": lambda text: outlet_question(text, CITED.named_in(text)),
    "named everywhere": lambda text: outlet_question(text, named_everywhere(text)),
    "terms": terms,
    "dates": lambda text: answer_spans(asked_for("When?"), text),
    "quantities": lambda text: answer_spans(asked_for("How many?"), text),
    "persons": lambda text: answer_spans(asked_for("Who?"), text),
    "lists": lambda text: answer_spans(asked_for("Which countries?"), text),
    "names": lambda text: answer_spans(asked_for("Which court?"), text),
}
UNITS = [
    *SIGNS,
    "Xinhua ",
    "X ",
    "is Xinhua ",
    "according to Xinhua ",
    "Xinhua article ",
    "根据Xinhua",
    "which source ",
    "who is ",
    "where does the claim ",
    "note ",
    "refers to ",
    "when it ",
    "for the claim that ",
    "rests ",
    "A, B ",
    "A and B ",
    "the ten ",
    "$1",
    "(X, May 9, 2015) ",
    "2015 ",
    "it is ",
    "tell me about ",
]


def named_everywhere(text: str) -> list[tuple[Span, str]]:
    """Every eighth character as a place that names an outlet of its own."""
    return [(Span(at, at + 1), f"Outlet {at}") for at in range(0, len(text), 8)]


@pytest.mark.parametrize("work", ASKED.values(), ids=list(ASKED))
def test_reading_what_is_asked_takes_linear_time(work: Callable[[str], object]) -> None:
    for unit in UNITS:
        assert_linear(
            lambda n, unit=unit: "what " + unit * (n // len(unit)) + "x?",
            work,
            smallest=2000,
            enough=0,
        )
