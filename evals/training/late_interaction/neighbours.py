"""For each passage the likest other one: what a question on the passage is easily taken for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log

from evals.training.late_interaction.passages import AskedPassage
from rag.question.terms import terms

_COMMON = 400  # passages that hold a term; one that more hold tells little


def neighbours(passages: Sequence[AskedPassage]) -> list[int | None]:
    """The place of each passage's neighbour: of all that answer none of its questions, the one
    that holds most of their words, by rarity, of the same document where that has one."""
    words = [set(terms(passage.text)) for passage in passages]
    holding: dict[str, list[int]] = defaultdict(list)
    for place, held in enumerate(words):
        for word in held:
            holding[word].append(place)
    groups: dict[str, list[int]] = defaultdict(list)
    for place, passage in enumerate(passages):
        groups[passage.group].append(place)
    found = []
    for passage in passages:
        shares: dict[int, float] = defaultdict(float)
        for word in {w for question in passage.questions for w in terms(question.text)}:
            if 0 < len(holding.get(word, ())) <= _COMMON:
                rarity = log(len(passages) / len(holding[word]))
                for other in holding[word]:
                    shares[other] += rarity
        own = set(groups[passage.group])
        likest = sorted(shares, key=lambda n: (n not in own, -shares[n], n))
        found.append(next((n for n in likest if _is_silent(passage, passages[n])), None))
    return found


def answers(question_answers: Sequence[str], passage: AskedPassage) -> bool:
    """Whether a passage holds an answer's words, so that it may not count as a wrong one."""
    text = passage.text.lower()
    return any(answer in text for answer in question_answers)


def _is_silent(passage: AskedPassage, other: AskedPassage) -> bool:
    return not any(answers(question.answers, other) for question in passage.questions)
