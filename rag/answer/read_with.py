"""What a sentence must be read with to be understood, and what that adds to it.

The lead-in of its list and the header of its table; the question that it replies to; and the words
before it that name what it speaks of. The sentence is found by their words as by its own, and is
shown with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.subjects import subjects
from rag.document.model import Document, Span
from rag.document.units import context_of, question_before


@dataclass(frozen=True, slots=True)
class ReadWith:
    """``words`` that a sentence is read with, and the ``sentence`` in which they stand.

    ``is_person`` says that they are whom it calls "he" or "she".
    """

    words: Span
    sentence: Span
    is_person: bool = False


def read_with(document: Document, sentences: Sequence[Span]) -> dict[Span, tuple[ReadWith, ...]]:
    """For each of a passage's sentences, which are some of one section in order: what it needs."""
    named = subjects(document, sentences)
    found: dict[Span, tuple[ReadWith, ...]] = {}
    for sentence in sentences:
        whole = (context_of(document, sentence), question_before(document, sentence))
        needed = [ReadWith(span, span) for span in whole if span]
        if subject := named.get(sentence):
            needed.append(ReadWith(subject.words, subject.sentence, bool(subject.called)))
        found[sentence] = tuple(needed)
    return found
