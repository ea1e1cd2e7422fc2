"""Near-topic questions made by rule: one word of an answered question becomes another's.

"How many rockets were launched?" becomes "How many barrels were launched?": the text still shares
nearly every word with the question, and no longer answers it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from evals.training.rows import TrainingRow

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    "what which when where whose whom does have been were with from that this they them their "
    "there many much more most some other about into than then also name type kind called between "
    "during after before made make used first last over under being would could year time long "
    "often according following because many people term part were used".split()
)
_ENDINGS = ("ing", "ed", "ies", "es", "s", "ly", "er", "al", "ion")
_TRIES = 8

Vocabulary = Mapping[tuple[str, str], Sequence[str]]
"""The words of the questions on a document, by the document and their ending."""


def vocabulary_of(rows: Iterable[TrainingRow]) -> Vocabulary:
    """The content words of all questions, by their document and ending."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for word in _content_words(row.question):
            found[row.group, _ending(word)].add(word)
    return {key: sorted(words) for key, words in found.items()}


def swapped(row: TrainingRow, vocabulary: Vocabulary, rng: Random) -> str | None:
    """The question of an answerable row with one word changed, so that its context is silent.

    The word stands in the context too; in its place comes a word of the same form, from another
    question on the same document, that the context does not hold. None where there is none.
    """
    context = row.context.lower()
    shared = [word for word in _content_words(row.question) if word in context]
    rng.shuffle(shared)
    for word in shared[:2]:
        others = vocabulary.get((row.group, _ending(word)), ())
        for other in rng.sample(others, min(_TRIES, len(others))):
            if other[:5] not in context and other[:4] != word[:4]:
                return re.sub(rf"\b{word}\b", other, row.question, flags=re.IGNORECASE)
    return None


def _content_words(text: str) -> list[str]:
    words = (match[0].lower() for match in _WORD.finditer(text))
    return [word for word in words if word not in _COMMON]


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")
