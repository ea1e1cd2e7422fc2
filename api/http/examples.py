"""Questions to begin with: each has been asked, and is answered with high confidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from api.http.example_candidates import Candidate, candidates
from rag.engine import Engine
from rag.question.terms import fold

EXAMPLES = 4
_SURE = 0.8
_MOST_ASKED = 3  # candidates of one kind that are tried: with all kinds, 21 at most
_DOCUMENTS = 5  # of an index that holds many, the first ones stand for all


def example_questions(engine: Engine) -> list[str]:
    """At most ``EXAMPLES`` questions that the index answers, of as many kinds as there are."""
    documents = engine.store.documents(count=_DOCUMENTS)
    answered = [_answered(engine, questions) for questions in candidates(documents)]
    chosen: list[str] = []
    while len(chosen) < EXAMPLES:
        found = [question for kind in answered if (question := next(kind, None))]
        if not found:
            break
        chosen += found
    return chosen[:EXAMPLES]


def _answered(engine: Engine, questions: Iterable[Candidate]) -> Iterator[str]:
    """Those that get an answer, surely, in which the expected words stand."""
    for candidate in islice(dict.fromkeys(questions), _MOST_ASKED):
        answer = engine.ask(candidate.question)
        sure = answer.answerable and answer.confidence >= _SURE
        if sure and _plain(candidate.expected) in _plain(answer.text):
            yield candidate.question


def _plain(words: str) -> str:
    return " ".join(fold(words).split())
