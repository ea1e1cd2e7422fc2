"""What the headings over a passage add to it: "Six crowns." under "Admission" is what that costs.

A heading's tokens are encoded alone, kept once for each passage, and count for every sentence of
it. Encoded together with the passage they would change what its own tokens mean, and retrieval
was the worse for it.
"""

from __future__ import annotations

import numpy as np

from rag.document.model import Document, Passage
from rag.search.late_interaction import TokenMatches

LONGEST = 200
"""Characters of the headings that are encoded with a passage; longer ones are found by words."""


def headings_over(document: Document, passage: Passage) -> str:
    """The headings that the passage stands under, the outermost first, with a full stop each.

    As many as there is room for, from the innermost on. Empty where there is none.
    """
    found: list[str] = []
    room = LONGEST
    for section in reversed(document.sections_over(passage.section)):
        if section.heading and 0 < len(section.title) <= room:
            room -= len(section.title)
            found.append(section.title)
    return ". ".join(reversed(found))


def with_headings(matches: TokenMatches) -> TokenMatches:
    """Matches of the passages' own views, where a sentence matches as well as the headings over it.

    The last view of each passage in ``matches`` is its headings, as one sentence.
    """
    layout, sentences, headings = matches.layout.last_views_apart()
    best, cosines = (
        np.maximum(each[..., sentences], each[..., headings])
        for each in (matches.best, matches.cosines)
    )
    return TokenMatches(best, cosines, layout)
