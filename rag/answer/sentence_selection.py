"""Which sentences make an answer: as many as the evidence needs, one to four.

The best sentence always; then, while it pays, the one that adds most. What a sentence adds is how
much better the question's tokens are answered by the set with it than without; it pays when that
outweighs the sentence's distance from the best one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.sentence_ranking import Sentence, set_score
from rag.models.embedder import Vectors
from rag.settings import Weights

MOST_SENTENCES = 4

# A sentence that opens so speaks of what the one before it named.
_UNRESOLVED = re.compile(
    r"[“\"‘(]?(?:(?:But|And|Yet|Still|However|Meanwhile|Moreover|Also|In addition|As a result|"
    r"Similarly|Nevertheless|Then|Finally),? )?"
    r"(?:This|These|That|Those|It|Its|They|Their|Theirs|He|His|She|Hers?|Such|The (?:former|latter)"
    r"|这|该|此|其|他们?|她们?|它们?)(?![A-Za-z’'])(?! (?:is|was) (?:\w+ )?(?:that|to)\b)",
    re.IGNORECASE,
)


def select(
    sentences: Sequence[Sentence], token_weights: Vectors, weights: Weights
) -> list[Sentence]:
    """The sentences that answer, best first; ``sentences`` are ranked and not empty."""
    best, *others = sentences
    chosen = [best]
    while others and len(chosen) < MOST_SENTENCES:
        before = set_score(chosen, token_weights)
        worth = [
            weights.answer_gain * (set_score([*chosen, s], token_weights) - before)
            - (best.score - s.score)
            for s in others
        ]
        i = max(range(len(others)), key=worth.__getitem__)
        if worth[i] <= 0:
            break
        chosen.append(others.pop(i))
    return chosen


def needs_context(sentence: str) -> bool:
    """Whether the sentence opens with a word that stands for something named before it."""
    return _UNRESOLVED.match(sentence) is not None
