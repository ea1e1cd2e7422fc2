"""Whether a copy holds what its source does, and answers as it does."""

from __future__ import annotations

from dataclasses import dataclass

from rag.engine import Engine
from rag.errors import BriefRagError
from rag.models.embedder import Embedder
from rag.search.store import Store
from rag.settings import Weights

SAMPLE = 20
"""Documents that are compared whole, and questions that are asked of both."""
_BEST = 5  # passages
_LEAST = 0.9  # of the questions, whose best passage is the same: engines find nearest ones nearly


class CopyDiffers(BriefRagError):
    """A copy does not hold what its source does, or answers otherwise."""


@dataclass(frozen=True, slots=True)
class Compared:
    """``documents`` and ``passages`` of the source, all of which are in the copy; of ``questions``
    that were asked of both, how many have the same ``first`` passage and the same best ``five``."""

    documents: int
    passages: int
    questions: int
    first: int
    five: int


def compare(source: Store, copy: Store, embedder: Embedder, sample: int = SAMPLE) -> Compared:
    """Compare a copy with its source: all documents by id and size, some to the character, and the
    passages that both find for what some of these say.

    Raises CopyDiffers.
    """
    ours = {entry.id: entry for entry in source.listed()}
    theirs = {entry.id: entry for entry in copy.listed()}
    for name, entry in ours.items():
        if theirs.get(name) != entry:
            raise CopyDiffers(f"{name!r} is not in the copy as it is in the source; copy again")
    step = max(1, len(ours) // sample)
    asked = first = five = 0
    whole = len(ours) == len(theirs)  # what else a copy holds may be found as well
    engines = [Engine(each, embedder, weights=Weights()) for each in (source, copy)]
    for name in sorted(ours)[::step][:sample]:
        document, passages = source.document(name), source.passages_of(name)
        if copy.document(name) != document or list(copy.passages_of(name)) != list(passages):
            raise CopyDiffers(f"{name!r} has another text or passages in the copy; copy again")
        middle = passages[len(passages) // 2]
        question = middle.sentences[0].of(document.text)[:200].strip()
        if not whole or not any(map(str.isalnum, question)):
            continue
        one, other = ([h.passage for h in e.search(question, _BEST).hits] for e in engines)
        asked += 1
        first += one[:1] == other[:1]
        five += one == other
    if first < _LEAST * asked:
        raise CopyDiffers(
            f"the copy finds another best passage for {asked - first} of {asked} questions; copy "
            "again, or look whether the server has loaded and indexed all"
        )
    return Compared(len(ours), sum(e.passages for e in ours.values()), asked, first, five)
