"""The section nearest to a topic, where no heading has the topic's words: "money back", Refunds."""

from __future__ import annotations

from itertools import islice

import numpy as np

from rag.answer.sections import bare_title, with_those_below
from rag.answer.told import Scope
from rag.answer.whole import Whole
from rag.document.filters import Filters
from rag.document.model import SectionKind
from rag.models.embedder import Embedder
from rag.question.terms import terms
from rag.question.whole import Part, WholeQuestion
from rag.search.store import Store

_MOST_SECTIONS = 100  # that are compared, in one document or several
_MOST_DOCUMENTS = 20
_OPENING = 400  # characters of a section
_OF_HEADING = 0.7
_NEAR = 0.36
"""Share of the heading in the similarity, and the least of that, for all-MiniLM-L6-v2.

Of 47 topics of sections of six documents, put in other words, 25 are found with them and 4 are
taken for another section; of 30 topics that those documents lack, 3 are taken for one. Other models
have other similarities.
"""


def find_nearest_section(
    store: Store, embedder: Embedder, topic: str, filters: Filters
) -> Whole | None:
    """The nearest section of the documents asked, or that they have none on the topic.

    None where the topic's words stand in the text, so that a search may find them, and where there
    are no sections, or too many to compare.
    """
    names = sorted(set(filters.document))
    documents = (
        [store.document(name) for name in names[: _MOST_DOCUMENTS + 1]]
        if names
        else list(store.documents(0, _MOST_DOCUMENTS + 1))
    )
    if len(documents) > _MOST_DOCUMENTS:
        return None
    scopes = [Scope.of(d, store.passages_of(d.id), filters) for d in documents]
    titled = (
        (scope, section)
        for scope in scopes
        for section in scope.sections
        if section.kind is not SectionKind.NOTES
    )
    sections = list(islice(titled, _MOST_SECTIONS + 1))
    if not 0 < len(sections) <= _MOST_SECTIONS:
        return None
    asked = WholeQuestion((Part.SECTION,), names_section=True)
    openings = [s.span.of(scope.document.text)[:_OPENING] for scope, s in sections]
    texts = [*(bare_title(section.title) for _, section in sections), *openings]
    vectors = np.stack([encoding.pooled for encoding in embedder.encode_passages(texts)])
    cosines = vectors @ embedder.encode_questions([topic])[0].pooled
    of_headings, of_openings = np.split(cosines, 2)
    nearness = _OF_HEADING * of_headings + (1 - _OF_HEADING) * of_openings
    best = int(np.argmax(nearness))
    if nearness[best] >= _NEAR:
        scope, section = sections[best]
        found = with_those_below(scope.document, section)
        return Whole(asked, (scope,), (found,), 0, is_nearest=True)
    wanted = set(terms(topic))
    if any(wanted <= set(terms(scope.document.text)) for scope in scopes):
        return None
    return Whole(asked, (scopes[0],), ([],), 0) if len(scopes) == 1 else None
