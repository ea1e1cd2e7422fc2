"""The parts of a question: questions that each stand by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.question.coordination import ARTICLES

MOST_PARTS = 5
"""That are answered; what more is asked is named as left out."""
_LONGEST_NAME = 4  # words


@dataclass(frozen=True, slots=True)
class Topic:
    """What a sentence must name to answer, and, where it is asked, what it must say of it."""

    name: str
    about: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it is a person's or a thing's name, or a year, and nothing more."""
        words = [word for word in self.name.split() if word.casefold() not in ARTICLES]
        return 0 < len(words) <= _LONGEST_NAME and not any(word[0].islower() for word in words)


@dataclass(frozen=True, slots=True)
class SubQuestion:
    """A question that stands by itself, and the asker's words for it.

    With a ``topic``, ``text`` is no question but what is looked for. Without a ``label`` it is all
    that is asked.
    """

    label: str
    text: str
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a question.

    ``certain`` is false where it may be one question all the same. ``left_out`` counts the parts
    beyond ``MOST_PARTS``. ``of_documents`` says that each document asked is a side of its own,
    ``compares`` that the parts are the sides of a comparison.
    """

    questions: tuple[SubQuestion, ...]
    certain: bool = True
    left_out: int = 0
    of_documents: bool = False
    compares: bool = False

    @property
    def is_topic(self) -> bool:
        """Whether nothing is asked but what is said of one topic."""
        return len(self.questions) == 1 and not self.of_documents


def bounded(found: Sequence[SubQuestion], certain: bool) -> Parts | None:
    """The parts that are answered; None where there are not several."""
    if len(found) < 2:
        return None
    return Parts(tuple(found[:MOST_PARTS]), certain, max(0, len(found) - MOST_PARTS))
