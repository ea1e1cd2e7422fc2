"""Who asks in an interview, and what is said there to be replied to without being a question.

"You lost the competition last year." says little by itself where an interviewer says it: the reply
tells what became of it, and may be "To Amara Diallo, and rightly."
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rag.document.parts import Paragraph
from rag.document.spans import Span

_QUESTION_MARKS = ("?", "？", "؟")
_CLOSING = " )]}\"'’”»」』*_"
# "OKAFOR:", "Ms. Rask:", "Q."
_LABEL = re.compile(
    r"(?P<name>[^\W\d_][^\s:：]{0,30}(?: [^\s:：]{1,30}){0,3})[:：](?=\s)|(?P<q>[QA])\.\s"
)
_LEAST_TURNS = 3  # of one who asks
_ASKING = 0.4  # of the turns of one who asks, those that end with a question, at least
_REPLYING = 1 / 3  # of that share at most, the share of one who replies


def asks(sentence: str) -> bool:
    """Whether a sentence of a document is a question."""
    return sentence.rstrip(_CLOSING)[-1:] in _QUESTION_MARKS


def prompts(text: str, paragraphs: Sequence[Paragraph]) -> frozenset[Span]:
    """The sentences, no questions, with which one who asks hands over to one who replies."""
    speakers = [_speaker(text, paragraph) for paragraph in paragraphs]
    turns: dict[str, list[Span]] = defaultdict(list)
    for name, paragraph in zip(speakers, paragraphs, strict=True):
        if name:
            turns[name].append(paragraph.sentences[-1])
    shares = {name: _share_asking(text, last) for name, last in turns.items()}
    return frozenset(_handing_over(text, paragraphs, speakers, turns, shares))


def _handing_over(
    text: str,
    paragraphs: Sequence[Paragraph],
    speakers: Sequence[str | None],
    turns: Mapping[str, Sequence[Span]],
    shares: Mapping[str, float],
) -> Iterator[Span]:
    for (paragraph, name), (_, other) in pairwise(zip(paragraphs, speakers, strict=True)):
        if not (name and other) or len(turns[name]) < _LEAST_TURNS:
            continue
        last = paragraph.sentences[-1]
        if last == turns[name][0]:  # who opens an interview says who the guest is
            continue
        if (
            shares[name] >= _ASKING
            and shares[other] <= _REPLYING * shares[name]
            and not asks(last.of(text))
        ):
            yield last


def _speaker(text: str, paragraph: Paragraph) -> str | None:
    """Whom a paragraph says to speak; None for one that says nothing of it."""
    label = _LABEL.match(text, paragraph.span.start) if paragraph.sentences else None
    return (label["name"] or label["q"]) if label else None


def _share_asking(text: str, sentences: Sequence[Span]) -> float:
    return sum(asks(sentence.of(text)) for sentence in sentences) / len(sentences)
