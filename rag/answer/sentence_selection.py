"""Which sentences make an answer: as many as the evidence needs, one to four.

The best sentence always; then, while it pays, the one that adds most. What a sentence adds is how
much better the question's tokens are answered by the set with it than without; it pays when that
outweighs the sentence's distance from the best one.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.sentence_ranking import Sentence, set_score
from rag.models.embedder import Vectors
from rag.settings import Weights

MOST_SENTENCES = 4


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
