"""Which records a question names by a cell: the articles that are made in Spain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answer.record_fields import Field
from rag.answer.records import RecordSet
from rag.question.terms import fold, terms

_BETWEEN = re.compile(r"[,;/|、，；\n]")
_LOOKED_AT = 3  # signs of a word by which most cells are told not to hold it


def named_records(
    records: RecordSet, left: Sequence[str], own: Field | None
) -> tuple[int, ...] | None:
    """The records with a cell that the words left over are, or one of several things in it.

    None where no one field has it, or where a cell holds the words with others: "Spain" may be
    counted or not where "Northern Spain", or "Spain and France", stands beside.
    """
    wanted = frozenset(terms(" ".join(left)))
    if not wanted:
        return None
    found = []
    for field in records.fields:
        if field is own:
            continue
        holding = [
            (n, words)
            for n, words in enumerate(field.words)
            if left[0][:_LOOKED_AT] in fold(words) and wanted <= frozenset(terms(words))
        ]
        kept = tuple(
            n for n, words in holding if wanted == frozenset(terms(words)) or wanted in _in(words)
        )
        # The words may be all that a cell lists: "made in Italy and Spain".
        several = any(wanted not in _in(words) and len(_in(words)) > 1 for _, words in holding)
        if kept and (several or len(kept) < len(holding)):
            return None
        if kept:
            found.append(kept)
    return found[0] if len(found) == 1 else None


def holds_several(field: Field) -> bool:
    """Whether a cell of the field holds several things, each of which another may hold by itself.

    Then there are not as many different things as different cells.
    """
    cells = [_in(words) for words in field.words]
    single = {next(iter(things)) for things in cells if len(things) == 1}
    return any(len(things) > 1 and not single.isdisjoint(things) for things in cells)


@lru_cache(maxsize=1024)
def _in(words: str) -> frozenset[frozenset[str]]:
    """The things that a cell holds, which a comma or the like parts, by their terms."""
    parts = (frozenset(terms(part)) for part in _BETWEEN.split(words))
    return frozenset(part for part in parts if part)
