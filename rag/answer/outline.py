"""Which topics a document covers, as far as its headings tell."""

from __future__ import annotations

from dataclasses import replace

from rag.answer.facts import is_byline
from rag.answer.sections import outermost
from rag.answer.summaries import in_short
from rag.answer.told import Scope, Told
from rag.question.whole import Part

_MOST_NAMED = 30


def outline(scope: Scope, at_most: int | None = None) -> Told:
    """The headings of the sections that are part of no other, or what the document is about.

    ``at_most`` so many sentences are quoted where it has no headings.
    """
    held = {section.span for section in scope.sections}
    outer = (s.title for s in outermost(scope.document) if s.span in held)
    titles = [title for title in outer if not is_byline(title)]
    if not titles:
        told = in_short(scope, Part.ABOUT, at_most)
        return replace(
            told, statement=" and ".join(filter(None, ["has no headings", told.statement]))
        )
    named = ", ".join(f"“{title}”" for title in titles[:_MOST_NAMED])
    rest = len(titles) - _MOST_NAMED
    more = f" and {rest} more" if rest > 0 else ""
    return Told(f"has the heading{'' if len(titles) == 1 else 's'} {named}{more}")
